using System.Globalization;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>List functions and sort (DMN 1.5 §10.3.4.4 and .9).</summary>
internal static class ListFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin("list contains", new Signature(
            [new("list", Domain.List), new("element", Domain.Any)],
            c => FeelValue.From(c.List(0).Any(i => IsSame(i, c.Values[1])))));
        yield return new Builtin(
            "count", new Signature([new("list", Domain.List)], c => FeelValue.From(c.List(0).Count)))
        {
            ResultType = _ => FeelType.Number,
        };
        yield return new Builtin("sublist", new Signature(
            [
                new("list", Domain.List), new("start position", Domain.Integer),
                new("length", Domain.Integer, IsOptional: true),
            ],
            Sublist))
        { ResultType = SameAsFirst };
        yield return new Builtin("append", new Signature(
            [new("list", Domain.List), new("item", Domain.Any, IsRest: true)], c =>
                Made(c, c.List(0).Concat(c.List(1)))));
        yield return new Builtin("concatenate", new Signature(
            [new("list", Domain.Any, IsRest: true)], c => OverLists(c, items => items)));
        yield return new Builtin("union", new Signature(
            [new("list", Domain.Any, IsRest: true)], c => OverLists(c, items => Distinct(c, items))));
        yield return new Builtin("insert before", new Signature(
            [new("list", Domain.List), new("position", Domain.Integer), new("newItem", Domain.Any)],
            c => AtPosition(c, (list, at) => list.Insert(at, c.Values[2]))));
        yield return new Builtin("remove", new Signature(
            [new("list", Domain.List), new("position", Domain.Integer)],
            c => AtPosition(c, (list, at) => list.RemoveAt(at))))
        { ResultType = SameAsFirst };
        yield return new Builtin(
            "list replace",
            new Signature(
                [new("list", Domain.List), new("position", Domain.Integer), new("newItem", Domain.Any)],
                c => AtPosition(c, (list, at) => list[at] = c.Values[2])),
            new Signature(
                [new("list", Domain.List), new("match", Domain.Function), new("newItem", Domain.Any)],
                    ReplaceMatching));
        yield return new Builtin("reverse", new Signature(
            [new("list", Domain.List)], c => new ListValue([.. c.List(0).Reverse()])))
        { ResultType = SameAsFirst };
        yield return new Builtin("index of", new Signature(
            [new("list", Domain.List), new("match", Domain.Any)], IndexOf))
        { ResultType = _ => new ListType(FeelType.Number) };
        yield return new Builtin("distinct values", new Signature(
            [new("list", Domain.List)], c => new ListValue([.. Distinct(c, c.List(0))])))
        { ResultType = SameAsFirst };
        yield return new Builtin("flatten", new Signature([new("list", Domain.List)], c => Made(c, Flat(c.List(0)))));
        yield return new Builtin(
            "sort",
            new Signature([new("list", Domain.List)], c => Sort(c, precedes: null)),
            new Signature(
                [new("list", Domain.List), new("precedes", Domain.Function)], c => Sort(c, c.Of<FunctionValue>(1))))
        { ResultType = SameAsFirst };
    }

    private static FeelType SameAsFirst(IReadOnlyList<FeelType> arguments) =>
        arguments.Count > 0 && arguments[0].Unconstrained is ListType list ? list : FeelType.Any;

    /// <summary>Equal, and of one kind.</summary>
    internal static bool IsSame(FeelValue left, FeelValue right) => ValueOrder.AreEqual(left, right) == true;

    private static ListValue Made(Call call, IEnumerable<FeelValue> items)
    {
        var list = new List<FeelValue>();
        foreach (var item in items)
        {
            list.Add(item);
            call.Run.CheckLength(list.Count, call.At);
        }

        return new ListValue(list);
    }

    private static FeelValue OverLists(Call call, Func<IEnumerable<FeelValue>, IEnumerable<FeelValue>> convert)
    {
        var lists = call.List(0).Select(l => Domains.Fit(l, Domain.List) as ListValue).ToList();
        return lists.Contains(null)
            ? call.Outside(0, "list", "list") : Made(call, convert(lists.SelectMany(l => l!.Items)));
    }

    private static List<FeelValue> Distinct(Call call, IEnumerable<FeelValue> items)
    {
        var kept = new List<FeelValue>();
        foreach (var item in items)
        {
            call.Run.Step(call.At);
            if (!kept.Exists(k => IsSame(k, item)))
                kept.Add(item);
        }

        return kept;
    }

    private static IEnumerable<FeelValue> Flat(IEnumerable<FeelValue> items) =>
        items.SelectMany(i => i is ListValue list ? Flat(list.Items) : [i]);

    private static string Positions(int length) =>
        string.Create(CultureInfo.InvariantCulture, $"-{length}..-1, 1..{length}");

    private static FeelValue AtPosition(Call call, Action<List<FeelValue>, int> change)
    {
        var list = call.List(0).ToList();
        var position = call.Number(1).ToInt64() ?? 0;
        if (position == 0 || Math.Abs(position) > list.Count)
            return call.Outside(1, "position", Positions(list.Count));
        change(list, (int)(position > 0 ? position - 1 : list.Count + position));
        return new ListValue(list);
    }

    private static FeelValue Sublist(Call call)
    {
        var list = call.List(0);
        var start = call.Number(1).ToInt64() ?? 0;
        if (start == 0 || Math.Abs(start) > list.Count)
            return call.Outside(1, "start position", Positions(list.Count));
        var first = start > 0 ? start - 1 : list.Count + start;
        var rest = list.Count - first;
        var count = call.Has(2) ? call.Number(2).ToInt64() ?? 0 : rest;
        if (count < 1 || count > rest)
            return call.Outside(2, "length", string.Create(CultureInfo.InvariantCulture, $"1..{rest}"));
        return new ListValue([.. list.Skip((int)first).Take((int)count)]);
    }

    private static ListValue IndexOf(Call call)
    {
        var found = new List<FeelValue>();
        for (var i = 0; i < call.List(0).Count; i++)
        {
            if (IsSame(call.List(0)[i], call.Values[1]))
                found.Add(FeelValue.From(i + 1));
        }

        return new ListValue(found);
    }

    private static FeelValue ReplaceMatching(Call call)
    {
        var list = call.List(0).ToList();
        for (var i = 0; i < list.Count; i++)
        {
            var test = call.Invoke(call.Of<FunctionValue>(1), list[i], call.Values[2]);
            if (test is not BooleanValue isMatch)
                return call.Fail(NullCauses.NotBoolean("list replace", test, call.At));
            if (isMatch.Value)
                list[i] = call.Values[2];
        }

        return new ListValue(list);
    }

    private static FeelValue Sort(Call call, FunctionValue? precedes)
    {
        if (precedes is null && call.List(0).Any(i => ValueOrder.Compare(i, call.List(0)[0]) is null))
            return call.Outside(0, "list", "可比较的同类项 / comparable items");
        var isBroken = false;
        bool Precedes(FeelValue left, FeelValue right)
        {
            if (precedes is null)
                return ValueOrder.Compare(left, right) < 0;
            var test = call.Invoke(precedes, left, right);
            isBroken |= test is not BooleanValue;
            return test is BooleanValue { Value: true };
        }

        var sorted = MergeSorted([.. call.List(0)], Precedes);
        return isBroken
            ? call.Fail(NullCauses.Undecided("sort", call.At)) : new ListValue(sorted);
    }

    // Stable, and correct with an ordering that is none: a comparison sort of the framework may throw then.
    private static FeelValue[] MergeSorted(FeelValue[] items, Func<FeelValue, FeelValue, bool> precedes)
    {
        if (items.Length < 2)
            return items;
        var left = MergeSorted(items[..(items.Length / 2)], precedes);
        var right = MergeSorted(items[(items.Length / 2)..], precedes);
        var merged = new FeelValue[items.Length];
        for (int i = 0, l = 0, r = 0; i < merged.Length; i++)
        {
            var takesRight = l == left.Length || (r < right.Length && precedes(right[r], left[l]));
            merged[i] = takesRight ? right[r++] : left[l++];
        }

        return merged;
    }
}
