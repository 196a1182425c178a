using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// The join operators (VTL 2.2 RM, Join operators). The virtual data set is a select whose ambiguous columns are named
/// "alias#component" until the end, when the aliases are removed.
/// </summary>
internal sealed partial class Binder
{
    private sealed record JoinOperand(string Alias, Relation Relation, int Source, Place Place)
    {
        public Column Column(string name) => new(Source, name, ScalarType.Of(Relation.Find(name)!));
    }

    private DatasetValue JoinOf(Join join, Scope scope)
    {
        var operands = JoinOperands(join, scope);
        var reference = join.Kind == JoinKind.Inner ? InnerReference(operands, join) : operands[0];
        var keys = JoinKeys(join, operands, reference);
        Relation result = VirtualDataset(join, operands, reference, keys);
        CheckClauses(join);
        RequireOwners(join, operands, scope);
        foreach (var item in join.Defaults)
            result = WithDefault((Select)result, item, scope);
        foreach (var clause in join.Body)
        {
            result = clause is ApplyClause apply
                ? Applied((Select)result, apply, operands, keys, scope)
                : ClauseResult(result, WithRoles(clause), scope);
        }

        return new DatasetValue(WithoutAliases(result, join));
    }

    // What a join calculates is a measure unless its role is written, also where a component of that name had another.
    private static Clause WithRoles(Clause clause) => clause switch
    {
        CalcClause calc => calc with
        {
            Items = [.. calc.Items.Select(i => i with { Role = i.Role ?? ComponentRole.Measure })],
        },
        AggrClause aggr => aggr with
        {
            Items = [.. aggr.Items.Select(i => i with { Role = i.Role ?? ComponentRole.Measure })],
        },
        _ => clause,
    };

    private List<JoinOperand> JoinOperands(Join join, Scope scope)
    {
        var operands = new List<JoinOperand>();
        foreach (var item in join.Items)
        {
            var alias = item.Alias?.Text ?? (item.Operand as Name)?.Text
                ?? throw Fail(SemanticErrors.AliasNeeded(item.Operand.Place));
            var isOther = join.Items.Any(i => i != item && i.Operand is Name other && other.Text == alias);
            if (operands.Exists(o => o.Alias == alias) || isOther)
                throw Fail(SemanticErrors.AliasNeeded(item.Operand.Place));
            operands.Add(
                new JoinOperand(alias, BindDataset(item.Operand, scope, "join"), operands.Count, item.Operand.Place));
        }

        return operands;
    }

    /// <summary>The data set to which the others are joined: the one with the most identifiers, or outside of
    /// "using".</summary>
    private static JoinOperand InnerReference(List<JoinOperand> operands, Join join)
    {
        var named = join.Using.Select(u => u.Text).ToHashSet(StringComparer.Ordinal);
        if (named.Count > 0 &&
            operands.Find(o => !o.Relation.Identifiers.All(c => named.Contains(c.Name))) is { } outside)
        {
            return outside;
        }

        return operands.MaxBy(o => o.Relation.Identifiers.Count())!;
    }

    /// <summary>For each operand but the first written, the names on which it is matched.</summary>
    private List<string>[] JoinKeys(Join join, List<JoinOperand> operands, JoinOperand reference)
    {
        if (join.Kind == JoinKind.Cross)
        {
            return join.Using.Count == 0 ? [.. operands.Select(_ => new List<string>())]
                : throw Fail(SemanticErrors.JoinKeys(
                    "cross_join 不能带 using", "cross_join takes no using", join.Using[0].Place));
        }

        if (join.Using.Count > 0)
        {
            foreach (var key in join.Using)
            {
                if (operands.Find(o => o.Relation.Find(key.Text) is null) is { } lacking)
                {
                    throw Fail(
                        SemanticErrors.UnknownComponent(
                        key.Text, lacking.Relation.Components.Select(c => c.Name), key.Place));
                }
            }

            RequireUsing(join, operands);
            return [.. operands.Select(_ => join.Using.Select(u => u.Text).ToList())];
        }

        var known = reference.Relation.Identifiers.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var operand in operands)
        {
            var own = operand.Relation.Identifiers.Select(c => c.Name).ToList();
            if (!own.TrueForAll(known.Contains) || (join.Kind == JoinKind.Full && own.Count != known.Count))
            {
                throw Fail(SemanticErrors.JoinKeys(
                    $"数据集 {operand.Alias} 的标识须都是 {reference.Alias} 的标识（full_join 须相同），否则请用 using",
                    $"the identifiers of {operand.Alias} must be identifiers of {reference.Alias} (the same for " +
                        $"full_join); otherwise use using",
                    operand.Place));
            }
        }

