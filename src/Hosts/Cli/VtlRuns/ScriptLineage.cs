using System.Text.Json;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>The lineage of a script, as <c>vtl lineage</c> prints it.</summary>
internal static class ScriptLineage
{
    private sealed record Step(
        string Column, IReadOnlyList<string> From, IReadOnlyList<string> Origins, IReadOnlyList<string> Conditions);

    private sealed record Statement(
        string Result, string Place, IReadOnlyList<string> Reads, IReadOnlyList<string> Conditions,
        IReadOnlyList<Step> Columns);

    /// <summary>Prints it statement by statement, or what leads to one column.</summary>
    /// <param name="module">A compiled script without errors.</param>
    /// <param name="column"><c>RESULT#COLUMN</c>; null for all.</param>
    /// <param name="isJson">True for JSON.</param>
    /// <returns>The exit code: no such column is an error of the input.</returns>
    public static int Print(VtlModule module, string? column, bool isJson)
    {
        var all = VtlLineage.Of(module.Results);
        if (Chosen(all, column) is not { } chosen)
        {
            Console.Error.WriteLine($"huoshui vtl lineage: 脚本没有列 {column}；应为 结果#列，如 {Known(all)} / "
                + $"the script has no column {column}; write RESULT#COLUMN, as in {Known(all)}");
            return ExitCodes.InputFailed;
        }

        List<Statement> statements = [.. all.Towards(chosen).Results.Select(r => Told(all, r))];
        if (isJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(statements, VtlJson.Options));
        else
            statements.ForEach(Print);
        return ExitCodes.Good;
    }

    private static List<ColumnName>? Chosen(VtlLineage all, string? column)
    {
        if (column is null)
            return [];
        var at = column.LastIndexOf('#');
        var known = at > 0 && all.Find(column[..at]) is { } result
            && result.Columns.Any(c => c.Component.Name == column[(at + 1)..]);
        return known ? [new ColumnName(column[..at], column[(at + 1)..])] : null;
    }

    private static string Known(VtlLineage all) => all.Results.Count == 0 ? "R#x"
        : new ColumnName(all.Results[^1].Result, all.Results[^1].Columns[^1].Component.Name).ToString();

    private static Statement Told(VtlLineage all, ResultLineage result) => new(
        result.Result, result.Place, result.Datasets, Texts(result.Conditions),
        [
            .. result.Columns.Select(c =>
            {
                var name = new ColumnName(result.Result, c.Component.Name);
                var origin = all.OriginOf(name);
                return new Step(name.ToString(), Texts(c.Sources), Texts(origin.Values), Texts(origin.Conditions));
            }),
        ]);

    private static void Print(Statement statement)
    {
        Console.Out.WriteLine($"{statement.Result}  {statement.Place}");
        Line("读取 reads", statement.Reads);
        Line("行取决于 rows depend on", statement.Conditions);
        foreach (var step in statement.Columns)
        {
            Console.Out.WriteLine($"  {step.Column} ← {Listed(step.From)}");
            if (!step.From.SequenceEqual(step.Origins))
                Line("  源头 origins", step.Origins);
        }

        Console.Out.WriteLine();
    }

    private static void Line(string words, IReadOnlyList<string> names) =>
        Console.Out.WriteLine($"  {words}: {Listed(names)}");

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "—" : string.Join(", ", names);

    private static List<string> Texts(IEnumerable<ColumnName> columns) => [.. columns.Select(c => c.ToString())];
}
