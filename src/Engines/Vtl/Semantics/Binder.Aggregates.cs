using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>Aggregate invocations and the clause aggr (VTL 2.2 RM, Aggregate operators).</summary>
internal sealed partial class Binder
{
    private Value Invoke(Invocation invocation, Scope scope)
    {
        if (scope.Arguments.Count > 0)
            invocation = WithArguments(invocation, scope);
        if (invocation.Over is not null)
            return scope.Row is null ? AnalyticDataset(invocation, scope) : AnalyticComponent(invocation, scope);
        if (Keywords.IsAnalyticOnly(invocation.Function))
            throw Fail(SemanticErrors.WindowNotAllowed(invocation.Function, invocation.Place));
        return scope.Row is null ? AggregateDataset(invocation, scope) : AggregateComponent(invocation, scope);
    }

    private static Invocation WithArguments(Invocation invocation, Scope scope) => invocation with
    {
        Grouping = invocation.Grouping is { } grouping ? Actual(grouping, scope) : null,
        Over = invocation.Over is { } window ? window with
        {
            PartitionComponents = [.. window.PartitionComponents.Select(c => Actual(c, scope))],
            Order = [.. window.Order.Select(o => o with { Component = Actual(o.Component, scope) })],
        } : null,
    };

    private ScalarValue AggregateComponent(Invocation invocation, Scope scope)
    {
        if (!scope.AllowsAggregates || invocation.Grouping is not null)
            throw Fail(SemanticErrors.AggregateNotAllowed(invocation.Function, invocation.Place));
        if (invocation.Operand is null && invocation.Function != "count")
            throw Fail(SemanticErrors.ArgumentCount(invocation.Function, "1", 0, invocation.Place));
        var operand = invocation.Operand is null ? null
            : BindScalar(invocation.Operand, scope.Inner(aggregates: false), invocation.Function);
        return new ScalarValue(AggregateOf(invocation.Function, operand, invocation.Place));
    }

    private Aggregate AggregateOf(string function, Expr? operand, Place place)
    {
        if (function == "count")
            return new Aggregate(function, operand, ScalarType.Integer);
        return new Aggregate(function, operand, AggregateType(function, operand!.Type, place));
    }

    private ScalarType AggregateType(string function, ScalarType operand, Place place)
    {
        if (function is "min" or "max" or "first_value" or "last_value" or "lag" or "lead")
            return operand;
        if (function is "count" or "rank")
            return ScalarType.Integer;
        if (!operand.IsNumeric)
            throw Fail(SemanticErrors.WrongType(function, "number", SemanticErrors.Text(operand), place));
        return function == "sum" ? operand : ScalarType.Double;
    }

    private DatasetValue AggregateDataset(Invocation invocation, Scope scope)
    {
        if (invocation.Operand is null)
            throw Fail(SemanticErrors.ArgumentCount(invocation.Function, "1", 0, invocation.Place));
        var relation = Converted(BindDataset(invocation.Operand, scope, invocation.Function), invocation.Grouping);
        var rows = RowView.Of(relation);
        var keys = GroupingKeys(invocation.Grouping, relation);
        var outputs = rows.Keep(c => keys.Contains(c.Name)).ToList();
        var groupBy = outputs.Select(o => o.Value).ToList();
        if (invocation.Function == "count")
        {
            outputs.Add(CountedRows(relation, rows));
        }
        else
        {
            if (!relation.Measures.Any())
                throw Fail(SemanticErrors.NoMeasure(invocation.Function, invocation.Place));
            foreach (var measure in relation.Measures)
            {
                var value = AggregateOf(invocation.Function, rows[measure.Name], invocation.Place);
                outputs.Add(new Output(value.Type.Named(measure.Name, measure.Role), value));
            }
        }

        outputs.AddRange(GroupVirals(relation, rows, outputs));
        return new DatasetValue(new Select(
            rows.From, outputs, rows.Where, groupBy, HavingOf(invocation.Having, rows, scope)));
    }

    // count counts data points; a data point without any value in its measures is none (as count of one measure).
    private static Output CountedRows(Relation relation, RowView rows)
    {
        var measures = relation.Measures.ToList();
        Expr? operand = null;
        if (measures.Count == 1)
            operand = rows[measures[0].Name];
        var count = new Aggregate("count", operand, ScalarType.Integer);
        return new Output(new Component("int_var", ComponentRole.Measure, ScalarKind.Integer), count);
    }

    private Expr? HavingOf(Expression? having, RowView rows, Scope scope)
    {
        if (having is null)
            return null;
        var condition = BindBoolean(having, scope.With(new RelationNames(rows), aggregates: true), "having");
        return condition.HasAggregate ? condition : throw Fail(SemanticErrors.NotAggregated(having.Place));
    }

