using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Cli.Border.Demo;

/// <summary>A bank that verifies, offline: what it trusts, and what providers published.</summary>
/// <param name="library">Its own packs.</param>
/// <param name="trust">Whom it trusts.</param>
internal sealed class BorderJudge(PolicyLibrary library, TrustBundle trust)
{
    private readonly VerifierMemory _memory = new(trust);
    private List<LoggedNote> _lists = [];
    private List<LoggedNote> _manifests = [];

    /// <summary>Reads the files that providers publish.</summary>
    public void Fetch(IReadOnlyList<string> folders)
    {
        _lists = BorderFiles.Notes(folders, "status-");
        _manifests = BorderFiles.Notes(folders, "manifest");
    }

    /// <summary>The question of a verification.</summary>
    public PackageQuestion Ask(DateTimeOffset at, string purpose, string? audience, string? nonce) => new()
    {
        Trust = trust,
        Now = at,
        Purpose = purpose,
        Audience = audience,
        Nonce = nonce,
        StatusLists = _lists,
        Manifests = _manifests,
        Memory = _memory,
    };

    /// <summary>Judges a package, by the scenario of the bank's own packs too.</summary>
    public (PackageVerdict Verdict, PolicyPack? Pack) Judge(byte[] package, PackageQuestion question)
    {
        var verdict = PackageVerifier.Verify(package, question);
        if (verdict.Statement is not { } statement)
            return (verdict, null);
        var pack = library.Pack(statement.Scenario);
        var day = DateOnly.FromDateTime(question.Now.ToOffset(TimeSpan.FromHours(8)).Date);
        var more = ScenarioCheck.Compare(verdict, pack, day);
        return (verdict with { Refusals = [.. verdict.Refusals, .. more] }, pack);
    }
}
