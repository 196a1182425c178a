using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Measures;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>A comparison in words: each region with an example, and what of the answer changes.</summary>
/// <param name="before">The first version.</param>
/// <param name="after">The second version.</param>
/// <param name="output">The one output that is compared; null for all.</param>
/// <param name="language">zh or en.</param>
internal sealed partial class PackDiffText(PackVersion before, PackVersion after, string? output, string language)
{
    /// <summary>Most ways of changing that are printed; JSON has all.</summary>
    public const int MostChanges = 50;

    /// <summary>Most pairs of numbers that are printed of an output; JSON has all.</summary>
    public const int MostNumbers = 5;

    /// <summary>Most problems of a portfolio that are printed; JSON has all.</summary>
    public const int MostProblems = 20;

    private readonly bool _isEnglish = language == "en";
    private readonly MeasureFormat _format = MeasureFormat.For(language);

    public void Print(DecisionDifference difference, PortfolioCount? count)
    {
        Line($"{after.Pack.Id}  {after.Pack.Title.In(language)}  {Shown(before)} → {Shown(after)}");
        foreach (var diagnostic in difference.Diagnostics)
            Console.Error.WriteLine(diagnostic.ToLine(language));
        Line(Summary(difference));
        foreach (var (region, i) in difference.Regions.Select((r, i) => (r, i)))
            Region(region, i + 1, Example(difference));
        if (count is not null)
            Portfolio(count);
    }

    private string Summary(DecisionDifference difference) => (difference.IsExact, _isEnglish) switch
    {
        (true, false) => $"{difference.Regions.Count} 处变化（按两个版本的断点逐区比较，没有遗漏）",
        (true, true) => $"{difference.Regions.Count} changed regions (compared region by region, complete)",
        (false, false) when difference.Regions.Count == 0 => "没有发现变化（有的事实只在例子上试过，见上）",
        (false, true) when difference.Regions.Count == 0 =>
            "no change was found (some facts were tried on examples only, see above)",
        (false, false) => $"{difference.Regions.Count} 处变化（未必是全部，见上）",
        (false, true) => $"{difference.Regions.Count} changed regions (there may be more, see above)",
    };

    // Of what is calculated with, only the values of examples were looked at.
    private string Example(DecisionDifference difference) => (difference.Sampled.Count > 0, _isEnglish) switch
    {
        (true, true) => "example (facts that are calculated with as here)",
        (true, false) => "例（参与计算的事实取此处的值）",
        (false, true) => "example",
        (false, false) => "例",
    };

    private void Region(ChangedRegion region, int number, string example)
    {
        var conditions = region.Conditions.Select(c => $"{TitleOf(c.Key)} {Words(c.Key, c.Value)}");
        var who = string.Join(_isEnglish ? "; " : "；", conditions);
        Line($"{number}. {(who.Length > 0 ? who : _isEnglish ? "everybody" : "所有人")}");
        var facts = PackComparison.FactsOf(after.Decision, region.Witness);
        Line($"   {example} {facts.GetRawText()}");
        var (old, current) = (Outputs(before, region), Outputs(after, region));
        foreach (var line in old.Except(current, StringComparer.Ordinal))
            Line($"   - {line}");
        foreach (var line in current.Except(old, StringComparer.Ordinal))
            Line($"   + {line}");
    }

    private IReadOnlyList<string> Outputs(PackVersion version, ChangedRegion region)
    {
        var request = new DecisionRequest(version.AsOf, PackComparison.FactsOf(version.Decision, region.Witness));
        var answer = version.Decision.Decide(request);
        return answer.IsDecided ? new AnswerText(version.Decision, request, answer, language).Outputs(output)
            : [.. answer.Diagnostics.Select(d => d.ToLine(language))];
    }

    private string TitleOf(string fact) => after.Decision.Facts.Concat(before.Decision.Facts)
        .FirstOrDefault(f => f.Name == fact) is not { } found ? fact
        : _isEnglish ? $"{found.Title.In(language)} ({fact})" : $"{found.Title.In(language)}（{fact}）";

    private string Words(string fact, string tests)
    {
        foreach (var (code, word) in after.Decision.Facts.Concat(before.Decision.Facts).Where(f => f.Name == fact)
            .SelectMany(f => f.Codes))
        {
            tests = tests.Replace($"\"{code}\"", word.In(language), StringComparison.Ordinal);
        }

        return tests;
    }

    private void Portfolio(PortfolioCount count)
    {
        foreach (var line in Counted(count))
            Line(line);
        foreach (var line in Problems(count))
            Console.Error.WriteLine(line);
    }

    /// <summary>The count of a portfolio, then each way of changing.</summary>
    public IReadOnlyList<string> Counted(PortfolioCount count)
    {
        if (!count.IsCounted)
        {
            return [_isEnglish
                ? $"portfolio: {Grouped(count.Rows)} rows, not counted: its columns do not fit the facts, see below"
                : $"存量客户：{Grouped(count.Rows)} 行，没有数：列与事实对不上，见下"];
        }

        var (rows, changed, bad) = (Grouped(count.Rows), Grouped(count.Changed), Grouped(count.Unreadable));
        return
        [
            _isEnglish
                ? $"portfolio: {rows} rows, {changed} {Compared()}, {bad} not readable; "
                    + "rows as in a spreadsheet, the header is row 1"
                : $"存量客户：{rows} 行，{changed} 行{Compared()}，{bad} 行读不成事实；行号与表格软件一致，表头是第 1 行",
            .. count.Totals.Select(Total),
            .. Ways(count),
        ];
    }

