using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>Numeric functions (DMN 1.5 §10.3.4.5).</summary>
internal static class NumberFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return Rounding("decimal", FeelRounding.HalfEven);
        yield return Rounding("round up", FeelRounding.Up);
        yield return Rounding("round down", FeelRounding.Down);
        yield return Rounding("round half up", FeelRounding.HalfUp);
        yield return Rounding("round half down", FeelRounding.HalfDown);
        yield return Stepwise("floor", n => n.Sign < 0 ? FeelRounding.Up : FeelRounding.Down);
        yield return Stepwise("ceiling", n => n.Sign < 0 ? FeelRounding.Down : FeelRounding.Up);
        yield return Numeric("sqrt", n => n.SquareRoot());
        yield return Numeric("log", n => n.Logarithm());
        yield return Numeric("exp", n => n.Exponential());
        yield return Parity("odd", isOdd: true);
        yield return Parity("even", isOdd: false);
        yield return new Builtin("abs", new Signature([new("n", Domain.Value)], Absolute));
        yield return new Builtin("modulo", new Signature(
            [new("dividend", Domain.Number), new("divisor", Domain.Number)], Modulo))
        { ResultType = _ => FeelType.Number };
    }

    private static Builtin Rounding(string name, FeelRounding rounding) => new(name, new Signature(
        [new("n", Domain.Number), new("scale", Domain.Integer)], c => Rounded(c, _ => rounding)))
    { ResultType = _ => FeelType.Number };

    private static Builtin Stepwise(string name, Func<FeelNumber, FeelRounding> rounding) => new(
        name,
        new Signature([new("n", Domain.Number)], c => c.Ranged(c.Number(0).Round(0, rounding(c.Number(0))))),
        new Signature([new("n", Domain.Number), new("scale", Domain.Integer)], c => Rounded(c, rounding)))
    { ResultType = _ => FeelType.Number };

    private static Builtin Numeric(string name, Func<FeelNumber, FeelNumber?> compute) => new(
        name, new Signature([new("number", Domain.Number)], c => c.Ranged(compute(c.Number(0)))))
    { ResultType = _ => FeelType.Number };

    private static Builtin Parity(string name, bool isOdd) => new(name, new Signature(
        [new("number", Domain.Number)], c => IsOdd(c.Number(0)) is { } odd
            ? FeelValue.From(odd == isOdd) : c.Outside(0, "number", "整数 / a whole number")));

    private static FeelValue Rounded(Call call, Func<FeelNumber, FeelRounding> rounding)
    {
        var scale = call.Number(1).ToInt64();
        if (scale is not (>= FeelNumber.MinScale and <= FeelNumber.MaxScale))
            return call.Outside(1, "scale", "-6111..6176");
        return call.Ranged(call.Number(0).Round((int)scale.Value, rounding(call.Number(0))));
    }

    private static bool? IsOdd(FeelNumber number) => number.IsInteger
        ? FeelNumber.Modulo(number, FeelNumber.From(2))?.Sign != 0 : null;

    private static FeelValue Absolute(Call call) => call.Values[0] switch
    {
        NumberValue number => new NumberValue(number.Number.Absolute()),
        MonthsValue months => new MonthsValue(Math.Abs(months.Months)),
        DurationValue duration => new DurationValue(Int128.Abs(duration.Nanos)),
        ListValue { Items: [NumberValue or MonthsValue or DurationValue] } list =>
            Absolute(call with { Values = [list.Items[0]] }),
        _ => call.Outside(0, "n", "number / duration"),
    };

    private static FeelValue Modulo(Call call) => call.Number(1).Sign == 0
        ? call.Fail(NullCauses.DivisionByZero(call.At))
        : call.Ranged(FeelNumber.Modulo(call.Number(0), call.Number(1)));
}
