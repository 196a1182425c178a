using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
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
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Signature = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAsOf = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitLoanComparisons", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitLoanMatches",
                columns: table => new
                {
                    BankId = table.Column<string>(type: "TEXT", nullable: false),
                    IouId = table.Column<string>(type: "TEXT", nullable: false),
                    Verdict = table.Column<int>(type: "INTEGER", nullable: false),
                    FiledAsOf = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FiledOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FiledFen = table.Column<long>(type: "INTEGER", nullable: true)
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
