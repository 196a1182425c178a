using System.Text;
using System.Text.Json.Nodes;
using Huoshui.AuditTree.Proofs;
using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

public sealed class ProofTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_proof_holds_with_the_key_alone(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        var file = await ProofAsync(house, 4);
        var verdict = AuditProofVerifier.Verify(file, house.Policy());
        Assert.Empty(verdict.Refusals);
        Assert.Equal(("case/3", 9L), (verdict.Proof!.Row.Subject, verdict.Checkpoint!.Checkpoint!.Head.Size));
    }

    [Fact]
    public async Task A_proof_of_an_act_is_found_by_its_subject()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        var answer = await house.Proofs.OfAsync("case.step", "case/5", null, TreeHouse.Token);
        Assert.Equal(6, answer.Proof!.Row.Sequence);
    }

    [Theory]
    [InlineData("row", "actor")]
    [InlineData("row", "action")]
    [InlineData("row", "subject")]
    [InlineData("row", "detail")]
    [InlineData("row", "purpose")]
    [InlineData("row", "previousHash")]
    public async Task A_proof_with_another_text_does_not_hold(string part, string name)
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        var json = JsonNode.Parse(await ProofAsync(house, 4))!;
        json[part]![name] = json[part]![name] + "x";
        AssertRefused(house, json);
    }

    [Fact]
    public async Task A_proof_with_another_number_time_salt_or_kind_does_not_hold()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        var file = await ProofAsync(house, 4);
        foreach (var change in (Action<JsonNode>[])[
            json => json["row"]!["sequence"] = 5, json => json["row"]!["atMicroseconds"] = 1,
            json => json["salt"] = Convert.ToBase64String(new byte[32]), json => json["salt"] = "", json => json["kind"] = "Other",
            json => json["kind"] = "Nothing", json => json["format"] = "huoshui/audit-proof@v2", json => json["row"] = null,
            json => json["proof"] = "c2sp.org/tlog-proof@v1\n"])
        {
            var json = JsonNode.Parse(file)!;
            change(json);
            AssertRefused(house, json);
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_any_byte_of_a_proof_never_makes_another_row_true()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        var file = await ProofAsync(house, 4);
        var row = AuditProof.Read(file)!.Row;
        for (var at = 0; at < file.Length; at++)
        {
            var flipped = file.ToArray();
            flipped[at] ^= 1;
            var verdict = AuditProofVerifier.Verify(flipped, house.Policy());
            Assert.True(!verdict.Holds || verdict.Proof!.Row == row, $"byte {at}");
        }
    }

    [Fact]
    public async Task A_proof_of_another_tree_does_not_hold()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        await using var other = await EnteredAsync(Provider.Sqlite);
        Assert.False(AuditProofVerifier.Verify(await ProofAsync(other, 4), house.Policy()).Holds);
    }

    [Fact]
    public async Task There_is_no_proof_of_what_was_not_done_waits_or_was_forgotten()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        Assert.Equal("AUD3010", await ReasonAsync(house, 99));
        await house.ActAsync(1);
        Assert.Equal("AUD3011", await ReasonAsync(house, 10));
        await house.Get<AuditRetention>().ForgetAsync(2, 2, "li", "保存期满", TreeHouse.Token);
        Assert.Equal("AUD3012", await ReasonAsync(house, 2));
    }

    [Fact]
    public async Task Why_there_is_no_proof_is_told_apart_and_only_what_waits_is_said_to_wait()
    {
        await using var house = await EnteredAsync(Provider.Sqlite);
        await house.ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" = 3""");
        Assert.Equal("AUD3013", await ReasonAsync(house, 3));
        await house.Worker.LetGoAsync();
        var checkpoint = Path.Combine(house.Options.Folder, "checkpoint");
        var good = await File.ReadAllBytesAsync(checkpoint, TreeHouse.Token);
        await File.WriteAllTextAsync(checkpoint, "x", TreeHouse.Token);
        Assert.Equal("AUD3014", await ReasonAsync(house, 4));
        await File.WriteAllBytesAsync(checkpoint, good, TreeHouse.Token);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(house.Options.Folder, "tile"), "*", SearchOption.AllDirectories))
            File.Delete(file);
        Assert.Equal("AUD3014", await ReasonAsync(house, 4));
        Directory.Delete(house.Options.Folder, recursive: true);
        Assert.Equal("AUD3014", await ReasonAsync(house, 4)); // it was entered, and the tree is gone
        await house.ActAsync(1);
        Assert.Equal("AUD3011", await ReasonAsync(house, 10));
    }

    // A balance has a few million values: with the salt gone, trying them all finds nothing.
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task With_its_salt_deleted_a_leaf_cannot_be_told_by_trying_every_content(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await using var context = house.Store.Context();
        var entry = await context.AuditEntries.AsNoTracking().SingleAsync(e => e.Sequence == 4, TreeHouse.Token);
        var salt = (await context.AuditLeaves.AsNoTracking().SingleAsync(l => l.Sequence == 4, TreeHouse.Token)).Salt!;
        await house.Get<AuditRetention>().ForgetAsync(4, 4, "li", "保存期满", TreeHouse.Token);
        var record = AuditTreeView.Open(house.Options).Records(4, 4).Single().ToArray();
        Assert.Equal(AuditCommitment.Of(entry, salt), record[2..]);
        await house.Worker.LetGoAsync();
        foreach (var file in Directory.EnumerateFiles(house.Options.Folder, "*", SearchOption.AllDirectories))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, TreeHouse.Token)).AsSpan().IndexOf(salt));
        for (var guess = 0; guess < 100_000; guess++)
        {
            BitConverter.TryWriteBytes(salt, guess); // no salt that is not the one opens it, whatever the content
            Assert.NotEqual(record[2..], AuditCommitment.Of(entry, salt));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => Task.FromResult(AuditCommitment.Of(entry, [])));
    }

    [Fact]
    public async Task Nothing_of_an_act_stands_in_the_files_of_the_tree()
    {
        await using var house = await TreeHouse.OpenAsync(Provider.Sqlite);
        await using (var context = house.Store.Context())
        {
            context.Audit("planted-actor", "case.step", "case/planted-subject", new { planted = "planted-detail" }, "planted-purpose");
            await context.SaveChangesAsync(TreeHouse.Token);
        }

        await house.EnterAsync();
        await house.Worker.LetGoAsync();
        foreach (var file in Directory.EnumerateFiles(house.Options.Folder, "*", SearchOption.AllDirectories))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, TreeHouse.Token)).AsSpan().IndexOf("planted"u8));
    }

    internal static async Task<byte[]> ProofAsync(TreeHouse house, long row) =>
        (await house.Proofs.OfRowAsync(row, TreeHouse.Token)).Proof!.ToArray();

    private static async Task<string> ReasonAsync(TreeHouse house, long row) =>
        (await house.Proofs.OfRowAsync(row, TreeHouse.Token)).Reason!.Code;

    private static void AssertRefused(TreeHouse house, JsonNode json) => Assert.NotEmpty(
        AuditProofVerifier.Verify(Encoding.UTF8.GetBytes(json.ToJsonString()), house.Policy()).Refusals);

    private static async Task<TreeHouse> EnteredAsync(Provider provider)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(9);
        await house.EnterAsync();
        return house;
    }
}
