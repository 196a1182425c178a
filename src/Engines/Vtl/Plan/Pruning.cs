namespace Huoshui.Vtl.Plan;

/// <summary>
/// Leaves out what nobody reads: a relation keeps the outputs that those above it name. A clause of VTL passes every
/// component on, so without this each step of a script lists, and a shared result computes, columns that no later one
/// needs.
/// </summary>
internal sealed class Pruning
{
    private readonly Dictionary<Relation, HashSet<string>> _needed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Relation, Relation> _pruned = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, HashSet<string>> _columns = new(StringComparer.Ordinal);

    private Pruning(Relation root, IEnumerable<string> components)
    {
        foreach (var relation in FromTheTop(root))
        {
            if (ReferenceEquals(relation, root))
                Need(root, components);
            Ask(relation, _needed[relation]);
            if (relation is InputScan input)
                Read(input);
        }

        Root = Pruned(root);
    }

    /// <summary>The relation.</summary>
    public Relation Root { get; }

    /// <summary>Columns read of each input.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Columns =>
        _columns.ToDictionary(c => c.Key, c => (IReadOnlySet<string>)c.Value, StringComparer.Ordinal);

    /// <summary>The plan with every column left out that is not needed for the components of the root.</summary>
    public static Pruning Of(Relation root) => new(root, NamesOf(root));

    /// <summary>The plan with every column left out that is not needed for some components of the root.</summary>
    public static Pruning Of(Relation root, IEnumerable<string> components) => new(root, components);

    // Every relation after all that read it, so that what is asked of it is known.
    private static IEnumerable<Relation> FromTheTop(Relation root)
    {
        var order = new List<Relation>();
        var seen = new HashSet<Relation>(ReferenceEqualityComparer.Instance);
        Visit(root);
        order.Reverse();
        return order;

        void Visit(Relation relation)
        {
            if (!seen.Add(relation))
                return;
            foreach (var child in PlanWalk.Children(relation))
                Visit(child);
            order.Add(relation);
        }
    }

    private static HashSet<string> NamesOf(Relation relation) =>
        relation.Components.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);

    private void Need(Relation relation, IEnumerable<string> names)
    {
        if (!_needed.TryGetValue(relation, out var needed))
            _needed[relation] = needed = new HashSet<string>(StringComparer.Ordinal);
        needed.UnionWith(names);
    }

    private void Read(InputScan input)
    {
        if (!_columns.TryGetValue(input.Name, out var columns))
            _columns[input.Name] = columns = new HashSet<string>(StringComparer.Ordinal);
        columns.UnionWith(Left(input).Select(c => c.Name));
    }

    // What a relation, of which some columns are needed, needs of those below it.
    private void Ask(Relation relation, HashSet<string> needed)
    {
        switch (relation)
        {
            case ResultScan scan:
                Need(scan.Definition, needed);
                break;
            case Select select:
                AskSources(select, needed);
                break;
            case UnionAll union:
                // Parts match by name: where only rows are counted, they keep the same column.
                if (needed.Count == 0)
                    needed.Add(union.Components[0].Name);
                union.Parts.ToList().ForEach(p => Need(p, needed));
                break;
            case Unpivot unpivot:
                Need(unpivot.Source, unpivot.Folded);
                Need(unpivot.Source, unpivot.Components.Select(c => c.Name));
                break;
            default:
                AskAll(PlanWalk.Children(relation));
                break;
        }
    }

    private void AskSources(Select select, HashSet<string> needed)
    {
        foreach (var from in select.From)
            Need(from.Relation, []);
        foreach (var part in PlanWalk.ExpressionsOf(Kept(select, needed)).SelectMany(PlanWalk.All))
        {
            if (part is Column column)
                Need(select.From[column.Source].Relation, [column.Name]);
        }

        // A row that stops a group is named by its own identifiers.
        if (select.GroupBy is not null && PlanWalk.ExpressionsOf(Kept(select, needed)).SelectMany(PlanWalk.All)
            .OfType<Aggregate>().Any(a => a.Operand is not null && PlanWalk.All(a.Operand).Any(CanStop)))
        {
            foreach (var from in select.From)
                Need(from.Relation, from.Relation.Identifiers.Select(c => c.Name));
        }

        // A query inside an expression is left as it is, also one inside an output that nobody reads.
        var sources = select.From.Select(f => f.Relation).ToHashSet<Relation>(ReferenceEqualityComparer.Instance);
        AskAll(PlanWalk.Children(select).Where(c => !sources.Contains(c)));
    }

    private static bool CanStop(Expr expression) => expression is Operation operation && operation.Code switch
    {
        Op.Divide => operation.Arguments[1] is not Constant,
        Op.Cast => operation.Arguments[0].Type.Kind == ScalarKind.String,
        Op.NaturalLog or Op.Logarithm or Op.Power or Op.SquareRoot or Op.Exponential => true,
        _ => false,
    };

    private void AskAll(IEnumerable<Relation> relations)
    {
        foreach (var relation in relations)
            Need(relation, NamesOf(relation));
    }

    private static Select Kept(Select select, HashSet<string> needed)
    {
        if (select.From.Count == 0)
            return select;
        var kept = select.Outputs.Where(o => needed.Contains(o.Component.Name)).ToList();
        // One group is one row because of an aggregate in it.
        if (select.GroupBy is { Count: 0 } && !kept.Exists(o => o.Value.HasAggregate))
            kept.AddRange(select.Outputs.Where(o => o.Value.HasAggregate).Take(1));
        if (kept.Count == 0)
            kept.AddRange(select.Outputs.Take(1));
        return select with { Outputs = kept, Components = [.. kept.Select(o => o.Component)] };
    }

    private Relation Pruned(Relation relation)
    {
        if (_pruned.TryGetValue(relation, out var known))
            return known;
        return _pruned[relation] = relation switch
        {
            ResultScan scan => new ResultScan(scan.Name, Pruned(scan.Definition)),
            Select select => PrunedSelect(select),
            UnionAll union => new UnionAll([.. union.Parts.Select(Pruned)]) with { Components = Left(union) },
            Unpivot unpivot => unpivot with { Source = Pruned(unpivot.Source) },
            InputScan input => input with { Components = Left(input) },
            _ => relation,
        };
    }

    private Select PrunedSelect(Select select)
    {
        var kept = Kept(select, _needed[select]);
        return kept with { From = [.. kept.From.Select(f => f with { Relation = Pruned(f.Relation) })] };
    }

    private IReadOnlyList<Component> Left(Relation relation)
    {
        var needed = _needed[relation];
        List<Component> left = [.. relation.Components.Where(c => needed.Contains(c.Name))];
        return left.Count > 0 ? left : [.. relation.Components.Take(1)];
    }
}
