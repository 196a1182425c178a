using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>A value that an input may be changed to.</summary>
/// <param name="Value">The value.</param>
/// <param name="Size">How far it is from what it was.</param>
/// <param name="Count">As how many changes it counts: the items that a list grows by, else 1.</param>
internal readonly record struct ChangeCandidate(FeelValue Value, double Size, int Count);

/// <summary>The values that an input may be changed to, the nearest first.</summary>
internal sealed class ChangeCandidates
{
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

    /// <summary>What an input may become, the nearest first.</summary>
    /// <param name="name">The input.</param>
    /// <param name="inputs">As they are.</param>
    /// <param name="changesMax">How many changes may be spent on it: a list grows by so many items.</param>
    public IEnumerable<ChangeCandidate> Of(
        string name, IReadOnlyDictionary<string, FeelValue> inputs, int changesMax)
    {
        var now = inputs.GetValueOrDefault(name) ?? FeelValue.Null;
        if (IsList(name, now))
        {
            return _options.Values.TryGetValue(name, out var codes)
                ? Enumerable.Range(1, changesMax).SelectMany(count => Longer(now, codes, count)) : [];
        }

        return Values(name, now, inputs).Where(v => !v.IsNull && ValueOrder.AreEqual(v, now) != true)
            .DistinctBy(ValueText.Nested, StringComparer.Ordinal)
            .Select(v => new ChangeCandidate(v, ChangeSize.Of(now, v), 1))
            .OrderBy(v => v.Size).ThenBy(v => ChangeSize.Steps(now, v.Value));
    }

    private bool IsList(string name, FeelValue now) =>
        now is ListValue || _options.Lists.Contains(name) || _uses.Inputs[name].Type.Unconstrained is ListType;

    // A list only grows: what somebody has is never to be given up for an approval.
    private static IEnumerable<ChangeCandidate> Longer(FeelValue now, IReadOnlyList<FeelValue> codes, int count)
    {
        var items = now is ListValue list ? list.Items : [];
        var absent = codes.Where(c => !items.Any(i => ValueOrder.AreEqual(i, c) == true)).ToList();
        return Chosen(absent, count, 0).Select(
            added => new ChangeCandidate(new ListValue([.. items, .. added]), count, count));
    }

    private static IEnumerable<IEnumerable<FeelValue>> Chosen(List<FeelValue> from, int count, int first) =>
        count == 0 ? [[]] : Enumerable.Range(first, Math.Max(0, from.Count - first)).SelectMany(
            i => Chosen(from, count - 1, i + 1).Select(rest => rest.Prepend(from[i])));

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
                var step = ChangeSize.StepOf(number.Number, now);
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
}
