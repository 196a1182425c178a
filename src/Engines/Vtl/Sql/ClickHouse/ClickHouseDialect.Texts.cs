using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.ClickHouse;

internal sealed partial class ClickHouseDialect
{
    public override string NoList => "[]";

    // 2 is written 2.0 and 1e22 as 1e+22 where it is a number; a comparison is a boolean, not 1.
    public override string AsText(string value, ScalarType type) => type switch
    {
        { Kind: ScalarKind.Number, Scale: null } => Let("vtl_t", $"toString({Cast(value, type)})",
            "if(match(vtl_t, '^-?[0-9]+$'), concat(vtl_t, '.0'), replaceRegexpOne(vtl_t, 'e([0-9])', 'e+\\\\1'))"),
        { Kind: ScalarKind.Boolean } => $"toString({Cast(value, type)})",
        { Kind: ScalarKind.Number, Scale: { } scale } => string.Create(
            CultureInfo.InvariantCulture, $"toDecimalString({Cast(value, type)}, {scale})"),
        _ => Cast(value, ScalarType.String),
    };

    public override string Trim(string text) => $"trimBoth({text})";

    public override string TrimLeft(string text) => $"trimLeft({text})";

    public override string TrimRight(string text) => $"trimRight({text})";

    public override string Upper(string text) => $"upperUTF8({text})";

    public override string Lower(string text) => $"lowerUTF8({text})";

    public override string Length(string text) => $"toInt64(lengthUTF8({text}))";

    public override string Substring(string text, string start, string? length) =>
        length is null ? $"substringUTF8({text}, {start})" : $"substringUTF8({text}, {start}, {length})";

    public override string Replace(string text, string pattern, string by) => $"replaceAll({text}, {pattern}, {by})";

    public override string Position(string text, string pattern) => $"toInt64(positionUTF8({text}, {pattern}))";

    // Each occurrence is looked for behind the end of the one before; 0 is the end of none.
    public override string PositionOf(string text, string rest, string pattern, string occurrence, string start)
    {
        var (whole, part) = ($"assumeNotNull({rest})", $"assumeNotNull({pattern})");
        var length = $"toInt64(lengthUTF8({part}))";
        var found = $"toInt64(positionUTF8({whole}, {part}, toUInt64(vtl_e + 1)))";
        var end = $"arrayFold((vtl_e, vtl_i) -> if(vtl_e < 0 OR {found} = 0, toInt64(-1), {found} + {length} - 1), " +
            $"range(toUInt64(assumeNotNull({occurrence}))), toInt64(0))";
        return $"(CASE WHEN {text} IS NULL OR {pattern} IS NULL OR {start} IS NULL OR {occurrence} IS NULL THEN NULL " +
            $"WHEN {end} < 0 THEN 0 ELSE {end} - {length} + {start} END)";
    }

    public override string DifferentCharacters(string left, string right) =>
        $"toInt64(length(arrayDistinct(ngrams(concat(ifNull({left}, ''), ifNull({right}, '')), 1))))";

    // By itself the dot would match the end of a line.
    public override string IsMatch(string text, string form) =>
        $"match({text}, concat('(?-s)\\\\A(?:', {form}, ')\\\\z'))";

    public override string Extract(string text, string form) => $"extract({text}, {Text(form)})";

    public override string Slice(string text, int start, int? length = null) => length is { } n
        ? $"substring({text}, {PeriodSql.Number(start)}, {PeriodSql.Number(n)})"
        : $"substring({text}, {PeriodSql.Number(start)})";

    public override string Piece(string text, char separator, int index)
    {
        var other = $"[^{Regex.Escape(separator.ToString())}]*";
        return Extract(text, index switch
        {
            1 => $"^({other})",
            2 => $"^{other}{separator}({other})",
            _ => $"({other})$",
        });
    }

    public override string Contains(string text, string part) => $"(position({text}, {part}) > 0)";

    public override string PadLeft(string text, string length, char by) => $"leftPad({text}, {length}, '{by}')";

    public override string Digits(string text) => $"toInt64OrNull({text})";

    public override string Texts(IEnumerable<string> items) =>
        $"CAST([{string.Join(", ", items)}] AS Array(Nullable(String)))";

    public override string Range(string from, string to, string step) =>
        $"range(assumeNotNull(toInt64({from})), assumeNotNull(toInt64({to})) + 1, assumeNotNull(toInt64({step})))";

    public override string ListLength(string list) => $"length({list})";

    public override string ListConcat(IReadOnlyList<string> lists) => $"arrayConcat({string.Join(",\n", lists)})";

    public override (string Rule, string Outcome, string Index) Bits(string code) =>
        ($"toInt32(bitShiftRight({code}, 2))", $"toInt8(bitAnd({code}, 3))", $"bitShiftRight({code}, 2)");
}
