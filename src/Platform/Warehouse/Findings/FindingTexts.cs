using Huoshui.Policies;
using System.Text;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Checking;

namespace Huoshui.Warehouse.Findings;

/// <summary>Shows a row of a findings file: the rule's message with values, confidential ones masked by their field's
/// class.</summary>
internal sealed class FindingTexts(RuleSet rules)
{
    private static readonly LocalizedText NoMessage = new("不满足规则 {rule}。", "Rule {rule} does not hold.");

    private static readonly LocalizedText UnreadableCell = new(
        "{title}“{value}”不能按格式 {expected} 读取。", "{field}: \"{value}\" cannot be read as {expected}.");

    private static readonly LocalizedText BrokenLine = new(
        "本行有 {value} 格，应为 {expected} 格，未读入。", "This line has {value} cells instead of {expected} and was left out.");

    private readonly ValueMask _mask = new(rules);

    private readonly Dictionary<string, CheckRule> _checkRules = rules.Plans.SelectMany(p => p.Rules)
        .GroupBy(r => r.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    public Finding Show(DuckDBDataReader row, bool seesClear)
    {
        var stored = new StoredFinding(row);
        var table = rules.Return.Table(stored.Table);
        string? KeyOf(string? key) => key is null || seesClear ? key : Masking.MaskKey(table, key);
        string? Shown(string? name, string? value) =>
            value is null || seesClear ? value : _mask.Mask(stored.Table, name, KeyOf(stored.Key), value);
        string? Made(IEnumerable<string?> names, string? value) =>
            value is null || seesClear
                ? value
                : _mask.Mask(stored.Table, [.. names.OfType<string>()], KeyOf(stored.Key), value);
        var rule = _checkRules.GetValueOrDefault(stored.Rule);
        // Of a file that was written before the rule named what it compares, the value is the field's.
        var compared = new[] { stored.Field, rule?.Compared };
        // What an unreadable cell is expected to be is a format of the standard, never anybody's value.
        var expected = IsOfCell(stored) ? stored.Expected
            : Made([.. compared, .. rule?.ExpectedFrom ?? []], stored.Expected);
        var value = Made(compared, stored.Value);
        // What is masked on one side could be reckoned from the other and the difference; of a limit of 0 it is the value.
        var isClear = value == stored.Value && expected == stored.Expected;
        var finding = new Finding(
            stored.Filing, stored.Table, stored.Rule, stored.Severity == FindingsSchema.Fatal,
            stored.Outcome == FindingsSchema.Fails, stored.FileNo, stored.LineNo, KeyOf(stored.Key), stored.Field,
            value, expected, isClear ? stored.Difference : null, string.Empty, string.Empty);
        var values = Values(stored, finding, Shown);
        var message = MessageOf(stored);
        return finding with
        {
            MessageZh = Fill(message.Zh, values),
            MessageEn = Fill(message.En, values),
            ClearKey = stored.Key,
            ClearValue = stored.Value
        };
    }

    private static bool IsOfCell(StoredFinding finding) =>
        finding.Rule.EndsWith(CellFindings.CellSuffix, StringComparison.Ordinal)
        || finding.Rule.EndsWith(CellFindings.LineSuffix, StringComparison.Ordinal);

    private LocalizedText MessageOf(StoredFinding finding)
    {
        if (rules.Rule(finding.Rule)?.Message is { } message)
            return message;
        if (_checkRules.GetValueOrDefault(finding.Rule)?.Message is { } own)
            return own;
        if (finding.Rule.EndsWith(CellFindings.CellSuffix, StringComparison.Ordinal))
            return UnreadableCell;
        return finding.Rule.EndsWith(CellFindings.LineSuffix, StringComparison.Ordinal) ? BrokenLine : NoMessage;
    }

    private Dictionary<string, string> Values(
        StoredFinding stored, Finding shown, Func<string?, string?, string?> show)
    {
        var field = stored.Field is null ? null : rules.Return.Table(stored.Table)?.Field(stored.Field);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule"] = stored.Rule,
            ["field"] = stored.Field ?? string.Empty,
            ["title"] = field?.Title.Zh ?? stored.Field ?? string.Empty,
            ["value"] = shown.Value ?? string.Empty,
            ["expected"] = shown.Expected ?? string.Empty,
        };
        var rule = _checkRules.GetValueOrDefault(stored.Rule);
        var names = rule?.Fields ?? [];
        for (var i = 0; i < Math.Min(names.Count, stored.Args.Count); i++)
            values[names[i]] = show(names[i], stored.Args[i]) ?? string.Empty;
        if (stored.Field is { } own && (rule?.Compared ?? own) == own)
            values.TryAdd(own, shown.Value ?? string.Empty); // an unreadable cell carries no arguments
        return values;
    }

    private static string Fill(string template, Dictionary<string, string> values)
    {
        var text = new StringBuilder();
        var at = 0;
        while (template.IndexOf('{', at) is var open && open >= 0 && template.IndexOf('}', open) is var close && close > 0)
        {
            text.Append(template, at, open - at);
            var name = template[(open + 1)..close];
            // A file of findings keeps the values of the rules of its day: what today's message names beside them is not known.
            text.Append(values.GetValueOrDefault(name, "…"));
            at = close + 1;
        }

        return text.Append(template, at, template.Length - at).ToString();
    }

    // A row as it lies in the file.
    private sealed class StoredFinding(DuckDBDataReader row)
    {
        public int Filing { get; } = row.GetInt32(0);

        public string Table { get; } = row.GetString(1);

        public string Rule { get; } = row.GetString(2);

        public string Severity { get; } = row.GetString(3);

        public string Outcome { get; } = row.GetString(4);

        public int? FileNo { get; } = row.IsDBNull(5) ? null : row.GetInt32(5);

        public long? LineNo { get; } = row.IsDBNull(6) ? null : row.GetInt32(6);

        public string? Key { get; } = Text(row, 7);

        public string? Field { get; } = Text(row, 8);

        public string? Value { get; } = Text(row, 9);

        public string? Expected { get; } = Text(row, 10);

        public double? Difference { get; } = row.IsDBNull(11) ? null : row.GetDouble(11);

        public IReadOnlyList<string?> Args { get; } = row.IsDBNull(12) ? [] : row.GetFieldValue<List<string?>>(12);

        private static string? Text(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
