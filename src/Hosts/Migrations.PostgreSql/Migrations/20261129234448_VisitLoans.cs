using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class VisitLoans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "VisitLoanComparisons",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Signature = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    LastAsOf = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitLoanComparisons", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitLoanMatches",
                columns: table => new
                {
                    BankId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IouId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Verdict = table.Column<int>(type: "integer", nullable: false),
                    FiledAsOf = table.Column<DateOnly>(type: "date", nullable: true),
                    FiledOn = table.Column<DateOnly>(type: "date", nullable: true),
                    FiledFen = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitLoanMatches", x => new { x.BankId, x.IouId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_VisitLoanMatches_Verdict",
                table: "VisitLoanMatches",
                column: "Verdict");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VisitLoanComparisons");

            migrationBuilder.DropTable(
                name: "VisitLoanMatches");
        }
    }
}
