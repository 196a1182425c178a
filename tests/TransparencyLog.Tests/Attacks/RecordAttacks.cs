using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLog.Tests.Records;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>Records of refusals that somebody edits to accepted, and honest ones that must go on to hold.</summary>
public sealed class RecordAttacks
{
    private static readonly DateTimeOffset Later = PackageWorld.Day.AddHours(2).AddMinutes(-5);

    [Fact]
    public async Task A_manifest_that_came_with_the_package_is_not_taken_for_a_fetched_one_when_its_record_is_verified_again()
    {
        var world = await PackageWorld.SharedAsync();
        var (record, package) = Recorded(world, await RecordTests.ShownAsync(world), world.Question with { Manifests = [] });
        Assert.Equal(["XBD1009"], Codes(Again(world, record).Then!));
        Assert.True(Again(world, record).Holds);
        Assert.True(Again(world, record, package).Holds);
        Assert.Contains("result", Parts(Again(world, Accepted(record))));
        Assert.Contains("result", Parts(Again(world, Accepted(record), package)));
    }

    [Fact]
    public async Task Records_of_a_newer_manifest_from_a_package_hold_whether_it_was_taken_or_too_old()
    {
        await using var world = await PackageWorld.CreateAsync();
        var next = StatementKeys.Generate(PackageWorld.Issuer);
        var newer = await world.ManifestAsync(2, issuedAt: PackageWorld.Day, more:
        [
            new IssuerKey(next.Ed25519, PackageWorld.Day.AddHours(-1), PackageWorld.Day.AddDays(90), null),
            new IssuerKey(next.Sm2, PackageWorld.Day.AddHours(-1), PackageWorld.Day.AddDays(90), null),
        ]);
        var (signed, _) = SignedPackage.Sign(world.Draft, next);
        var parts = Shown(signed!.Complete(await world.ProofAsync(signed.Entry), newer));
        var (taken, _) = Recorded(world, parts, world.Question);
        Assert.True(Again(world, taken) is { Holds: true, Then: { IsAccepted: true, ManifestSequence: 2 } });

        var strict = world.Trust with { ManifestHours = 1 };
        var (old, _) = Recorded(world, parts, world.Question with { Trust = strict, Now = PackageWorld.Day.AddMinutes(90) });
        var asked = RecordTests.Question(world, Later) with { Trust = strict };
        Assert.Equal(["XBD1009"], Codes(RecordCheck.Verify(old, asked).Then!));
        Assert.True(RecordCheck.Verify(old, asked).Holds);
        Assert.Contains("result", Parts(RecordCheck.Verify(Accepted(old), asked)));
    }

    [Fact]
    public async Task A_record_of_two_manifests_of_one_number_holds_and_cannot_be_made_accepted()
    {
        await using var world = await PackageWorld.CreateAsync();
        var second = await world.ManifestAsync(1, compromisedAt: PackageWorld.Day.AddDays(3));
        var parts = await RecordTests.ShownAsync(world);
        foreach (var fetched in new[] { [second], new[] { world.Manifest, second } })
        {
            var (record, _) = Recorded(world, parts, world.Question with { Manifests = fetched });
            Assert.Equal(["XBD1008"], Codes(Again(world, record).Then!));
            Assert.True(Again(world, record).Holds);
            Assert.Contains("result", Parts(Again(world, Accepted(record))));
        }
    }

    [Fact]
    public async Task A_manifest_that_somebody_puts_into_the_evidence_counts_for_nothing_today()
    {
        await using var world = await PackageWorld.CreateAsync();
        var (signed, _) = SignedPackage.Sign(world.Draft, world.Keys); // with stolen keys, backdated
        var parts = Shown(signed!.Complete(await world.ProofAsync(signed.Entry, PackageWorld.Day.AddMinutes(40)), world.Manifest));
        var newer = await world.ManifestAsync(2, compromisedAt: PackageWorld.Day.AddMinutes(20), issuedAt: PackageWorld.Day.AddMinutes(30));
        var (record, _) = Recorded(world, parts, world.Question with { Manifests = [] });
        var edited = Changed(Accepted(record), map => map["evidence"]!["manifests"] = new JsonArray(new JsonObject
        {
            ["note"] = Convert.ToBase64String(world.Manifest.Note.Span),
            ["proof"] = Convert.ToBase64String(world.Manifest.Proof.Span),
        }));
        Assert.Equal(["XBD1009"], Codes(Again(world, edited).Now!));
        var today = RecordTests.Question(world, Later) with { Manifests = [newer] };
        Assert.Contains("XBD1013", Codes(RecordCheck.Verify(edited, today).Now!));
    }

