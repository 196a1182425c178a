using System.Globalization;
using Huoshui.Dmn;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>A comparison in words: each region with an example, and what of the answer changes.</summary>
internal sealed class PackDiffText(PackVersion before, PackVersion after, string language)
{
    private readonly bool _isEnglish = language == "en";

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
        return answer.IsDecided ? new AnswerText(version.Decision, request, answer, language).Outputs()
            : [.. answer.Diagnostics.Select(d => d.ToLine(language))];
    }

    private string TitleOf(string fact) => after.Decision.Facts.Concat(before.Decision.Facts)
        .FirstOrDefault(f => f.Name == fact) is { } found ? $"{found.Title.In(language)}（{fact}）" : fact;

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
        var (rows, changed, bad) = (Grouped(count.Rows), Grouped(count.Changed), Grouped(count.Unreadable));
        Line(_isEnglish ? $"portfolio: {rows} rows, {changed} answered differently, {bad} not readable"
            : $"存量客户：{rows} 行，{changed} 行结论不同，{bad} 行读不成事实");
        foreach (var change in count.Changes)
        {
            var output = after.Decision.Outputs.FirstOrDefault(o => o.Name == change.Output);
            var title = output?.Title.In(language) ?? change.Output;
            Line($"  {title} {Shown(change.Before)} → {Shown(change.After)}  {Grouped(change.Rows)} "
                + (_isEnglish ? $"(first: row {change.FirstRow})" : $"行（首见第 {change.FirstRow} 行）"));
        }

        foreach (var problem in count.Problems)
            Console.Error.WriteLine(problem.ToLine(language));
    }

    private string Shown(Dmn.Feel.Values.FeelValue value)
    {
        var text = value.ToString();
        return (after.Decision.Word(text) ?? before.Decision.Word(text))?.Text.In(language) ?? text;
    }

    private static string Grouped(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Shown(PackVersion version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version.AsOf:yyyy-MM-dd} {version.Decision.Version[..12]}");

    private static void Line(string text) => Console.Out.WriteLine(text);
}
