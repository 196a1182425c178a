using System.IO.Compression;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.CrossBorderPage;

/// <summary>What providers publish: status lists and key manifests with their proofs, in files or a zip.</summary>
/// <param name="StatusLists">The status lists.</param>
/// <param name="Manifests">The key manifests.</param>
internal sealed record PublishedFiles(IReadOnlyList<LoggedNote> StatusLists, IReadOnlyList<LoggedNote> Manifests)
{
    /// <summary>Most files that are looked at.</summary>
    public const int MostFiles = 4096;

    /// <summary>Largest file, in bytes.</summary>
    public const int LargestBytes = 1 << 20;

    private const string NoteEnd = ".note";
    private const string ProofEnd = ".tlog-proof";

    /// <summary>Pairs of a note and its proof; what is something else is passed over.</summary>
    /// <param name="files">Objects with <c>name</c> and <c>base64</c>.</param>
    public static PublishedFiles Read(JsonArray files)
    {
        var all = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in files.Select(f => f!.AsObject()))
            Add(all, (string)file["name"]!, Convert.FromBase64String((string)file["base64"]!));
        return new PublishedFiles(Notes(all, "status-"), Notes(all, "manifest"));
    }

    private static void Add(Dictionary<string, byte[]> all, string name, byte[] content)
    {
        if (!name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            if (all.Count < MostFiles && content.Length <= LargestBytes)
                all[name] = content;
            return;
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content));
            foreach (var entry in zip.Entries.Where(e => e.Length is > 0 and <= LargestBytes && IsWanted(e.FullName)))
                Add(all, name + "/" + entry.FullName, Content(entry));
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            // it is no zip, or ends before it said: what was whole before is used, and the page says how many lists are
        }
    }

    // The length that a zip states may be false: no more than it says is read.
    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var content = new byte[(int)entry.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static bool IsWanted(string name) =>
        name.EndsWith(NoteEnd, StringComparison.Ordinal) || name.EndsWith(ProofEnd, StringComparison.Ordinal);

    private static List<LoggedNote> Notes(Dictionary<string, byte[]> all, string start) =>
    [
        .. from name in all.Keys.Order(StringComparer.Ordinal)
           where name.EndsWith(NoteEnd, StringComparison.Ordinal)
               && name[(name.LastIndexOf('/') + 1)..].StartsWith(start, StringComparison.Ordinal)
           let proof = all.GetValueOrDefault(name[..^NoteEnd.Length] + ProofEnd)
           where proof is not null
           select new LoggedNote(all[name], proof),
    ];
}
