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
                name: "Coachings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PartyKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OpenKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BankId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    EditionId = table.Column<Guid>(type: "uuid", nullable: false),
                    AssignedBy = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AssignedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    LastContactOn = table.Column<DateOnly>(type: "date", nullable: true),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    IouId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AmountFen = table.Column<long>(type: "bigint", nullable: true),
                    BorrowedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    EndReason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Coachings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CoachingSteps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CoachingId = table.Column<Guid>(type: "uuid", nullable: false),
                    Step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    On = table.Column<DateOnly>(type: "date", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Words = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CoachingSteps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ListEditions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ListId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AsOf = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OpenKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CurrentKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    FinalKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PreviousId = table.Column<Guid>(type: "uuid", nullable: true),
                    PackHash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    BuiltBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Listed = table.Column<int>(type: "integer", nullable: false),
                    Excluded = table.Column<int>(type: "integer", nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: true),
                    PublicityTo = table.Column<DateOnly>(type: "date", nullable: true),
                    ObjectionsTo = table.Column<DateOnly>(type: "date", nullable: true),
                    FinalOn = table.Column<DateOnly>(type: "date", nullable: true),
                    SupersededOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListEditions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ListMembers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EditionId = table.Column<Guid>(type: "uuid", nullable: false),
                    SubjectKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsPersonal = table.Column<bool>(type: "boolean", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Facts = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Reasons = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsByRule = table.Column<bool>(type: "boolean", nullable: false),
                    WasListed = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    MovedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Since = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListMembers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ListObjections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EditionId = table.Column<Guid>(type: "uuid", nullable: false),
                    MemberId = table.Column<Guid>(type: "uuid", nullable: true),
                    SubjectKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    SubjectName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsPersonal = table.Column<bool>(type: "boolean", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Words = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    AmberOn = table.Column<DateOnly>(type: "date", nullable: false),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    AnsweredBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    IsUpheld = table.Column<bool>(type: "boolean", nullable: true),
                    AnswerReason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AnswerWords = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListObjections", x => x.Id);
                });

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
                name: "VisitPhones",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StreetCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DistrictCode = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ProtectedKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    LastContactAt = table.Column<long>(type: "bigint", nullable: false),
                    Unsynced = table.Column<int>(type: "integer", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    IsRevoked = table.Column<bool>(type: "boolean", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitPhones", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VisitPhotos",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    EntityId = table.Column<Guid>(type: "uuid", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    ConsentVersion = table.Column<DateOnly>(type: "date", nullable: false),
                    Width = table.Column<int>(type: "integer", nullable: false),
                    Height = table.Column<int>(type: "integer", nullable: false),
                    ContentHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Sha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DeleteOn = table.Column<DateOnly>(type: "date", nullable: false),
                    DeletedAt = table.Column<long>(type: "bigint", nullable: true),
                    IsRevoked = table.Column<bool>(type: "boolean", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitPhotos", x => x.Id);
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
                name: "ListSteps",
                columns: table => new
                {
                    EditionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ObjectionId = table.Column<Guid>(type: "uuid", nullable: true),
                    ContentSha256 = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReceiptSha256 = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListSteps", x => new { x.EditionId, x.Sequence });
                    table.ForeignKey(
                        name: "FK_ListSteps_ListEditions_EditionId",
                        column: x => x.EditionId,
                        principalTable: "ListEditions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "IX_Coachings_BankId_IouId",
                table: "Coachings",
                columns: new[] { "BankId", "IouId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Coachings_BankId_State",
                table: "Coachings",
                columns: new[] { "BankId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Coachings_OpenKey",
                table: "Coachings",
                column: "OpenKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Coachings_PartyKey",
                table: "Coachings",
                column: "PartyKey");

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSteps_CoachingId",
                table: "CoachingSteps",
                column: "CoachingId");

            migrationBuilder.CreateIndex(
                name: "IX_ListEditions_CurrentKey",
                table: "ListEditions",
                column: "CurrentKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListEditions_FinalKey",
                table: "ListEditions",
                column: "FinalKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListEditions_ListId_Period",
                table: "ListEditions",
                columns: new[] { "ListId", "Period" });

            migrationBuilder.CreateIndex(
                name: "IX_ListEditions_OpenKey",
                table: "ListEditions",
                column: "OpenKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListMembers_Account",
                table: "ListMembers",
                column: "Account");

            migrationBuilder.CreateIndex(
                name: "IX_ListMembers_EditionId_State",
                table: "ListMembers",
                columns: new[] { "EditionId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ListMembers_EditionId_SubjectKey",
                table: "ListMembers",
                columns: new[] { "EditionId", "SubjectKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListObjections_Account_RequestKey",
                table: "ListObjections",
                columns: new[] { "Account", "RequestKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListObjections_EditionId_DueOn",
                table: "ListObjections",
                columns: new[] { "EditionId", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitImports_At",
                table: "VisitImports",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_VisitLoanMatches_Verdict",
                table: "VisitLoanMatches",
                column: "Verdict");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhones_Account",
                table: "VisitPhones",
                column: "Account");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhones_DistrictCode",
                table: "VisitPhones",
                column: "DistrictCode");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_DeletedAt_DeleteOn",
                table: "VisitPhotos",
                columns: new[] { "DeletedAt", "DeleteOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_EntityId",
                table: "VisitPhotos",
                column: "EntityId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_VisitId_Ordinal",
                table: "VisitPhotos",
                columns: new[] { "VisitId", "Ordinal" },
                unique: true);

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
                name: "Coachings");

            migrationBuilder.DropTable(
                name: "CoachingSteps");

            migrationBuilder.DropTable(
                name: "ListMembers");

            migrationBuilder.DropTable(
                name: "ListObjections");

            migrationBuilder.DropTable(
                name: "ListSteps");

            migrationBuilder.DropTable(
                name: "VisitCounts");

            migrationBuilder.DropTable(
                name: "VisitImports");

            migrationBuilder.DropTable(
                name: "VisitLoanComparisons");

            migrationBuilder.DropTable(
                name: "VisitLoanMatches");

            migrationBuilder.DropTable(
                name: "VisitPhones");

            migrationBuilder.DropTable(
                name: "VisitPhotos");

            migrationBuilder.DropTable(
                name: "VisitProblemSteps");

            migrationBuilder.DropTable(
                name: "VisitSearchKeys");

            migrationBuilder.DropTable(
                name: "VisitStandings");

            migrationBuilder.DropTable(
                name: "ListEditions");

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
