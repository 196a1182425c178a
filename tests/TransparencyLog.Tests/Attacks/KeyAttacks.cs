using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>Old keys and old key manifests in the hands of somebody else.</summary>
public sealed class KeyAttacks
{
    private static DateTimeOffset At(int minutes) => PackageWorld.Day.AddMinutes(minutes);

    [Fact]
    public async Task A_thief_who_carries_the_manifest_from_before_the_theft_is_refused()
    {
        await using var world = await PackageWorld.CreateAsync();
        var stolen = await BackdatedAsync(world, At(40), world.Manifest);
        var newer = await world.ManifestAsync(2, compromisedAt: At(20), issuedAt: At(30));
        var nothingFetched = world.Question with { Manifests = [] };
        Assert.Equal(["XBD1009"], Codes(world.Verify(stolen, nothingFetched)));
        Assert.Equal(["XBD1013"], Codes(world.Verify(stolen, nothingFetched with { Manifests = [newer] })));
    }

    [Fact]
    public async Task A_manifest_that_comes_with_the_package_alone_serves_only_where_the_policy_says_so_and_while_it_is_fresh()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        var bare = world.Question with { Manifests = [] };
        Assert.Equal(["XBD1009"], Codes(world.Verify(parts, bare)));
        Assert.Equal(["XBD1009"], Codes(world.Verify(parts, With(bare, PackageManifestRule.Never))));
        Assert.True(world.Verify(parts, With(bare, PackageManifestRule.Alone)).IsAccepted);
        var hours = (int)(bare.Now - PackageWorld.Day.AddDays(-1)).TotalHours; // since the manifest was issued
        Assert.True(world.Verify(parts, With(bare, PackageManifestRule.Alone, hours)).IsAccepted);
        Assert.Equal(["XBD1009"], Codes(world.Verify(parts, With(bare, PackageManifestRule.Alone, hours - 1))));
    }

    [Fact]
    public async Task A_newer_manifest_from_a_package_is_used_beside_the_fetched_one_as_the_policy_says()
    {
        await using var world = await PackageWorld.CreateAsync();
        var next = StatementKeys.Generate(PackageWorld.Issuer);
        var newer = await world.ManifestAsync(2, issuedAt: At(0), more:
        [
            new IssuerKey(next.Ed25519, At(-60), PackageWorld.Day.AddDays(90), null),
            new IssuerKey(next.Sm2, At(-60), PackageWorld.Day.AddDays(90), null),
        ]);
        var (signed, _) = SignedPackage.Sign(world.Draft, next);
        var parts = signed!.Complete(await world.ProofAsync(signed.Entry), newer);
        Assert.Equal(2, Accepted(world, parts, world.Question).ManifestSequence);
        Assert.Equal(["XBD1011"], Codes(world.Verify(parts, With(world.Question, PackageManifestRule.Never))));
        Assert.Equal(["XBD1009"], Codes(world.Verify(parts, With(
            world.Question with { Now = At(90) }, PackageManifestRule.Newer, hours: 1))));
        // An older one in the package changes nothing, however old.
        Assert.Equal(2, Accepted(world, await world.IssueAsync(), world.Question with { Manifests = [newer] }).ManifestSequence);
    }

    [Fact]
    public async Task Two_fetched_manifests_of_one_number_are_refused_though_the_package_carries_a_higher_one()
    {
        await using var world = await PackageWorld.CreateAsync();
        var second = await world.ManifestAsync(1, compromisedAt: PackageWorld.Day.AddDays(3));
        var higher = await world.ManifestAsync(2, issuedAt: At(0));
        var (signed, _) = SignedPackage.Sign(world.Draft, world.Keys);
        var parts = signed!.Complete(await world.ProofAsync(signed.Entry), higher);
        Assert.Equal(2, Accepted(world, parts, world.Question).ManifestSequence);
        Assert.Equal(["XBD1008"], Codes(world.Verify(parts, world.Question with { Manifests = [world.Manifest, second] })));
    }

    [Fact]
    public async Task A_statement_backdated_with_a_key_after_its_rotation_is_refused_by_the_witnesses_time()
    {
        await using var world = await PackageWorld.CreateAsync();
        var before = await world.IssueAsync();
        var late = await BackdatedAsync(world, At(40), world.Manifest); // the old key was kept; its statement says At(0)
        var manifest = await world.ManifestAsync(2, until: At(30), issuedAt: At(30));
        var question = Ended(world, manifest);
        Assert.True(world.Verify(before, question).IsAccepted);
        Assert.Equal(["XBD1014"], Codes(world.Verify(late, question)));
    }

    [Fact]
    public async Task A_statement_behind_the_manifest_that_ended_its_key_is_refused_though_witnesses_lie_about_the_time()
    {
        await using var world = await PackageWorld.CreateAsync();
        var manifest = await world.ManifestAsync(2, until: At(30), issuedAt: At(30));
        var stolen = await world.ManifestAsync(3, compromisedAt: At(30), issuedAt: At(30));
        var behind = await BackdatedAsync(world, At(1), world.Manifest); // both witnesses say At(1), the place says later
        Assert.Equal(["XBD1014"], Codes(world.Verify(behind, Ended(world, manifest))));
        Assert.Equal(["XBD1013"], Codes(world.Verify(behind, Ended(world, stolen))));
    }

    [Fact]
    public async Task Without_witnesses_nothing_shows_when_an_ended_key_signed_and_it_is_refused()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var manifest = await world.ManifestAsync(2, until: At(30), issuedAt: At(30));
        var question = Ended(world, manifest);
        var none = question with { Trust = question.Trust with { Quorum = 0 } };
        Assert.Equal(["XBD1014"], Codes(world.Verify(parts, none)));
        Assert.True(world.Verify(parts, none with { Manifests = [world.Manifest] }).IsAccepted); // the key goes on
    }

    [Fact]
    public async Task A_statement_of_the_last_minute_of_a_key_may_be_witnessed_within_the_skew_of_clocks()
    {
        await using var world = await PackageWorld.CreateAsync();
        var (signed, _) = SignedPackage.Sign(world.Draft with { IssuedAt = At(29) }, world.Keys);
        var inTime = signed!.Complete(await world.ProofAsync(signed.Entry, At(34)), world.Manifest);
        var (other, _) = SignedPackage.Sign(world.Draft with { IssuedAt = At(29) }, world.Keys);
        var late = other!.Complete(await world.ProofAsync(other.Entry, At(35)), world.Manifest);
        var question = Ended(world, await world.ManifestAsync(2, until: At(30), issuedAt: At(30)));
        Assert.True(world.Verify(inTime, question).IsAccepted);
        Assert.Equal(["XBD1014"], Codes(world.Verify(late, question)));
    }

    [Fact]
    public async Task A_status_list_that_an_ended_key_signs_afterwards_does_not_serve()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var manifest = await world.ManifestAsync(2, until: At(30), issuedAt: At(30));
        var forged = await world.StatusAsync(9, At(29)); // unrevokes; it stands behind the manifest in the log
        var question = Ended(world, manifest) with { IsStatusOptional = false, StatusLists = [forged] };
        Assert.Equal(["XBD1024"], Codes(world.Verify(parts, question)));
    }

    [Fact]
    public async Task A_trust_file_says_how_manifests_of_packages_are_taken_and_without_a_word_the_strict_rule_holds()
    {
        var world = await PackageWorld.SharedAsync();
        var trust = world.Trust with { PackageManifest = PackageManifestRule.Alone, ManifestHours = 5 };
        var read = TrustBundle.TryRead(trust.ToArray())!;
        Assert.Equal((PackageManifestRule.Alone, 5), (read.PackageManifest, read.ManifestHours));
        var text = System.Text.Encoding.UTF8.GetString(trust.ToArray());
        Assert.Equal(PackageManifestRule.Newer, Read("\"package_manifest\":{\"hours\":5,\"use\":\"alone\"},", "")!.PackageManifest);
        Assert.Null(Read("\"alone\"", "\"always\""));
        Assert.Null(Read("\"hours\":5", "\"hours\":0"));
        Assert.Null(Read("\"hours\":5", "\"hours\":99999"));
        Assert.Null(Read("\"hours\":5,", ""));

        TrustBundle? Read(string from, string to)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            return TrustBundle.TryRead(System.Text.Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
        }
    }

    // Signed with the old keys, with a time of issue before everything that happened; witnesses see it at a time.
    private static async Task<PackageParts> BackdatedAsync(PackageWorld world, DateTimeOffset seenAt, LoggedNote carried)
    {
        var (signed, _) = SignedPackage.Sign(world.Draft, world.Keys);
        return signed!.Complete(await world.ProofAsync(signed.Entry, seenAt), carried);
    }

    private static PackageQuestion Ended(PackageWorld world, LoggedNote manifest) =>
        world.Question with { Manifests = [manifest], IsStatusOptional = true, StatusLists = [] };

    private static PackageQuestion With(PackageQuestion question, PackageManifestRule rule, int hours = 168) =>
        question with { Trust = question.Trust with { PackageManifest = rule, ManifestHours = hours } };

    private static PackageVerdict Accepted(PackageWorld world, PackageParts parts, PackageQuestion question)
    {
        var verdict = world.Verify(parts, question);
        Assert.Empty(verdict.Refusals);
        return verdict;
    }

    private static string[] Codes(PackageVerdict verdict) => [.. verdict.Refusals.Select(r => r.Code)];
}
