using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>What a verifier remembers of one package helps nobody with another.</summary>
public sealed class MemoryAttacks
{
    [Fact]
    public async Task With_what_was_judged_before_a_flipped_bit_is_refused_all_the_same()
    {
        var world = await PackageWorld.SharedAsync();
        var question = Remembering(world);
        var package = world.Present(await world.IssueAsync()).ToArray();
        Assert.True(PackageVerifier.Verify(package, question).IsAccepted);
        for (var at = 0; at < package.Length; at += 3)
        {
            package[at] ^= (byte)(1 << (at % 8));
            Assert.False(PackageVerifier.Verify(package, question).IsAccepted, $"byte {at}");
            package[at] ^= (byte)(1 << (at % 8));
        }

        Assert.True(PackageVerifier.Verify(package, question).IsAccepted); // a refused one spoils nothing
    }

    [Fact]
    public async Task What_was_judged_before_does_not_outlive_its_time()
    {
        var world = await PackageWorld.SharedAsync();
        var question = Remembering(world);
        var parts = await world.IssueAsync();
        Assert.True(world.Verify(parts, question).IsAccepted);
        Assert.Contains("XBD1025", Codes(world.Verify(parts, question with { Now = PackageWorld.Day.AddHours(25) })));
        Assert.Contains("XBD1007", Codes(world.Verify(parts, question with { Now = PackageWorld.Day.AddDays(60) })));
    }

    [Fact]
    public async Task A_revocation_and_a_new_manifest_count_at_once_beside_what_was_judged_before()
    {
        await using var world = await PackageWorld.CreateAsync();
        var question = Remembering(world);
        var parts = await world.IssueAsync();
        Assert.True(world.Verify(parts, question).IsAccepted);
        var revoked = await world.StatusAsync(2, PackageWorld.Day.AddMinutes(30), null, 4711);
        Assert.Equal(["XBD1023"], Codes(world.Verify(parts, question with { StatusLists = [world.Status, revoked] })));
        var stolen = await world.ManifestAsync(2, compromisedAt: PackageWorld.Day.AddMinutes(-30), issuedAt: PackageWorld.Day);
        Assert.Contains("XBD1013", Codes(world.Verify(parts, question with { Manifests = [stolen] })));
    }

    [Fact]
    public async Task Under_another_trust_file_nothing_is_known()
    {
        var world = await PackageWorld.SharedAsync();
        var question = Remembering(world);
        var parts = await world.IssueAsync();
        Assert.True(world.Verify(parts, question).IsAccepted);
        var other = question.Trust with { Witnesses = [], Quorum = 0, Logs = [[TransparencyLog.Keys.LogKeys.Generate(TestLog.Origin).Ed25519]] };
        Assert.False(world.Verify(parts, question with { Trust = other }).IsAccepted);
    }

    private static PackageQuestion Remembering(PackageWorld world)
    {
        var question = world.Question;
        return question with { Memory = new VerifierMemory(question.Trust) };
    }

    private static string[] Codes(PackageVerdict verdict) => [.. verdict.Refusals.Select(r => r.Code)];
}
