using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OnlineLoans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "LoanApplications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    LenderId = table.Column<string>(type: "TEXT", nullable: false),
                    Account = table.Column<string>(type: "TEXT", nullable: false),
                    RequestKey = table.Column<string>(type: "TEXT", nullable: false),
                    RequestSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    FirmId = table.Column<string>(type: "TEXT", nullable: false),
                    FirmName = table.Column<string>(type: "TEXT", nullable: false),
                    OpenFirm = table.Column<string>(type: "TEXT", nullable: true),
                    AmountFen = table.Column<long>(type: "INTEGER", nullable: false),
                    TermMonths = table.Column<int>(type: "INTEGER", nullable: false),
                    Person = table.Column<string>(type: "TEXT", nullable: false),
                    PersonKey = table.Column<string>(type: "TEXT", nullable: false),
                    PhoneKey = table.Column<string>(type: "TEXT", nullable: false),
                    AddressKey = table.Column<string>(type: "TEXT", nullable: false),
                    GuarantorKey = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    AppliedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<string>(type: "TEXT", nullable: true),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Rounds = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: true),
                    Gathered = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrantedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrantedFen = table.Column<long>(type: "INTEGER", nullable: false),
                    RatePercent = table.Column<string>(type: "TEXT", nullable: true),
                    ReasonCodes = table.Column<string>(type: "TEXT", nullable: true),
                    ReviewAskedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewPlea = table.Column<string>(type: "TEXT", nullable: true),
                    ReviewDue = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReviewAnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewAnswer = table.Column<string>(type: "TEXT", nullable: true),
                    ReviewedBy = table.Column<string>(type: "TEXT", nullable: true),
                    ContractText = table.Column<string>(type: "TEXT", nullable: true),
                    DrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanApplications", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LoanPackVersions",
                columns: table => new
                {
                    PackHash = table.Column<string>(type: "TEXT", nullable: false),
                    PackId = table.Column<string>(type: "TEXT", nullable: false),
                    Files = table.Column<string>(type: "TEXT", nullable: false),
                    KeptAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanPackVersions", x => x.PackHash);
                });

            migrationBuilder.CreateTable(
                name: "LoanSecrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanSecrets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LoanAuthorisations",
                columns: table => new
                {
                    ApplicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    TextSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    GrantedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanAuthorisations", x => new { x.ApplicationId, x.Source });
                    table.ForeignKey(
                        name: "FK_LoanAuthorisations_LoanApplications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "LoanApplications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LoanDecisions",
                columns: table => new
                {
                    ApplicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IsChampion = table.Column<bool>(type: "INTEGER", nullable: false),
                    PackId = table.Column<string>(type: "TEXT", nullable: false),
                    PackHash = table.Column<string>(type: "TEXT", nullable: false),
                    AsOf = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Facts = table.Column<string>(type: "TEXT", nullable: false),
                    Answer = table.Column<string>(type: "TEXT", nullable: false),
                    Evidence = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    SourcesMicroseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    ComputeMicroseconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanDecisions", x => new { x.ApplicationId, x.IsChampion });
                    table.ForeignKey(
                        name: "FK_LoanDecisions_LoanApplications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "LoanApplications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LoanSteps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    From = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanSteps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LoanSteps_LoanApplications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "LoanApplications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_Account",
                table: "LoanApplications",
                column: "Account");

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_Account_RequestKey",
                table: "LoanApplications",
                columns: new[] { "LenderId", "Account", "RequestKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_AddressKey",
                table: "LoanApplications",
                columns: new[] { "LenderId", "AddressKey" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_DueAt",
                table: "LoanApplications",
                columns: new[] { "LenderId", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_FirmId",
                table: "LoanApplications",
                columns: new[] { "LenderId", "FirmId" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_GuarantorKey",
                table: "LoanApplications",
                columns: new[] { "LenderId", "GuarantorKey" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_OpenFirm",
                table: "LoanApplications",
                columns: new[] { "LenderId", "OpenFirm" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_PhoneKey",
                table: "LoanApplications",
                columns: new[] { "LenderId", "PhoneKey" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanApplications_LenderId_State",
                table: "LoanApplications",
                columns: new[] { "LenderId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_LoanSteps_ApplicationId",
                table: "LoanSteps",
                column: "ApplicationId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LoanAuthorisations");

            migrationBuilder.DropTable(
                name: "LoanDecisions");

            migrationBuilder.DropTable(
                name: "LoanPackVersions");

            migrationBuilder.DropTable(
                name: "LoanSecrets");

            migrationBuilder.DropTable(
                name: "LoanSteps");

            migrationBuilder.DropTable(
                name: "LoanApplications");
        }
    }
}
