using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.ClickHouse;

internal sealed partial class ClickHouseDialect
{
    // Int64 and Float64 have no common type, and a constant has the least type that holds it.
    public override string Aligned(string value, ScalarType own, ScalarType common) =>
        common.Kind is null || own == common ? value : Cast(value, common);

    // Int64 wraps: what does not fit is found in Int128. Decimals are looked at by ClickHouse.
    public override string Arithmetic(
        string symbol, (string Text, ScalarType Type) left, (string Text, ScalarType Type) right, ScalarType result,
        Func<string, string?, string>? overflow)
    {
        if (result.Kind == ScalarKind.Integer)
            return ToInteger($"toInt128({left.Text}) {symbol} toInt128({right.Text})", overflow);
        string Operand((string Text, ScalarType Type) operand) => result.Scale is null
            ? Aligned(operand.Text, operand.Type, result)
            : Cast(operand.Text, new ScalarType(ScalarKind.Number, operand.Type.Scale ?? 0));
        return $"({Operand(left)} {symbol} {Operand(right)})";
    }

    public override string Difference((string Text, ScalarType Type) left, (string Text, ScalarType Type) right)
    {
        var type = ScalarType.Common(left.Type, right.Type) ?? ScalarType.Double;
        var (a, b) = (Aligned(left.Text, left.Type, type), Aligned(right.Text, right.Type, type));
        return Cast($"{a} - {b}", ScalarType.Double);
    }

    public override string Quotient(string value, string divisor) => $"intDiv({value}, {divisor})";

    // The remainder of two decimals is not one of their values.
    public override string Remainder(string left, string right, ScalarType type) => type.Scale is null
        ? $"{left} % nullIf({right}, 0)"
        : Scaled($"{Whole(left, type.Scale.Value)} % nullIf({Whole(right, type.Scale.Value)}, 0)", type);

    // A decimal in units of its last digit, and back.
    private static string Whole(string value, int scale) =>
        $"toInt128({value} * toDecimal128('1{new string('0', scale)}', 0))";

    private string Scaled(string whole, ScalarType type)
    {
        var number = $"toDecimal128({whole}, 0)";
        return type.Scale is > 0 and var scale
            ? Cast($"{number} * toDecimal128('0.{new string('0', scale - 1)}1', {PeriodSql.Number(scale)})", type)
            : Cast(number, type);
    }

    public override string ToInteger(string whole, Func<string, string?, string>? overflow)
    {
        if (overflow is null)
            return Fitted(whole);
        var isLong = whole.Length > LongestTwice;
        var x = isLong ? "vtl_w" : whole;
        var isBeyond = $"{x} IS NOT NULL AND {Fitted(x)} IS NULL";
        var text = $"CASE WHEN {isBeyond} THEN {overflow(isBeyond, isLong ? x : null)} ELSE {Fitted(x)} END";
        return isLong ? Let("vtl_w", whole, text) : $"({text})";
    }

    // Characters of a sum that stands several times.
    private const int LongestTwice = 80;

    private static string Fitted(string whole) => $"accurateCastOrNull({whole}, 'Int64')";

    private static string Exact(string sum) => $"accurateCast({sum}, 'Nullable(Int64)')";

    // ClickHouse rounds halves of binary fractions to even.
    public override string Round(string value, string digits, ScalarType operand)
    {
        if (operand.Kind == ScalarKind.Integer)
            return $"round(toDecimal128({value}, 0), {digits})";
        if (operand.Scale is not null)
            return $"round({value}, {digits})";
        // Null digits are not more than there are: the condition below passes them on.
        var power = $"pow(10, abs({digits}))";
        return Let("vtl_z", $"toFloat64({value})", Let(
            "vtl_y", $"if({digits} >= 0, vtl_z * {power}, vtl_z / {power})",
            $"if(isFinite(vtl_y) = 0, vtl_z, if({digits} >= 0, {Rounded} / {power}, {Rounded} * {power}))"));
    }

    private const string Rounded = "(trunc(vtl_y) + if(abs(vtl_y - trunc(vtl_y)) >= 0.5, sign(vtl_y), 0))";

    // ln(0) is -infinity, and a number divided by it 0.
    public override string Logarithm(string value, string basis) => Let(
        value, basis, (x, b) => $"CASE WHEN {x} <= 0 OR {b} <= 0 THEN nan ELSE ln({x}) / ln({b}) END");

    public override string Absolute(string value, ScalarType type) => Cast($"abs({value})", type);

    public override string Cut(string value, ScalarType type) => $"trunc({value})";

    // A cast cuts, and 0.29 is less than 0.29.
    public override string ToDecimal(string value, ScalarType type) => Scaled(
        Let("vtl_y", $"toFloat64({value}) * 1e{PeriodSql.Number(type.Scale ?? 0)}", Rounded), type);

