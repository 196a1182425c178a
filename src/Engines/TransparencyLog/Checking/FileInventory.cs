using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Checking;

/// <summary>
/// Looks at every file below tile/: is it there, is it canonical, has it its length, agree its partial forms.
/// </summary>
internal sealed partial class FileInventory(LogFolder folder, long size, FindingList findings)
{
    public void Run()
    {
        Check(folder.Root, string.Empty, hasEntries: true);
        Check(folder.Twin, "sm3/", hasEntries: false);
    }

    private void Check(string root, string prefix, bool hasEntries)
    {
        var files = new TileReader(root, TreeHash.Sha256, size);
        foreach (var (path, width) in Expected())
        {
            if (files.Find(path, width) is null)
                findings.Add(Findings.Missing(prefix + path + Partial(width)));
        }

        var tiles = Path.Combine(root, "tile");
        if (!Directory.Exists(tiles))
            return;
        foreach (var file in Directory.EnumerateFiles(tiles, "*",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            CheckFile(root, prefix, Path.GetRelativePath(root, file), hasEntries);
        }
    }

    private IEnumerable<(string Path, int Width)> Expected()
    {
        for (var level = 0; level < TilePath.Levels; level++)
        {
            var hashes = size >> (level * TilePath.Height);
            for (var number = 0L; number * TilePath.Width < hashes; number++)
            {
                yield return (
                    TilePath.OfTile(level, number, TilePath.Width),
                    (int)Math.Min(TilePath.Width, hashes - (number * TilePath.Width)));
            }
        }
    }

    private void CheckFile(string root, string prefix, string path, bool hasEntries)
    {
        if (path.EndsWith(".new", StringComparison.Ordinal))
        {
            findings.Add(Findings.LeftOver(prefix + path));
            return;
        }

        if (Parse(path) is not { } tile || (tile.Level is null && !hasEntries))
        {
            findings.Add(Findings.Stranger(prefix + path));
            return;
        }

        var length = new FileInfo(Path.Combine(root, path)).Length;
        if (tile.Level is not null && length != tile.Width * Digest.Size)
            findings.Add(Findings.WrongLength(prefix + path, tile.Width * Digest.Size, length));
        if (tile.Width < TilePath.Width)
            ComparePartial(root, prefix, path, tile);
    }

    // A partial form that is not the one of this size must be the beginning of the wider one.
    private void ComparePartial(string root, string prefix, string path, TileName tile)
    {
        var full = tile.Level is { } level
            ? TilePath.OfTile(level, tile.Number, TilePath.Width) : TilePath.OfBundle(tile.Number, TilePath.Width);
        var hashes = size >> ((tile.Level ?? 0) * TilePath.Height);
        var width = (int)Math.Clamp(hashes - (tile.Number * TilePath.Width), 0, TilePath.Width);
        if (width <= tile.Width || new TileReader(root, TreeHash.Sha256, size).Find(full, width) is not { } wider)
            return;
        var (part, whole) = (File.ReadAllBytes(Path.Combine(root, path)), File.ReadAllBytes(wider));
        var common = part.AsSpan().CommonPrefixLength(whole);
        if (common < part.Length)
            findings.Add(Findings.OlderPartDiffers(prefix + path, common));
        else if (tile.Level is null && EntryBundle.LengthOf(whole, tile.Width) is { } length && length != part.Length)
            findings.Add(Findings.WrongLength(prefix + path, length, part.Length));
    }

    private static TileName? Parse(string path)
    {
        var match = TileFile().Match(path);
        if (!match.Success)
            return null;
        var digits = match.Groups["number"].Value.Replace("x", string.Empty, StringComparison.Ordinal)
            .Replace("/", string.Empty, StringComparison.Ordinal);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var width = match.Groups["width"].Success
            ? int.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture) : TilePath.Width;
        int? level = match.Groups["level"].Value == "entries"
            ? null : int.Parse(match.Groups["level"].ValueSpan, CultureInfo.InvariantCulture);
        if (level >= TilePath.Levels || width is < 1 or > TilePath.Width)
            return null;
        var canonical = level is { } l ? TilePath.OfTile(l, number, width) : TilePath.OfBundle(number, width);
        return canonical == path ? new TileName(level, number, width) : null;
    }

    private static string Partial(int width) =>
        width == TilePath.Width ? string.Empty : $".p/{width.ToString(CultureInfo.InvariantCulture)}";

    [GeneratedRegex(
        @"^tile/(?<level>entries|[0-9]{1,2})/(?<number>(?:x[0-9]{3}/){0,6}[0-9]{3})"
        + @"(?:\.p/(?<width>[0-9]{1,3}))?$",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TileFile();

    private sealed record TileName(int? Level, long Number, int Width);
}
