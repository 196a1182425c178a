using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>Reads policies/vocabulary: lists.csv and codes.csv, the calendars, and every other CSV as a reference
/// table.</summary>
internal static class VocabularyLoader
{
    private static readonly string[] CodeColumns = ["list", "code", "name_zh", "name_en"];
    private static readonly string[] ListColumns = ["id", "name_zh", "name_en", "source"];

    public static Vocabulary Load(string root, ICollection<Diagnostic> sink)
    {
        var folder = Path.Combine(root, "vocabulary");
        if (!Directory.Exists(folder))
            return Vocabulary.Empty;
        var files = PackFiles.Read(root, folder, sink);
        var lists = files.Text("codes.csv") is { } codes ? Lists(codes, files.Text("lists.csv"), sink) : [];
        return new Vocabulary(lists, Tables(folder, files), CalendarLoader.Load(files, sink));
    }

    /// <summary>The lists of a codes.csv, with titles from a lists.csv if there is one.</summary>
    public static IReadOnlyList<CodeList> Lists(SourceText codes, SourceText? titles, ICollection<Diagnostic> sink)
    {
        var byList = new Dictionary<string, List<Code>>(StringComparer.Ordinal);
        var lines = PackCsv.Read(codes, CodeColumns, [], sink);
        foreach (var line in lines)
        {
            if (!byList.TryGetValue(line["list"], out var entries))
                byList[line["list"]] = entries = [];
            entries.Add(new Code(line["code"], new LocalizedText(line["name_zh"], Or(line["name_en"], line["name_zh"]))));
        }

        return titles is null
            ? [.. byList.Select(l => new CodeList(l.Key, new LocalizedText(l.Key, l.Key), codes.Name, l.Value))]
            : Titled(titles, byList, sink);
    }

    private static List<CodeList> Titled(SourceText titles, Dictionary<string, List<Code>> byList, ICollection<Diagnostic> sink)
    {
        var lists = new List<CodeList>();
        foreach (var line in PackCsv.Read(titles, ListColumns, ["table"], sink))
        {
            if (!byList.Remove(line["id"], out var entries))
                sink.Add(line.Error(PackCodes.UnknownReference, $"词表“{line["id"]}”没有代码", $"list \"{line["id"]}\" has no codes"));
            else
                lists.Add(new CodeList(line["id"], new LocalizedText(line["name_zh"], Or(line["name_en"], line["name_zh"])), line["source"], entries));
        }

        foreach (var left in byList.Keys)
            sink.Add(Diagnostic.Error(PackCodes.UnknownReference, $"lists.csv 里没有词表“{left}”", $"lists.csv has no list \"{left}\"", titles));
        return lists;
    }

    private static IReadOnlyList<ReferenceTable> Tables(string folder, PackFiles files) =>
        [.. Directory.EnumerateFiles(folder, "*.csv")
            .Select(p => (Path: p, Name: Path.GetFileNameWithoutExtension(p)))
            .Where(t => t.Name is not ("codes" or "lists") && files.Text(t.Name + ".csv") is not null)
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => PackCsv.Table(t.Name, t.Path, files.Text(t.Name + ".csv")!))];

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
