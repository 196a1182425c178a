using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>Functions of a list that may also be given as separate arguments (DMN 1.5 §10.3.4.4).</summary>
internal static class AggregateFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return Over("min", (c, items) => Extreme(c, items, -1));
        yield return Over("max", (c, items) => Extreme(c, items, 1));
        yield return Over("all", (c, items) => Combined(c, items, isAll: true));
        yield return Over("any", (c, items) => Combined(c, items, isAll: false));
        yield return OverNumbers("sum", (c, numbers) => Fold(c, numbers, FeelNumber.Add));
        yield return OverNumbers("product", (c, numbers) => Fold(c, numbers, FeelNumber.Multiply));
        yield return OverNumbers("mean", (c, numbers) => c.Ranged(Mean(numbers)));
        yield return OverNumbers("median", Median);
        yield return OverNumbers("stddev", Deviation);
        yield return Over("mode", Mode);
    }

    private static Builtin Over(string name, Func<Call, IReadOnlyList<FeelValue>, FeelValue> body) => new(
        name,
        new Signature([new("list", Domain.List)], c => body(c, c.List(0))),
        new Signature([new("n", Domain.Any, IsRest: true)], c => body(c, c.List(0))));

    private static Builtin OverNumbers(string name, Func<Call, IReadOnlyList<FeelNumber>, FeelValue> body) =>
        new(
            name,
            new Signature([new("list", Domain.List)], c => WithNumbers(c, body)),
            new Signature([new("n", Domain.Any, IsRest: true)], c => WithNumbers(c, body)))
        {
            ResultType = _ => FeelType.Number,
        };

    private static FeelValue WithNumbers(Call call, Func<Call, IReadOnlyList<FeelNumber>, FeelValue> body)
    {
        if (call.List(0).Count == 0 || call.List(0).Any(i => i is not NumberValue))
            return call.Outside(0, "list", "一个以上的数 / one or more numbers");
        return body(call, [.. call.List(0).Cast<NumberValue>().Select(n => n.Number)]);
    }

    private static FeelValue Fold(
        Call call, IReadOnlyList<FeelNumber> numbers, Func<FeelNumber, FeelNumber, FeelNumber?> combine) =>
        call.Ranged(numbers.Skip(1).Aggregate(
            (FeelNumber?)numbers[0], (sum, next) => sum is { } value ? combine(value, next) : null));

    private static FeelNumber? Mean(IReadOnlyList<FeelNumber> numbers)
    {
        var sum = numbers.Aggregate(
            (FeelNumber?)FeelNumber.Zero, (total, next) => total is { } value ? FeelNumber.Add(value, next) : null);
        return sum is { } whole ? FeelNumber.Divide(whole, FeelNumber.From(numbers.Count)) : null;
    }

    private static FeelValue Median(Call call, IReadOnlyList<FeelNumber> numbers)
    {
        var sorted = numbers.Order().ToList();
        var half = sorted.Count / 2;
        return call.Ranged(sorted.Count % 2 == 1 ? sorted[half] : Mean([sorted[half - 1], sorted[half]]));
    }

    // The deviation of a sample: n − 1 in the denominator.
    private static FeelValue Deviation(Call call, IReadOnlyList<FeelNumber> numbers)
    {
        if (numbers.Count < 2)
            return call.Outside(0, "list", "两个以上的数 / two or more numbers");
        if (Mean(numbers) is not { } mean)
            return call.Ranged(null);
        FeelNumber? sum = FeelNumber.Zero;
        foreach (var number in numbers)
        {
            var square = FeelNumber.Subtract(number, mean) is { } distance
                ? FeelNumber.Multiply(distance, distance) : null;
            sum = sum is { } total && square is { } value ? FeelNumber.Add(total, value) : null;
        }

        return call.Ranged(
            sum is { } squares ? FeelNumber.Divide(squares, FeelNumber.From(numbers.Count - 1))?.SquareRoot() : null);
    }

    private static FeelValue Mode(Call call, IReadOnlyList<FeelValue> items)
    {
        if (items.Any(i => i is not NumberValue))
            return call.Outside(0, "list", "list<number>");
        var groups = items.Cast<NumberValue>().GroupBy(n => n.Number).ToList();
        var most = groups.Count == 0 ? 0 : groups.Max(g => g.Count());
        return new ListValue([.. groups.Where(g => g.Count() == most).OrderBy(g => g.Key).Select(g => g.First())]);
    }

    private static FeelValue Extreme(Call call, IReadOnlyList<FeelValue> items, int sign)
    {
        if (items.Count == 0 || items.Any(i => ValueOrder.Compare(i, items[0]) is null))
            return call.Outside(0, "list", "一个以上可比较的同类项 / one or more comparable items");
        var best = items[0];
        foreach (var item in items)
        {
            if (Math.Sign(ValueOrder.Compare(item, best)!.Value) == sign)
                best = item;
        }

        return best;
    }

    private static FeelValue Combined(Call call, IReadOnlyList<FeelValue> items, bool isAll)
    {
        if (items.Any(i => i is BooleanValue value && value.Value != isAll))
            return BooleanValue.Of(!isAll);
        return items.All(i => i is BooleanValue)
            ? BooleanValue.Of(isAll) : call.Outside(0, "list", "list<boolean>");
    }
}
