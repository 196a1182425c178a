using System.Text;
using System.Text.Json.Nodes;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;
using Xunit;
using PackagePresentation = Huoshui.TransparencyLogVerifier.Packages.Presentation;

namespace Huoshui.Systems.Tests.CrossBorderData;

public sealed class IssueTests
{
    [Fact]
    public async Task A_statement_is_issued_by_its_scenario_and_verified()
    {
        await using var house = await BorderHouse.CreateAsync();
        var answer = await house.IssueAsync(BorderHouse.Statement);
        var verdict = PackageVerifier.Verify(answer.Package!.ToArray(), house.Question);
        Assert.Empty(verdict.Refusals);
        Assert.Equal(5, verdict.Fields.Count);
        Assert.Equal(house.Clock.Now.AddDays(30), verdict.Statement!.ExpiresAt);
        var pack = BorderHouse.Library.Pack("crossborder/bankstatement");
        Assert.Empty(ScenarioCheck.Compare(verdict, pack, new DateOnly(2026, 11, 30)));
        var consent = JsonNode.Parse(answer.Package[PartNames.Consent]!)!;
        Assert.Contains("甲银行", (string)consent["text"]!, StringComparison.Ordinal);
        Assert.Contains("贷款申请", (string)consent["text"]!, StringComparison.Ordinal);
        Assert.Contains("2026-12-30", (string)consent["text"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closing_balance", "12", "XBD2007")]
    [InlineData("closing_balance", "012.00", "XBD2007")]
    [InlineData("closing_balance", "１２.00", "XBD2007")]
    [InlineData("closing_balance", "12.00\n", "XBD2007")]
    [InlineData("period_to", "2026-02-30", "XBD2007")]
    [InlineData("currency", " ", "XBD2007")]
    [InlineData("shoe_size", "43", "XBD2007")]
    [InlineData("currency", null, "XBD2007")]
    public async Task A_field_that_is_not_written_as_its_type_asks_is_refused(string field, string? value, string code)
    {
        await using var house = await BorderHouse.CreateAsync();
        var fields = BorderHouse.Statement.Fields!.DeepClone().AsObject();
        fields[field] = value;
        if (value is null)
            fields.Remove(field);
        Assert.Equal(code, (await house.IssueAsync(BorderHouse.Statement with { Fields = fields })).Refusal!.Code);
    }

    [Fact]
    public async Task What_the_verifiers_scenario_does_not_know_or_allow_is_told()
    {
        await using var house = await BorderHouse.CreateAsync();
        var answer = await house.IssueAsync(BorderHouse.Statement);
        var verdict = PackageVerifier.Verify(answer.Package!.ToArray(), house.Question);
        var day = new DateOnly(2026, 11, 30);
        Assert.Equal("XBD1060", Assert.Single(ScenarioCheck.Compare(verdict, null, day)).Code);
        var other = BorderHouse.Library.Pack("crossborder/ownercredit");
        Assert.Equal(5, ScenarioCheck.Compare(verdict, other, day).Count); // code, form, holder, fields, validity
        var pack = BorderHouse.Library.Pack("crossborder/bankstatement");
        var longer = verdict with { Statement = verdict.Statement! with { ExpiresAt = house.Clock.Now.AddDays(31) } };
        Assert.Single(ScenarioCheck.Compare(longer, pack, day));
        var presented = verdict with
        {
            Presentation = PackagePresentation.Of([], "a", "loan", "n", house.Clock.Now, house.Clock.Now.AddMinutes(31)),
        };
        Assert.Single(ScenarioCheck.Compare(presented, pack, day));
    }

    [Fact]
    public async Task A_place_of_the_status_list_is_used_once_and_revoking_takes_that_one_only()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var provider = ProviderFolder.Open(house.At("P"));
        var places = Enumerable.Range(0, 300).Select(_ => provider.TakeIndex()!.Value).ToList();
        Assert.Equal(300, places.Distinct().Count());
        Assert.True(provider.Revoke(places[0], "order", house.Clock.Now));
        Assert.False(provider.Revoke(Enumerable.Range(0, StatusList.Size).First(i => !places.Contains(i)), "order", house.Clock.Now));
        Assert.False(provider.Revoke(-1, "order", house.Clock.Now));
        Assert.False(provider.Revoke(StatusList.Size, "order", house.Clock.Now));
        Assert.Null(await provider.PublishStatusAsync(BorderHouse.Passphrase, 7, house.Clock.Now, house.Operator.SubmitAsync, BorderHouse.Token));
        var text = TransparencyLogVerifier.Notes.SignedNote.TryParse(house.Question.StatusLists[0].Note.Span)!.Text;
        var list = StatusList.TryRead(text.Span)!;
        Assert.Equal(2, list.Sequence);
        Assert.Equal([places[0]], Enumerable.Range(0, StatusList.Size).Where(list.IsRevoked));
    }

    [Fact]
    public async Task After_a_theft_the_provider_changes_its_keys_and_old_packages_hold()
    {
        await using var house = await BorderHouse.CreateAsync();
        var before = (await house.IssueAsync(BorderHouse.Statement)).Package!;
        house.Clock.Now += TimeSpan.FromHours(2);
        using (var provider = ProviderFolder.Open(house.At("P")))
        {
            var stolen = provider.Keys(BorderHouse.Passphrase);
            provider.Rotate(BorderHouse.Passphrase, 90, house.Clock.Now, house.Clock.Now.AddHours(-1));
            Assert.NotEqual(stolen.Ed25519.Id, provider.Keys(BorderHouse.Passphrase).Ed25519.Id);
            Assert.Throws<TransparencyLog.LogRefusedException>(() => provider.Rotate("wrong", 90, house.Clock.Now, null));
        }

        Assert.Null(await house.PublishAsync());
        var after = (await house.IssueAsync(BorderHouse.Statement)).Package!;
        foreach (var package in new[] { before, after })
            Assert.Empty(PackageVerifier.Verify(package.ToArray(), house.Question).Refusals);
        Assert.Equal(2, PackageVerifier.Verify(after.ToArray(), house.Question).ManifestSequence);
    }

    [Fact]
    public async Task Nothing_of_the_subject_stays_at_the_provider_the_log_or_the_witness()
    {
        await using var house = await BorderHouse.CreateAsync();
        await house.IssueAsync(BorderHouse.Statement);
        foreach (var file in Directory.EnumerateFiles(house.At("."), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, BorderHouse.Token);
            foreach (var planted in new[] { "李明", "12.00", "loan", "贷款" })
                Assert.True(content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(Encoding.UTF8.GetBytes(planted)) < 0, $"{file}: {planted}");
        }
    }

    [Fact]
    public async Task A_presented_package_and_its_record_say_what_was_shown()
    {
        await using var house = await BorderHouse.CreateAsync();
        var parts = (await house.IssueAsync(BorderHouse.Statement with { Holder = house.Holder.Public })).Package!;
        var shown = PackagePresenter.Choose(parts, new PackageChoice(false, false, new HashSet<string> { "closing_balance" }));
        var presentation = PackagePresentation.Of(shown.ToArray(), "bank.example.hk/a", "loan", "n1", house.Clock.Now, house.Clock.Now.AddMinutes(5));
        var package = PackagePresenter.Sign(shown, presentation with { Person = "王五" }, house.Holder).ToArray();
        var question = house.Question with { Audience = "bank.example.hk/a", Nonce = "n1" };
        var verdict = PackageVerifier.Verify(package, question);
        var record = JsonNode.Parse(VerificationRecord.Write(
            package, question, verdict, BorderHouse.Library.Pack("crossborder/bankstatement"), new VerificationCase("张三", "C-1")))!;
        Assert.Equal("accepted", (string)record["result"]!);
        Assert.Equal("holder proved", (string)record["holder"]!);
        Assert.Equal("王五", (string)record["presented_by"]!);
        Assert.Equal("期末結餘", (string)record["fields"]![0]!["title_zh_hant"]!);
        Assert.Equal("2026-11-30 10:00:00 HKT", (string)record["verified_at"]!);
        Assert.Equal("2031-11-30", (string)record["keep_until"]!);
        Assert.Equal(["document", "consent"], record["not_proved"]!.AsArray().Select(c => (string)c!["id"]!));
        Assert.Equal(TreeHash.Sha256.Of(package).ToBase64(), (string)record["package_sha256"]!);
    }
}
