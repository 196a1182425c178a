using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>What an argument of a built-in function may be.</summary>
internal enum Domain
{
    /// <summary>Anything, null too.</summary>
    Any,

    /// <summary>Anything but null.</summary>
    Value,
    Number,

    /// <summary>A number; a fraction is cut off.</summary>
    Integer,
    String,
    Boolean,
    List,
    Context,
    Range,
    Function,
    Date,
    Time,
    DateAndTime,

    /// <summary>A date, or a date and time.</summary>
    Day,
    DaysAndTime,

    /// <summary>A value that has an order: number, string, date, time, duration.</summary>
    Point,
}

/// <summary>A parameter of a built-in function.</summary>
/// <param name="Name">As the standard writes it.</param>
/// <param name="Domain">What it may be.</param>
/// <param name="IsOptional">May be left out; then it is null.</param>
/// <param name="IsNullable">May be given as null.</param>
/// <param name="IsRest">Takes this and all further positional arguments, as a list.</param>
internal sealed record Slot(
    string Name, Domain Domain, bool IsOptional = false, bool IsNullable = false, bool IsRest = false);

/// <summary>One form of a built-in function.</summary>
internal sealed record Signature(IReadOnlyList<Slot> Slots, Func<Call, FeelValue> Body)
{
    public override string ToString() =>
        $"({string.Join(", ", Slots.Select(s => s.Name + (s.IsOptional ? "?" : s.IsRest ? "…" : "")))})";
}

/// <summary>One call of a built-in function, with arguments of the right kinds.</summary>
internal sealed record Call(string Function, FeelValue[] Values, Run Run, Syntax.Place At)
{
    public bool Has(int index) => !Values[index].IsNull;

    public FeelNumber Number(int index) => ((NumberValue)Values[index]).Number;

    public string Text(int index) => ((StringValue)Values[index]).Text;

    public IReadOnlyList<FeelValue> List(int index) => ((ListValue)Values[index]).Items;

    public T Of<T>(int index)
        where T : FeelValue => (T)Values[index];

    /// <summary>Null, because an argument is outside the domain.</summary>
    public FeelValue Outside(int index, string parameter, string expected) =>
        Run.Fail(NullCauses.Argument(Function, parameter, expected, Values[index], At));

    public FeelValue Fail(Diagnostic cause) => Run.Fail(cause);

    /// <summary>A number that may have left the range.</summary>
    public FeelValue Ranged(FeelNumber? number) =>
        number is { } value ? new NumberValue(value) : Run.Fail(NullCauses.OutOfRange(Function, At));

    /// <summary>Calls a function that was given as an argument.</summary>
    public FeelValue Invoke(FunctionValue function, params FeelValue[] arguments) =>
        Run.Deeper(At, () => function.Invoke(Run, new Arguments(arguments, null, At)));
}

/// <summary>A built-in function (DMN 1.5 §10.3.4): checks names, number and domains of its arguments, with the implicit
/// conversions, before its body runs.</summary>
internal sealed class Builtin(string name, params Signature[] signatures) : FunctionValue
{
    public string Name => name;

    public IReadOnlyList<Signature> Signatures => signatures;

    public override IReadOnlyList<string> ParameterNames => [.. signatures[0].Slots.Select(s => s.Name)];

    internal override FeelType Type => FeelType.Any;

    /// <summary>Its type where it can be told from those of the arguments; Any otherwise.</summary>
    internal Func<IReadOnlyList<FeelType>, FeelType> ResultType { get; init; } = _ => FeelType.Any;

    internal override FeelValue Invoke(Run run, Arguments arguments)
    {
        Diagnostic? cause = null;
        foreach (var signature in InOrder(arguments.Names))
        {
            if (Arranged(signature, arguments) is not { } values)
                continue;
            if (Misfit(signature, values, arguments.At) is not { } misfit)
                return signature.Body(new Call(name, values, run, arguments.At));
            cause ??= misfit;
        }

        return cause is not null ? run.Fail(cause, arguments.Values) : run.Fail(NullCauses.NoSignature(
            name, string.Join(" / ", signatures.Select(s => s.ToString())), arguments.At));
    }

