using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

internal sealed class IfNode : Node
{
    private readonly Node _condition;
    private readonly Node _then;
    private readonly Node _otherwise;
    private readonly bool _isBoxed;

    public IfNode(Place at, Node condition, Node then, Node otherwise, bool isBoxed = false)
        : base(at)
    {
        (_condition, _then, _otherwise, _isBoxed) = (condition, then, otherwise, isBoxed);
        Type = then.Type;
    }

    public Node Condition => _condition;

    public Node Then => _then;

    public Node Otherwise => _otherwise;

    public bool IsBoxed => _isBoxed;

    public override IEnumerable<Node> Children => [_condition, _then, _otherwise];

    // Everything but true chooses the second branch (§10.3.2.15); but the condition of a boxed conditional must be a
    // boolean (§10.2.1.8).
    public override FeelValue Evaluate(Frame frame)
    {
        var condition = _condition.Evaluate(frame);
        if (condition is not BooleanValue)
            frame.Run.Fail(NullCauses.NotBoolean("if", condition, At with { Span = _condition.At.Span }), condition);
        if (_isBoxed && condition is not BooleanValue and not NullValue)
            return FeelValue.Null;
        return condition is BooleanValue { Value: true } ? _then.Evaluate(frame) : _otherwise.Evaluate(frame);
    }
}

/// <summary>
/// A variable of a loop and what it goes through: a list, a range, or from a start to an end. In FEEL text a single
/// value is a list of one; what a boxed iterator goes through must be a collection.
/// </summary>
internal sealed record Iteration(string Name, Node Source, Node? End, bool IsBoxed = false)
{
    public IEnumerable<Node> Children => End is null ? [Source] : [Source, End];
}

/// <summary>The values that a loop goes through.</summary>
internal static class Iterations
{
    /// <summary>Null, with its cause, for what cannot be gone through.</summary>
    public static IEnumerable<FeelValue>? Of(Iteration iteration, Frame frame)
    {
        var source = iteration.Source.Evaluate(frame);
        var at = iteration.Source.At;
        if (iteration.End is { } last)
            return Between(source, last.Evaluate(frame), frame.Run, at);
        switch (source)
        {
            case ListValue list:
                frame.Run.CheckLength(list.Items.Count, at);
                return list.Items;
            case RangeValue range:
                return InRange(range, frame.Run, at);
            default:
                if (!source.IsNull && !iteration.IsBoxed)
                    return [source];
                frame.Run.Fail(NullCauses.NotIterable(source, at), source);
                return null;
        }
    }

    private static IEnumerable<FeelValue>? InRange(RangeValue range, Run run, Place at)
    {
        var (start, end) = (Ordinal(range.Start), Ordinal(range.End));
        if (start is null || end is null || range.IsExcluding || range.Start.Kind != range.End.Kind)
        {
            run.Fail(NullCauses.NotIterable(range, at));
            return null;
        }

        var first = start.Value + (range.StartIncluded ? 0 : 1);
        var last = end.Value - (range.EndIncluded ? 0 : 1);
        if (first > last)
            return [];
        run.CheckLength(last - first + 1, at);
        return Counted(first, last, range.Start is DateValue);
    }

    private static IEnumerable<FeelValue>? Between(FeelValue from, FeelValue to, Run run, Place at)
    {
        if (Ordinal(from) is not { } first || Ordinal(to) is not { } last || from.Kind != to.Kind)
        {
            run.Fail(NullCauses.NotIterable(Ordinal(from) is null ? from : to, at), from, to);
            return null;
        }

        run.CheckLength(Math.Abs(last - first) + 1, at);
        return Counted(first, last, from is DateValue);
    }

    private static IEnumerable<FeelValue> Counted(long first, long last, bool isDate)
    {
        var step = first <= last ? 1 : -1;
        for (var i = first; i != last + step; i += step)
            yield return isDate ? Calendar.DateOf(i)! : FeelValue.From(i);
    }

    // Bounded, so that differences of two fit a long.
    private static long? Ordinal(FeelValue value) => value switch
    {
        NumberValue number when number.Number.ToInt64() is { } whole && Math.Abs((decimal)whole) < 1e17m => whole,
        DateValue date => date.DayNumber,
        _ => null,
    };
}

/// <summary>
/// <c>for … return</c> (DMN 1.5 §10.3.2.14): the cross product of its iterations, the last one fastest.
/// </summary>
internal sealed class ForNode : Node
{
    private readonly IReadOnlyList<Iteration> _iterations;
    private readonly Node _body;

    public ForNode(Place at, IReadOnlyList<Iteration> iterations, Node body)
        : base(at)
    {
        (_iterations, _body) = (iterations, body);
        Type = new ListType(body.Type);
    }

    public IEnumerable<string> VariableNames => _iterations.Select(i => i.Name);

    public override IEnumerable<Node> Children => _iterations.SelectMany(i => i.Children).Append(_body);

    public override FeelValue Evaluate(Frame frame)
    {
        var results = new List<FeelValue>();
        return Collect(0, frame, results) ? new ListValue(results) : FeelValue.Null;
    }

    private bool Collect(int level, Frame frame, List<FeelValue> results)
    {
        if (level == _iterations.Count)
        {
            frame.Run.Step(At);
            frame.Run.CheckLength(results.Count + 1L, At);
            results.Add(_body.Evaluate(frame.With("partial", new ListValue(new Prefix(results, results.Count)))));
            return true;
        }

        if (Iterations.Of(_iterations[level], frame) is not { } values)
            return false;
        foreach (var value in values)
        {
            if (!Collect(level + 1, frame.With(_iterations[level].Name, value), results))
                return false;
        }

        return true;
    }

    /// <summary>The first results; those that are added later do not show.</summary>
    private sealed class Prefix(List<FeelValue> results, int count) : IReadOnlyList<FeelValue>
    {
        public int Count => count;

        public FeelValue this[int index] =>
            index < count ? results[index] : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<FeelValue> GetEnumerator() => results.GetRange(0, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary><c>some</c> and <c>every</c>: or and and, over the passes of a loop.</summary>
internal sealed class QuantifiedNode(
    Place at, IReadOnlyList<Iteration> iterations, Node condition, bool isEvery) : Node(at)
{
    public IEnumerable<string> VariableNames => iterations.Select(i => i.Name);

    public override IEnumerable<Node> Children => iterations.SelectMany(i => i.Children).Append(condition);

    public override FeelValue Evaluate(Frame frame)
    {
        var isUndecided = false;
        if (Decide(0, frame, ref isUndecided) is not { } isDecided)
            return FeelValue.Null;
        if (isDecided)
            return BooleanValue.Of(!isEvery);
        return isUndecided
            ? frame.Run.Fail(NullCauses.Undecided(isEvery ? "every" : "some", At), FeelValue.Null)
            : BooleanValue.Of(isEvery);
    }

    // True once a pass has decided: a false one for every, a true one for some.
    private bool? Decide(int level, Frame frame, ref bool isUndecided)
    {
        if (level == iterations.Count)
        {
            frame.Run.Step(At);
            if (condition.Evaluate(frame) is BooleanValue boolean)
                return boolean.Value != isEvery;
            isUndecided = true;
            return false;
        }

        if (Iterations.Of(iterations[level], frame) is not { } values)
            return null;
        foreach (var value in values)
        {
            if (Decide(level + 1, frame.With(iterations[level].Name, value),
                ref isUndecided) is not false and var ended)
            {
                return ended;
            }
        }

        return false;
    }
}
