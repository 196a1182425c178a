using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "VisitBankTurns",
                columns: table => new
                {
                    BankId = table.Column<string>(type: "TEXT", nullable: false),
                    Assigned = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitBankTurns", x => x.BankId);
                });

            migrationBuilder.CreateTable(
                name: "VisitCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EntityId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Account = table.Column<string>(type: "TEXT", nullable: false),
                    RequestKey = table.Column<string>(type: "TEXT", nullable: false),
                    RequestHash = table.Column<string>(type: "TEXT", nullable: false),
                    OpenEntityId = table.Column<Guid>(type: "TEXT", nullable: true),
                    DistrictCode = table.Column<string>(type: "TEXT", nullable: false),
                    StreetCode = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    IsIndividual = table.Column<bool>(type: "INTEGER", nullable: false),
                    Contact = table.Column<string>(type: "TEXT", nullable: false),
                    NeedFen = table.Column<long>(type: "INTEGER", nullable: false),
                    NeedUse = table.Column<string>(type: "TEXT", nullable: false),
                    NeedMonths = table.Column<int>(type: "INTEGER", nullable: false),
                    NeedUrgency = table.Column<string>(type: "TEXT", nullable: false),
                    WishBankId = table.Column<string>(type: "TEXT", nullable: true),
                    MainBankId = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    BankId = table.Column<string>(type: "TEXT", nullable: true),
                    BankBasis = table.Column<string>(type: "TEXT", nullable: true),
                    AssignedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AmberOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RecommendedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AcceptedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrantedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrantedFen = table.Column<long>(type: "INTEGER", nullable: false),
                    RatePercent = table.Column<string>(type: "TEXT", nullable: true),
                    CreditId = table.Column<string>(type: "TEXT", nullable: true),
                    IsCreditLoan = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsFirstLoan = table.Column<bool>(type: "INTEGER", nullable: false),
                    BankRevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitCases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Usci = table.Column<string>(type: "TEXT", nullable: true),
                    PersonKey = table.Column<string>(type: "TEXT", nullable: true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    StreetCode = table.Column<string>(type: "TEXT", nullable: false),
                    DistrictCode = table.Column<string>(type: "TEXT", nullable: false),
                    RootId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MergedIntoId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeregisteredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntityCorrections",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    EntityId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    DistrictCode = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    IsConfirmed = table.Column<bool>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntityCorrections", x => x.VisitId);
                });

            migrationBuilder.CreateTable(
                name: "VisitEntityMerges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IntoId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    UndoneBy = table.Column<string>(type: "TEXT", nullable: true),
                    UndoneAt = table.Column<long>(type: "INTEGER", nullable: true),
                    UndoneReason = table.Column<string>(type: "TEXT", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitEntityMerges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EntityId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StreetCode = table.Column<string>(type: "TEXT", nullable: false),
                    DistrictCode = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    Companions = table.Column<string>(type: "TEXT", nullable: false),
                    Place = table.Column<string>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", nullable: false),
                    IsCounted = table.Column<bool>(type: "INTEGER", nullable: false),
                    NextStep = table.Column<string>(type: "TEXT", nullable: false),
                    NeedFen = table.Column<long>(type: "INTEGER", nullable: true),
                    NeedUse = table.Column<string>(type: "TEXT", nullable: true),
                    NeedMonths = table.Column<int>(type: "INTEGER", nullable: true),
                    NeedUrgency = table.Column<string>(type: "TEXT", nullable: true),
                    Obstacles = table.Column<string>(type: "TEXT", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                    ContentHash = table.Column<string>(type: "TEXT", nullable: false),
                    ReceiptSha256 = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Visits", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitSecrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitSecrets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitCaseConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    TextSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    GivenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true)
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
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Standard = table.Column<string>(type: "TEXT", nullable: false),
                    IsMet = table.Column<bool>(type: "INTEGER", nullable: false),
                    Evidence = table.Column<string>(type: "TEXT", nullable: false)
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
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Step = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: true),
                    To = table.Column<string>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: true),
                    BankId = table.Column<string>(type: "TEXT", nullable: true),
                    ReceiptSha256 = table.Column<string>(type: "TEXT", nullable: false)
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
                    BankId = table.Column<string>(type: "TEXT", nullable: false),
                    IouId = table.Column<string>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AmountFen = table.Column<long>(type: "INTEGER", nullable: false),
                    DrawnOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    IsCounted = table.Column<bool>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false)
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
