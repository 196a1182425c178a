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
