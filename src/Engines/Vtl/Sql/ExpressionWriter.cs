using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>
/// Writes scalar expressions. Lenient is for checks: what would stop a result (division by zero, a text that is no
/// date)
/// becomes null there, so that one cell cannot stop a filing; the rule then "cannot be evaluated".
/// </summary>
internal sealed partial class ExpressionWriter(
    RelationWriter relations, Dialect dialect, bool lenient, SqlBudget budget)
{
    private readonly PeriodSql _periods = new(dialect);
    private readonly DurationSql _durations = new(dialect);
    private bool _qualified;

    /// <summary>True while the select has several sources, so that a column needs its source's alias.</summary>
    public bool Qualified
    {
        get => _qualified || dialect.IsAlwaysQualified;
        set => _qualified = value;
    }

    /// <summary>What names the row at hand in an error; empty where there is none.</summary>
    public DataPoint Point { get; set; } = DataPoint.None;

    public string Write(Expr expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        // A key of the groups must be the same text wherever it stands.
        if (expression is Operation or Choice && Point.IsKey(expression))
            return InRow(() => Key(expression));
        return budget.Part(Written(expression));
    }

    /// <summary>What groups are made by.</summary>
    public string Key(Expr expression)
    {
        var outer = _isKey;
        _isKey = true;
        var key = Written(expression);
        _isKey = outer;
        return key;
    }

    // Before rows are grouped, each is named by its own identifiers.
    private string InRow(Func<string> write)
    {
        var outer = Point;
        Point = Point.OfRow();
        var text = write();
        Point = outer;
        return text;
    }

    private string Written(Expr expression) => expression switch
    {
        Column column => ColumnName(column),
        Constant constant => dialect.Value(constant),
        Operation operation => Operator(operation),
        Choice choice => Case(choice),
        Aggregate aggregate => AggregateCall(aggregate),
        Analytic window => Window(window),
        ScalarQuery query => $"({relations.Isolated(query.Relation)})",
        ExistsRow exists => Exists(exists),
        Named named => named.Name,
        _ => throw new InvalidOperationException($"No SQL for {expression.GetType().Name}."),
    };

    private string ColumnName(Column column) =>
        Qualified ? $"t{column.Source}.{dialect.Name(column.Name)}" : dialect.Name(column.Name);

    private string List(IEnumerable<Expr> expressions) => string.Join(", ", expressions.Select(Write));

    private string Case(Choice choice)
    {
        var text = new StringBuilder("CASE");
        foreach (var (when, then) in choice.Branches)
            text.Append(" WHEN ").Append(Write(when)).Append(" THEN ").Append(Aligned(then, choice.Type));
        return text.Append(" ELSE ").Append(Aligned(choice.Otherwise, choice.Type)).Append(" END").ToString();
    }

    private string Exists(ExistsRow exists) => dialect.HasRow(
        relations.Source(exists.Other), [.. exists.Keys.Select(k => (dialect.Name(k.Other), QualifiedWrite(k.Own)))]);

    private string QualifiedWrite(Expr expression)
    {
        var before = Qualified;
        Qualified = true;
        var text = Write(expression);
        Qualified = before;
        return text;
    }

    private string AggregateCall(Aggregate aggregate)
    {
        if (aggregate.Operand is null)
            return dialect.Aggregate("count", [], [], aggregate.Type, null);
        var operand = InRow(() => Write(aggregate.Operand));
        return Call(aggregate.Function, [operand], [aggregate.Operand.Type], aggregate.Type, null);
    }

    // Durations are ordered by their length, not by their letters.
    private string Call(
        string function, IReadOnlyList<string> arguments, IReadOnlyList<ScalarType> types, ScalarType result,
        WindowText? over) =>
        function is "min" or "max" && types[0].Kind == ScalarKind.Duration
            ? dialect.Aggregate($"arg_{function}", [arguments[0], _durations.Length(arguments[0])], types, result, over)
            : dialect.Aggregate(function, arguments, types, result, over);

    private string Window(Analytic window)
    {
        var arguments = window.Arguments.Select(Write).ToList();
        List<ScalarType> types = [.. window.Arguments.Select(a => a.Type)];
        if (window.Function != "ratio_to_report")
            return Call(window.Function, arguments, types, window.Type, Over(window));
        var total = dialect.Aggregate("total", arguments, types, types[0], Over(window));
        return Ratio(arguments[0], total);
    }

    // A part of nothing is a division by zero, as with the operator.
    private string Ratio(string part, string total)
    {
        var isZero = $"{part} IS NOT NULL AND {total} = 0";
        return $"(CASE WHEN {isZero} THEN {Stopped("VTL5001", "division by zero", isZero)} " +
            $"ELSE {dialect.Cast(part, ScalarType.Double)} / {total} END)";
    }

    private string OrderKey(Expr key) =>
        key.Type.Kind == ScalarKind.Duration ? _durations.Length(Write(key)) : Write(key);

    private WindowText Over(Analytic window)
    {
        var order = string.Join(", ", window.Order.Select(
            o => $"{OrderKey(o.Key)}{(o.Descending ? " DESC NULLS LAST" : " ASC NULLS FIRST")}"));
        return new WindowText(List(window.Partition), order, FrameOf(window));
    }

    private static string FrameOf(Analytic window)
    {
        if (window.Frame is { } frame)
        {
            var unit = frame.Unit == Syntax.FrameUnit.Range ? "RANGE" : "ROWS";
            return $"{unit} BETWEEN {Bound(frame.From)} AND {Bound(frame.To)}";
        }

        // The default of VTL counts data points; the default of SQL takes in all rows of the same order.
        return window.Order.Count > 0 &&
            window.Function is not ("rank" or "lag" or "lead" or "row_number" or "ratio_to_report")
                ? "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" : string.Empty;
    }

    private static string Bound(Syntax.FrameBound bound)
    {
        if (bound.IsCurrent)
            return "CURRENT ROW";
        var offset = bound.Offset is { } n ? n.ToString(CultureInfo.InvariantCulture) : "UNBOUNDED";
        return $"{offset} {(bound.IsFollowing ? "FOLLOWING" : "PRECEDING")}";
    }
}
