using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class VisitsAtWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_VisitEntities_DistrictCode",
                table: "VisitEntities");

            migrationBuilder.DropIndex(
                name: "IX_VisitEntities_StreetCode",
                table: "VisitEntities");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_BankId_State",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_DistrictCode_State",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_RedOn",
                table: "VisitCases");

            migrationBuilder.AddColumn<DateOnly>(
                name: "OwedOn",
                table: "VisitCases",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.CreateTable(
                name: "VisitCounts",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    District = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Street = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Bank = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCounts", x => new { x.Kind, x.District, x.Street, x.Bank, x.Code });
                });

            migrationBuilder.CreateTable(
                name: "VisitImports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    FileName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Rows = table.Column<int>(type: "integer", nullable: false),
                    Added = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Unchanged = table.Column<int>(type: "integer", nullable: false),
                    Rejected = table.Column<int>(type: "integer", nullable: false),
                    Report = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitImports", x => x.Id);
                });

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

            migrationBuilder.CreateTable(
                name: "VisitProblems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Words = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    State = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Department = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AmberOn = table.Column<DateOnly>(type: "date", nullable: true),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitProblems", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitSearchKeys",
                columns: table => new
                {
                    Key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitSearchKeys", x => new { x.Key, x.StreetCode, x.EntityId });
                });

            migrationBuilder.CreateTable(
                name: "VisitStandings",
                columns: table => new
                {
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    RootId = table.Column<Guid>(type: "uuid", nullable: false),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    Stages = table.Column<int>(type: "integer", nullable: false),
                    NeedFen = table.Column<long>(type: "bigint", nullable: false),
                    GrantedFen = table.Column<long>(type: "bigint", nullable: false),
                    DrawnFen = table.Column<long>(type: "bigint", nullable: false),
                    ApartFen = table.Column<long>(type: "bigint", nullable: false),
                    LastVisitId = table.Column<Guid>(type: "uuid", nullable: true),
                    Next = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    IsDisputed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitStandings", x => x.EntityId);
                });

            migrationBuilder.CreateTable(
                name: "VisitProblemSteps",
                columns: table => new
                {
                    ProblemId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<int>(type: "integer", nullable: false),
                    Step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    To = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Department = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReceiptSha256 = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitProblemSteps", x => new { x.ProblemId, x.Sequence });
                    table.ForeignKey(
                        name: "FK_VisitProblemSteps_VisitProblems_ProblemId",
                        column: x => x.ProblemId,
                        principalTable: "VisitProblems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_At",
                table: "Visits",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Visits_EntityId_At_RecordedAt",
                table: "Visits",
                columns: new[] { "EntityId", "At", "RecordedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntityCorrections_EntityId",
                table: "VisitEntityCorrections",
                column: "EntityId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_BankId_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "BankId", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_BankId_State_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "BankId", "State", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_DistrictCode_BankId_AmberOn_RedOn_DueOn",
                table: "VisitCases",
                columns: new[] { "DistrictCode", "BankId", "AmberOn", "RedOn", "DueOn" },
                filter: "\"AnsweredAt\" IS NULL AND \"DueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_DistrictCode_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "DistrictCode", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_DistrictCode_State_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "DistrictCode", "State", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_State_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "State", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_StreetCode_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "StreetCode", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_StreetCode_State_OwedOn_Id",
                table: "VisitCases",
                columns: new[] { "StreetCode", "State", "OwedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitImports_At",
                table: "VisitImports",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_VisitLoanMatches_Verdict",
                table: "VisitLoanMatches",
                column: "Verdict");

            migrationBuilder.CreateIndex(
                name: "IX_VisitProblems_DistrictCode_State",
                table: "VisitProblems",
                columns: new[] { "DistrictCode", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitProblems_DueOn",
                table: "VisitProblems",
                column: "DueOn");

            migrationBuilder.CreateIndex(
                name: "IX_VisitProblems_EntityId",
                table: "VisitProblems",
                column: "EntityId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitProblems_StreetCode",
                table: "VisitProblems",
                column: "StreetCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_AddedAt_EntityId_Stages_Next",
                table: "VisitStandings",
                columns: new[] { "AddedAt", "EntityId", "Stages", "Next" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_DistrictCode_AddedAt_EntityId_Stages_Next",
                table: "VisitStandings",
                columns: new[] { "DistrictCode", "AddedAt", "EntityId", "Stages", "Next" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_DistrictCode_IsDisputed",
                table: "VisitStandings",
                columns: new[] { "DistrictCode", "IsDisputed" },
                filter: "\"IsDisputed\"");

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_DistrictCode_StreetCode_AddedAt_EntityId_Sta~",
                table: "VisitStandings",
                columns: new[] { "DistrictCode", "StreetCode", "AddedAt", "EntityId", "Stages", "Next" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_RootId",
                table: "VisitStandings",
                column: "RootId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitStandings_StreetCode_AddedAt_EntityId_Stages_Next",
                table: "VisitStandings",
                columns: new[] { "StreetCode", "AddedAt", "EntityId", "Stages", "Next" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VisitCounts");

            migrationBuilder.DropTable(
                name: "VisitImports");

            migrationBuilder.DropTable(
                name: "VisitLoanComparisons");

            migrationBuilder.DropTable(
                name: "VisitLoanMatches");

            migrationBuilder.DropTable(
                name: "VisitProblemSteps");

            migrationBuilder.DropTable(
                name: "VisitSearchKeys");

            migrationBuilder.DropTable(
                name: "VisitStandings");

            migrationBuilder.DropTable(
                name: "VisitProblems");

            migrationBuilder.DropIndex(
                name: "IX_Visits_At",
                table: "Visits");

            migrationBuilder.DropIndex(
                name: "IX_Visits_EntityId_At_RecordedAt",
                table: "Visits");

            migrationBuilder.DropIndex(
                name: "IX_VisitEntityCorrections_EntityId",
                table: "VisitEntityCorrections");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_BankId_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_BankId_State_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_DistrictCode_BankId_AmberOn_RedOn_DueOn",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_DistrictCode_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_DistrictCode_State_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_State_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_StreetCode_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropIndex(
                name: "IX_VisitCases_StreetCode_State_OwedOn_Id",
                table: "VisitCases");

            migrationBuilder.DropColumn(
                name: "OwedOn",
                table: "VisitCases");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_DistrictCode",
                table: "VisitEntities",
                column: "DistrictCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_StreetCode",
                table: "VisitEntities",
                column: "StreetCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_BankId_State",
                table: "VisitCases",
                columns: new[] { "BankId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_DistrictCode_State",
                table: "VisitCases",
                columns: new[] { "DistrictCode", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_RedOn",
                table: "VisitCases",
                column: "RedOn");
        }
    }
}
