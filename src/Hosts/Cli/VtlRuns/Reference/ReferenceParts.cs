using System.Globalization;
using System.Text;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns.Reference;

/// <summary>A section with the data sets of its examples.</summary>
internal sealed record ReferenceSection(
    string Title, IReadOnlyList<ReferenceTable> Tables, IReadOnlyList<ReferenceEntry> Entries);

/// <summary>An operator, clause or definition; an empty script where no result is always the same.</summary>
internal sealed record ReferenceEntry(string Name, string Words, string Script)
{
    /// <summary>Reads a name, a sentence and a block of VTL.</summary>
    public static ReferenceEntry Read(string text)
    {
        var parts = text.Split("```");
        var head = parts[0].Split('\n', 2);
        var script = parts.Length > 1 ? parts[1]["vtl\n".Length..].TrimEnd() : string.Empty;
        return new ReferenceEntry(head[0].Trim(), head[1].Trim(), script);
    }
}

/// <summary>A data set as a table: in its head the name, role and type of each component.</summary>
internal sealed record ReferenceTable(
    string Name, IReadOnlyList<ComponentText> Components, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    private const string Null = "NULL";

    public DataStructure Structure => new(Name, [.. Components.Select(c => c.ToComponent())]);

    public IReadOnlyList<string> Header => [.. Components.Select(c => c.Name)];

    /// <summary>Reads a name and a table.</summary>
    public static ReferenceTable Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cells = lines.Where(l => l.StartsWith('|')).Select(l => l.Trim()[1..^1].Split('|')).ToList();
        return new ReferenceTable(
            lines[0].Trim(),
            [.. cells[0].Select(c => c.Trim().Split(' ')).Select(c => new ComponentText(c[0], c[1], c[2]))],
            [.. cells.Skip(2).Select(row => (IReadOnlyList<string?>)[.. row.Select(Cell)])]);
    }

    /// <summary>The table in Markdown under its name.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"`{Name}`\n\n");
        text.Append("| ").AppendJoin(" | ", Components.Select(c => $"{c.Name}（{c.Role}, {c.Type}）")).Append(" |\n");
        text.Append('|').Insert(text.Length, "---|", Components.Count).Append('\n');
        foreach (var row in Rows)
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell is null ? Null : Shown(cell))).Append(" |\n");
        return text.ToString();
    }

    // One blank on each side is the table's; more belong to the text.
    private static string? Cell(string cell) => cell.Trim() == Null ? null
        : cell.Length > 2 && cell.Trim() != cell[1..^1] ? cell[1..^1] : cell.Trim();

    private static string Shown(string cell) => cell.Trim() == cell ? cell : $"`{cell}`";
}
