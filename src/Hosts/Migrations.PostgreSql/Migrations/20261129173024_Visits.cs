using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Visits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AreaCode",
                table: "Accounts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "VisitBankTurns",
                columns: table => new
                {
                    BankId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Assigned = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitBankTurns", x => x.BankId);
                });

            migrationBuilder.CreateTable(
                name: "VisitCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OpenEntityId = table.Column<Guid>(type: "uuid", nullable: true),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsIndividual = table.Column<bool>(type: "boolean", nullable: false),
                    Contact = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    NeedFen = table.Column<long>(type: "bigint", nullable: false),
                    NeedUse = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    NeedMonths = table.Column<int>(type: "integer", nullable: false),
                    NeedUrgency = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    WishBankId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    MainBankId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    State = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BankId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    BankBasis = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AssignedAt = table.Column<long>(type: "bigint", nullable: true),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AmberOn = table.Column<DateOnly>(type: "date", nullable: true),
                    RedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    RecommendedAt = table.Column<long>(type: "bigint", nullable: true),
                    AcceptedAt = table.Column<long>(type: "bigint", nullable: true),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: true),
                    DrawnAt = table.Column<long>(type: "bigint", nullable: true),
                    GrantedFen = table.Column<long>(type: "bigint", nullable: false),
                    RatePercent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CreditId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    IsCreditLoan = table.Column<bool>(type: "boolean", nullable: false),
                    IsFirstLoan = table.Column<bool>(type: "boolean", nullable: false),
                    BankRevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Usci = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PersonKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RootId = table.Column<Guid>(type: "uuid", nullable: false),
                    MergedIntoId = table.Column<Guid>(type: "uuid", nullable: true),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    DeregisteredAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntityCorrections",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    IsConfirmed = table.Column<bool>(type: "boolean", nullable: true),
                    DecidedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntityCorrections", x => x.VisitId);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntityMerges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    FromId = table.Column<Guid>(type: "uuid", nullable: false),
                    IntoId = table.Column<Guid>(type: "uuid", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    UndoneBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    UndoneAt = table.Column<long>(type: "bigint", nullable: true),
                    UndoneReason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntityMerges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    RecordedAt = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Companions = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Place = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Outcome = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsCounted = table.Column<bool>(type: "boolean", nullable: false),
                    NextStep = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    NeedFen = table.Column<long>(type: "bigint", nullable: true),
                    NeedUse = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    NeedMonths = table.Column<int>(type: "integer", nullable: true),
                    NeedUrgency = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Obstacles = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ContentHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ReceiptSha256 = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Visits", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitSecrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Protected = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitSecrets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitCaseConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Version = table.Column<DateOnly>(type: "date", nullable: false),
                    TextSha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    GivenAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCaseConsents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VisitCaseConsents_VisitCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "VisitCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitCaseStandards",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<int>(type: "integer", nullable: false),
                    Standard = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsMet = table.Column<bool>(type: "boolean", nullable: false),
                    Evidence = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCaseStandards", x => new { x.CaseId, x.Sequence, x.Standard });
                    table.ForeignKey(
                        name: "FK_VisitCaseStandards_VisitCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "VisitCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitCaseSteps",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<int>(type: "integer", nullable: false),
                    Step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    From = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    To = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    BankId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReceiptSha256 = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCaseSteps", x => new { x.CaseId, x.Sequence });
                    table.ForeignKey(
                        name: "FK_VisitCaseSteps_VisitCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "VisitCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitDrawdowns",
                columns: table => new
                {
                    BankId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IouId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    AmountFen = table.Column<long>(type: "bigint", nullable: false),
                    DrawnOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsCounted = table.Column<bool>(type: "boolean", nullable: false),
                    RecordedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitDrawdowns", x => new { x.BankId, x.IouId });
                    table.ForeignKey(
                        name: "FK_VisitDrawdowns_VisitCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "VisitCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCaseConsents_CaseId",
                table: "VisitCaseConsents",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_Account_RequestKey",
                table: "VisitCases",
                columns: new[] { "Account", "RequestKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_BankId_State",
                table: "VisitCases",
                columns: new[] { "BankId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_DistrictCode_State",
                table: "VisitCases",
                columns: new[] { "DistrictCode", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_EntityId",
                table: "VisitCases",
                column: "EntityId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_OpenEntityId",
                table: "VisitCases",
                column: "OpenEntityId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VisitCases_RedOn",
                table: "VisitCases",
                column: "RedOn");

            migrationBuilder.CreateIndex(
                name: "IX_VisitDrawdowns_CaseId",
                table: "VisitDrawdowns",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_DistrictCode",
                table: "VisitEntities",
                column: "DistrictCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_PersonKey",
                table: "VisitEntities",
                column: "PersonKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_RootId",
                table: "VisitEntities",
                column: "RootId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_StreetCode",
                table: "VisitEntities",
                column: "StreetCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntities_Usci",
                table: "VisitEntities",
                column: "Usci",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntityCorrections_DistrictCode_IsConfirmed",
                table: "VisitEntityCorrections",
                columns: new[] { "DistrictCode", "IsConfirmed" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitEntityMerges_FromId",
                table: "VisitEntityMerges",
                column: "FromId");

            migrationBuilder.CreateIndex(
                name: "IX_Visits_DistrictCode_At",
                table: "Visits",
                columns: new[] { "DistrictCode", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_EntityId_IsCounted",
                table: "Visits",
                columns: new[] { "EntityId", "IsCounted" });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_StreetCode_At",
                table: "Visits",
                columns: new[] { "StreetCode", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VisitBankTurns");

            migrationBuilder.DropTable(
                name: "VisitCaseConsents");

            migrationBuilder.DropTable(
                name: "VisitCaseStandards");

            migrationBuilder.DropTable(
                name: "VisitCaseSteps");

            migrationBuilder.DropTable(
                name: "VisitDrawdowns");

            migrationBuilder.DropTable(
                name: "VisitEntities");

            migrationBuilder.DropTable(
                name: "VisitEntityCorrections");

            migrationBuilder.DropTable(
                name: "VisitEntityMerges");

            migrationBuilder.DropTable(
                name: "Visits");

            migrationBuilder.DropTable(
                name: "VisitSecrets");

            migrationBuilder.DropTable(
                name: "VisitCases");

            migrationBuilder.DropColumn(
                name: "AreaCode",
                table: "Accounts");
        }
    }
}
