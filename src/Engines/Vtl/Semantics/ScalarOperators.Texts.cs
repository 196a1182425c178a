using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class ScalarOperators
{
    private Operation? TextFunction(string name, Place place, IReadOnlyList<Expr?> arguments) => name switch
    {
        "trim" => Text(name, Op.Trim, ScalarType.String, place, arguments, 1, 1),
        "ltrim" => Text(name, Op.TrimLeft, ScalarType.String, place, arguments, 1, 1),
        "rtrim" => Text(name, Op.TrimRight, ScalarType.String, place, arguments, 1, 1),
        "upper" => Text(name, Op.Upper, ScalarType.String, place, arguments, 1, 1),
        "lower" => Text(name, Op.Lower, ScalarType.String, place, arguments, 1, 1),
        "length" => Text(name, Op.Length, ScalarType.Integer, place, arguments, 1, 1),
        "substr" => Substring(place, arguments),
        "replace" => Replacement(place, arguments),
        "instr" => Location(place, arguments),
        "levenshtein" => Text(name, Op.Levenshtein, ScalarType.Double, place, arguments, 2, 2),
        "damerau_levenshtein" => Text(name, Op.DamerauLevenshtein, ScalarType.Double, place, arguments, 2, 2),
        "hamming" => Text(name, Op.Hamming, ScalarType.Double, place, arguments, 2, 2),
        "jaro_winkler" => Text(name, Op.JaroWinkler, ScalarType.Double, place, arguments, 2, 2),
        _ => null,
    };

    private Operation Text(
        string name, Op code, ScalarType result, Place place, IReadOnlyList<Expr?> arguments, int least, int most)
    {
        Count(name, place, arguments, least, most);
        return new Operation(code, result, [.. arguments.Select(a => Fitted(name, a!, ScalarKind.String, place))]);
    }

    private Operation Substring(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("substr", place, arguments, 1, 3);
        var text = Fitted("substr", arguments[0]!, ScalarKind.String, place);
        var start = IntegerOr(1, "substr", arguments.ElementAtOrDefault(1), 1, place);
        if (arguments.ElementAtOrDefault(2) is null)
            return new Operation(Op.Substring, ScalarType.String, text, start);
        var length = IntegerOr(0, "substr", arguments[2], 0, place);
        return new Operation(Op.Substring, ScalarType.String, text, start, length);
    }

    private Operation Replacement(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("replace", place, arguments, 2, 3);
        var by = arguments.ElementAtOrDefault(2) ?? new Constant(string.Empty, ScalarType.String);
        Expr[] texts = [arguments[0]!, arguments[1]!, by];
        return new Operation(
            Op.Replace, ScalarType.String, [.. texts.Select(t => Fitted("replace", t, ScalarKind.String, place))]);
    }

    private Operation Location(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("instr", place, arguments, 2, 4);
        var text = Fitted("instr", arguments[0]!, ScalarKind.String, place);
        var pattern = Fitted("instr", arguments[1]!, ScalarKind.String, place);
        var start = arguments.ElementAtOrDefault(2);
        var occurrence = arguments.ElementAtOrDefault(3);
        if (start is null && occurrence is null)
            return new Operation(Op.Locate, ScalarType.Integer, text, pattern);
        var from = IntegerOr(1, "instr", start, 1, place);
        if (occurrence is null)
            return new Operation(Op.Locate, ScalarType.Integer, text, pattern, from);
        var nth = IntegerOr(1, "instr", occurrence, 1, place);
        return new Operation(Op.Locate, ScalarType.Integer, text, pattern, from, nth);
    }

    private Expr IntegerOr(long whenOmitted, string name, Expr? argument, long least, Place place)
    {
        if (argument is null)
            return new Constant(whenOmitted, ScalarType.Integer);
        if (argument is Constant { Value: long or decimal } constant &&
            Convert.ToDecimal(constant.Value, System.Globalization.CultureInfo.InvariantCulture) < least)
        {
            throw Fail(SemanticErrors.BadArgument(name, $"不得小于 {least}", $"must not be less than {least}", place));
        }

        return Fitted(name, argument, ScalarKind.Integer, place);
    }
}
