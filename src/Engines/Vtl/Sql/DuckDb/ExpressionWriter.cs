using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

/// <summary>
/// Writes scalar expressions. Lenient is for checks: what would stop a result (division by zero, a text that is no
/// date)
/// becomes null there, so that one cell cannot stop a filing; the rule then "cannot be evaluated".
/// </summary>
internal sealed partial class ExpressionWriter(RelationWriter relations, bool lenient)
{
    /// <summary>True while the select has several sources, so that a column needs its source's alias.</summary>
    public bool Qualified { get; set; }

    /// <summary>What names the row at hand in an error; empty where there is none.</summary>
    public DataPoint Point { get; set; } = DataPoint.None;

    public string Write(Expr expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        // A key of the groups must be the same text wherever it stands.
        if (expression is Operation or Choice && Point.IsKey(expression))
            return InRow(() => Written(expression));
        return Written(expression);
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
        Constant constant => Literals.Value(constant),
        Operation operation => Operator(operation),
        Choice choice => Case(choice),
        Aggregate aggregate => AggregateCall(aggregate),
        Analytic window => Window(window),
        ScalarQuery query => $"({relations.Isolated(query.Relation)})",
        ExistsRow exists => Exists(exists),
        _ => throw new InvalidOperationException($"No SQL for {expression.GetType().Name}."),
    };

    private string ColumnName(Column column) =>
        Qualified ? $"t{column.Source}.{Literals.Name(column.Name)}" : Literals.Name(column.Name);

    private string List(IEnumerable<Expr> expressions) => string.Join(", ", expressions.Select(Write));

    private string Case(Choice choice)
    {
        var text = new StringBuilder("CASE");
        foreach (var (when, then) in choice.Branches)
            text.Append(" WHEN ").Append(Write(when)).Append(" THEN ").Append(Aligned(then, choice.Type.Scale));
        return text.Append(" ELSE ").Append(Aligned(choice.Otherwise, choice.Type.Scale)).Append(" END").ToString();
    }

    private string Exists(ExistsRow exists)
    {
        var keys = exists.Keys.Select(k => $"x.{Literals.Name(k.Other)} = {QualifiedWrite(k.Own)}");
        var condition = exists.Keys.Count == 0 ? "TRUE" : string.Join(" AND ", keys);
        return $"EXISTS (SELECT 1 FROM {relations.Source(exists.Other)} AS x WHERE {condition})";
    }

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
            return "count(*)";
        var operand = InRow(() => Write(aggregate.Operand));
        return aggregate.Function switch
        {
            "sum" when aggregate.Type.Kind == ScalarKind.Integer => $"CAST(sum({operand}) AS BIGINT)",
            "min" or "max" when aggregate.Operand.Type.Kind == ScalarKind.Duration =>
                $"arg_{aggregate.Function}({operand}, {DurationSql.Length(operand)})",
            "sum distinct" or "avg distinct" => $"{aggregate.Function[..3]}(DISTINCT {operand})",
            "sum" or "min" or "max" or "count" => $"{aggregate.Function}({operand})",
            // Decimals would be averaged in their own scale; the average of VTL is a number.
            "avg" or "median" or "stddev_pop" or "stddev_samp" or "var_pop" or "var_samp" =>
                $"{aggregate.Function}(CAST({operand} AS DOUBLE))",
            _ => throw new InvalidOperationException($"No aggregate {aggregate.Function}."),
        };
    }

    private string Window(Analytic window)
    {
        var arguments = window.Arguments.Select(Write).ToList();
        var call = window.Function switch
        {
            "avg" or "median" or "stddev_pop" or "stddev_samp" or "var_pop" or "var_samp" =>
                $"{window.Function}(CAST({arguments[0]} AS DOUBLE))",
            "min" or "max" when window.Arguments[0].Type.Kind == ScalarKind.Duration =>
                $"arg_{window.Function}({arguments[0]}, {DurationSql.Length(arguments[0])})",
            "ratio_to_report" => $"sum({arguments[0]})",
            "count" when arguments.Count == 0 => "count(*)",
            _ => $"{window.Function}({string.Join(", ", arguments)})",
        };
        var text = $"{call} OVER ({Over(window)})";
        var isIntegerSum = window is { Function: "sum", Type.Kind: ScalarKind.Integer };
        return isIntegerSum ? $"CAST({text} AS BIGINT)"
            : window.Function == "ratio_to_report" ? Ratio(arguments[0], text) : text;
    }

    // A part of nothing is a division by zero, as with the operator.
    private string Ratio(string part, string total) => $"(CASE WHEN {part} IS NOT NULL AND {total} = 0 THEN " +
        $"{Stopped("VTL5001", "division by zero")} ELSE CAST({part} AS DOUBLE) / {total} END)";

    // Durations are ordered by their length, not by their letters.
    private string OrderKey(Expr key) =>
        key.Type.Kind == ScalarKind.Duration ? DurationSql.Length(Write(key)) : Write(key);

    private string Over(Analytic window)
    {
        var parts = new List<string>();
        if (window.Partition.Count > 0)
            parts.Add("PARTITION BY " + List(window.Partition));
        if (window.Order.Count > 0)
        {
            parts.Add("ORDER BY " + string.Join(", ", window.Order.Select(
                o => $"{OrderKey(o.Key)}{(o.Descending ? " DESC NULLS LAST" : " ASC NULLS FIRST")}")));
        }

        if (window.Frame is { } frame)
        {
            var unit = frame.Unit == Syntax.FrameUnit.Range ? "RANGE" : "ROWS";
            parts.Add($"{unit} BETWEEN {Bound(frame.From)} AND {Bound(frame.To)}");
        }
        else if (window.Order.Count > 0 &&
            window.Function is not ("rank" or "lag" or "lead" or "row_number" or "ratio_to_report"))
        {
            // The default of VTL counts data points; the default of SQL takes in all rows of the same order.
            parts.Add("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
        }

        return string.Join(' ', parts);
    }

    private static string Bound(Syntax.FrameBound bound)
    {
        if (bound.IsCurrent)
            return "CURRENT ROW";
        var offset = bound.Offset is { } n ? n.ToString(CultureInfo.InvariantCulture) : "UNBOUNDED";
        return $"{offset} {(bound.IsFollowing ? "FOLLOWING" : "PRECEDING")}";
    }
}
