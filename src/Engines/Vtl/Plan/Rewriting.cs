namespace Huoshui.Vtl.Plan;

/// <summary>
/// Expressions with parts of them replaced. One expression gives one result wherever it stands: the keys of groups are
/// known by that.
/// </summary>
/// <param name="change">The replacement of an expression; null for one whose parts are looked at.</param>
internal sealed class Rewriting(Func<Expr, Expr?> change)
{
    private readonly Dictionary<Expr, Expr> _done = new(ReferenceEqualityComparer.Instance);

    public Expr? OfOptional(Expr? expression) => expression is null ? null : Of(expression);

    public Expr Of(Expr expression)
    {
        if (!_done.TryGetValue(expression, out var done))
            _done[expression] = done = change(expression) ?? Rebuilt(expression);
        return done;
    }

    public IReadOnlyList<Expr> All(IReadOnlyList<Expr> expressions)
    {
        List<Expr> all = [.. expressions.Select(Of)];
        return all.Zip(expressions).All(p => ReferenceEquals(p.First, p.Second)) ? expressions : all;
    }

    public Output Of(Output output) => output with { Value = Of(output.Value) };

    private Expr Rebuilt(Expr expression) => expression switch
    {
        Operation operation => OfOperation(operation),
        Choice choice => OfChoice(choice),
        Aggregate { Operand: { } operand } aggregate when Of(operand) is var own && !ReferenceEquals(own, operand) =>
            new Aggregate(aggregate.Function, own, aggregate.Type),
        Analytic window => new Analytic(
            window.Function, window.Type, All(window.Arguments), All(window.Partition),
            [.. window.Order.Select(o => (Of(o.Key), o.Descending))], window.Frame),
        ExistsRow exists => exists with { Keys = [.. exists.Keys.Select(k => (Of(k.Own), k.Other))] },
        _ => expression,
    };

    private Operation OfOperation(Operation operation)
    {
        var arguments = All(operation.Arguments);
        return ReferenceEquals(arguments, operation.Arguments) ? operation
            : new Operation(operation.Code, operation.Type, arguments) { Detail = operation.Detail, At = operation.At };
    }

    private Choice OfChoice(Choice choice)
    {
        var branches = choice.Branches.Select(b => (Of(b.When), Of(b.Then))).ToList();
        var otherwise = Of(choice.Otherwise);
        var isSame = ReferenceEquals(otherwise, choice.Otherwise) && branches.Zip(choice.Branches).All(
            p => ReferenceEquals(p.First.Item1, p.Second.When) && ReferenceEquals(p.First.Item2, p.Second.Then));
        return isSame ? choice : new Choice(choice.Type, branches, otherwise);
    }
}
