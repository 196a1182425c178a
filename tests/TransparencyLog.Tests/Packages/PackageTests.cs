using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Packages;

public sealed class PackageTests
{
    [Fact]
    public async Task A_presented_package_says_what_was_proved_and_what_was_not()
    {
        var world = await PackageWorld.SharedAsync();
        var shown = PackagePresenter.Choose(
            await world.IssueAsync(), new PackageChoice(false, false, new HashSet<string> { "balance" }));
        var verdict = world.Verify(world.Present(shown));

        Assert.Empty(verdict.Refusals);
        Assert.True(verdict.IsHolderProved);
        Assert.False(verdict.IsDocumentProved);
        Assert.Equal(("balance", "1234.56"), (verdict.Fields.Single().Name, verdict.Fields.Single().Value));
        Assert.Equal(["issuer", "log", "time", "purpose", "fields", "holder", "status"], Ids(verdict, CheckState.Proved));
        Assert.Equal(["document", "consent"], Ids(verdict, CheckState.NotProved));
        Assert.Equal(2, verdict.Log!.Checkpoint!.Witnesses.Count);
        Assert.Equal(2, verdict.IssuerKeys.Count);
    }

    [Fact]
    public async Task A_package_that_is_only_carried_is_accepted_as_bearer_only()
    {
        var world = await PackageWorld.SharedAsync();
        var verdict = world.Verify(await world.IssueAsync(), world.Question with { Audience = null, Nonce = null });

        Assert.Empty(verdict.Refusals);
        Assert.False(verdict.IsHolderProved);
        Assert.True(verdict.IsDocumentProved);
        Assert.Contains("holder", Ids(verdict, CheckState.NotProved));
    }

    [Fact]
    public async Task A_scenario_that_demands_the_holder_refuses_a_bearer()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(world.Draft with { IsHolderRequired = true });

        Assert.Equal("XBD1036", Assert.Single(world.Verify(parts).Refusals).Code);
        Assert.True(world.Verify(world.Present(parts)).IsAccepted);
    }

    [Fact]
    public async Task Json_is_committed_to_by_its_content_and_its_fields_are_shown_one_by_one()
    {
        var world = await PackageWorld.SharedAsync();
        var json = """{"name": "李明", "accounts": [{"no": 1}, {"no": 2}], "score": 700.50}"""u8.ToArray();
        var fields = PackageWorld.Json(System.Text.Encoding.UTF8.GetString(json));
        var parts = await world.IssueAsync(world.Draft with
        {
            Form = DocumentForm.Json,
            MediaType = "application/json",
            Document = json,
            FieldsKind = FieldsKind.SdJwt,
            Fields = [.. fields.Select(f => (f.Key, f.Value))],
        });
        var resaved = """{"score":7.005e2,"accounts":[{"no":1},{"no":2}],"name":"\u674e明"}"""u8.ToArray();
        Assert.True(world.Verify(parts.With(PartNames.Document, resaved)).IsDocumentProved);
        var traditional = "{\"score\":700.5,\"accounts\":[{\"no\":1},{\"no\":2}],\"name\":\"李眀\"}"u8.ToArray();
        Assert.Equal("XBD1046", world.Verify(parts.With(PartNames.Document, traditional)).Refusals.Single().Code);

        var shown = PackagePresenter.Choose(parts, new PackageChoice(false, true, new HashSet<string> { "accounts" }));
        var verdict = world.Verify(world.Present(shown));
        Assert.Empty(verdict.Refusals);
        Assert.Equal(("accounts", """[{"no":1},{"no":2}]"""), (verdict.Fields.Single().Name, verdict.Fields.Single().Value));
        Assert.Equal(["accounts", "name", "score"], PackagePresenter.FieldNames(parts).Order());
    }

    [Fact]
    public async Task One_signature_of_two_suffices_where_the_verifier_says_so()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        Assert.True(world.Verify(parts, world.Question with { Trust = world.Trust with { IsAnySignatureEnough = true } }).IsAccepted);
    }

    [Fact]
    public async Task The_zip_is_read_by_any_unzip()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(parts.ToArray()));
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            await using var stream = await entry.OpenAsync(TestLog.Stop);
            await stream.CopyToAsync(content, TestLog.Stop);
            Assert.Equal(parts[entry.FullName], content.ToArray());
        }

        Assert.Equal(8, zip.Entries.Count);
    }

    [Fact]
    public async Task A_trust_file_is_read_back_and_a_damaged_one_is_not()
    {
        var trust = (await PackageWorld.SharedAsync()).Trust;
        var file = trust.ToArray();
        Assert.Equal(file, TrustBundle.TryRead(file)!.ToArray());
        foreach (var (from, to) in new[] { ("\"quorum\":2", "\"quorum\":3"), ("trust@v1", "trust@v2"), ("\"licence\"", "\"license\""), ("\"status_hours\":24", "\"status_hours\":0") })
        {
            var text = System.Text.Encoding.UTF8.GetString(file);
            Assert.Contains(from, text, StringComparison.Ordinal);
            Assert.Null(TrustBundle.TryRead(System.Text.Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
        }
    }

    private static IEnumerable<string> Ids(PackageVerdict verdict, CheckState state) =>
        verdict.Checks.Where(c => c.State == state).Select(c => c.Id);
}
