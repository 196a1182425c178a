using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>Context functions (DMN 1.5 §10.3.4.10).</summary>
internal static class ContextFunctions
{
    public static IEnumerable<Builtin> All()
    {
        yield return new Builtin("get value", new Signature(
            [new("m", Domain.Context), new("key", Domain.String)],
            c => c.Of<ContextValue>(0).TryGet(c.Text(1), out var value)
                ? value : c.Fail(NullCauses.NoMember(c.Text(1), c.Values[0], c.At))));
        yield return new Builtin("get entries", new Signature([new("m", Domain.Context)], Entries));
        yield return new Builtin("context", new Signature([new("entries", Domain.List)], FromEntries));
        yield return new Builtin(
            "context put",
            new Signature(
                [new("context", Domain.Context), new("key", Domain.String), new("value", Domain.Any)],
                c => c.Of<ContextValue>(0).With(c.Text(1), c.Values[2])),
            new Signature(
                [new("context", Domain.Context), new("keys", Domain.List), new("value", Domain.Any)],
                c => Put(c, c.Of<ContextValue>(0), 0)));
        yield return new Builtin("context merge", new Signature([new("contexts", Domain.List)], Merge));
    }

    private static ListValue Entries(Call call) => new([.. call.Of<ContextValue>(0).Entries.Select(e =>
        new ContextValue([new("key", FeelValue.From(e.Key)), new("value", e.Value)]))]);

    private static FeelValue FromEntries(Call call)
    {
        var entries = new List<KeyValuePair<string, FeelValue>>();
        foreach (var item in call.List(0))
        {
            if (item is not ContextValue entry || !entry.TryGet("key", out var key) || key is not StringValue name
                || !entry.TryGet("value", out var value) || entries.Exists(e => e.Key == name.Text))
            {
                return call.Outside(0, "entries", "list<context<key: string, value: Any>>");
            }

            entries.Add(new(name.Text, value));
        }

        return new ContextValue(entries);
    }

    private static FeelValue Put(Call call, ContextValue context, int level)
    {
        var keys = call.List(1);
        if (level >= keys.Count || keys[level] is not StringValue key)
            return call.Outside(1, "keys", "list<string>");
        if (level == keys.Count - 1)
            return context.With(key.Text, call.Values[2]);
        if (!context.TryGet(key.Text, out var inner) || inner is not ContextValue next)
            return call.Fail(NullCauses.NoMember(key.Text, context, call.At));
        var value = Put(call, next, level + 1);
        return value.IsNull ? value : context.With(key.Text, value);
    }

    private static FeelValue Merge(Call call) => call.List(0).All(i => i is ContextValue)
        ? new ContextValue(call.List(0).Cast<ContextValue>().SelectMany(c => c.Entries))
        : call.Outside(0, "contexts", "list<context>");
}