        if (join.Kind == JoinKind.Left && CommonIdentifiers(operands, operands[0]) is null)
        {
            throw Fail(SemanticErrors.JoinKeys(
                "left_join 第一个以外的数据集标识须相同", "the data sets of left_join but the first must have the same identifiers",
                join.Place));
        }

        return [.. operands.Select(o => o.Relation.Identifiers.Select(c => c.Name).ToList())];
    }

    /// <summary>The cases B1 and B2: the keys are some of the identifiers that all data sets share, or all of those
    /// that the data sets beside the reference have.</summary>
    private void RequireUsing(Join join, List<JoinOperand> operands)
    {
        var keys = join.Using.Select(u => u.Text).ToHashSet(StringComparer.Ordinal);
        var references = join.Kind == JoinKind.Left ? operands.Take(1) : operands;
        if (references.Any(r => IsJoinedOn(keys, operands, r)))
            return;
        throw Fail(SemanticErrors.JoinKeys(
            "using 须是各数据集共有的标识中的几个，或恰为参照数据集以外各数据集共同的全部标识",
            "using must name some of the identifiers that all data sets share, or all and only the identifiers that " +
                "the data sets beside the reference have in common",
            join.Using[0].Place));
    }

    private static bool IsJoinedOn(HashSet<string> keys, List<JoinOperand> operands, JoinOperand reference)
    {
        bool AreIdentifiersOf(JoinOperand o) => keys.All(k => o.Relation.Find(k) is { Role: ComponentRole.Identifier });
        var own = reference.Relation.Identifiers.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        if (operands.TrueForAll(AreIdentifiersOf) &&
            operands.TrueForAll(o => o.Relation.Identifiers.All(c => own.Contains(c.Name))))
        {
            return true;
        }

        return CommonIdentifiers(operands, reference) is { } common && common.SetEquals(keys);
    }

    // The identifiers of all data sets but the reference; null where they are not the same.
    private static HashSet<string>? CommonIdentifiers(List<JoinOperand> operands, JoinOperand reference)
    {
        var sets = operands.Where(o => o != reference)
            .Select(o => o.Relation.Identifiers.Select(c => c.Name).ToHashSet(StringComparer.Ordinal)).ToList();
        return sets.Count == 0 || sets.TrueForAll(s => s.SetEquals(sets[0])) ? sets.FirstOrDefault() ?? [] : null;
    }

    private Select VirtualDataset(Join join, List<JoinOperand> operands, JoinOperand reference, List<string>[] keys)
    {
        var from = new List<FromItem>();
        // The value of a key so far: outer joins take it from the left, full joins from whoever has it.
        var values = new Dictionary<string, Expr>(StringComparer.Ordinal);
        foreach (var operand in operands)
        {
            Expr? on = null;
            foreach (var key in keys[operand.Source])
            {
                var column = operand.Column(key);
                if (!values.TryGetValue(key, out var before))
                {
                    values[key] = column;
                    continue;
                }

                var equal = _scalars.Apply("=", operand.Place, [before, column]);
                on = on is null ? equal : RowView.And(on, equal);
                if (join.Kind == JoinKind.Full)
                {
                    values[key] = new Operation(
                        Op.Coalesce, TimeCasts.Beside(before, column).Type, TimeCasts.Of([before, column]));
                }
            }

            from.Add(new FromItem(operand.Relation, JoinTypeOf(join.Kind, operand.Source, on), on));
        }

        return new Select(from, [.. VirtualOutputs(join, operands, reference, values)]);
    }

    private static JoinType JoinTypeOf(JoinKind kind, int source, Expr? on) => (kind, source) switch
    {
        (_, 0) => JoinType.First,
        _ when on is null => JoinType.Cross,
        (JoinKind.Left, _) => JoinType.Left,
        (JoinKind.Full, _) => JoinType.Full,
        _ => JoinType.Inner,
    };

    /// <summary>Keys once, with the reference's role; other components in the order of the operands.</summary>
    private IEnumerable<Output> VirtualOutputs(
        Join join, List<JoinOperand> operands, JoinOperand reference, Dictionary<string, Expr> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operand in operands)
        {
            foreach (var component in operand.Relation.Components)
            {
                if (keys.TryGetValue(component.Name, out var key))
                {
                    if (seen.Add(component.Name))
                    {
                        var own = reference.Relation.Find(component.Name) ?? component;
                        yield return new Output(
                            key.Type.Kind == ScalarKind.Time ? own with { Kind = ScalarKind.Time } : own, key);
                    }

                    continue;
                }

                if (IsPropagated(component, operands) is { } sharing)
                {
                    if (seen.Add(component.Name))
                    {
                        yield return new Output(component, Propagated(
                            component.Name, [.. sharing.Select(o => o.Column(component.Name))], join.Place));
                    }

                    continue;
                }

                var isShared = operands.Exists(o => o != operand && o.Relation.Find(component.Name) is not null);
                var name = isShared ? $"{operand.Alias}#{component.Name}" : component.Name;
                var isNullable = component.IsNullable || join.Kind == JoinKind.Full ||
                    (join.Kind == JoinKind.Left && operand.Source > 0);
                yield return new Output(
                    component with { Name = name, IsNullable = isNullable }, operand.Column(component.Name));
            }
        }
    }

    // The operands that share a viral attribute, where there is a rule to make one value of theirs.
    private List<JoinOperand>? IsPropagated(Component component, List<JoinOperand> operands)
    {
        if (component.Role != ComponentRole.ViralAttribute || !symbols.Propagations.ContainsKey(component.Name))
            return null;
        var sharing = operands.Where(o => o.Relation.Find(component.Name) is not null).ToList();
        return sharing.Count > 1 &&
            sharing.TrueForAll(o => o.Relation.Find(component.Name)!.Role == ComponentRole.ViralAttribute)
            ? sharing : null;
    }

    // filter, then one of apply, calc, aggr, then keep or drop, then rename (VTL 2.2 RM, Join, "Syntax").
    private static int StepOf(Clause clause) => clause switch
    {
        FilterClause => 1,
        ApplyClause or CalcClause or AggrClause => 2,
        KeepOrDropClause => 3,
        _ => 4,
    };

    private void RequireOrder(Join join)
    {
        if (join.Defaults.Count > 0 && (join.Using.Count == 0 || join.Kind is JoinKind.Inner or JoinKind.Cross))
        {
            throw Fail(SemanticErrors.ClauseOrder("nvl 只能跟在 left_join、full_join 的 using 之后",
                "nvl stands after using, in left_join and full_join only", join.Place));
        }

        foreach (var (earlier, later) in join.Body.Zip(join.Body.Skip(1)))
        {
            if (StepOf(earlier) >= StepOf(later))
            {
                throw Fail(SemanticErrors.ClauseOrder("次序须为 filter、apply/calc/aggr、keep/drop、rename，各一个",
                    "the order is filter, apply or calc or aggr, keep or drop, rename, one of each", later.Place));
            }
        }
    }

    // alias#component is a component of that data set, not any component of that name.
    private void RequireOwners(Join join, List<JoinOperand> operands, Scope scope)
    {
        foreach (var (member, alias) in MembersOf(join.Body))
        {
            if (operands.Find(o => o.Alias == alias.Text) is not { Relation: var relation })
            {
                if (!symbols.Extensions)
                    throw Fail(SemanticErrors.UnknownName(alias.Text, alias.Place));
            }
            else if (relation.Find(member.Component.Text) is null &&
                !scope.Arguments.ContainsKey(member.Component.Text))
            {
                throw Fail(SemanticErrors.UnknownComponent(
                    $"{alias.Text}#{member.Component.Text}", relation.Components.Select(c => c.Name), member.Place));
            }
        }
    }

    private static IEnumerable<(Member Member, Name Alias)> MembersOf(IEnumerable<Clause> clauses) => clauses
        .SelectMany(ClauseParts).SelectMany(SyntaxWalk.All).OfType<Member>()
        .Where(m => m.Operand is Name).Select(m => (m, (Name)m.Operand));

    private static IEnumerable<Expression> ClauseParts(Clause clause) => clause switch
    {
        FilterClause filter => [filter.Condition],
        CalcClause calc => calc.Items.Select(i => i.Value),
        AggrClause { Having: { } having } aggr => aggr.Items.Select(i => i.Value).Append(having),
        AggrClause aggr => aggr.Items.Select(i => i.Value),
        KeepOrDropClause keep => keep.Components,
        RenameClause rename => rename.Items.Select(i => i.From),
        _ => [],
    };

    private void CheckClauses(Join join)
    {
        if (!symbols.Extensions)
            RequireOrder(join);
        if (join.Body.Count(c => c is CalcClause or AggrClause or ApplyClause) > 1)
        {
            throw Fail(
                SemanticErrors.ClauseOrder(
                "apply、calc、aggr 只能有一个", "only one of apply, calc and aggr may stand", join.Place));
        }

        if (join.Body.Count(c => c is KeepOrDropClause) > 1)
        {
            throw Fail(
                SemanticErrors.ClauseOrder("keep、drop 只能有一个", "only one of keep and drop may stand", join.Place));
        }

        if (join.Body.FirstOrDefault(c => c is SubClause or PivotClause) is { } other)
        {
            throw Fail(SemanticErrors.ClauseOrder("连接中不能用 sub、pivot、unpivot",
                "sub, pivot and unpivot cannot stand in a join", other.Place));
        }
    }

    private Select WithDefault(Select select, JoinDefault item, Scope scope)
    {
        var component = Existing(select, item.Component);
        var value = BindScalar(item.Value, scope, "nvl");
        List<Output> outputs = [.. select.Outputs.Select(o => o.Component.Name == component.Name
            ? Defaulted(o, _scalars.Apply("nvl", item.Component.Place, [o.Value, value]))
            : o)];
        return select with { Outputs = outputs, Components = [.. outputs.Select(o => o.Component)] };
    }

    // A default of 0.5 makes numbers of integers.
    private static Output Defaulted(Output output, Expr value) => new(
        output.Component with { Kind = value.Type.Kind ?? output.Component.Kind, Scale = value.Type.Scale }, value);

    /// <summary>apply: the expression over the aliases, once for each measure that all operands have.</summary>
    private Select Applied(
        Select select, ApplyClause apply, List<JoinOperand> operands, List<string>[] keys, Scope scope)
    {
        var measures = operands[0].Relation.Measures.Select(m => m.Name)
            .Where(n => operands.TrueForAll(
                o => o.Relation.Find(n) is { Role: ComponentRole.Measure } && !keys[o.Source].Contains(n))).ToList();
        if (measures.Count == 0)
            throw Fail(SemanticErrors.NoMeasure("apply", apply.Place));
        var outputs = select.Outputs.Where(o => o.Component.Role != ComponentRole.Measure).ToList();
        Output Of(string measure)
        {
            var names = new AliasNames(
                operands.ToDictionary(o => o.Alias, Expr (o) => o.Column(measure), StringComparer.Ordinal));
            var value = BindScalar(apply.Value, scope.With(names), "apply");
            return new Output(value.Type.Named(measure, ComponentRole.Measure), value);
        }

        // Of several, those "whose type is compatible with the operators" (VTL 2.2 RM, Join, apply).
        var fitting = measures.Count == 1 ? measures : [.. measures.Where(m => IsBound(() => Of(m)))];
        outputs.AddRange((fitting.Count == 0 ? measures : fitting).Select(Of));
        return new Select(select.From, outputs, select.Where);
    }

    private bool IsBound(Action binding)
    {
        var before = diagnostics.Count;
        try
        {
            binding();
            return true;
        }
        catch (BindAbort)
        {
            diagnostics.Forget(before);
            return false;
        }
    }

    private Relation WithoutAliases(Relation relation, Join join)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in relation.Components)
        {
            if (!names.Add(BaseName(component.Name)))
                throw Fail(SemanticErrors.DuplicateComponent(BaseName(component.Name), join.Place));
        }

        if (relation.Components.All(c => BaseName(c.Name) == c.Name) || relation is not Select select)
            return relation;
        Output[] outputs = [
            .. select.Outputs.Select(
            o => o with { Component = o.Component with { Name = BaseName(o.Component.Name) } })];
        return select with { Outputs = outputs, Components = [.. outputs.Select(o => o.Component)] };
    }

    private static string BaseName(string name) => name[(name.LastIndexOf('#') + 1)..];

    /// <summary>In apply, an alias stands for the measure at hand.</summary>
    private sealed class AliasNames(Dictionary<string, Expr> values) : IRowNames
    {
        public IReadOnlyList<Component> Components =>
            [.. values.Select(v => v.Value.Type.Named(v.Key, ComponentRole.Measure))];

        public Expr? Find(string name) => values.GetValueOrDefault(name);

        public Expr? Find(string alias, string name) => null;
    }
}
