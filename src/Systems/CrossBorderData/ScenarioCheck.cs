using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Compares a verdict with the scenario as the verifier's own packs have it.</summary>
public static class ScenarioCheck
{
    /// <summary>What does not agree; empty where all does, or where there is nothing to compare.</summary>
    /// <param name="verdict">A verdict with a statement.</param>
    /// <param name="pack">The verifier's pack of that id; null if he has none.</param>
    /// <param name="now">The day of the verification.</param>
    public static IReadOnlyList<Refusal> Compare(PackageVerdict verdict, PolicyPack? pack, DateOnly now) =>
        ScenarioComparison.Compare(verdict, ScenarioProfiles.Of(pack), now);
}
