using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Gives an expression of the plan its value in a row.</summary>
internal sealed class Expressions(Relations relations)
{
    public object? Value(Expr expression, RowScope scope) => expression switch
    {
        Column column => scope.Row.Sources[column.Source]?[column.Name],
        Constant constant => constant.Value,
        Operation { Code: Op.RowNumber } => throw new NotSupportedException("row number"),
        Operation operation => Scalars.Apply(operation, [.. operation.Arguments.Select(a => Value(a, scope))]),
        Choice choice => Chosen(choice, scope),
        Aggregate aggregate => Aggregates.Of(
            aggregate.Function,
            aggregate.Operand is null ? null
                : [.. scope.Group!.Select(r => Value(aggregate.Operand, scope with { Row = r, Group = null }))],
            scope.Group!.Count,
            aggregate.Type),
        Analytic window => new Windows(this, window).Value(scope),
        ScalarQuery query => relations.Rows(query.Relation) is [var only] ? only.Values.Single() : null,
        ExistsRow exists => Exists(exists, scope),
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    private object? Chosen(Choice choice, RowScope scope)
    {
        foreach (var (when, then) in choice.Branches)
        {
            if (Value(when, scope) is true)
                return Scalars.Fitting(choice.Type, Value(then, scope));
        }

        return Scalars.Fitting(choice.Type, Value(choice.Otherwise, scope));
    }

    private object Exists(ExistsRow exists, RowScope scope)
    {
        var own = exists.Keys.Select(k => Value(k.Own, scope)).ToList();
        return own.TrueForAll(v => v is not null) && relations.Rows(exists.Other).Any(
            r => own.Zip(exists.Keys).All(p => Cells.Same(p.First, r[p.Second.Other])));
    }
}
