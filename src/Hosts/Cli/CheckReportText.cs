using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Cli;

/// <summary>How a report is printed.</summary>
/// <param name="IsJson">For machines.</param>
/// <param name="Language">zh or en.</param>
internal sealed record ReportStyle(bool IsJson, string Language)
{
    public bool IsEnglish => Language == "en";

    public string Of(string zh, string en) => IsEnglish ? en : zh;
}

/// <summary>A staged table of a report.</summary>
internal sealed record TableLine(string Table, long Rows, long UnreadableCells);

/// <summary>What a check found, for people (a compact summary by rule) or as JSON.</summary>
internal sealed class CheckReportText(ReportStyle style)
{
    private const int ExamplesPerRule = 2;
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private ILookup<string, Example> _examples = Array.Empty<Example>().ToLookup(e => e.Finding.Rule);

    public required ReturnDefinition Definition { get; init; }

    public required string Institution { get; init; }

    public required DateOnly Date { get; init; }

    public required ReturnChecks? Checks { get; init; }

    public required IReadOnlyList<Diagnostic> Notes { get; init; }

    public required IReadOnlyList<TableLine> Tables { get; init; }

    public required IReadOnlyList<RuleCount> Counts { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Where the filing stands; null for a check without filing.</summary>
    public object? Filing { get; init; }

    /// <summary>One line about the filing for people; null for a check without filing.</summary>
    public string? FilingLine { get; init; }

    public long Fatals => Failing.Where(IsFatal).Sum(c => c.Fails);

    private IEnumerable<RuleCount> Failing => Counts.Where(c => c.Fails > 0);

    private long Warnings => Failing.Where(c => !IsFatal(c)).Sum(c => c.Fails);

    /// <summary>Reads the first findings of each rule.</summary>
    public async Task ReadExamplesAsync(
        FindingsFile findings, int? filing, bool seesClear, Func<Finding, string?> fileName, CancellationToken cancellationToken)
    {
        var query = new FindingsQuery { Filing = filing, Outcome = "fails", LimitPerRule = ExamplesPerRule };
        var examples = new List<Example>();
        await foreach (var finding in findings.ReadAsync(query, seesClear, cancellationToken))
            examples.Add(new Example(finding, fileName(finding)));
        _examples = examples.ToLookup(e => e.Finding.Rule, StringComparer.Ordinal);
    }

    public void Print(TextWriter output)
    {
        if (style.IsJson)
            output.WriteLine(JsonSerializer.Serialize(Model(), Json));
        else
            PrintText(output);
    }

    private object Model() => new
    {
        @return = Definition.Id,
        institution = Institution,
        date = Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        tables = Tables.Select(t => new { table = t.Table, rows = t.Rows, unreadableCells = t.UnreadableCells }),
        rulesRun = Checks?.Rules.Count ?? 0,
        checksHash = Checks?.Hash,
        fatal = Fatals,
        warnings = Warnings,
        notEvaluable = Counts.Sum(c => c.NotEvaluable),
        seconds = Math.Round(Elapsed.TotalSeconds, 3),
        rules = Sorted(Counts).Select(RuleModel),
        notes = Notes.Select(n => new { code = n.Code, severity = n.Severity.ToString(), zh = n.Message.Zh, en = n.Message.En }),
        filing = Filing,
    };

    private object RuleModel(RuleCount count)
    {
        var rule = RuleOf(count.Rule);
        return new
        {
            rule = count.Rule,
            severity = IsFatal(count) ? "fatal" : "warning",
            table = rule?.Table,
            field = rule?.Field,
            kind = rule?.Kind,
            fails = count.Fails,
            notEvaluable = count.NotEvaluable,
            missingTables = count.Reason?.MissingTables,
            message = rule is null ? null : new { zh = rule.Message.Zh, en = rule.Message.En },
            examples = _examples[count.Rule].Take(ExamplesPerRule).Select(e => new
            {
                file = e.File,
                line = e.Finding.LineNo,
                key = e.Finding.Key,
                field = e.Finding.Field,
                value = e.Finding.Value,
                expected = e.Finding.Expected,
            }),
        };
    }

    private void PrintText(TextWriter output)
    {
        output.WriteLine(style.Of(
            $"{Definition.Title.Zh}（{Definition.Id}）  机构 {Institution}  数据日期 {Date:yyyy-MM-dd}",
            $"{Definition.Title.En} ({Definition.Id})  institution {Institution}  date {Date:yyyy-MM-dd}"));
        foreach (var table in Tables)
            output.WriteLine("  " + TableText(table));
        foreach (var note in Notes)
            output.WriteLine($"{(note.Severity == DiagnosticSeverity.Error ? "✗" : "·")} {note.ToLine(style.Language)}");
        if (Checks is not null)
            PrintRules(output);
        if (FilingLine is not null)
            output.WriteLine(FilingLine);
    }

    private void PrintRules(TextWriter output)
    {
        output.WriteLine(style.Of(
            $"校验规则 {Checks!.Rules.Count} 条，用时 {Elapsed.TotalSeconds:0.0} 秒",
            $"{Checks!.Rules.Count} rules, {Elapsed.TotalSeconds:0.0} s"));
        PrintGroup(output, style.Of("强制性校验", "fatal"), [.. Sorted(Failing.Where(IsFatal))]);
        PrintGroup(output, style.Of("提示性校验（须说明）", "warnings, to be explained"), [.. Sorted(Failing.Where(c => !IsFatal(c)))]);
        var rows = Counts.Where(c => c.NotEvaluable > 0).ToList();
        var whole = Counts.Where(c => c.Reason is not null).ToList();
        if (rows.Count + whole.Count > 0)
        {
            var missing = string.Join(style.Of("、", ", "), whole.SelectMany(w => w.Reason!.MissingTables)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            output.WriteLine(style.Of(
                $"无法校验：{whole.Count} 条规则缺表{(missing.Length > 0 ? $"（{missing}）" : "")}，{rows.Count} 条规则共 {rows.Sum(r => r.NotEvaluable):N0} 行缺值",
                $"cannot be evaluated: {whole.Count} rules lack a table{(missing.Length > 0 ? $" ({missing})" : "")}, {rows.Count} rules lack a value in {rows.Sum(r => r.NotEvaluable):N0} rows"));
        }

        output.WriteLine(Fatals == 0
            ? style.Of($"结论：通过（提示性校验 {Warnings:N0} 处）", $"result: passed ({Warnings:N0} warnings)")
            : style.Of(
                $"结论：不通过（强制性校验 {Fatals:N0} 处，提示性校验 {Warnings:N0} 处）",
                $"result: failed ({Fatals:N0} fatal findings, {Warnings:N0} warnings)"));
    }

    private void PrintGroup(TextWriter output, string title, IReadOnlyList<RuleCount> counts)
    {
        if (counts.Count == 0)
            return;
        output.WriteLine(style.Of(
            $"{title}：{counts.Count} 条规则，{counts.Sum(c => c.Fails):N0} 处",
            $"{title}: {counts.Count} rules, {counts.Sum(c => c.Fails):N0} findings"));
        foreach (var count in counts)
        {
            output.WriteLine($"  {count.Rule,-20} {count.Fails,10:N0}  {Title(count.Rule)}");
            foreach (var example in _examples[count.Rule].Take(ExamplesPerRule))
                output.WriteLine($"      {ExampleText(example)}");
        }
    }

    private string TableText(TableLine table)
    {
        var title = Definition.Table(table.Table)?.Title.In(style.Language);
        var unreadable = table.UnreadableCells == 0
            ? string.Empty
            : style.Of($"，不可读 {table.UnreadableCells:N0} 处", $", {table.UnreadableCells:N0} unreadable cells");
        return style.Of($"{table.Table} {title}：{table.Rows:N0} 行{unreadable}", $"{table.Table} {title}: {table.Rows:N0} rows{unreadable}");
    }

    private string ExampleText(Example example)
    {
        var finding = example.Finding;
        var place = finding.LineNo is null
            ? string.Empty
            : style.Of($"{example.File} 第 {finding.LineNo} 行 ", $"{example.File} line {finding.LineNo} ");
        var message = style.IsEnglish ? finding.MessageEn : finding.MessageZh;
        var key = string.IsNullOrEmpty(finding.Key) ? string.Empty : $"[{finding.Key}] ";
        return $"{place}{key}{message}";
    }

    private string Title(string rule) => RuleOf(rule)?.Title.In(style.Language) ?? string.Empty;

    private RuleInfo? RuleOf(string rule) =>
        Checks?.Rule(rule) ?? Checks?.LeftOut.FirstOrDefault(l => l.Rule.Id == rule)?.Rule;

    private bool IsFatal(RuleCount count) => (RuleOf(count.Rule)?.Severity ?? RuleSeverity.Fatal) == RuleSeverity.Fatal;

    private IEnumerable<RuleCount> Sorted(IEnumerable<RuleCount> counts) => counts
        .OrderBy(c => !IsFatal(c)).ThenByDescending(c => c.Fails).ThenBy(c => c.Rule, StringComparer.Ordinal);

    private sealed record Example(Finding Finding, string? File);
}
