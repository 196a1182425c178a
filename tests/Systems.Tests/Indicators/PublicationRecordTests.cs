using Huoshui.AuditTree;
using Huoshui.AuditTree.Proofs;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Published values in the audit tree: proofs for everybody, and edits behind the platform.</summary>
public sealed class PublicationRecordTests : IAsyncLifetime
{
    private const string Id = "T05";
    private readonly FiguresFixture _city = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _city.InitializeAsync();
        foreach (var bank in (string[])["B1", "B2", "B3"])
        {
            var rows = new LoanRows();
            for (var i = 0; i < 4; i++)
                rows.Loan($"{bank[1..]}{i}", 1_000_000m, "1");
            await _city.AcceptAsync(bank, rows.Tables);
        }

        var value = await _city.Get<FigureCalculator>().ValueAsync(
            FiguresFixture.Figure(Id), FiguresFixture.AsOf, null, Token);
        var desk = _city.Get<PublicationDesk>();
        var proposed = await desk.ProposeAsync([value], FiguresFixture.Analyst, Token);
        var published = await desk.ApproveAsync(proposed.Ids, "首次公布", FiguresFixture.Approver, Token);
        Assert.True(published.IsDone, published.Problem?.Message.Zh);
        await _city.Get<AuditTreeWorker>().RunOnceAsync(Token);
        await _city.Get<AuditTreeWorker>().LetGoAsync();
    }

    public ValueTask DisposeAsync() => _city.DisposeAsync();

    [Fact]
    public async Task The_proof_of_a_published_value_holds_and_names_nobody()
    {
        var found = (await _city.Get<PublicationProofs>().OfAsync(Id, FiguresFixture.AsOf, Viewer.Public, Token))!;
        var proof = found.Answer.Proof!;
        var policy = new VerificationPolicy([VerifierKey.TryParse(proof.Vkeys[0])!]);
        Assert.Empty(AuditProofVerifier.Verify(proof.ToArray(), policy).Refusals);
        Assert.Contains($"\"value\":\"{found.Publication.ValueText}\"", proof.Row.Detail, StringComparison.Ordinal);
        var text = System.Text.Encoding.UTF8.GetString(proof.ToArray());
        Assert.DoesNotContain("approver", text, StringComparison.Ordinal);
        Assert.DoesNotContain("analyst", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hash_in_a_public_proof_is_of_a_row_that_nobody_can_guess()
    {
        var found = (await _city.Get<PublicationProofs>().OfAsync(Id, FiguresFixture.AsOf, Viewer.Public, Token))!;
        await using var context = await _city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        var before = await context.AuditEntries.SingleAsync(
            e => e.Sequence == found.Answer.Proof!.Row.Sequence - 1, Token);
        Assert.Equal((before.Hash, "figure.publish"), (found.Answer.Proof!.Row.PreviousHash, before.Action));
        using var detail = System.Text.Json.JsonDocument.Parse(before.Detail!);
        var nonce = Convert.FromHexString(detail.RootElement.GetProperty("nonce").GetString()!);
        Assert.Equal(16, nonce.Length);
        Assert.True(nonce.Distinct().Count() > 4, "it is random");
    }

    [Fact]
    public async Task There_is_no_proof_of_what_is_not_published() => Assert.Null(
        await _city.Get<PublicationProofs>().OfAsync(Id, new DateOnly(2020, 1, 31), Viewer.Public, Token));

    [Theory]
    [InlineData("""UPDATE "FigurePublications" SET "ValueText" = '9'""", "value")]
    [InlineData("""UPDATE "FigurePublications" SET "Unit" = 'x'""", "unit")]
    [InlineData("""UPDATE "FigurePublications" SET "State" = 'Proposed'""", "no longer stands")]
    [InlineData("""DELETE FROM "FigurePublications" """, "gone")]
    public async Task A_published_value_changed_in_the_database_is_named(string sql, string said)
    {
        Assert.Empty((await WholeAsync()).Found);
        await using (var context = await _city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token))
            await context.Database.ExecuteSqlRawAsync(sql, Token);
        var found = Assert.Single(await _city.Get<AuditReconciliation>().ChangedAsync(Token));
        Assert.Contains($"figure/{Id}/2025-06-30", found.Reason.Message.En, StringComparison.Ordinal);
        Assert.Contains(said, found.Reason.Message.En, StringComparison.Ordinal);
        Assert.Single((await WholeAsync()).Found);
        var shown = await _city.Get<PublicationProofs>().OfAsync(Id, FiguresFixture.AsOf, Viewer.Public, Token);
        Assert.True(shown is null or { IsAsShown: false }); // the page says that it shows something else
    }

    [Fact]
    public async Task A_value_that_nobody_published_is_named()
    {
        await using (var context = await _city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token))
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO "FigurePublications" ("Id", "FigureId", "AsOf", "KnownAt", "ValueText", "Unit", "RulesHash",
                    "IsIncomplete", "CoverageText", "IsSupportCounted", "State", "ProposedBy", "ProposedAt", "Revision")
                SELECT '0199AAAA-0000-7000-8000-000000000001', 'T06', "AsOf", "KnownAt", "ValueText", "Unit", "RulesHash",
                    "IsIncomplete", "CoverageText", "IsSupportCounted", "State", "ProposedBy", "ProposedAt", 1
                FROM "FigurePublications"
                """, Token);
        }

        var found = Assert.Single(await _city.Get<AuditReconciliation>().ChangedAsync(Token));
        Assert.Contains("no act made", found.Reason.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_nobody_decided_about_stays_named_by_the_whole_comparison()
    {
        await A_value_that_nobody_published_is_named();
        Assert.Single((await WholeAsync()).Found);
    }

    [Fact]
    public async Task A_withdrawn_value_put_back_in_the_database_is_named_and_has_no_good_proof()
    {
        await using var context = await _city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        var id = await context.Set<FigurePublication>().Select(p => p.Id).SingleAsync(Token);
        await _city.Get<PublicationDesk>().WithdrawAsync(id, "口径有误", FiguresFixture.Approver, Token);
        Assert.Empty((await WholeAsync()).Found);
        Assert.Empty(await _city.Get<AuditReconciliation>().ChangedAsync(Token));
        await context.Database.ExecuteSqlRawAsync("""UPDATE "FigurePublications" SET "State" = 'Published'""", Token);
        var found = Assert.Single(await _city.Get<AuditReconciliation>().ChangedAsync(Token));
        Assert.Contains("changed (state)", found.Reason.Message.En, StringComparison.Ordinal);
        Assert.Single((await WholeAsync()).Found);
        var shown = await _city.Get<PublicationProofs>().OfAsync(Id, FiguresFixture.AsOf, Viewer.Public, Token);
        Assert.False(shown!.IsAsShown);
    }

    [Fact]
    public async Task A_revised_value_is_equal_and_one_ended_in_the_database_is_named()
    {
        var desk = _city.Get<PublicationDesk>();
        var value = await _city.Get<FigureCalculator>().ValueAsync(
            FiguresFixture.Figure(Id), FiguresFixture.AsOf, null, Token);
        var proposed = await desk.ProposeAsync([value], FiguresFixture.Analyst, Token);
        Assert.True((await desk.ApproveAsync(proposed.Ids, "修订", FiguresFixture.Approver, Token)).IsDone);
        Assert.Empty((await WholeAsync()).Found);
        await using var context = await _city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        await context.Database.ExecuteSqlRawAsync(
            """UPDATE "FigurePublications" SET "State" = 'Withdrawn' WHERE "State" = 'Published'""", Token);
        Assert.Contains("changed (state)", Assert.Single((await WholeAsync()).Found).Reason.Message.En,
            StringComparison.Ordinal);
    }

    private Task<ReconciliationReport> WholeAsync() => _city.Get<AuditReconciliation>().WholeAsync(null, Token);
}
