using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>
/// External functions (DMN 1.5 §10.3.2.13.3). A model names a Java method; a short list of pure ones of java.lang has a
/// counterpart here. No member of the CLR can be reached.
/// </summary>
internal static class ExternalFunctions
{
    private static readonly Dictionary<string, Func<IReadOnlyList<FeelValue>, FeelValue?>> Allowed =
        new(StringComparer.Ordinal)
        {
            ["Math.max"] = a => Numbers(a, (x, y) => x > y ? x : y),
            ["Math.min"] = a => Numbers(a, (x, y) => x < y ? x : y),
            ["Math.abs"] = a => Number(a, x => x.Absolute()),
            ["Math.signum"] = a => Number(a, x => FeelNumber.From(x.Sign)),
            ["Math.acos"] = a => Double(a, Math.Acos),
            ["Math.asin"] = a => Double(a, Math.Asin),
            ["Math.atan"] = a => Double(a, Math.Atan),
            ["Math.cbrt"] = a => Double(a, Math.Cbrt),
            ["Math.cos"] = a => Double(a, Math.Cos),
            ["Math.cosh"] = a => Double(a, Math.Cosh),
            ["Math.log10"] = a => Double(a, Math.Log10),
            ["Math.sin"] = a => Double(a, Math.Sin),
            ["Math.sinh"] = a => Double(a, Math.Sinh),
            ["Math.tan"] = a => Double(a, Math.Tan),
            ["Math.tanh"] = a => Double(a, Math.Tanh),
            ["Math.toDegrees"] = a => Double(a, x => x * 180 / Math.PI),
            ["Math.toRadians"] = a => Double(a, x => x / 180 * Math.PI),
            ["Math.sqrt"] = a => Number(a, x => x.SquareRoot()),
            ["Math.exp"] = a => Number(a, x => x.Exponential()),
            ["Math.log"] = a => Number(a, x => x.Logarithm()),
            ["Math.pow"] = a => Numbers(a, (x, y) => x.Power(y)),
            ["Math.floor"] = a => Number(a, x => x.Round(0, x.Sign < 0 ? FeelRounding.Up : FeelRounding.Down)),
            ["Math.ceil"] = a => Number(a, x => x.Round(0, x.Sign < 0 ? FeelRounding.Down : FeelRounding.Up)),
            ["Math.rint"] = a => Number(a, x => x.Round(0, FeelRounding.HalfEven)),
            ["Math.round"] = a => Number(a, Rounded),
            ["Math.atan2"] = a => Doubles(a, Math.Atan2),
            ["Math.hypot"] = a => Doubles(a, double.Hypot),
            ["Math.log1p"] = a => Double(a, double.LogP1),
            ["Math.expm1"] = a => Double(a, double.ExpM1),
            ["Math.addExact"] = a => Numbers(a, FeelNumber.Add),
            ["Math.subtractExact"] = a => Numbers(a, FeelNumber.Subtract),
            ["Math.multiplyExact"] = a => Numbers(a, FeelNumber.Multiply),
            ["Math.negateExact"] = a => Number(a, x => x.Negated()),
            ["Math.floorMod"] = a => Numbers(a, (x, y) => y.Sign == 0 ? null : FeelNumber.Modulo(x, y)),
            ["Math.floorDiv"] = a => Numbers(a, Quotient),
            ["Integer.max"] = a => Numbers(a, (x, y) => x > y ? x : y),
            ["Integer.min"] = a => Numbers(a, (x, y) => x < y ? x : y),
            ["Integer.sum"] = a => Numbers(a, FeelNumber.Add),
            ["Integer.signum"] = a => Number(a, x => FeelNumber.From(x.Sign)),
            ["Integer.compare"] = a => Numbers(a, Compared),
            ["Long.max"] = a => Numbers(a, (x, y) => x > y ? x : y),
            ["Long.min"] = a => Numbers(a, (x, y) => x < y ? x : y),
            ["Long.sum"] = a => Numbers(a, FeelNumber.Add),
            ["Long.signum"] = a => Number(a, x => FeelNumber.From(x.Sign)),
            ["Long.compare"] = a => Numbers(a, Compared),
            ["Double.max"] = a => Numbers(a, (x, y) => x > y ? x : y),
            ["Double.min"] = a => Numbers(a, (x, y) => x < y ? x : y),
            ["Double.sum"] = a => Numbers(a, FeelNumber.Add),
            ["Double.compare"] = a => Numbers(a, Compared),
            ["String.valueOf"] = Shown,
            ["String.format"] = JavaText.Format,
            ["Boolean.valueOf"] = Flag,
            ["Boolean.parseBoolean"] = Flag,
            ["Boolean.toString"] = Shown,
            ["Byte.valueOf"] = a => Read(a, sbyte.MinValue, sbyte.MaxValue),
            ["Byte.parseByte"] = a => Read(a, sbyte.MinValue, sbyte.MaxValue),
            ["Short.valueOf"] = a => Read(a, short.MinValue, short.MaxValue),
            ["Short.parseShort"] = a => Read(a, short.MinValue, short.MaxValue),
            ["Integer.valueOf"] = a => Read(a, int.MinValue, int.MaxValue),
            ["Integer.parseInt"] = a => Read(a, int.MinValue, int.MaxValue),
            ["Integer.toString"] = Shown,
            ["Long.valueOf"] = a => Read(a, long.MinValue, long.MaxValue),
            ["Long.parseLong"] = a => Read(a, long.MinValue, long.MaxValue),
            ["Long.toString"] = Shown,
            ["Float.toString"] = Shown,
            ["Double.toString"] = Shown,
            ["Float.valueOf"] = ReadNumber,
            ["Float.parseFloat"] = ReadNumber,
            ["Double.valueOf"] = ReadNumber,
            ["Double.parseDouble"] = ReadNumber,
        };