    // before(point, range) and before(range, point) have the same names: the order in which they are written tells.
    private IEnumerable<Signature> InOrder(IReadOnlyList<string>? names) => names is null || signatures.Length == 1
        ? signatures : signatures.OrderBy(s => s.Slots.Select(p => p.Name).SequenceEqual(names) ? 0 : 1);

    private static FeelValue[]? Arranged(Signature signature, Arguments arguments) =>
        arguments.Names is { } names
            ? ByName(signature.Slots, names, arguments.Values) : ByPosition(signature.Slots, arguments.Values);

    private static FeelValue[]? ByName(
        IReadOnlyList<Slot> slots, IReadOnlyList<string> names, IReadOnlyList<FeelValue> given)
    {
        var values = new FeelValue[slots.Count];
        for (var i = 0; i < slots.Count; i++)
        {
            var at = names.ToList().IndexOf(slots[i].Name);
            if (at < 0 && !slots[i].IsOptional && !slots[i].IsNullable)
                return null;
            // A list is the arguments themselves, unless they follow another parameter: append(list: [1], item: [2]).
            values[i] = at < 0 ? Null : slots[i].IsRest && (slots.Count > 1 || given[at] is not ListValue)
                ? new ListValue([given[at]]) : given[at];
        }

        return names.All(n => slots.Any(s => s.Name == n))
            && names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? values : null;
    }

    private static FeelValue[]? ByPosition(IReadOnlyList<Slot> slots, IReadOnlyList<FeelValue> given)
    {
        var hasRest = slots.Count > 0 && slots[^1].IsRest;
        if (hasRest ? given.Count < slots.Count : given.Count > slots.Count)
            return null;
        var values = new FeelValue[slots.Count];
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i].IsRest)
                values[i] = new ListValue([.. given.Skip(i)]);
            else if (i < given.Count)
                values[i] = given[i];
            else if (slots[i].IsOptional)
                values[i] = Null;
            else
                return null;
        }

        return values;
    }

    private Diagnostic? Misfit(Signature signature, FeelValue[] values, Syntax.Place at)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var slot = signature.Slots[i];
            if (values[i].IsNull && (slot.IsOptional || slot.IsNullable))
                continue;
            if (Domains.Fit(values[i], slot.Domain) is not { } fitting)
                return NullCauses.Argument(name, slot.Name, Domains.NameOf(slot.Domain), values[i], at);
            values[i] = fitting;
        }

        return null;
    }
}

/// <summary>Whether a value lies in the domain of a parameter, before or after an implicit conversion.</summary>
internal static class Domains
{
    public static FeelValue? Fit(FeelValue value, Domain domain)
    {
        if (Has(value, domain))
            return domain == Domain.Integer ? Whole((NumberValue)value) : value;
        if (domain == Domain.List)
            return value.IsNull ? null : new ListValue([value]);
        return value is ListValue { Items: [var only] } && !only.IsNull && Has(only, domain) ? Fit(only, domain) : null;
    }

    public static string NameOf(Domain domain) => domain switch
    {
        Domain.Any or Domain.Value => "非空值 / a value other than null",
        Domain.Number => "number",
        Domain.Integer => "整数 / a whole number",
        Domain.DateAndTime => "date and time",
        Domain.Day => "date / date and time",
        Domain.DaysAndTime => "days and time duration",
        Domain.Point => "number / string / date / time / duration",
        _ => domain.ToString().ToLowerInvariant(),
    };

    private static bool Has(FeelValue value, Domain domain) => domain switch
    {
        Domain.Any => true,
        Domain.Value => !value.IsNull,
        Domain.Number or Domain.Integer => value is NumberValue,
        Domain.String => value is StringValue,
        Domain.Boolean => value is BooleanValue,
        Domain.List => value is ListValue,
        Domain.Context => value is ContextValue,
        Domain.Range => value is RangeValue { IsExcluding: false },
        Domain.Function => value is FunctionValue,
        Domain.Date => value is DateValue,
        Domain.Time => value is TimeValue,
        Domain.DateAndTime => value is DateTimeValue,
        Domain.Day => value is DateValue or DateTimeValue,
        Domain.DaysAndTime => value is DurationValue,
        _ => ValueOrder.Compare(value, value) == 0,
    };

    private static NumberValue? Whole(NumberValue value) =>
        value.Number.Round(0, FeelRounding.Down)?.ToInt64() is { } whole ? new NumberValue(FeelNumber.From(whole))
            : null;
}
