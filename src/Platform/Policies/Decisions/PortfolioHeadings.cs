using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>The columns of a portfolio (存量客户的列) against the facts that are asked for: one finding a column.</summary>
internal static class PortfolioHeadings
{
    public static IEnumerable<Diagnostic> Check(IReadOnlyList<DecisionFact> facts, IReadOnlyList<string> columns)
    {
        if (columns.FirstOrDefault(c => c.Contains('，')) is { } joined)
        {
            yield return Diagnostic.Error(
                PackCodes.PortfolioColumns, $"表头“{joined}”里有全角逗号“，”：列之间用英文逗号“,”",
                $"the header \"{joined}\" has a full-width comma: columns are separated by \",\"");
            yield break;
        }

        // A row of another number of cells, and the reader takes each line as one cell.
        if (columns is [var line] && line.Contains(','))
        {
            var cells = line.Split(',').Length;
            yield return Diagnostic.Error(
                PackCodes.PortfolioColumns, $"文件没有分成列：表头有 {cells} 列，每一行都要有 {cells} 列，找一找哪一行不是",
                $"the file is not split into columns: the header has {cells}, and every row needs {cells}; look for "
                    + "the row that has not");
            yield break;
        }

        var strangers = columns.Where(c => facts.All(f => f.Name != c)).ToList();
        foreach (var fact in facts.Where(f => !f.IsOptional && !columns.Contains(f.Name, StringComparer.Ordinal)))
        {
            var near = NearName.Of(fact.Name, strangers)
                ?? strangers.Find(c => c == fact.Title.Zh || c == fact.Title.En);
            if (near is not null)
                strangers.Remove(near);
            yield return Missing(fact, near);
        }

        foreach (var stranger in strangers)
            yield return Stranger(facts, columns, stranger);
    }

    private static Diagnostic Missing(DecisionFact fact, string? near) => Diagnostic.Error(
        PackCodes.PortfolioColumns,
        $"没有“{fact.Title.Zh}”的列，列名应为 {fact.Name}"
            + (near is null ? "：补上这一列" : $"；“{near}”是不是它？请改列名"),
        $"there is no column for \"{fact.Title.En}\": it is called {fact.Name}"
            + (near is null ? "; add it" : $"; is it \"{near}\"? rename the column"));

    private static Diagnostic Stranger(IReadOnlyList<DecisionFact> facts, IReadOnlyList<string> columns, string name)
    {
        var near = NearName.Of(name, facts.Select(f => f.Name).Except(columns, StringComparer.Ordinal));
        return Diagnostic.Warning(
            PackCodes.PortfolioColumns,
            $"列“{name}”不是事实，没有用到" + (near is null ? string.Empty : $"；是不是“{near}”？请改列名"),
            $"column \"{name}\" is no fact and is not used"
                + (near is null ? string.Empty : $"; did you mean \"{near}\"? rename the column"));
    }
}
