using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

internal sealed partial class DuckDbDialect
{
    public override string NoList => "NULL";

    public override string AsText(string value, ScalarType type) => $"CAST({value} AS VARCHAR)";

    public override string Trim(string text) => $"trim({text})";

    public override string TrimLeft(string text) => $"ltrim({text})";

    public override string TrimRight(string text) => $"rtrim({text})";

    public override string Upper(string text) => $"upper({text})";

    public override string Lower(string text) => $"lower({text})";

    public override string Length(string text) => $"length({text})";

    public override string Substring(string text, string start, string? length) =>
        length is null ? $"substring({text}, {start})" : $"substring({text}, {start}, {length})";

    public override string Replace(string text, string pattern, string by) => $"replace({text}, {pattern}, {by})";

    public override string Position(string text, string pattern) => $"strpos({text}, {pattern})";

    // Occurrence n begins after the first n pieces between the patterns.
    public override string PositionOf(string text, string rest, string pattern, string occurrence, string start)
    {
        var pieces = $"string_split({rest}, {pattern})";
        return $"(CASE WHEN {text} IS NULL OR {pattern} IS NULL OR {start} IS NULL OR {occurrence} IS NULL THEN NULL " +
            $"WHEN len({pieces}) > {occurrence} " +
            $"THEN length(array_to_string({pieces}[1:{occurrence}], {pattern})) + {start} ELSE 0 END)";
    }

    // DuckDB compares texts byte by byte. Beyond ASCII each character is written as one byte first: its place among the
    // characters of both, of which 127 can be told apart.
    public override string Distance(string function, string left, string right)
    {
        // hamming takes no empty texts; what both end with makes no difference.
        string Call(string x, string y) => function switch
        {
            "hamming" => $"hamming({x} || '.', {y} || '.')",
            "jaro_winkler" => $"jaro_winkler_similarity({x}, {y})",
            _ => $"{function}({x}, {y})",
        };
        static string Bytes(string text) => $"array_to_string(list_transform(regexp_extract_all({text}, '(?s).'), " +
            "lambda vtl_c: chr(CAST(least(list_position(vtl_l, vtl_c), 127) AS INTEGER))), '')";
        return Let(left, right, (a, b) => $"CASE WHEN strlen({a}) = " +
            $"length({a}) AND strlen({b}) = length({b}) THEN {Call(a, b)} " +
            $"WHEN {a} IS NOT NULL AND {b} IS NOT NULL THEN list_transform([list_distinct(" +
            $"regexp_extract_all({a} || {b}, '(?s).'))], lambda vtl_l: " +
            $"{Call(Bytes(a), Bytes(b))})[1] END");
    }

    public override string DifferentCharacters(string left, string right) =>
        $"len(list_distinct(regexp_extract_all({left} || {right}, '(?s).')))";

    public override string IsMatch(string text, string form) => $"regexp_full_match({text}, {form})";

    public override string Extract(string text, string form) => $"regexp_extract({text}, {Text(form)}, 1)";

    public override string Slice(string text, int start, int? length = null) => length is { } n
        ? $"{text}[{PeriodSql.Number(start)}:{PeriodSql.Number(start + n - 1)}]"
        : $"{text}[{PeriodSql.Number(start)}:]";

    public override string Piece(string text, char separator, int index) =>
        $"split_part({text}, '{separator}', {PeriodSql.Number(index)})";

    public override string Contains(string text, string part) => $"contains({text}, {part})";

    public override string PadLeft(string text, string length, char by) =>
        $"lpad({text}, CAST({length} AS INTEGER), '{by}')";

    public override string Digits(string text) => $"TRY_CAST(nullif({text}, '') AS BIGINT)";

    public override string Texts(IEnumerable<string> items)
    {
        var list = string.Join(", ", items);
        return list.Length == 0 ? "CAST([] AS VARCHAR[])" : $"[{list}]";
    }

    public override string Range(string from, string to, string step) =>
        $"range(CAST({from} AS BIGINT), CAST({to} AS BIGINT) + 1, CAST({step} AS BIGINT))";

    public override string ListLength(string list) => $"len({list})";

    public override string ListConcat(IReadOnlyList<string> lists) => $"list_concat({string.Join(",\n", lists)})";

    public override (string Rule, string Outcome, string Index) Bits(string code) =>
        ($"CAST({code} >> 2 AS INTEGER)", $"CAST({code} & 3 AS TINYINT)", $"{code} >> 2");
}
