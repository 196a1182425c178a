using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>验证记录 The record of a verification with the scenario of a pack; see <see cref="RecordWriter"/>.</summary>
public static class VerificationRecord
{
    /// <summary>The record as JSON.</summary>
    /// <param name="package">The package.</param>
    /// <param name="question">Who asked, for what, when.</param>
    /// <param name="verdict">What came out, with what the scenario adds.</param>
    /// <param name="pack">The scenario's pack; null if the verifier has none.</param>
    /// <param name="about">Officer and case.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> package, PackageQuestion question, PackageVerdict verdict, PolicyPack? pack,
        VerificationCase about) =>
        RecordWriter.Write(package, question, verdict, ScenarioProfiles.Of(pack), about);
}
