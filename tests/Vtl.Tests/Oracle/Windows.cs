using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>An analytic function at a row: its partition, in order, and the part of it that the frame holds.</summary>
internal sealed class Windows(Expressions expressions, Analytic window)
{
    public object? Value(RowScope scope)
    {
        var key = KeyOf(scope.Row, scope);
        var partition = scope.All.Where(r => KeyOf(r, scope) == key).ToList();
        partition.Sort((a, b) => Order(a, b, scope));
        var at = partition.FindIndex(r => ReferenceEquals(r, scope.Row));
        object? Argument(JoinedRow row, int index = 0) =>
            expressions.Value(window.Arguments[index], scope with { Row = row });
        switch (window.Function)
        {
            case "row_number":
                return at + 1L;
            case "rank":
                return partition.Count(r => Order(r, scope.Row, scope) < 0) + 1L;
            case "lag" or "lead":
                var offset = window.Arguments.Count > 1 ? (long)Argument(scope.Row, 1)! : 1;
                var place = at + (window.Function == "lag" ? -offset : offset);
                return place >= 0 && place < partition.Count ? Argument(partition[(int)place])
                    : window.Arguments.Count > 2 ? Argument(scope.Row, 2) : null;
            case "ratio_to_report":
                return Ratio(Argument(scope.Row), [.. partition.Select(r => Argument(r))]);
        }

        var rows = window.Frame is { Unit: FrameUnit.Range } range ? Near(partition, scope, range) : Framed(partition, at);
        if (window.Arguments.Count == 0)
            return (long)rows.Count;
        return window.Function switch
        {
            "first_value" => rows.Count == 0 ? null : Argument(rows[0]),
            "last_value" => rows.Count == 0 ? null : Argument(rows[^1]),
            _ => Aggregates.Of(window.Function, [.. rows.Select(r => Argument(r))], rows.Count, window.Type),
        };
    }

    private static object? Ratio(object? value, List<object?> all)
    {
        var sum = all.OfType<object>().Sum(Cells.Number);
        return value is null ? null : sum == 0 ? throw new OracleError("division by zero") : Cells.Number(value) / sum;
    }

    private string KeyOf(JoinedRow row, RowScope scope) =>
        Cells.Key(window.Partition.Select(p => expressions.Value(p, scope with { Row = row })));

    // Nulls come before all values when the order rises, and after them when it falls.
    private int Order(JoinedRow a, JoinedRow b, RowScope scope)
    {
        foreach (var (key, descending) in window.Order)
        {
            var (x, y) = (expressions.Value(key, scope with { Row = a }), expressions.Value(key, scope with { Row = b }));
            var order = (x, y) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                _ => Cells.Compare(x, y),
            };
            if (order != 0)
                return descending ? -order : order;
        }

        return 0;
    }

    private List<JoinedRow> Framed(List<JoinedRow> partition, int at)
    {
        if (window.Frame is not { } frame)
            return window.Order.Count == 0 ? partition : partition[..(at + 1)];
        var from = Math.Max(Place(frame.From, at, partition.Count), 0);
        var to = Math.Min(Place(frame.To, at, partition.Count), partition.Count - 1);
        return from > to ? [] : partition[(int)from..(int)(to + 1)];
    }

    // By the values of what the order names, which are never null here.
    private List<JoinedRow> Near(List<JoinedRow> partition, RowScope scope, Frame frame)
    {
        var (key, descending) = window.Order.Single();
        double At(JoinedRow row) => Cells.Number(expressions.Value(key, scope with { Row = row })!) * (descending ? -1 : 1);
        var own = At(scope.Row);
        return [.. partition.Where(r => At(r) >= own + Distance(frame.From) && At(r) <= own + Distance(frame.To))];
    }

    private static double Distance(FrameBound bound) => bound switch
    {
        { IsCurrent: true } => 0,
        { Offset: { } n } => bound.IsFollowing ? n : -n,
        _ => bound.IsFollowing ? double.PositiveInfinity : double.NegativeInfinity,
    };

    private static long Place(FrameBound bound, int at, int count) => bound switch
    {
        { IsCurrent: true } => at,
        { Offset: { } n } => bound.IsFollowing ? at + n : at - n,
        _ => bound.IsFollowing ? count : 0,
    };
}