    /// <summary>Identifiers that stay; without a grouping none, so that there is one group.</summary>
    private HashSet<string> GroupingKeys(Grouping? grouping, Relation relation)
    {
        if (grouping is null)
            return new HashSet<string>(StringComparer.Ordinal);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in grouping.Components)
        {
            if (relation.Find(name.Text) is not { } component)
            {
                throw Fail(
                    SemanticErrors.UnknownComponent(name.Text, relation.Identifiers.Select(c => c.Name), name.Place));
            }

            if (component.Role != ComponentRole.Identifier)
                throw Fail(SemanticErrors.NotIdentifier(name.Text, name.Place));
            named.Add(name.Text);
        }

        if (grouping is { Kind: GroupingKind.By, TimeAgg: { } conversion })
            named.Add(TimeIdentifier(relation, "time_agg", conversion.Place).Name);
        var isBy = grouping.Kind == GroupingKind.By;
        return [.. relation.Identifiers.Select(
            c => c.Name).Where(n => grouping.Kind == GroupingKind.All || named.Contains(n) == isBy)];
    }

    private Select Aggr(Relation relation, AggrClause clause, Scope scope)
    {
        relation = Converted(relation, clause.Grouping);
        var rows = RowView.Of(relation);
        return Aggr(relation, clause, rows, new RelationNames(rows), scope);
    }

    private Select Aggr(Relation relation, AggrClause clause, RowView rows, IRowNames names, Scope scope)
    {
        var keys = GroupingKeys(clause.Grouping, relation);
        var outputs = rows.Keep(c => keys.Contains(c.Name)).ToList();
        var groupBy = outputs.Select(o => o.Value).ToList();
        var inner = scope.With(names, aggregates: true);
        foreach (var item in clause.Items)
        {
            var name = Given(item.Component, scope);
            var value = BindScalar(item.Value, inner, "aggr");
            if (!value.HasAggregate || HasBareColumn(value, groupBy))
                throw Fail(SemanticErrors.NotAggregated(item.Place));
            if (outputs.Exists(o => o.Component.Name == name))
                throw Fail(SemanticErrors.DuplicateComponent(name, item.Component.Place));
            var role = item.Role ?? relation.Find(name)?.Role ?? ComponentRole.Measure;
            if (role == ComponentRole.Identifier || relation.Find(name) is { Role: ComponentRole.Identifier })
                throw Fail(SemanticErrors.IdentifierFixed(name, item.Component.Place));
            outputs.Add(new Output(value.Type.Named(name, role), value));
        }

        outputs.AddRange(GroupVirals(relation, rows, outputs));

        return new Select(rows.From, outputs, rows.Where, groupBy, HavingOf(clause.Having, rows, scope));
    }

    // A column outside of any aggregate must be a grouping key.
    private static bool HasBareColumn(Expr expression, List<Expr> keys) => expression switch
    {
        Aggregate => false,
        _ when keys.Contains(expression) => false,
        Column => true,
        _ => PlanWalk.Parts(expression).Any(p => HasBareColumn(p, keys)),
    };

    private ScalarValue AnalyticComponent(Invocation invocation, Scope scope)
    {
        if (!scope.AllowsWindows)
            throw Fail(SemanticErrors.WindowNotAllowed(invocation.Function, invocation.Place));
        var names = scope.Row!;
        var operand = invocation.Operand is null ? null
            : BindScalar(invocation.Operand, scope.Inner(aggregates: false), invocation.Function);
        return new ScalarValue(AnalyticOf(invocation, operand, n => names.Find(n.Text), names.Components, scope));
    }

    private DatasetValue AnalyticDataset(Invocation invocation, Scope scope)
    {
        if (invocation.Operand is null)
            throw Fail(SemanticErrors.ArgumentCount(invocation.Function, "1", 0, invocation.Place));
        var relation = BindDataset(invocation.Operand, scope, invocation.Function);
        if (invocation.Function == "rank")
            throw Fail(SemanticErrors.WindowNotAllowed("rank", invocation.Place));
        var rows = RowView.Of(relation);
        if (!relation.Measures.Any())
            throw Fail(SemanticErrors.NoMeasure(invocation.Function, invocation.Place));
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier).ToList();
        foreach (var measure in relation.Measures)
        {
            // count counts data points: of several measures none alone decides.
            var operand = invocation.Function == "count" && relation.Measures.Count() > 1 ? null : rows[measure.Name];
            var value = AnalyticOf(invocation, operand, n => rows.Find(n.Text), relation.Components, scope);
            var name = invocation.Function == "count" ? "int_var" : measure.Name;
            outputs.Add(new Output(value.Type.Named(name, ComponentRole.Measure), value));
            if (invocation.Function == "count")
                break;
        }

        outputs.AddRange(rows.Keep(c => c.Role == ComponentRole.ViralAttribute));
        return new DatasetValue(rows.Project(outputs));
    }

    private void RequireOffset(Invocation invocation, List<Expr> arguments)
    {
        if (arguments.Count < 2 || arguments[1] is Constant { Value: > 0L })
            return;
        throw Fail(SemanticErrors.BadArgument(
            invocation.Function, "偏移须为不小于 1 的整数", "the offset must be an integer of at least 1",
            invocation.Place));
    }

    /// <summary>What the grammar and the constraints of the single analytic operators forbid.</summary>
    private void RequireWindow(Invocation invocation, List<Expr> arguments, List<Expr> order)
    {
        var (function, window) = (invocation.Function, invocation.Over!);
        BindAbort Wrong(string zh, string en) => Fail(SemanticErrors.BadArgument(function, zh, en, window.Place));
        if (arguments.Count > 0 && function == "rank")
            throw Wrong("不能有操作数", "it takes no operand");
        if (function is "lag" or "lead")
        {
            RequireOffset(invocation, arguments);
            if (arguments.Count > 2 && ScalarType.Common(arguments[0].Type, arguments[2].Type) is null)
            {
                throw Fail(SemanticErrors.Incompatible(
                    function, SemanticErrors.Text(arguments[0].Type), SemanticErrors.Text(arguments[2].Type),
                    invocation.Place));
            }
        }

        if (window.Frame is not null && function is "lag" or "lead" or "rank" or "ratio_to_report")
            throw Wrong("不能有窗口范围", "it takes no window clause");
        if (window.Order.Count > 0 && function == "ratio_to_report")
            throw Wrong("不能有 order by", "it takes no order by");
        if (window.Frame is { } frame && Position(frame.From) > Position(frame.To))
            throw Wrong("窗口的起点在终点之后", "the window begins after its end");
        if (window.Frame is { From.Offset: < 0 } or { To.Offset: < 0 })
            throw Wrong("窗口的界限不能是负数", "a limit of the window is negative");
        if (window.Frame is { Unit: FrameUnit.Range } range && (range.From.Offset ?? range.To.Offset) is not null &&
            order is not [{ Type: { IsNumeric: true } or { Kind: ScalarKind.Date } }])
        {
            throw Wrong(
                "range 的界限是数时，order by 须恰有一个数值或日期成分",
                "a range with a number needs order by one component, a number or a date");
        }
    }

    private static long Position(FrameBound bound) => bound switch
    {
        { IsCurrent: true } => 0,
        { Offset: { } n } => bound.IsFollowing ? n : -n,
        _ => bound.IsFollowing ? long.MaxValue : long.MinValue,
    };

    private Analytic AnalyticOf(
        Invocation invocation, Expr? operand, Func<Name, Expr?> find, IReadOnlyList<Component> components, Scope scope)
    {
        var window = invocation.Over!;
        if (operand is { HasWindow: true } or { HasAggregate: true })
            throw Fail(SemanticErrors.AggregateNotAllowed(invocation.Function, invocation.Place));
        Expr Found(Name name) => find(name)
            ?? throw Fail(SemanticErrors.UnknownComponent(name.Text, components.Select(c => c.Name), name.Place));
        List<Expr> Others(IEnumerable<string> named) => [.. components
            .Where(c => c.Role == ComponentRole.Identifier && !named.Contains(c.Name))
            .Select(c => Found(new Name(window.Place, c.Name)))];
        Expr FoundIdentifier(Name name) =>
            !symbols.Extensions &&
            components.FirstOrDefault(c => c.Name == name.Text) is { Role: not ComponentRole.Identifier }
                ? throw Fail(SemanticErrors.NotIdentifier(name.Text, name.Place)) : Found(name);
        List<Expr> partition = window.Partition switch
        {
            PartitionKind.By => [.. window.PartitionComponents.Select(FoundIdentifier)],
            PartitionKind.Except => Others(window.PartitionComponents.Select(n => n.Text)),
            PartitionKind.ExceptAll => [],
            // Without a partition clause: all identifiers by which it is not ordered (VTL 2.2 RM, partitionClause).
            _ => Others(window.Order.Select(o => o.Component.Text)),
        };
        var order = window.Order.Select(o => (Found(o.Component), o.Descending)).ToList();
        if (order.Count == 0 && invocation.Function is "rank" or "lag" or "lead")
        {
            throw Fail(
                SemanticErrors.BadArgument(invocation.Function, "缺少 order by", "order by is missing", window.Place));
        }

        var arguments = new List<Expr>();
        if (operand is not null)
            arguments.Add(operand);
        arguments.AddRange(invocation.Parameters.Select(p => BindScalar(p, scope, invocation.Function)));
        RequireWindow(invocation, arguments, [.. order.Select(o => o.Item1)]);
        var values = TimeCasts.Of(arguments);
        var own = operand is null ? ScalarType.Integer : values[0].Type;
        var type = AggregateType(invocation.Function, own, invocation.Place);
        return new Analytic(invocation.Function, type, values, partition, order, window.Frame);
    }
}
