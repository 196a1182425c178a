using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.ClickHouse;

/// <summary>
/// SQL of ClickHouse. Its types hold no null unless they are told to, so every cast is to a Nullable
/// type; its functions cut, wrap and saturate where VTL stops, so what can go wrong is asked first.
/// </summary>
internal sealed partial class ClickHouseDialect : Dialect
{
    public static readonly ClickHouseDialect Instance = new();

    // What VTL takes for granted. Names of columns go before names of outputs; an outer join gives null; an aggregate
    // of nothing is null; dates before 1970 stay dates; a common table expression is seen in every part of a union;
    // 26.7 loses the column of a count over a window to its own optimiser.
    private const string Settings = "join_use_nulls = 1, aggregate_functions_null_for_empty = 1, " +
        "prefer_column_name_to_alias = 1, enable_extended_results_for_datetime_functions = 1, " +
        "short_circuit_function_evaluation = 'enable', enable_global_with_statement = 1, " +
        "formatdatetime_format_without_leading_zeros = 1, optimize_functions_to_subcolumns = 0, " +
        "union_default_mode = 'ALL'";

    // Characters of a value that stands several times.
    private const int LongestRepeated = 40;

    private ClickHouseDialect()
    {
    }

    public override bool IsAlwaysQualified => true;

    public override bool CountsKeysFirst => false;

    public override bool CastsOutputs => true;

    public override bool RepeatsAtRisk => true;

    // A backslash escapes, in names too.
    public override string Outer(string name) => base.Outer(name.Replace("\\", "\\\\", StringComparison.Ordinal));

    public override string Text(string text) => base.Text(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    public override string Type(ScalarType type) => $"Nullable({BareType(type)})";

    private static string BareType(ScalarType type) => type.Kind switch
    {
        ScalarKind.Integer => "Int64",
        ScalarKind.Number when type.Scale is { } scale =>
            string.Create(CultureInfo.InvariantCulture, $"Decimal(38, {scale})"),
        ScalarKind.Number => "Float64",
        ScalarKind.Boolean => "Bool",
        ScalarKind.Date => "Date32",
        _ => "String",
    };

    // 1.5 is a binary fraction to ClickHouse.
    protected override string Decimal(decimal number) => string.Create(
        CultureInfo.InvariantCulture, $"toDecimal128('{number}', {number.Scale})");

    // Read as text, a day beyond its dates becomes the nearest that it has; counted, it stays what it is (9999-12-31 is
    // the open end of many rules).
    protected override string Date(DateOnly date) => date.Year is >= 1900 and <= 2299
        ? $"toDate32('{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}')"
        : $"addDays(toDate32('1970-01-01'), {PeriodSql.Number(date.DayNumber - Epoch.DayNumber)})";

    private static readonly DateOnly Epoch = new(1970, 1, 1);

    public override string Statement(string sql) => $"{sql}\nSETTINGS {Settings}";

    // A query of its own: what is joined with a distributed table is otherwise joined on its nodes.
    public override string OfNodes(string cluster, string query) =>
        $"(SELECT * FROM cluster({Text(cluster)}, view({query})))";

    public override string Shared(string name, string body) => $"{name} AS ({body})";

    // A list may have a column's name: the items get names that no script can have first.
    public override string Unnested(
        IReadOnlyList<string> kept, IReadOnlyList<(string List, string Name)> lists, string source,
        string? condition = null)
    {
        static string Item(int i) => string.Create(CultureInfo.InvariantCulture, $"\"vtl item {i}\"");
        var columns = kept.Concat(lists.Select((l, i) => $"{Item(i)} AS {l.Name}"));
        var items = lists.Select((l, i) => $"{l.List} AS {Item(i)}");
        var where = condition is null ? string.Empty : $"\nWHERE {condition}";
        return $"SELECT {string.Join(", ", columns)}\nFROM {source}\nARRAY JOIN {string.Join(", ", items)}{where}";
    }

    public override string HasRow(string source, IReadOnlyList<(string Column, string Value)> keys) => keys.Count == 0
        ? $"EXISTS (SELECT 1 FROM {source} AS x)"
        : $"coalesce(({string.Join(", ", keys.Select(k => k.Value))}) IN " +
            $"(SELECT {string.Join(", ", keys.Select(k => $"x.{k.Column}"))} FROM {source} AS x), FALSE)";

    protected override bool IgnoresCase => false;

    public override string Let(string name, string value, string body) =>
        $"arrayMap({name} -> {body}, [{value}])[1]";

    public override string Let(IReadOnlyList<string> values, Func<IReadOnlyList<string>, string> body)
    {
        List<string> names = [.. values.Select((_, i) => $"vtl_o{PeriodSql.Number(i)}")];
        return $"arrayMap(({string.Join(", ", names)}) -> {body(names)}, " +
            $"{string.Join(", ", values.Select(v => $"[{v}]"))})[1]";
    }

    public override string Let(string first, string second, Func<string, string, string> body) =>
        $"arrayMap((vtl_a, vtl_r) -> {body("vtl_a", "vtl_r")}, [{first}], [{second}])[1]";

    // ClickHouse works out every argument of coalesce.
    public override string OrElse(string value, string otherwise) =>
        Let("vtl_v", value, $"CASE WHEN vtl_v IS NULL THEN {otherwise} ELSE vtl_v END");

    public override string Tried(string call) => Let("vtl_x", call, $"if({IsFinite("vtl_x")}, vtl_x, NULL)");

    public override string TryCast(string text, ScalarType type) => type switch
    {
        { Kind: ScalarKind.Integer } => $"toInt64OrNull({text})",
        { Kind: ScalarKind.Number, Scale: { } scale } => string.Create(
            CultureInfo.InvariantCulture, $"toDecimal128OrNull({text}, {scale})"),
        { Kind: ScalarKind.Number } => $"toFloat64OrNull({text})",
        { Kind: ScalarKind.Date } => TryDate(text),
        _ => Cast(text, type),
    };

    public override string Convert(string value, ScalarType from, ScalarType to, bool lenient) => to switch
    {
        { Kind: ScalarKind.Number, Scale: not null } when from is { Kind: ScalarKind.Number, Scale: null } =>
            ToDecimal(value, to),
        { Kind: ScalarKind.Number, Scale: { } scale } when from.Scale > scale =>
            Cast($"round({value}, {PeriodSql.Number(scale)})", to),
        _ => Cast(value, to),
    };

    // A searched CASE looks at one branch a row.
    public override string Switch(string value, IEnumerable<(string When, string Then)> branches, string otherwise)
    {
        var x = value.Length > LongestRepeated ? "vtl_u" : value;
        var text = $"CASE{string.Concat(branches.Select(b => $" WHEN {x} = {b.When} THEN {b.Then}"))} " +
            $"ELSE {otherwise} END";
        return x == value ? text : Let(x, value, text);
    }
}