    /// <summary>The function that a mapping names; null, with its cause, for one that is not allowed.</summary>
    public static FeelValue Find(
        FeelValue mapping, IReadOnlyList<Parameter> parameters, FeelType result, Place at, Run run)
    {
        if (mapping is not ContextValue context || Method(context) is not var (name, types))
            return run.Fail(NullCauses.External(at.Excerpt, at));
        const string package = "java.lang.";
        var isKnown = name.StartsWith(package, StringComparison.Ordinal);
        if (!isKnown || !Allowed.TryGetValue(name[package.Length..], out var body) || types.Length != parameters.Count)
            return run.Fail(NullCauses.External(name, at));
        var isTextOfDouble = body == Shown && types is ["double" or "float"];
        return new ExternalFunction(name, types, parameters, result, isTextOfDouble ? JavaText.OfDouble : body);
    }

    private static (string Name, string[] Types)? Method(ContextValue mapping)
    {
        if (!mapping.TryGet("java", out var java) || java is not ContextValue form
            || !form.TryGet("class", out var type) || type is not StringValue className
            || !form.TryGet("method signature", out var method) || method is not StringValue signature)
        {
            return null;
        }

        var open = signature.Text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !signature.Text.EndsWith(')'))
            return null;
        var types = signature.Text[(open + 1)..^1].Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ($"{className.Text}.{signature.Text[..open].Trim()}", types);
    }

    private static FeelValue? Number(IReadOnlyList<FeelValue> arguments, Func<FeelNumber, FeelNumber?> compute) =>
        arguments is [NumberValue x] && compute(x.Number) is { } value ? new NumberValue(value) : null;

    private static FeelValue? Numbers(
        IReadOnlyList<FeelValue> arguments, Func<FeelNumber, FeelNumber, FeelNumber?> compute) =>
        arguments is [NumberValue x, NumberValue y] && compute(x.Number, y.Number) is { } value
            ? new NumberValue(value) : null;

    private static FeelValue? Double(IReadOnlyList<FeelValue> arguments, Func<double, double> compute) =>
        Number(arguments, x => Of(compute(x.ToDouble())));

    private static FeelValue? Doubles(IReadOnlyList<FeelValue> arguments, Func<double, double, double> compute) =>
        Numbers(arguments, (x, y) => Of(compute(x.ToDouble(), y.ToDouble())));

    // Null for what is no number.
    private static FeelNumber? Of(double value) => FeelNumber.Parse(
        value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), allowsExponent: true);

    private static FeelNumber? Compared(FeelNumber left, FeelNumber right) =>
        FeelNumber.From(Math.Sign(left.CompareTo(right)));

    // Towards −∞, as the remainder of floorMod takes the sign of the divisor.
    private static FeelNumber? Quotient(FeelNumber dividend, FeelNumber divisor) =>
        divisor.Sign != 0 && FeelNumber.Divide(dividend, divisor) is { } quotient
            ? quotient.Round(0, quotient.Sign < 0 ? FeelRounding.Up : FeelRounding.Down) : null;

    private static FeelValue? Shown(IReadOnlyList<FeelValue> arguments) =>
        arguments is [var only] ? JavaText.Of(only) : null;

    private static FeelValue? Flag(IReadOnlyList<FeelValue> arguments) => arguments switch
    {
        [StringValue text] => FeelValue.From(text.Text.Equals("true", StringComparison.OrdinalIgnoreCase)),
        [BooleanValue value] => value,
        _ => null,
    };

    // Java rounds halves towards +∞.
    private static FeelNumber? Rounded(FeelNumber number) =>
        number.Round(0, number.Sign < 0 ? FeelRounding.HalfDown : FeelRounding.HalfUp);

    private static FeelValue? Read(IReadOnlyList<FeelValue> arguments, long least, long most) =>
        ReadNumber(arguments) is NumberValue number && number.Number.ToInt64() is { } whole
        && whole >= least && whole <= most ? FeelValue.From(whole) : null;

    private static FeelValue? ReadNumber(IReadOnlyList<FeelValue> arguments) => arguments switch
    {
        [StringValue text] when FeelNumber.Parse(text.Text.Trim(), allowsExponent: true) is { } number =>
            new NumberValue(number),
        [NumberValue number] => number,
        _ => null,
    };
}

