using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PublicationSupport : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Borrowers",
                table: "FigurePublications",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Institutions",
                table: "FigurePublications",
                type: "INTEGER",
                nullable: true);

            // What was published before was not counted: whoever had filed then stands behind it, nobody behind a register.
            migrationBuilder.Sql(
                """
                UPDATE "FigurePublications" SET "Institutions" = NULLIF(CAST(substr("CoverageText", 1, instr("CoverageText", '/') - 1) AS INTEGER), 0)
                WHERE "CoverageText" LIKE '%/%'
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Borrowers",
                table: "FigurePublications");

            migrationBuilder.DropColumn(
                name: "Institutions",
                table: "FigurePublications");
        }
    }
}
