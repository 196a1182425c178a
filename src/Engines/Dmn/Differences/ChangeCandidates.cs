using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>The values that an input may be changed to, the nearest first.</summary>
internal sealed class ChangeCandidates
{
    private const int MostDigits = 6;

    private readonly DecisionVersion _version;
    private readonly InputUses _uses;
    private readonly ChangeOptions _options;

    public ChangeCandidates(DecisionVersion version, DecisionElement decision, ChangeOptions options)
    {
        (_version, _options) = (version, options);
        _uses = new InputUses(version, decision);
        Inputs = [.. _uses.Uses.Keys.Where(name => !options.Immutable.Contains(name))];
    }

    /// <summary>Those that may be changed.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>With the size of the change: relative for numbers, years for dates, 1 for everything else.</summary>
    public IEnumerable<(FeelValue Value, double Size)> Of(string name, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        var now = inputs.GetValueOrDefault(name) ?? FeelValue.Null;
        return Values(name, now, inputs).Where(v => !v.IsNull && ValueOrder.AreEqual(v, now) != true)
            .DistinctBy(ValueText.Nested, StringComparer.Ordinal)
            .Select(v => (Value: v, Size: SizeOf(now, v))).OrderBy(v => v.Size);
    }

    private IEnumerable<FeelValue> Values(
        string name, FeelValue now, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        if (_options.Values.TryGetValue(name, out var listed))
            return listed;
        var use = _uses.Uses[name];
        if (now is BooleanValue || _uses.Inputs[name].Type.Unconstrained == FeelType.Boolean)
            return [FeelValue.From(false), FeelValue.From(true)];
        var points = use.Points.Where(p => CellTests.IsOrdered(p.Kind) && (now.IsNull || p.Kind == now.Kind));
        var around = points.SelectMany(p => Around(p, now));
        return use.IsCalculated ? around.Concat(Turns(name, now, inputs)) : around;
    }

    // A break point, and the next value on either side.
    private static IEnumerable<FeelValue> Around(FeelValue point, FeelValue now)
    {
        switch (point)
        {
            case NumberValue number:
                var step = StepOf(number.Number, now);
                return [point, FeelValue.From(FeelNumber.Add(number.Number, step)),
                    FeelValue.From(FeelNumber.Subtract(number.Number, step))];
            case DateValue date:
                return [point, Calendar.DateOf(date.DayNumber + 1) ?? FeelValue.Null,
                    Calendar.DateOf(date.DayNumber - 1) ?? FeelValue.Null];
            case MonthsValue months:
                return [point, new MonthsValue(months.Months + 1), new MonthsValue(months.Months - 1)];
            default:
                return [point];
        }
    }

    // One unit of the last digit that the point or the input has.
    private static FeelNumber StepOf(FeelNumber point, FeelValue now) => FeelNumber.Rounded(
        1, -Math.Max(DigitsOf(point), now is NumberValue number ? DigitsOf(number.Number) : 0))!.Value;

    private static int DigitsOf(FeelNumber number) => Math.Clamp(-number.Stripped().Exponent, 0, MostDigits);

    // Where a comparison would turn if its sides went on as straight lines; looked at once more from there.
    private IEnumerable<FeelValue> Turns(
        string name, FeelValue now, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        if (now is not (NumberValue or DateValue))
            return [];
        var found = new List<FeelValue>();
        foreach (var turn in ComparisonTurns.Of(_version, name, now, inputs).Take(20))
        {
            found.AddRange(Around(turn, now));
            found.AddRange(ComparisonTurns.Of(_version, name, turn, inputs).Take(20).SelectMany(t => Around(t, now)));
        }

        return found;
    }

    private static double SizeOf(FeelValue from, FeelValue to)
    {
        switch (from, to)
        {
            case (NumberValue a, NumberValue b):
                var (x, y) = (a.Number.ToDouble(), b.Number.ToDouble());
                var most = Math.Max(Math.Abs(x), Math.Abs(y));
                return most == 0 ? 0 : Math.Abs(x - y) / most;
            case (DateValue a, DateValue b):
                return Math.Abs(a.DayNumber - b.DayNumber) / 365.0;
            default:
                return 1;
        }
    }
}
