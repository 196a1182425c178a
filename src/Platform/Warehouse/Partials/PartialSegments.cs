using System.Globalization;

namespace Huoshui.Warehouse.Partials;

/// <summary>
/// Where partial results lie on disk. One run writes one segment: a folder with one Parquet for each stored result, the
/// rows of all institutions of the run in it (one a batch, where the run had several). A pointer, a small file named
/// after the address, says which segment holds
/// an institution's results of a pack and how many institutions of the pack it holds. Pointers are written after the
/// segment is in its place: what is pointed to is whole.
/// </summary>
/// <param name="folder">The folder of partial results.</param>
internal sealed class PartialSegments(string folder)
{
    private const string Segments = "segments";

    public string Folder => folder;

    public static string FolderOf(string folder, string segment) => Path.Combine(folder, Segments, segment);

    /// <summary>The file of a batch of a run.</summary>
    public static string FileName(string packId, string result, int batch) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stem(packId, result)}.{batch}.parquet");

    /// <summary>The files of a stored result in a segment, in order.</summary>
    public static IReadOnlyList<string> FilesOf(string folder, string segment, string packId, string result) =>
        [.. Directory.GetFiles(FolderOf(folder, segment), $"{Stem(packId, result)}.*.parquet").Order(StringComparer.Ordinal)];

    /// <summary>The segments of addresses by institution; null where nothing was computed, or it was deleted
    /// since.</summary>
    public Dictionary<string, (string Segment, int Institutions)?> Find(IReadOnlyDictionary<string, string> addresses)
    {
        var found = addresses.ToDictionary(a => a.Key, a => Find(a.Value), StringComparer.Ordinal);
        var gone = found.Values.OfType<(string Segment, int)>().Select(f => f.Segment).Distinct(StringComparer.Ordinal)
            .Where(segment => !Directory.Exists(FolderOf(folder, segment))).ToHashSet(StringComparer.Ordinal);
        foreach (var (institution, _) in found.Where(f => f.Value is { } at && gone.Contains(at.Segment)).ToList())
            found[institution] = null;
        return found;
    }

    private (string Segment, int Institutions)? Find(string address)
    {
        try
        {
            var parts = File.ReadAllText(PointerOf(address)).Split(' ');
            return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Moves a finished folder into its place and points the addresses to it. Two processes that computed the
    /// same leave two segments and one pointer, to either: the content is the same.</summary>
    /// <param name="work">The finished folder, on the same file system.</param>
    /// <param name="packs">Addresses of each pack's institutions.</param>
    public void Add(DirectoryInfo work, IEnumerable<IReadOnlyCollection<string>> packs)
    {
        var segment = Path.GetFileNameWithoutExtension(work.Name);
        Directory.CreateDirectory(Path.Combine(folder, Segments));
        work.MoveTo(FolderOf(folder, segment));
        foreach (var addresses in packs)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{segment} {addresses.Count}");
            foreach (var address in addresses)
                Point(address, text, segment);
        }
    }

    private void Point(string address, string text, string segment)
    {
        var path = PointerOf(address);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{segment}{DurableFile.TemporaryExtension}";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static string Stem(string packId, string result) => $"{packId.Replace('/', '-')}.{result}";

    private string PointerOf(string address) => Path.Combine(folder, address[..2], address);
}
