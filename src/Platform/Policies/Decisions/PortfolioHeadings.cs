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

        if (columns.ToList().IndexOf(string.Empty) is >= 0 and var empty)
            yield return Unnamed(columns, empty);
        foreach (var twice in columns.Where(c => c.Length > 0).CountBy(c => c, StringComparer.Ordinal)
            .Where(c => c.Value > 1))
        {
            yield return Twice(twice.Key, twice.Value);
        }

        var strangers = columns.Where(c => c.Length > 0 && facts.All(f => f.Name != c)).Distinct(StringComparer.Ordinal)
            .ToList();
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

    private static Diagnostic Unnamed(IReadOnlyList<string> columns, int at) => Diagnostic.Error(
        PackCodes.PortfolioColumns,
        at + 1 == columns.Count ? "表头末尾有空列，下面却有内容：给它写列名，或把整列删去"
            : $"表头里“{columns[at + 1]}”前面有空列，下面却有内容：给它写列名，或把整列删去",
        (at + 1 == columns.Count ? "the last column" : $"the column before \"{columns[at + 1]}\"")
            + " has no heading, but is not empty: give it one, or delete the column");

    private static Diagnostic Twice(string name, int times) => Diagnostic.Error(
        PackCodes.PortfolioColumns, $"列“{name}”写了{(times == 2 ? "两" : $" {times} ")}次：留一个",
        $"column \"{name}\" stands {(times == 2 ? "twice" : $"{times} times")}: keep one");

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
