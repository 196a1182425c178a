using System.Globalization;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// 换密钥 A change of signing keys in three steps: the new pair is written beside the old one, under the ID of its Ed25519
/// key; the profile names it, which is the moment of the change; the pair takes the old one's place. A process that is
/// killed in between leaves what <see cref="Finish"/> completes or takes back.
/// </summary>
internal static class KeyChange
{
    private const string Kept = "keys.json";
    private const string Start = "keys-next-";

    /// <summary>Where the signing keys lie.</summary>
    public static string FileOf(string folder) => Path.Combine(folder, Kept);

    /// <summary>Writes the new pair beside the old one.</summary>
    public static void Prepare(string folder, StatementKeys next, string passphrase) =>
        next.Write(Next(folder, next.Ed25519), passphrase);

    /// <summary>The pair that the profile names last takes its place; one that it does not name is dropped.</summary>
    public static void Finish(string folder, ProviderProfile profile)
    {
        foreach (var file in Directory.GetFiles(folder, Start + "*"))
        {
            if (profile.Keys.TakeLast(2).Any(k => Next(folder, VerifierKey.TryParse(k.Key)!) == file))
                DurableFile.Rename(file, FileOf(folder));
            else
                File.Delete(file);
        }
    }

    private static string Next(string folder, VerifierKey key) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Start}{key.Id:x8}.json"));
}
