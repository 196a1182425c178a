using System.Globalization;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// 公布 A published note and its proof have a number in their names and never change: <c>status-0.17.note</c> beside
/// <c>status-0.17.tlog-proof</c>, which is written first. So whoever reads the folder while it is written to, over a
/// web server too, finds no note with the proof of another. The file <c>index.txt</c> names the newest pairs. The
/// pair before stays for who began to read it.
/// </summary>
internal static class Publication
{
    private const string Index = "index.txt";
    private const string NoteEnd = ".note";
    private const string ProofEnd = ".tlog-proof";

    // How an earlier release replaced them, whose names had no number.
    private const string Writing = "publishing";
    private const string Written = "published";

    /// <summary>How long a pair stays that another has followed.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Publishes a note with its proof. A process that is killed before the end has published it wholly or not
    /// at all.</summary>
    /// <param name="folder">The provider's.</param>
    /// <param name="name"><c>manifest</c> or <c>status-0</c>.</param>
    /// <param name="note">The note.</param>
    /// <param name="proof">Its proof.</param>
    public static void Add(string folder, string name, ReadOnlySpan<byte> note, ReadOnlySpan<byte> proof)
    {
        var shown = Path.Combine(folder, ProviderFolder.PublicFolder);
        var number = (Pairs(shown, name) is [.., var newest] ? newest.Number : 0) + 1;
        var path = Path.Combine(shown, string.Create(CultureInfo.InvariantCulture, $"{name}.{number}"));
        DurableFile.Replace(path + ProofEnd, proof);
        DurableFile.Replace(path + NoteEnd, note); // the moment at which it is published
        WriteIndex(shown);
        Clear(shown, name);
    }

    /// <summary>The newest pair; null if there is none.</summary>
    public static LoggedNote? Newest(string folder, string name) =>
        Pairs(Path.Combine(folder, ProviderFolder.PublicFolder), name) is [.., var newest]
            ? new LoggedNote(File.ReadAllBytes(newest.Path + NoteEnd), File.ReadAllBytes(newest.Path + ProofEnd))
            : null;

    /// <summary>Takes over what an earlier release wrote whole, drops what it did not, and names the newest
    /// pairs.</summary>
    public static void Finish(string folder)
    {
        var (half, whole) = (Path.Combine(folder, Writing), Path.Combine(folder, Written));
        var shown = Path.Combine(folder, ProviderFolder.PublicFolder);
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        if (Directory.Exists(whole))
        {
            foreach (var file in Directory.GetFiles(whole))
                File.Move(file, Path.Combine(shown, Path.GetFileName(file)), overwrite: true);
            DurableFile.SyncFolder(shown);
            Directory.Delete(whole);
        }

        if (Directory.Exists(shown))
            WriteIndex(shown);
    }

    private static void WriteIndex(string shown)
    {
        var names = new[] { ProviderFolder.ManifestName, ProviderFolder.StatusName }
            .Select(name => Pairs(shown, name) is [.., var newest] ? Path.GetFileName(newest.Path) : null)
            .OfType<string>();
        var text = System.Text.Encoding.ASCII.GetBytes(string.Concat(names.Select(name => name + "\n")));
        var path = Path.Combine(shown, Index);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(text))
            DurableFile.Replace(path, text);
    }

    // The note goes first: what is left of a killed process is a proof that nobody looks for.
    private static void Clear(string shown, string name)
    {
        var pairs = Pairs(shown, name);
        var until = File.GetLastWriteTimeUtc(pairs[^1].Path + NoteEnd) - Kept;
        foreach (var ((_, path), (_, following)) in pairs.Zip(pairs.Skip(1)))
        {
            if (File.GetLastWriteTimeUtc(following + NoteEnd) > until)
                return;
            File.Delete(path + NoteEnd);
            File.Delete(path + ProofEnd);
        }
    }

    // In the order of their numbers; without a number an earlier release wrote it.
    private static List<(long Number, string Path)> Pairs(string shown, string name)
    {
        var pairs = new List<(long Number, string Path)>();
        foreach (var note in Directory.EnumerateFiles(shown, name + "*" + NoteEnd))
        {
            var path = note[..^NoteEnd.Length];
            var rest = Path.GetFileName(path)[name.Length..];
            if (rest.Length == 0)
                pairs.Add((0, path));
            else if (rest[0] == '.' && long.TryParse(rest.AsSpan(1), NumberStyles.None, null, out var number))
                pairs.Add((number, path));
        }

        pairs.RemoveAll(pair => !File.Exists(pair.Path + ProofEnd));
        pairs.Sort();
        return pairs;
    }
}
