using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

/// <summary><c>owner.name</c>: a member, a property, or for a list the list of them.</summary>
internal sealed class PathNode : Node
{
    private readonly Node _owner;
    private readonly string _name;

    public PathNode(Place at, Node owner, string name)
        : base(at)
    {
        (_owner, _name) = (owner, name);
        Type = MemberType(owner.Type);
    }

    public Node Owner => _owner;

    public string Name => _name;

    public override IEnumerable<Node> Children => [_owner];

    public override FeelValue Evaluate(Frame frame) => Select(_owner.Evaluate(frame), frame.Run);

    private FeelType MemberType(FeelType owner) => owner.Unconstrained switch
    {
        ContextType context => context.Members.GetValueOrDefault(_name) ?? FeelType.Any,
        ListType list when MemberType(list.Item) is var member && member != FeelType.Any => new ListType(member),
        _ => FeelType.Any,
    };

    public FeelValue Select(FeelValue owner, Run run)
    {
        switch (owner)
        {
            case ContextValue context when context.TryGet(_name, out var value):
                return value;
            case ListValue list:
                return new ListValue([.. list.Items.Select(item => Select(item, run))]);
            default:
                // A time without a zone has no offset, an open range no end: null with its cause, too.
                return Properties.Of(owner, _name) is { IsNull: false } property
                    ? property : run.Fail(NullCauses.NoMember(_name, owner, At), owner);
        }
    }
}

/// <summary><c>list[condition]</c> or <c>list[position]</c> (DMN 1.5 §10.3.2.5; table 68).</summary>
internal sealed class FilterNode : Node
{
    private readonly Node _list;
    private readonly Node _condition;

    public FilterNode(Place at, Node list, Node condition)
        : base(at)
    {
        (_list, _condition) = (list, condition);
        Type = IsPosition ? list.Type.Element : list.Type.Unconstrained is ListType ? list.Type
            : new ListType(list.Type);
    }

    public override IEnumerable<Node> Children => [_list, _condition];

    private bool IsPosition => _condition.Type == FeelType.Number;

    public override FeelValue Evaluate(Frame frame)
    {
        var source = _list.Evaluate(frame);
        if (source.IsNull)
            return frame.Run.Fail(NullCauses.NotIterable(source, At), source);
        var items = source is ListValue list ? list.Items : [source];
        if (IsPosition)
            return ByPosition(items, _condition.Evaluate(frame), frame.Run);
        if (items.Count == 0)
            return new ListValue([]);
        var first = Test(items[0], frame);
        return first is NumberValue ? ByPosition(items, first, frame.Run) : Kept(items, first, frame);
    }

    private FeelValue Test(FeelValue item, Frame frame)
    {
        frame.Run.Step(At);
        var inner = frame.With("item", item);
        return _condition.Evaluate(item is ContextValue context ? inner.Inner(context) : inner);
    }

    private FeelValue ByPosition(IReadOnlyList<FeelValue> items, FeelValue position, Run run)
    {
        if (position is NumberValue number && number.Number.ToInt64() is { } at && at != 0
            && Math.Abs(at) <= items.Count)
        {
            return items[(int)(at > 0 ? at - 1 : items.Count + at)];
        }

        return run.Fail(NullCauses.IndexOutside(position.ToString(), items.Count, At));
    }

    private FeelValue Kept(IReadOnlyList<FeelValue> items, FeelValue first, Frame frame)
    {
        var kept = new List<FeelValue>();
        for (var i = 0; i < items.Count; i++)
        {
            var test = i == 0 ? first : Test(items[i], frame);
            if (test is BooleanValue { Value: true })
                kept.Add(items[i]);
            else if (test is not BooleanValue and not NullValue)
                return frame.Run.Fail(NullCauses.NotBoolean("[…]", test, _condition.At), test);
        }

        return new ListValue(kept);
    }
}