    [Fact]
    public async Task A_refused_record_that_is_edited_to_accepted_is_named_or_says_what_was_not_repeated()
    {
        var world = await PackageWorld.SharedAsync();
        var whole = await RecordTests.ShownAsync(world, withDocument: true);
        var document = whole[PartNames.Document]!.ToArray();
        document[^1] ^= 1;
        var other = PackagePresenter.Choose(whole, new PackageChoice(true, true, new HashSet<string>())); // no field
        foreach (var (code, parts, question, isPresented) in new[]
        {
            ("XBD1046", whole.With(PartNames.Document, document), world.Question, true),
            ("XBD1031", world.Present(whole).With(PartNames.Presentation, world.Present(other)[PartNames.Presentation]), world.Question, false),
            ("XBD1023", whole, world.Question with { StatusLists = [await world.StatusAsync(3, PackageWorld.Day.AddMinutes(9), null, 4711)] }, true),
        })
        {
            var (record, package) = Recorded(world, parts, question, isPresented);
            Assert.Equal([code], Codes(Again(world, record, package).Then!));
            Assert.True(Again(world, record, package).Holds, code);
            Assert.True(Again(world, record).Holds, code);
            foreach (var edited in new[] { Accepted(record), Flagged(Accepted(record), true), Flagged(Accepted(record), false) })
            {
                var alone = Again(world, edited);
                Assert.Equal(["document", "holder", "scenario"], alone.NotRepeated);
                Assert.Equal(code == "XBD1023", Parts(alone).Contains("result"));
                var told = alone.Summary;
                Assert.Contains("未重验：文件、持有人、场景", told.Zh, StringComparison.Ordinal);
                Assert.Contains("未重驗：文件、持有人、場景", told.ZhHant, StringComparison.Ordinal);
                Assert.Contains("not repeated: document, holder, scenario", told.En, StringComparison.Ordinal);
                Assert.Contains("result", Parts(Again(world, edited, package)));
            }
        }
    }

    [Fact]
    public async Task A_record_that_the_scenario_refused_cannot_be_made_accepted_with_or_without_the_document()
    {
        var world = await PackageWorld.SharedAsync();
        foreach (var withDocument in new[] { false, true })
        {
            var draft = world.Draft with { Purposes = [PackageWorld.Purpose, "marketing"] };
            var parts = Shown(await world.IssueAsync(draft), withDocument);
            var (record, package) = Recorded(world, parts, world.Question);
            Assert.Equal(["XBD1060"], Codes(Again(world, record, package).Then!));
            Assert.True(Again(world, record).Holds && Again(world, record, package).Holds);
            Assert.Contains("result", Parts(Again(world, Accepted(record))));
            Assert.Contains("result", Parts(Again(world, Flagged(Accepted(record), !withDocument))));
            Assert.Contains("result", Parts(Again(world, Accepted(record), package)));

            var without = RecordTests.Question(world, Later) with { Scenarios = [], Package = package };
            Assert.Equal(["scenario"], RecordCheck.Verify(Accepted(record), without).NotRepeated);
        }
    }

    [Fact]
    public async Task Whether_the_evidence_is_the_whole_package_is_computed_and_not_believed()
    {
        var world = await PackageWorld.SharedAsync();
        var (record, _) = Recorded(world, await RecordTests.ShownAsync(world), world.Question);
        var changed = Changed(record, map => map["holder"] = "bearer only");
        Assert.Empty(Again(world, Flagged(record, false)).NotRepeated);
        Assert.Equal(["holder"], Parts(Again(world, Flagged(changed, false))));
        Assert.Equal("记录与其证据一致", Again(world, record).Summary.Zh);

        var (withDocument, package) = Recorded(world, await RecordTests.ShownAsync(world, withDocument: true), world.Question);
        Assert.True(Again(world, Flagged(withDocument, true)).Holds); // and what is not repeated is said
        Assert.NotEmpty(Again(world, Flagged(withDocument, true)).NotRepeated);
        Assert.Empty(Again(world, Flagged(withDocument, false), package).NotRepeated);
    }

