using Huoshui.AuditTree;
using Huoshui.AuditTree.Proofs;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Systems.Returns;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>Receipts in the audit tree: proofs for who may see them, and edits behind the platform.</summary>
public sealed class ReceiptRecordTests
{
    [Fact]
    public async Task A_receipt_is_proved_to_the_bank_and_to_nobody_elses_bank()
    {
        await using var house = await TreeAsync();
        var id = await house.AcceptedAsync();
        await EnterAsync(house);
        var proof = (await house.Get<ReceiptProofs>().OfAsync(Preparer, id, 1, Token))!;
        var keys = new[] { VerifierKey.TryParse(proof.Answer.Proof!.Vkeys[0])! };
        var verdict = AuditProofVerifier.Verify(proof.Answer.Proof.ToArray(), new VerificationPolicy(keys));
        Assert.Empty(verdict.Refusals);
        Assert.Contains(proof.Receipt.Sha256, verdict.Proof!.Row.Detail, StringComparison.Ordinal);
        Assert.Null(await house.Get<ReceiptProofs>().OfAsync(Stranger, id, 1, Token));
    }

    [Theory]
    [InlineData("""UPDATE "FilingReceipts" SET "FilesSha256" = 'x'""", "files")]
    [InlineData("""UPDATE "FilingReceipts" SET "People" = 'a,b,c'""", "people")]
    [InlineData("""UPDATE "FilingReceipts" SET "FindingsSha256" = 'x'""", "findings")]
    [InlineData("""DELETE FROM "FilingReceipts" """, "gone")]
    public async Task A_receipt_changed_in_the_database_is_named(string sql, string said)
    {
        await using var house = await TreeAsync();
        var id = await house.AcceptedAsync();
        await EnterAsync(house);
        Assert.Empty((await WholeAsync(house)).Found);
        await using (var context = await house.ContextAsync())
            await context.Database.ExecuteSqlRawAsync(sql, Token);
        var found = Assert.Single(await house.Get<AuditReconciliation>().ChangedAsync(Token));
        Assert.Equal("AUD1020", found.Reason.Code);
        Assert.Contains($"filing/{id}", found.Reason.Message.En, StringComparison.Ordinal);
        Assert.Contains(said, found.Reason.Message.En, StringComparison.Ordinal);
        Assert.Single((await WholeAsync(house)).Found);
    }

    private static Task<FilingHouse> TreeAsync() => OpenAsync(more: services =>
    {
        var operations = (OperationsOptions)services.Single(s => s.ServiceType == typeof(OperationsOptions))
            .ImplementationInstance!;
        services.AddAuditTree(AuditTreeOptions.Of(operations.DataFolder) with { Passphrase = "test" });
    });

    private static async Task EnterAsync(FilingHouse house)
    {
        await house.Get<AuditTreeWorker>().RunOnceAsync(Token);
        await house.Get<AuditTreeWorker>().LetGoAsync();
    }

    private static Task<ReconciliationReport> WholeAsync(FilingHouse house) =>
        house.Get<AuditReconciliation>().WholeAsync(null, Token);
}
