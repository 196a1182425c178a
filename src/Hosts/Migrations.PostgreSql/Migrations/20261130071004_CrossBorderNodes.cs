using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class CrossBorderNodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "BorderEntryCounts",
                columns: table => new
                {
                    NodeId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Hour = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    Scenario = table.Column<int>(type: "integer", nullable: false),
                    KeyId = table.Column<long>(type: "bigint", nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderEntryCounts", x => new { x.NodeId, x.Hour, x.Kind, x.Scenario, x.KeyId });
                });

            migrationBuilder.CreateTable(
                name: "BorderNodes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false, collation: "C"),
                    Health = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Root = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Checkpoint = table.Column<byte[]>(type: "bytea", nullable: false),
                    Read = table.Column<long>(type: "bigint", nullable: false),
                    Subtrees = table.Column<byte[]>(type: "bytea", nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    GrewAt = table.Column<long>(type: "bigint", nullable: true),
                    Milliseconds = table.Column<int>(type: "integer", nullable: false),
                    Forks = table.Column<int>(type: "integer", nullable: false),
                    Contradiction = table.Column<byte[]>(type: "bytea", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderNodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BorderReadings",
                columns: table => new
                {
                    NodeId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Health = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Milliseconds = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderReadings", x => new { x.NodeId, x.At });
                });

            migrationBuilder.CreateTable(
                name: "BorderRefusalCounts",
                columns: table => new
                {
                    NodeId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Hour = table.Column<long>(type: "bigint", nullable: false),
                    Code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderRefusalCounts", x => new { x.NodeId, x.Hour, x.Code });
                });

            migrationBuilder.CreateIndex(
                name: "IX_BorderReadings_At",
                table: "BorderReadings",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BorderEntryCounts");

            migrationBuilder.DropTable(
                name: "BorderNodes");

            migrationBuilder.DropTable(
                name: "BorderReadings");

            migrationBuilder.DropTable(
                name: "BorderRefusalCounts");
        }
    }
}
