using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>What stands in square brackets after a data set (VTL 2.2 RM, Clause operators).</summary>
internal sealed partial class Binder
{
    private DatasetValue ClauseOn(ClauseOf text, Scope scope)
    {
        var relation = BindDataset(text.Operand, scope, "[ ]");
        RequireKnown(text.Clause, scope);
        return new DatasetValue(ClauseResult(relation, text.Clause, scope));
    }

    // ds#component inside a clause on ds: the data set must be one that the script knows.
    private void RequireKnown(Clause clause, Scope scope)
    {
        foreach (var (_, alias) in symbols.Extensions ? [] : MembersOf([clause]))
        {
            if (!symbols.Inputs.ContainsKey(alias.Text) && !symbols.Assignments.ContainsKey(alias.Text) &&
                !scope.Arguments.ContainsKey(alias.Text))
            {
                throw Fail(SemanticErrors.UnknownName(alias.Text, alias.Place));
            }
        }
    }

    private Relation ClauseResult(Relation relation, Clause clause, Scope scope) => WithArguments(clause, scope) switch
    {
        FilterClause filter => Filter(relation, filter, scope),
        CalcClause calc => Calc(relation, calc, scope),
        AggrClause aggr => Aggr(relation, aggr, scope),
        KeepOrDropClause keep => KeepOrDrop(relation, keep),
        RenameClause rename => Rename(relation, rename),
        SubClause sub => Sub(relation, sub, scope),
        PivotClause { IsPivot: false } unpivot => Unpivoted(relation, unpivot),
        PivotClause pivot => Pivoted(relation, pivot),
        _ => throw new InvalidOperationException($"Unbound {clause.GetType().Name}."),
    };

    // In the body of a defined operator a parameter may name a component.
    private static Clause WithArguments(Clause clause, Scope scope) => clause switch
    {
        _ when scope.Arguments.Count == 0 => clause,
        KeepOrDropClause keep => keep with { Components = [.. keep.Components.Select(c => Actual(c, scope))] },
        RenameClause rename => rename with
        {
            Items = [.. rename.Items.Select(i => i with { From = Actual(i.From, scope) })],
        },
        AggrClause { Grouping: { } grouping } aggr => aggr with { Grouping = Actual(grouping, scope) },
        PivotClause { IsPivot: true } pivot => pivot with
        {
            Identifier = Actual(pivot.Identifier, scope),
            Measure = Actual(pivot.Measure, scope),
        },
        SubClause sub => sub with
        {
            Items = [.. sub.Items.Select(i => i with { Component = Actual(i.Component, scope) })],
        },
        _ => clause,
    };

    private static Expression Actual(Expression component, Scope scope) => component switch
    {
        Name name => Actual(name, scope),
        Member member => member with { Component = Actual(member.Component, scope) },
        _ => component,
    };

    private static Grouping Actual(Grouping grouping, Scope scope) =>
        grouping with { Components = [.. grouping.Components.Select(c => Actual(c, scope))] };

    private Select Filter(Relation relation, FilterClause filter, Scope scope)
    {
        var rows = RowView.Of(relation);
        return rows.Filter(BindBoolean(filter.Condition, scope.With(new RelationNames(rows)), "filter"));
    }

    private Select Calc(Relation relation, CalcClause calc, Scope scope)
    {
        var rows = RowView.Of(relation);
        var inner = scope.With(new RelationNames(rows), windows: true);
        var outputs = rows.Keep(_ => true).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in calc.Items)
        {
            var name = Given(item.Component, scope);
            var value = BindScalar(item.Value, inner, "calc");
            // In a join, the new component takes the place of all of the same name.
            outputs.RemoveAll(o => o.Component.Name.EndsWith("#" + name, StringComparison.Ordinal));
            var index = outputs.FindIndex(o => o.Component.Name == name);
            if (!seen.Add(name))
                throw Fail(SemanticErrors.DuplicateComponent(name, item.Component.Place));
            if (index >= 0 && outputs[index].Component.Role == ComponentRole.Identifier)
                throw Fail(SemanticErrors.IdentifierFixed(name, item.Component.Place));
            var role = item.Role ?? (index >= 0 ? outputs[index].Component.Role : ComponentRole.Measure);
            var domain = item.Value is Name copied ? relation.Find(copied.Text)?.Domain : null;
            var output = new Output(value.Type.Named(name, role) with { Domain = domain }, value);
            if (index >= 0)
                outputs[index] = output;
            else
                outputs.Add(output);
        }

