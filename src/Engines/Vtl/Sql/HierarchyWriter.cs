using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>
/// Writes hierarchies: the data points of a group become columns (value and existence of each code item), the rules
/// that compute items are added level by level, and each rule gives its rows. An item whose condition is not true takes
/// no part in its rule, and a rule in which none takes part gives no row.
/// </summary>
internal sealed class HierarchyWriter(HierarchyRows rows, RelationWriter relations, Dialect dialect)
{
    private readonly List<string> _codes = [
        .. rows.Rules.SelectMany(r => r.Right.Select(t => t.Item.Code).Prepend(r.Left.Code))
            .Distinct(StringComparer.Ordinal)];

    private string[] Others =>
        [.. rows.Rows.Relation.Identifiers.Where(
        c => c.Name != rows.RuleComponent.Name).Select(c => dialect.Name(c.Name))];

    private bool IsZeroMode =>
        rows.Mode is HierarchyMode.NonZero or HierarchyMode.PartialZero or HierarchyMode.AlwaysZero;

    public string Text()
    {
        var groups = Groups();
        foreach (var level in Levels())
            groups = $"SELECT *, {string.Join(", ", level.SelectMany(Computed))}\nFROM ({groups}) AS t0";
        var parts = rows.Rules.Select((rule, index) => rows.IsCheck ? Checked(rule, index) : Rolled(rule, index))
            .OfType<string>().DefaultIfEmpty(Nothing());
        var columns = string.Join(", ", rows.Components.Select(c => dialect.Name(c.Name)));
        var typed = string.Join(", ", rows.Components.Select(Typed));
        var body = $"WITH {dialect.Shared("\"vtl g\"", groups)}, " +
            $"{dialect.Shared("\"vtl r\"", string.Join("\nUNION ALL\n", parts))}\n";
        if (rows is { IsCheck: false, Output: "all" })
        {
            var found = dialect.HasRow("\"vtl r\"", [.. rows.Rows.Relation.Identifiers.Select(
                c => dialect.Name(c.Name)).Select(n => (n, $"o.{n}"))]);
            return $"SELECT {columns} FROM ({body}SELECT {typed} FROM \"vtl r\" UNION ALL SELECT {columns} FROM " +
                $"{relations.Source(rows.Rows.Relation)} AS o WHERE NOT {found})";
        }

        return $"SELECT {columns} FROM ({body}SELECT {typed} FROM \"vtl r\")";
    }

    // Of rules that give no row.
    private string Nothing()
    {
        var columns = rows.Components.Select(
            c => $"{dialect.Cast("NULL", ScalarType.Of(c))} AS {dialect.Name(c.Name)}");
        return $"SELECT {string.Join(", ", columns)} WHERE FALSE";
    }

    private string Typed(Component component)
    {
        var name = dialect.Name(component.Name);
        var value = dialect.Typed(name, ScalarType.Of(component));
        return value == name ? name : $"{value} AS {name}";
    }

    private static string Viral(int rule, int attribute) =>
        string.Create(CultureInfo.InvariantCulture, $"\"vtl a{rule}_{attribute}\"");

    private IEnumerable<string> Virals(HierarchyRule rule, int index) => rule.Virals.Select(
        (v, i) => $"{Viral(index, i)} AS {dialect.Name(v.Component.Name)}");

    private string Value(HierarchyItem item) => $"\"vtl v{_codes.IndexOf(item.Code)}\"";

    private string Exists(HierarchyItem item) => $"\"vtl e{_codes.IndexOf(item.Code)}\"";

    private static string Sum(int rule) => $"\"vtl c{rule}\"";

    private static string Given(int rule) => $"\"vtl p{rule}\"";

    private string Groups()
    {
        var code = dialect.Name(rows.RuleComponent.Name);
        var measure = dialect.Name(rows.Measure.Name);
        var cells = _codes.Select((item, i) =>
        {
            var text = rows.RuleComponent.Kind == ScalarKind.String ? dialect.Text(item) : item;
            return $"max({measure}) FILTER (WHERE {code} = {text}) AS \"vtl v{i}\", " +
                $"coalesce({dialect.AnyTrue($"{code} = {text}")}, FALSE) AS \"vtl e{i}\"";
        });
        cells = cells.Concat(rows.Rules.SelectMany((rule, r) => rule.Virals.Select(
            (v, i) => $"{relations.Expression(v.Value)} AS {Viral(r, i)}")));
        var group = Others.Length == 0 ? string.Empty : $" GROUP BY {string.Join(", ", Others)}";
        return $"SELECT {string.Join(", ", Others.Concat(cells))} FROM {relations.Source(rows.Rows.Relation)} AS " +
            $"t0{group}";
    }

    /// <summary>Rules that compute items (=), those first whose items no other rule computes.</summary>
    private List<List<int>> Levels()
    {
        var open = Enumerable.Range(0, rows.Rules.Count).Where(i => rows.Rules[i].Relation == Op.Equal).ToList();
        var isNeeded = rows.Input is not HierarchyInput.Dataset || !rows.IsCheck;
        var levels = new List<List<int>>();
        while (isNeeded && open.Count > 0)
        {
            var waiting = rows.Input == HierarchyInput.Dataset ? []
                : open.Select(i => rows.Rules[i].Left.Code).ToHashSet(StringComparer.Ordinal);
            var level = open.Where(
                i => !rows.Rules[
                i].Right.Any(t => waiting.Contains(t.Item.Code) && t.Item.Code != rows.Rules[i].Left.Code)).ToList();
            if (level.Count == 0)
                level = [.. open];
            levels.Add(level);
            open.RemoveAll(level.Contains);
        }

        return levels;
    }

    private IEnumerable<string> Computed(int index)
    {
        var rule = rows.Rules[index];
        var sum = Sum(rule, index);
        yield return $"{sum} AS {Sum(index)}";
        yield return $"coalesce({Applies(rule)} AND {Produced(rule, index, sum)}, FALSE) AS {Given(index)}";
    }

    private string Applies(HierarchyRule rule)
    {
        var when = rule.When is null ? "TRUE" : relations.Expression(rule.When);
        var items = rule.Right.Select(t => t.Item).ToList();
        return items.Exists(i => i.Condition is null) ? when
            : $"{when} AND ({string.Join(" OR ", items.Select(Counts))})";
    }

    private string Counts(HierarchyItem item) => $"coalesce({relations.Expression(item.Condition!)}, FALSE)";

    private string Sum(HierarchyRule rule, int index) =>
        "(" + string.Concat(rule.Right.Select((t,
            i) => $"{(t.IsNegative ? " - " : i > 0 ? " + " : string.Empty)}{Term(t.Item, index)}")) + ")";

    private string Term(HierarchyItem item, int index) => item.Condition is null ? Filled(item, index)
        : $"CASE WHEN {Counts(item)} THEN {Filled(item, index)} ELSE 0 END";

    // The rules that compute an item, but not the rule that asks. An item equal to itself is the operand's.
    private List<int> Sources(HierarchyItem item, int asking) =>
        rows.Input == HierarchyInput.Dataset || rows.Rules[asking].IsSame
        ? []
        : [.. Enumerable.Range(
            0, rows.Rules.Count).Where(i =>
            i != asking && rows.Rules[i].Relation == Op.Equal && rows.Rules[i].Left.Code == item.Code)];

    private string Filled(HierarchyItem item, int asking)
    {
        var found = Found(item, asking);
        return IsZeroMode ? $"CASE WHEN {ExistsFor(item, asking)} THEN {found} ELSE 0 END" : found;
    }

    private string Found(HierarchyItem item, int asking)
    {
        var sources = Sources(item, asking);
        if (sources.Count == 0)
            return Value(item);
        // Of several rules for one item the first that gives a data point, be it null, as in the result.
        var computed = $"CASE {string.Join(' ', sources.Select(i => $"WHEN {Given(i)} THEN {Sum(i)}"))} END";
        return rows.Input switch
        {
            HierarchyInput.Rule => computed,
            HierarchyInput.RulePriority => $"coalesce({computed}, {Value(item)})",
            _ => $"coalesce({Value(item)}, {computed})",
        };
    }

    private string ExistsFor(HierarchyItem item, int asking)
    {
        var computed = Sources(item, asking).Select(Given).ToList();
        if (computed.Count == 0)
            return Exists(item);
        return rows.Input == HierarchyInput.Rule ? $"({string.Join(" OR ", computed)})"
            : $"({Exists(item)} OR {string.Join(" OR ", computed)})";
    }

    private string Produced(HierarchyRule rule, int index, string sum) => rows.Mode switch
    {
        HierarchyMode.NonNull => $"{sum} IS NOT NULL",
        HierarchyMode.NonZero => $"coalesce({sum} <> 0, TRUE)",
        HierarchyMode.PartialNull or HierarchyMode.PartialZero =>
            $"({string.Join(" OR ", rule.Right.Select(t => IfCounted(t.Item, ExistsFor(t.Item, index))))})",
        _ => "TRUE",
    };

    private string? Rolled(HierarchyRule rule, int index)
    {
        if (rule.Relation != Op.Equal)
            return null;
        var earlier = Enumerable.Range(
            0, index).Where(i =>
            rows.Rules[i].Relation == Op.Equal && rows.Rules[i].Left.Code == rule.Left.Code).Select(i =>
            $" AND NOT {Given(i)}");
        var columns = Others
            .Append($"{Code(rule)} AS {dialect.Name(rows.RuleComponent.Name)}")
            .Append($"{Sum(index)} AS {dialect.Name(rows.Measure.Name)}")
            .Concat(Virals(rule, index));
        return $"SELECT {string.Join(", ", columns)} " +
            $"FROM \"vtl g\" AS t0 WHERE {Given(index)}{string.Concat(earlier)}";
    }

    private string Code(HierarchyRule rule) =>
        rows.RuleComponent.Kind == ScalarKind.String ? dialect.Text(rule.Left.Code) : rule.Left.Code;

    private string IfCounted(HierarchyItem item, string condition) =>
        item.Condition is null ? condition : $"({Counts(item)} AND {condition})";

    private string? Checked(HierarchyRule rule, int index)
    {
        if (rule.IsSame)
            return null;
        var left = Filled(rule.Left, index);
        var right = Sum(rule, index);
        var symbol = rule.Relation switch
        {
            Op.Equal => "=",
            Op.NotEqual => "<>",
            Op.Less => "<",
            Op.LessOrEqual => "<=",
            Op.Greater => ">",
            _ => ">=",
        };
        var result = $"({left} {symbol} {right})";
        var columns = Others.Concat(
        [
            $"{Code(rule)} AS {dialect.Name(rows.RuleComponent.Name)}",
            $"{dialect.Text(rule.Id)} AS ruleid",
            $"{result} AS bool_var",
            $"{left} AS {dialect.Name(rows.Measure.Name)}",
            $"{left} - {right} AS imbalance",
            $"CASE WHEN NOT {result} THEN {(rule.ErrorCode is null ? "NULL" : dialect.Value(rule.ErrorCode))} END " +
                $"AS errorcode",
            $"CASE WHEN NOT {result} THEN {(rule.ErrorLevel is null ? "NULL" : dialect.Value(rule.ErrorLevel))} END " +
                $"AS errorlevel",
        ]).Concat(Virals(rule, index));
        var filter = rows.Output is "invalid" ? $" AND NOT {result}" : string.Empty;
        return $"SELECT {string.Join(", ", columns)} FROM \"vtl g\" AS t0 " +
            $"WHERE {Applies(rule)} AND {CheckedRow(rule, index)}{filter}";
    }

    private string CheckedRow(HierarchyRule rule, int index)
    {
        var items = rule.Right.Select(t => t.Item).Prepend(rule.Left).ToList();
        return rows.Mode switch
        {
            HierarchyMode.NonNull =>
                "(" + string.Join(" AND ", items.Select(i => i.Condition is null ? $"{Found(i, index)} IS NOT NULL"
                    : $"(NOT {Counts(i)} OR {Found(i, index)} IS NOT NULL)")) + ")",
            HierarchyMode.NonZero =>
                "(" + string.Join(" OR ", items.Select(
                    i => IfCounted(i, $"coalesce({ExistsFor(i, index)} AND {Found(i, index)} <> 0, FALSE)"))) + ")",
            HierarchyMode.PartialNull or HierarchyMode.PartialZero =>
                "(" + string.Join(" OR ", items.Select(i => IfCounted(i, ExistsFor(i, index)))) + ")",
            _ => "TRUE",
        };
    }
}