    // Of numbers only the most frequent pairs, so that they do not hide what happens to codes.
    private IEnumerable<string> Ways(PortfolioCount count)
    {
        var numbers = count.Changes.Where(IsOfNumbers).GroupBy(c => c.Output, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Skip(MostNumbers).ToList(), StringComparer.Ordinal);
        var shown = count.Changes.Except(numbers.Values.SelectMany(n => n)).ToList();
        foreach (var way in shown.Take(MostChanges))
            yield return Way(way);
        foreach (var (name, rest) in numbers.Where(n => n.Value.Count > 0))
            yield return Rest(name, rest);
        var more = Math.Max(0, shown.Count - MostChanges) + count.ChangesLeftOut;
        if (more > 0)
        {
            yield return _isEnglish ? $"  … and {Grouped(more)} more ways; use --json"
                : $"  …… 另有 {Grouped(more)} 种变化，用 --json 看";
        }
    }

    private static bool IsOfNumbers(PortfolioChange change) =>
        change.Before is NumberValue || change.After is NumberValue;

    private string Rest(string name, List<PortfolioChange> rest)
    {
        var (ways, rows) = (Grouped(rest.Count), Grouped(rest.Sum(c => c.Rows)));
        return _isEnglish ? $"  {TitleOfOutput(name)} … and {ways} more pairs, {rows} rows; use --json"
            : $"  {TitleOfOutput(name)} …… 另有 {ways} 种，共 {rows} 行，用 --json 看";
    }

    private string Total(PortfolioTotal total)
    {
        var (before, after) = (Sum(total.Before, total.Unit), Sum(total.After, total.Unit));
        var sign = total.Difference > 0 ? "+" : string.Empty;
        var difference = sign + Sum(total.Difference, total.Unit);
        return _isEnglish ? $"  {TitleOfOutput(total.Output)} total {before} → {after} ({difference})"
            : $"  {TitleOfOutput(total.Output)} 合计 {before} → {after}（{difference}）";
    }

    private string Sum(decimal? sum, string unit) => sum is { } number
        ? _format.Exact(number) + UnitWords.Of(unit).In(language) : _isEnglish ? "too large" : "过大";

    /// <summary>What is wrong with the columns and cells of a portfolio.</summary>
    public IReadOnlyList<string> Problems(PortfolioCount count)
    {
        var more = Math.Max(0, count.Problems.Count - MostProblems) + count.ProblemsLeftOut;
        return
        [
            .. count.Problems.Take(MostProblems).Select(p => p.ToLine(language)),
            .. more == 0 ? Array.Empty<string>() : [_isEnglish ? $"… and {Grouped(more)} more; use --json to list them"
                : $"…… 另有 {Grouped(more)} 处，用 --json 列出"],
        ];
    }

    private string Compared() => (output, _isEnglish) switch
    {
        (null, true) => "answered differently",
        (null, false) => "结论不同",
        (var name, true) => $"with another {TitleOfOutput(name)}",
        (var name, false) => $"“{TitleOfOutput(name)}”不同",
    };

    private string Way(PortfolioChange change) =>
        $"  {TitleOfOutput(change.Output)} {Shown(change, change.Before)} → {Shown(change, change.After)}  "
            + $"{Grouped(change.Rows)} "
            + (_isEnglish ? $"(first: row {change.FirstRow})" : $"行（首见第 {change.FirstRow} 行）");

    private string TitleOfOutput(string name) => after.Decision.Outputs.Concat(before.Decision.Outputs)
        .FirstOrDefault(o => o.Name == name)?.Title.In(language) ?? name;

    private string Shown(PortfolioChange change, FeelValue value) =>
        value is NumberValue { Number: var number } && number.ToDecimal() is { } digits
            ? _format.Exact(digits) + UnitWords.Of(UnitOf(change.Output)).In(language) : Shown(value);

    private string UnitOf(string name) => after.Decision.Outputs.Concat(before.Decision.Outputs)
        .FirstOrDefault(o => o.Name == name)?.Unit ?? "none";

    // Codes by their words; what a word takes from facts and parameters differs from row to row.
    private string Shown(FeelValue value) => value switch
    {
        ListValue { Items.Count: 0 } => _isEnglish ? "none" : "无",
        ListValue list => string.Join(_isEnglish ? "; " : "；", list.Items.Select(Shown)),
        StringValue code => Word(code.Text),
        BooleanValue flag => (flag.Value, _isEnglish) switch
        {
            (true, true) => "yes",
            (false, true) => "no",
            (true, false) => "是",
            (false, false) => "否",
        },
        _ => value.IsNull ? _isEnglish ? "none" : "无" : value.ToString(),
    };

    private string Word(string code) =>
        (after.Decision.Word(code) ?? before.Decision.Word(code)) is not { } word ? code
            : Placeholder().Replace(word.Text.In(language), "…");

    [GeneratedRegex(@"\{[a-z0-9_]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    private static string Grouped(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Shown(PackVersion version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version.AsOf:yyyy-MM-dd} {version.Decision.PackHash[..12]}");

    private static void Line(string text) => Console.Out.WriteLine(text);
}
