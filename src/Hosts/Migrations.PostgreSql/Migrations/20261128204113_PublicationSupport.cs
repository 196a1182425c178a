using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Institutions",
                table: "FigurePublications",
                type: "bigint",
                nullable: true);

            // What was published before was not counted: whoever had filed then stands behind it, nobody behind a register.
            migrationBuilder.Sql(
                """
                UPDATE "FigurePublications" SET "Institutions" = NULLIF(CAST(split_part("CoverageText", '/', 1) AS bigint), 0)
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
