using System.Globalization;

namespace Huoshui.Vtl.Plan;

/// <summary>
/// An aggregate in two steps: each node gives the parts of its groups, and one merges them. Counts, least and greatest
/// values, and sums and averages of exact numbers have such parts, and what they give is what one node gives, to the
/// last digit. Sums of binary fractions depend on their order; medians and deviations need the rows.
/// </summary>
internal sealed class TwoSteps
{
    private readonly Select _select;
    private readonly List<Output> _keys = [];
    private readonly Dictionary<Expr, Column> _columns = new(ReferenceEqualityComparer.Instance);
    private readonly List<Output> _parts = [];
    private readonly Rewriting _merging;

    private TwoSteps(Select select)
    {
        _select = select;
        for (var i = 0; i < select.GroupBy!.Count; i++)
            _keys.Add(KeyOf(select.GroupBy[i], i));
        _merging = new Rewriting(Merge);
        Outputs = [.. select.Outputs.Select(_merging.Of)];
        Having = _merging.OfOptional(select.Having);
    }

    /// <summary>What each node gives: the keys, then the parts.</summary>
    public Select Nodes => new(_select.From, [.. _keys, .. _parts], _select.Where, _select.GroupBy);

    private IReadOnlyList<Output> Outputs { get; }

    private Expr? Having { get; }

    /// <summary>Null where an aggregate has no parts.</summary>
    /// <param name="select">With groups.</param>
    public static TwoSteps? Of(Select select)
    {
        var parts = select.Outputs.Select(o => o.Value).Append(select.Having).OfType<Expr>()
            .SelectMany(PlanWalk.All).ToList();
        var isDivisible = select.Qualify is null && parts.TrueForAll(p => p switch
        {
            Analytic or ExistsRow => false,
            Aggregate aggregate => HasParts(aggregate),
            _ => true,
        });
        return isDivisible ? new TwoSteps(select) : null;
    }

    /// <summary>The second step.</summary>
    /// <param name="gathered">The parts of all nodes.</param>
    public Select Merged(Relation gathered) => _select with
    {
        From = [new FromItem(gathered, JoinType.First, null)],
        Outputs = Outputs,
        Where = null,
        GroupBy = [.. _keys.Select(ColumnOf)],
        Having = Having,
    };

    private static bool HasParts(Aggregate aggregate) => aggregate.Function switch
    {
        "count" or "min" or "max" => true,
        "sum" or "avg" => IsExact(aggregate.Operand!.Type),
        _ => false,
    };

    private static bool IsExact(ScalarType type) => type.Kind == ScalarKind.Integer || type.Scale is not null;

    private Expr? Merge(Expr expression)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            if (ReferenceEquals(_keys[i].Value, expression) || (expression is Column && _keys[i].Value == expression))
                return ColumnOf(_keys[i]);
        }

        return expression is Aggregate aggregate ? MergedOf(aggregate) : null;
    }

    private Expr MergedOf(Aggregate aggregate)
    {
        switch (aggregate.Function)
        {
            case "count":
                return new Aggregate("sum", Part(aggregate), ScalarType.Integer);
            case "sum":
                return new Aggregate("sum", Part(SumOf(aggregate.Operand!)), aggregate.Type);
            case "avg":
                var sum = Part(SumOf(aggregate.Operand!));
                var count = Part(new Aggregate("count", aggregate.Operand, ScalarType.Integer));
                return new Operation(
                    Op.Average, aggregate.Type,
                    new Aggregate("sum", sum, sum.Type), new Aggregate("sum", count, ScalarType.Integer));
            default:
                return new Aggregate(aggregate.Function, Part(aggregate), aggregate.Type);
        }
    }

    // A part may be larger than all parts together.
    private static Aggregate SumOf(Expr operand) => operand.Type.Kind == ScalarKind.Integer
        ? new Aggregate("wide sum", operand, new ScalarType(ScalarKind.Number, 0))
        : new Aggregate("sum", operand, operand.Type);

    private Column Part(Aggregate part)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vtl part {_parts.Count + 1}");
        _parts.Add(new Output(part.Type.Named(name, ComponentRole.Measure), part));
        return new Column(0, name, part.Type);
    }

    private Output KeyOf(Expr key, int index)
    {
        var name = key is Column column && !_keys.Exists(k => k.Component.Name == column.Name)
            ? column.Name : string.Create(CultureInfo.InvariantCulture, $"vtl key {index + 1}");
        return new Output(key.Type.Named(name, ComponentRole.Identifier), key);
    }

    private Column ColumnOf(Output key)
    {
        if (!_columns.TryGetValue(key.Value, out var column))
            _columns[key.Value] = column = new Column(0, key.Component.Name, key.Value.Type);
        return column;
    }
}
