using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OnePublicationStands : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Two approvals at once could leave two of them standing: the later one stands.
            migrationBuilder.Sql(
                """
                UPDATE "FigurePublications" SET "State" = 'Revised', "ReplacedById" = (
                    SELECT last."Id" FROM "FigurePublications" last
                    WHERE last."State" = 'Published' AND last."FigureId" = "FigurePublications"."FigureId" AND last."AsOf" = "FigurePublications"."AsOf"
                    ORDER BY last."DecidedAt" DESC, last."Id" DESC LIMIT 1)
                WHERE "State" = 'Published' AND EXISTS (
                    SELECT 1 FROM "FigurePublications" later
                    WHERE later."State" = 'Published' AND later."FigureId" = "FigurePublications"."FigureId" AND later."AsOf" = "FigurePublications"."AsOf"
                        AND (later."DecidedAt" > "FigurePublications"."DecidedAt"
                            OR later."DecidedAt" = "FigurePublications"."DecidedAt" AND later."Id" > "FigurePublications"."Id"))
                """);

            migrationBuilder.CreateIndex(
                name: "IX_FigurePublications_Standing",
                table: "FigurePublications",
                columns: new[] { "FigureId", "AsOf", "State" },
                unique: true,
                filter: "\"State\" = 'Published'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_FigurePublications_Standing",
                table: "FigurePublications");
        }
    }
}