    public override string IsFinite(string value) => $"isFinite({value})";

    public override string Random(string seed, string index) =>
        $"(sipHash64({seed}, {index}) % 1000000007 / 1000000007.0)";

    // Only constants may stand behind IN.
    public override string In(string value, IReadOnlyList<string> items, bool areConstant, bool isIn)
    {
        if (areConstant)
            return $"({value} {(isIn ? "IN" : "NOT IN")} ({string.Join(", ", items)}))";
        var equal = string.Join(" OR ", items.Select(i => $"{value} = {i}"));
        return isIn ? $"({equal})" : $"(NOT ({equal}))";
    }

    public override string InTexts(string value, IReadOnlyList<string> codes, bool isIn) =>
        In(value, codes, areConstant: true, isIn);

    public override string AnyTrue(string condition) => $"max({condition})";

    public override string Aggregate(
        string function, IReadOnlyList<string> arguments, IReadOnlyList<ScalarType> types, ScalarType result,
        WindowText? over)
    {
        var x = arguments.Count == 0 ? string.Empty : arguments[0];
        return function switch
        {
            "count" => Cast(Called($"count({x})", over), ScalarType.Integer),
            "rank" or "row_number" => Cast(Called($"{function}()", over), ScalarType.Integer),
            "sum" when result.Kind == ScalarKind.Integer =>
                Exact(Called($"sum(toInt128({x}))", over)),
            "sum distinct" when result.Kind == ScalarKind.Integer =>
                Exact(Called($"sum(DISTINCT toInt128({x}))", over)),
            "sum" or "total" => Called($"sum({Cast(x, types[0])})", over),
            "sum distinct" => Called($"sum(DISTINCT {Cast(x, types[0])})", over),
            "avg distinct" => Called($"avg(DISTINCT {Cast(x, ScalarType.Double)})", over),
            "wide sum" => Called($"sum({Cast(x, WideWhole)})", over),
            "avg" when types[0].Kind == ScalarKind.Integer => Average(
                Called($"sum({Cast(x, WideWhole)})", over), Called($"count({x})", over)),
            "avg" when types[0].Scale is not null => Average(
                Called($"sum({Cast(x, types[0])})", over), Called($"count({x})", over)),
            "avg" => Called($"avg({Cast(x, ScalarType.Double)})", over),
            "median" => Called($"quantileExactInclusive(0.5)({Cast(x, ScalarType.Double)})", over),
            "stddev_pop" or "var_pop" or "stddev_samp" or "var_samp" => Spread(function, x, over),
            "arg_min" or "arg_max" => Called($"{function[..3]}{function[4..5].ToUpperInvariant()}{function[5..]}(" +
                $"{x}, {arguments[1]})", over),
            "first_value" or "last_value" => Called($"{function}({Cast(x, types[0])}) RESPECT NULLS", over),
            "lag" or "lead" => Moved(function, arguments, types, over!),
            _ => Called($"{function}({x})", over),
        };
    }

    // Sums of integers that no integer may hold.
    private static readonly ScalarType WideWhole = new(ScalarKind.Number, 0);

    // Of one value there is no sample's spread: null, not NaN.
    private static string Spread(string function, string value, WindowText? over)
    {
        var x = $"CAST({value} AS Nullable(Float64))";
        var name = function switch
        {
            "stddev_pop" => "stddevPopStable",
            "stddev_samp" => "stddevSampStable",
            "var_pop" => "varPopStable",
            _ => "varSampStable",
        };
        var call = Called($"{name}({x})", over);
        return function.EndsWith("_pop", StringComparison.Ordinal) ? call
            : $"if({Called($"count({x})", over)} < 2, NULL, {call})";
    }

    // The row before lies outside of most frames: the frame is the whole partition.
    private string Moved(
        string function, IReadOnlyList<string> arguments, IReadOnlyList<ScalarType> types, WindowText over)
    {
        List<string> all = [Cast(arguments[0], types[0]), .. arguments.Skip(1)];
        if (all.Count > 2)
            all[2] = Cast(all[2], types[0]);
        return Called($"{function}InFrame({string.Join(", ", all)})", over with { Frame = WholePartition });
    }

    private const string WholePartition = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";

    private static string Called(string call, WindowText? over) => over is null ? call : $"{call} OVER ({over})";

    public override string LastKnownBefore(string value, WindowText over) => Called(
        $"last_value({value}) IGNORE NULLS", over with { Frame = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING" });

    public override string RowBefore(string value, WindowText over) =>
        Called($"lagInFrame({value})", over with { Frame = WholePartition });
}
