using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class MergesAndMaps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "VisitMaps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Level = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FileName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Sha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ApprovalNumber = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Features = table.Column<int>(type: "integer", nullable: false),
                    Points = table.Column<int>(type: "integer", nullable: false),
                    Missing = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Picture = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    RemovedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RemovedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitMaps", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_DistrictCode_StreetCode_Name",
                table: "VisitEntities",
                columns: new[] { "DistrictCode", "StreetCode", "Name" },
                filter: "\"MergedIntoId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_VisitMaps_Level_Id",
                table: "VisitMaps",
                columns: new[] { "Level", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VisitMaps");

            migrationBuilder.DropIndex(
                name: "IX_VisitEntities_DistrictCode_StreetCode_Name",
                table: "VisitEntities");
        }
    }
}
