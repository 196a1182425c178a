using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Differences;

/// <summary>
/// For an input that is calculated with: the values at which comparisons turn, from what their two sides were at two
/// values of the input, as if they went on in straight lines.
/// </summary>
internal static class ComparisonTurns
{
    /// <summary>Rounded down and up to the digits that the input has.</summary>
    public static IEnumerable<FeelValue> Of(
        DecisionVersion version, string name, FeelValue at, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        if (Measure(at) is not { } x || StepOf(at, x) is not { } step || Shifted(at, step) is not { } next)
            return [];
        var (here, there) = (Distances(version, name, at, inputs), Distances(version, name, next, inputs));
        var turns = new List<FeelValue>();
        foreach (var (key, distance) in here)
        {
            if (!there.TryGetValue(key, out var other) || other == distance)
                continue;
            try
            {
                turns.AddRange(Rounded(at, x - (distance / ((other - distance) / step))));
            }
            catch (OverflowException)
            {
                // Beyond what the input could be.
            }
        }

        return turns.DistinctBy(ValueText.Nested, StringComparer.Ordinal);
    }

    private static decimal? Measure(FeelValue value) => value switch
    {
        NumberValue number => number.Number.ToDecimal(),
        DateValue date => date.DayNumber,
        MonthsValue months => months.Months,
        DurationValue duration => Arithmetic.Nanos(duration).ToDecimal() / TimeValue.NanosPerDay,
        _ => null,
    };

    // A hundredth of a number, in whole units of its last digit; a day.
    private static decimal? StepOf(FeelValue at, decimal x) => at is DateValue ? 1
        : Math.Max(Unit(at), Math.Round(Math.Abs(x) / 100, Digits(at), MidpointRounding.ToEven));

    private static int Digits(FeelValue at) =>
        at is NumberValue number ? Math.Clamp(-number.Number.Stripped().Exponent, 0, 6) : 0;

    private static decimal Unit(FeelValue at) => 1 / (decimal)Math.Pow(10, Digits(at));

    private static FeelValue? Shifted(FeelValue at, decimal by) => at switch
    {
        NumberValue number => FeelValue.From(FeelNumber.Add(number.Number, FeelNumber.From(by))),
        DateValue date => Calendar.DateOf(date.DayNumber + (long)by),
        _ => null,
    };

    private static IEnumerable<FeelValue> Rounded(FeelValue at, decimal turn)
    {
        if (at is DateValue)
        {
            return new[] { Math.Floor(turn), Math.Ceiling(turn) }.Where(d => Math.Abs(d) < 1e12m)
                .Select(d => (FeelValue?)Calendar.DateOf((long)d)).OfType<FeelValue>();
        }

        var unit = Unit(at);
        return [FeelValue.From(Math.Floor(turn / unit) * unit), FeelValue.From(Math.Ceiling(turn / unit) * unit)];
    }

    // Left side less right side, for each comparison and each time that it was made.
    private static Dictionary<(Place At, int Time), decimal> Distances(
        DecisionVersion version, string name, FeelValue value, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        var all = new Dictionary<string, FeelValue>(inputs, StringComparer.Ordinal) { [name] = value };
        foreach (var (key, own) in version.Fixed)
            all[key] = own;
        var times = new Dictionary<Place, int>();
        var distances = new Dictionary<(Place, int), decimal>();
        foreach (var (at, left, right) in version.Model.Compared(version.Decision, all))
        {
            var time = times[at] = times.GetValueOrDefault(at) + 1;
            if (left.Kind == right.Kind && Measure(left) is { } a && Measure(right) is { } b
                && Math.Abs(a) < 1e20m && Math.Abs(b) < 1e20m)
            {
                distances[(at, time)] = a - b;
            }
        }

        return distances;
    }
}
