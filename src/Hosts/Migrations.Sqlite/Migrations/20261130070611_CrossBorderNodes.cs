using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
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
                    NodeId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Hour = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Scenario = table.Column<int>(type: "INTEGER", nullable: false),
                    KeyId = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderEntryCounts", x => new { x.NodeId, x.Hour, x.Kind, x.Scenario, x.KeyId });
                });

            migrationBuilder.CreateTable(
                name: "BorderNodes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Health = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Root = table.Column<string>(type: "TEXT", nullable: false),
                    Checkpoint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Read = table.Column<long>(type: "INTEGER", nullable: false),
                    Subtrees = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrewAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    Forks = table.Column<int>(type: "INTEGER", nullable: false),
                    Contradiction = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderNodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BorderReadings",
                columns: table => new
                {
                    NodeId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Health = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Milliseconds = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BorderReadings", x => new { x.NodeId, x.At });
                });

            migrationBuilder.CreateTable(
                name: "BorderRefusalCounts",
                columns: table => new
                {
                    NodeId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Hour = table.Column<long>(type: "INTEGER", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
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
