using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Huoshui.Migrations.PostgreSql.Migrations
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    LenderId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestSha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FirmId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FirmName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OpenFirm = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    AmountFen = table.Column<long>(type: "bigint", nullable: false),
                    TermMonths = table.Column<int>(type: "integer", nullable: false),
                    Person = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PersonKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PhoneKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AddressKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    GuarantorKey = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    AppliedAt = table.Column<long>(type: "bigint", nullable: false),
                    DueAt = table.Column<long>(type: "bigint", nullable: true),
                    LeaseOwner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LeaseUntil = table.Column<long>(type: "bigint", nullable: true),
                    Rounds = table.Column<int>(type: "integer", nullable: false),
                    Problem = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Gathered = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: true),
                    GrantedFen = table.Column<long>(type: "bigint", nullable: false),
                    RatePercent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReasonCodes = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReviewAskedAt = table.Column<long>(type: "bigint", nullable: true),
                    ReviewPlea = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReviewDue = table.Column<DateOnly>(type: "date", nullable: true),
                    ReviewAnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    ReviewAnswer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ReviewedBy = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ContractText = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    DrawnAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanApplications", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LoanPackVersions",
                columns: table => new
                {
                    PackHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PackId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Files = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    KeptAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanPackVersions", x => x.PackHash);
                });

            migrationBuilder.CreateTable(
                name: "LoanSecrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Protected = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoanSecrets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LoanAuthorisations",
                columns: table => new
                {
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Version = table.Column<DateOnly>(type: "date", nullable: false),
                    TextSha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true)
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
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    IsChampion = table.Column<bool>(type: "boolean", nullable: false),
                    PackId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PackHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AsOf = table.Column<DateOnly>(type: "date", nullable: false),
                    Facts = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Answer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Evidence = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    SourcesMicroseconds = table.Column<long>(type: "bigint", nullable: false),
                    ComputeMicroseconds = table.Column<long>(type: "bigint", nullable: false)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Action = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    From = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true, collation: "C")
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
