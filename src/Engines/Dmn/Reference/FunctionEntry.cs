namespace Huoshui.Dmn.Reference;

/// <summary>What the reference says of a function.</summary>
/// <param name="Section">Heading before it; null within a section.</param>
/// <param name="Name">The function.</param>
/// <param name="Result">Type of its result.</param>
/// <param name="Zh">What it does.</param>
/// <param name="En">The same in English, without capital and full stop.</param>
/// <param name="Examples">Expressions.</param>
internal sealed record FunctionEntry(
    string? Section, string Name, string Result, string Zh, string En, IReadOnlyList<string> Examples)
{
    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<FunctionEntry> All()
    {
        var entries = new List<FunctionEntry>();
        string? section = null;
        var lines = FunctionWords.Text.Split('\n', StringSplitOptions.TrimEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                section = lines[i][3..];
                continue;
            }

            var colon = lines[i].IndexOf(" : ", StringComparison.Ordinal);
            var (name, result) = (lines[i][..colon], lines[i][(colon + 3)..]);
            var (zh, en) = (lines[i + 1][3..], lines[i + 2][3..]);
            var examples = lines.Skip(i + 3).TakeWhile(l => !IsHead(l)).ToList();
            entries.Add(new FunctionEntry(section, name, result, zh, en, examples));
            section = null;
            i += 2 + examples.Count;
        }

        return entries;
    }

    // A function's name is followed by its result; an expression always has a parenthesis before a colon.
    private static bool IsHead(string line) => line.StartsWith("## ", StringComparison.Ordinal)
        || (line.IndexOf(" : ", StringComparison.Ordinal) is > 0 and var colon
            && !line[..colon].Contains('(', StringComparison.Ordinal));
}
