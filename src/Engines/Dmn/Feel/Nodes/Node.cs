using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

/// <summary>A part of an expression: where it stands, the type that is known of it, and its value.</summary>
internal abstract class Node(Place at)
{
    public Place At { get; init; } = at;

    /// <summary>What is known before evaluation; Any if nothing is.</summary>
    public FeelType Type { get; init; } = FeelType.Any;

    public abstract IEnumerable<Node> Children { get; }

    /// <summary>Uses the value that is tested, <c>?</c>.</summary>
    public bool UsesInput => this is NameNode { Name: "?" } || Children.Any(c => c.UsesInput);

    public abstract FeelValue Evaluate(Frame frame);
}

/// <summary>A number, string, boolean, null, date, time or duration.</summary>
internal sealed class LiteralNode : Node
{
    public LiteralNode(Place at, FeelValue value)
        : base(at)
    {
        Value = value;
        Type = value.IsNull ? FeelType.Any : value.Type;
    }

    public FeelValue Value { get; }

    public override IEnumerable<Node> Children => [];

    public override FeelValue Evaluate(Frame frame) => Value;
}

/// <summary>What could not be read: always null, with the reason.</summary>
internal sealed class BrokenNode(Place at, Diagnostic reason) : Node(at)
{
    public override IEnumerable<Node> Children => [];

    public override FeelValue Evaluate(Frame frame) => frame.Run.Fail(reason);
}

/// <summary>An expression in parentheses.</summary>
internal sealed class GroupNode : Node
{
    private readonly Node _inner;

    public GroupNode(Place at, Node inner)
        : base(at)
    {
        _inner = inner;
        Type = inner.Type;
    }

    public Node Content => _inner;

    public override IEnumerable<Node> Children => [_inner];

    public override FeelValue Evaluate(Frame frame) => _inner.Evaluate(frame);
}

internal sealed class NameNode(Place at, string name) : Node(at)
{
    public string Name { get; } = name;

    /// <summary>Its type is declared, so that a value was converted before it was bound.</summary>
    public bool IsDeclared { get; init; }

    public override IEnumerable<Node> Children => [];

    public override FeelValue Evaluate(Frame frame)
    {
        if (frame.TryGet(Name, out var value))
            return value;
        return (FeelValue?)Functions.BuiltinFunctions.Find(Name) ?? frame.Run.Fail(NullCauses.UnknownName(Name, At));
    }
}

internal sealed class ListNode : Node
{
    private readonly IReadOnlyList<Node> _items;

    public ListNode(Place at, IReadOnlyList<Node> items)
        : base(at)
    {
        _items = items;
        Type = new ListType(items.Count == 0 ? FeelType.Any : FeelType.Union(items.Select(i => i.Type)));
    }

    public IReadOnlyList<Node> Items => _items;

    public override IEnumerable<Node> Children => _items;

    public override FeelValue Evaluate(Frame frame)
    {
        var items = new FeelValue[_items.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = _items[i].Evaluate(frame);
        return new ListValue(items);
    }
}

internal sealed record ContextEntry(string Name, Node Value);

/// <summary>A context, or with a result the value of that (DMN 1.5 §10.2.1.4).</summary>
internal sealed class ContextNode : Node
{
    private readonly IReadOnlyList<ContextEntry> _entries;
    private readonly Node? _result;

    public ContextNode(Place at, IReadOnlyList<ContextEntry> entries, Node? result)
        : base(at)
    {
        (_entries, _result) = (entries, result);
        var members = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var entry in entries)
            members[entry.Name] = entry.Value.Type;
        Type = result?.Type ?? new ContextType(members);
    }

    public IReadOnlyList<ContextEntry> Entries => _entries;

    public Node? Result => _result;

    public override IEnumerable<Node> Children =>
        _result is null ? _entries.Select(e => e.Value) : _entries.Select(e => e.Value).Append(_result);

    public override FeelValue Evaluate(Frame frame)
    {
        var inner = frame.Inner();
        var values = new List<KeyValuePair<string, FeelValue>>(_entries.Count);
        foreach (var entry in _entries)
        {
            var before = frame.Run.Failures;
            var value = entry.Value.Evaluate(inner);
            frame.Run.Told.Bind(entry.Name, value, frame.Run.Failures > before);
            inner.Set(entry.Name, value);
            values.Add(KeyValuePair.Create(entry.Name, value));
        }

        return _result is null ? new ContextValue(values) : _result.Evaluate(inner);
    }
}

/// <summary>A range with two ends, of one kind and in order.</summary>
internal sealed class RangeNode : Node
{
    private readonly Node _start;
    private readonly bool _startIncluded;
    private readonly Node _end;
    private readonly bool _endIncluded;

    public RangeNode(Place at, Node start, bool startIncluded, Node end, bool endIncluded)
        : base(at)
    {
        (_start, _startIncluded, _end, _endIncluded) = (start, startIncluded, end, endIncluded);
        Type = new RangeType(start.Type);
    }

    public Node Start => _start;

    public Node End => _end;

    public bool StartIncluded => _startIncluded;

    public bool EndIncluded => _endIncluded;

    public override IEnumerable<Node> Children => [_start, _end];

    public override FeelValue Evaluate(Frame frame)
    {
        var (start, end) = (_start.Evaluate(frame), _end.Evaluate(frame));
        return ValueOrder.Compare(start, end) is { } order && order <= 0
            ? new RangeValue(start, _startIncluded, end, _endIncluded)
            : frame.Run.Fail(NullCauses.Ends(start, end, At), start, end);
    }
}

/// <summary>A value that must conform to a declared type.</summary>
internal sealed class ConvertedNode : Node
{
    private readonly Node _inner;

    public ConvertedNode(Node inner, FeelType type)
        : base(inner.At)
    {
        _inner = inner;
        Type = type;
    }

    public Node Content => _inner;

    public override IEnumerable<Node> Children => [_inner];

    public override FeelValue Evaluate(Frame frame) =>
        Conversions.To(_inner.Evaluate(frame), Type, frame.Run, At);
}
