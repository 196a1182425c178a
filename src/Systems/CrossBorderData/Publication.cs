using Huoshui.TransparencyLog.Storage;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// 公布 Replaces a published note and its proof together: both are written apart, the folder that holds them is renamed,
/// which is the moment of the change, and then they take their places. A process that is killed in between leaves what
/// <see cref="Finish"/> completes or takes back.
/// </summary>
internal static class Publication
{
    private const string Writing = "publishing";
    private const string Written = "published";

    /// <summary>Replaces a note and its proof.</summary>
    public static void Replace(string folder, string name, ReadOnlySpan<byte> note, ReadOnlySpan<byte> proof)
    {
        Finish(folder); // an earlier one may have failed half-way
        var apart = Directory.CreateDirectory(Path.Combine(folder, Writing)).FullName;
        DurableFile.Replace(Path.Combine(apart, name + ".note"), note);
        DurableFile.Replace(Path.Combine(apart, name + ".tlog-proof"), proof);
        Directory.Move(apart, Path.Combine(folder, Written));
        DurableFile.SyncFolder(folder);
        Finish(folder);
    }

    /// <summary>Takes over what was written whole, and drops what was not.</summary>
    public static void Finish(string folder)
    {
        var (half, whole) = (Path.Combine(folder, Writing), Path.Combine(folder, Written));
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        if (!Directory.Exists(whole))
            return;
        var shown = Path.Combine(folder, ProviderFolder.PublicFolder);
        foreach (var file in Directory.GetFiles(whole))
            File.Move(file, Path.Combine(shown, Path.GetFileName(file)), overwrite: true);
        DurableFile.SyncFolder(shown);
        Directory.Delete(whole);
    }
}