/// <summary>A call of an allowed method: arguments must be of the kinds that the signature names.</summary>
internal sealed class ExternalFunction(
    string name, string[] types, IReadOnlyList<Parameter> parameters, FeelType result,
    Func<IReadOnlyList<FeelValue>, FeelValue?> body) : FunctionValue
{
    public override IReadOnlyList<string> ParameterNames => [.. parameters.Select(p => p.Name)];

    internal override FeelType Type => new FunctionType([.. parameters.Select(p => p.Type)], result);

    internal override FeelValue Invoke(Run run, Arguments arguments)
    {
        if (Binding.Bind(name, parameters, arguments, run) is not { } values)
            return Null;
        for (var i = 0; i < values.Length; i++)
        {
            if (!Fits(values[i], types[i]) && values[i] is ListValue { Items: [{ IsNull: false } only] })
                values[i] = only;
            if (!Fits(values[i], types[i]))
                return run.Fail(NullCauses.Argument(name, parameters[i].Name, types[i], values[i], arguments.At));
        }

        return body(values) ?? run.Fail(NullCauses.OutOfRange(name, arguments.At));
    }

    private static bool Fits(FeelValue value, string type) => type switch
    {
        "java.lang.String" => value is StringValue or NullValue,
        "boolean" or "java.lang.Boolean" => value is BooleanValue,
        "[Ljava.lang.Object;" or "java.lang.Object[]" or "java.lang.Object..." or "java.lang.Object" => true,
        "char" => value is StringValue { Text.Length: 1 },
        _ => value is NumberValue,
    };
}