        return rows.Project(outputs);
    }

    // A component parameter of a defined operator may name the component to be calculated.
    private static string Given(Name name, Scope scope) => Actual(name, scope).Text;

    private Select KeepOrDrop(Relation relation, KeepOrDropClause clause)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in clause.Components)
        {
            var component = Existing(relation, text);
            if (component.Role == ComponentRole.Identifier && !(clause.IsKeep && symbols.Extensions))
                throw Fail(SemanticErrors.IdentifierFixed(component.Name, text.Place));
            named.Add(component.Name);
        }

        return Only(relation, c => c.Role == ComponentRole.Identifier || named.Contains(c.Name) == clause.IsKeep);
    }

    /// <summary>Some of the columns; a select keeps its shape.</summary>
    private static Select Only(Relation relation, Func<Component, bool> which)
    {
        if (relation is Select select)
        {
            return select with
            {
                Outputs = [.. select.Outputs.Where(o => which(o.Component))],
                Components = [.. select.Components.Where(which)]
            };
        }

        var rows = RowView.Of(relation);
        return rows.Project([.. rows.Keep(which)]);
    }

    private Component Existing(Relation relation, Expression text)
    {
        var name = text is Member member ? member.Component.Text : ((Name)text).Text;
        var owned = text is Member { Operand: Name alias } ? relation.Find($"{alias.Text}#{name}") : null;
        var found = owned ?? relation.Find(name);
        if (found is null && text is Member)
            throw Fail(SemanticErrors.UnknownComponent(name, relation.Components.Select(c => c.Name), text.Place));
        var shared = relation.Components.Where(c => c.Name.EndsWith("#" + name, StringComparison.Ordinal)).ToList();
        if (found is null && shared.Count > 1)
            throw Fail(SemanticErrors.AmbiguousComponent(name, text.Place));
        return found ?? shared.FirstOrDefault()
            ?? throw Fail(SemanticErrors.UnknownComponent(name, relation.Components.Select(c => c.Name), text.Place));
    }

    private Select Rename(Relation relation, RenameClause rename)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in rename.Items)
        {
            var component = Existing(relation, item.From);
            if (!names.TryAdd(component.Name, item.To.Text))
                throw Fail(SemanticErrors.DuplicateComponent(component.Name, item.From.Place));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in relation.Components)
        {
            if (!seen.Add(names.GetValueOrDefault(component.Name, component.Name)))
            {
                throw Fail(
                    SemanticErrors.DuplicateComponent(
                    names.GetValueOrDefault(component.Name, component.Name), rename.Place));
            }
        }

        Output Renamed(Output o) =>
            o with
            {
                Component = o.Component with
                {
                    Name = names.GetValueOrDefault(
            o.Component.Name, o.Component.Name)
                }
            };
        if (relation is Select select)
        {
            Output[] outputs = [.. select.Outputs.Select(Renamed)];
            return select with { Outputs = outputs, Components = [.. outputs.Select(o => o.Component)] };
        }

        var rows = RowView.Of(relation);
        return rows.Project([.. rows.Keep(_ => true).Select(Renamed)]);
    }

    private Select Sub(Relation relation, SubClause sub, Scope scope)
    {
        var rows = RowView.Of(relation);
        Expr? condition = null;
        var fixedNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in sub.Items)
        {
            if (relation.Find(item.Component.Text) is not { } component)
            {
                throw Fail(
                    SemanticErrors.UnknownComponent(
                    item.Component.Text, relation.Components.Select(c => c.Name), item.Component.Place));
            }

            if (component.Role != ComponentRole.Identifier)
                throw Fail(SemanticErrors.NotIdentifier(component.Name, item.Component.Place));
            if (!fixedNames.Add(component.Name))
                throw Fail(SemanticErrors.DuplicateComponent(component.Name, item.Component.Place));
            var value = BindScalar(item.Value, scope, "sub");
            RequireAllowed(component, value, item.Value.Place);
            var equal = _scalars.Apply("=", item.Component.Place, [rows[component.Name], value]);
            condition = condition is null ? equal : RowView.And(condition, equal);
        }

        return Only(rows.Filter(condition!), c => !fixedNames.Contains(c.Name));
    }

    // An identifier is never null, and an integer has no digits after the point.
    private void RequireAllowed(Component identifier, Expr value, Place place)
    {
        var constant = value is Operation { Code: Op.Negate, Arguments: [var negated] } ? negated : value;
        var isFraction = identifier.Kind == ScalarKind.Integer && constant is Constant { Value: decimal or double } c &&
            Convert.ToDouble(c.Value, CultureInfo.InvariantCulture) % 1 != 0;
        if (isFraction || constant is Constant { Value: null })
        {
            throw Fail(SemanticErrors.WrongType(
                "sub", SemanticErrors.Text(ScalarType.Of(identifier)), SemanticErrors.Text(constant.Type), place));
        }
    }

    private Unpivot Unpivoted(Relation relation, PivotClause clause)
    {
        var measures = relation.Measures.ToList();
        if (measures.Count == 0)
            throw Fail(SemanticErrors.NoMeasure("unpivot", clause.Place));
        var type = ScalarType.Of(measures[0]);
        foreach (var measure in measures.Skip(1))
        {
            type = ScalarType.Common(type, ScalarType.Of(measure)) ?? throw Fail(SemanticErrors.Incompatible(
                "unpivot", SemanticErrors.Text(type), SemanticErrors.Text(ScalarType.Of(measure)), clause.Place));
        }

        var kept = relation.Components.Where(
            c => c.Role is ComponentRole.Identifier or ComponentRole.ViralAttribute).ToList();
        if (clause.Identifier.Text == clause.Measure.Text ||
            kept.Exists(c => c.Name == clause.Identifier.Text || c.Name == clause.Measure.Text))
        {
            throw Fail(SemanticErrors.DuplicateComponent(clause.Identifier.Text, clause.Identifier.Place));
        }

        return new Unpivot(
            TimeCasts.OfMeasures(relation), clause.Identifier.Text, clause.Measure.Text,
            [.. measures.Select(m => m.Name)],
        [
            .. kept.Where(c => c.Role == ComponentRole.Identifier),
            new Component(clause.Identifier.Text, ComponentRole.Identifier, ScalarKind.String, null, false),
            type.Named(clause.Measure.Text, ComponentRole.Measure),
            .. kept.Where(c => c.Role != ComponentRole.Identifier),
        ]);
    }
}