    [Fact]
    public async Task A_name_that_was_given_to_another_field_purpose_or_scenario_is_named_and_the_print_has_the_code_beside()
    {
        var world = await PackageWorld.SharedAsync();
        var (record, _) = Recorded(world, await RecordTests.ShownAsync(world), world.Question);
        foreach (var (part, change) in new (string, Action<JsonObject>)[]
        {
            ("fields", map => map["fields"]![0]!["title_en"] = "yearly income"),
            ("fields", map => map["fields"]![0]!["title_zh_hant"] = "年收入"),
            ("purpose_title", map => map["purpose_title"]!["zh"] = "开户"),
            ("statement", map => map["statement"]!["scenario_title"]!["zh"] = "征信报告"),
        })
        {
            var edited = Changed(record, change);
            Assert.Equal([part], Parts(Again(world, edited)));
            var none = RecordCheck.Verify(edited, RecordTests.Question(world, Later) with { Scenarios = [] });
            Assert.True(none is { Holds: true, NotRepeated: ["scenario"] }); // nothing to compare with: said
        }

        Assert.Contains("期末余额 (balance)", RecordDocument.Page(record, "zh-CN"), StringComparison.Ordinal);
        Assert.Contains("closing balance (balance)", RecordDocument.Page(record, "en"), StringComparison.Ordinal);
        var untitled = Changed(record, map => map["fields"]![0]!["title_en"] = null);
        Assert.Contains("<th scope=\"row\">balance</th>", RecordDocument.Page(untitled, "en"), StringComparison.Ordinal);
        Assert.True(Again(world, untitled).Holds);
    }

    [Fact]
    public async Task A_record_keeps_as_many_status_lists_as_are_read_again_however_many_revoke()
    {
        await using var world = await PackageWorld.CreateAsync();
        var lists = new List<LoggedNote>();
        for (var i = 1; i <= PackageVerdict.MostStatusNotes + 2; i++)
            lists.Add(await world.StatusAsync(i, PackageWorld.Day.AddMinutes(i), null, world.Draft.StatusIndex));
        var question = world.Question with { StatusLists = lists };
        var package = await RecordTests.ShownAsync(world);
        Assert.Equal(PackageVerdict.MostStatusNotes, PackageVerifier.Verify(world.Present(package).ToArray(), question).StatusNotes.Count);
        var (record, _) = Recorded(world, package, question);
        var again = Again(world, record);
        Assert.True(again.Holds);
        Assert.Equal(["XBD1023"], Codes(again.Then!));
        Assert.Contains("XBD1070", RecordCheck.Verify(
            Changed(record, map => map["evidence"]!["status_lists"]!.AsArray().Add(map["evidence"]!["status_lists"]![0]!.DeepClone())),
            RecordTests.Question(world, Later)).Refusals.Select(r => r.Code));
    }

    private static byte[] Flagged(byte[] record, bool isWhole) =>
        Changed(record, map => map["evidence"]!["package_is_whole"] = isWhole);

    private static PackageParts Shown(PackageParts parts, bool withDocument = false) =>
        PackagePresenter.Choose(parts, new PackageChoice(withDocument, true, new HashSet<string> { "balance" }));

    private static (byte[] Record, byte[] Package) Recorded(
        PackageWorld world, PackageParts parts, PackageQuestion question, bool isPresented = true)
    {
        var package = (isPresented ? world.Present(parts) : parts).ToArray();
        return (RecordTests.Write(package, question, PackageVerifier.Verify(package, question)), package);
    }

    private static byte[] Accepted(byte[] record) => Changed(record, map =>
    {
        map["result"] = "accepted";
        map["refusals"]!.AsArray().Clear();
    });

    private static byte[] Changed(byte[] record, Action<JsonObject> change)
    {
        var map = PackageWorld.Json(Encoding.UTF8.GetString(record));
        change(map);
        return Encoding.UTF8.GetBytes(map.ToJsonString());
    }

    private static RecordVerdict Again(PackageWorld world, byte[] record, byte[]? package = null) => RecordCheck.Verify(
        record, RecordTests.Question(world, Later) with { Package = package is null ? (ReadOnlyMemory<byte>?)null : package });

    // Names of the parts of a record that do not follow from its evidence.
    private static List<string> Parts(RecordVerdict verdict) =>
        [.. verdict.Refusals.Where(r => r.Code == "XBD1073").Select(r => r.En.Split('\'')[1])];

    private static string[] Codes(PackageVerdict verdict) => [.. verdict.Refusals.Select(r => r.Code)];
}
