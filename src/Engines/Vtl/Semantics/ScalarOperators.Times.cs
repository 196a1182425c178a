using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class ScalarOperators
{
    private Operation? TimeFunction(string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        switch (name)
        {
            case "current_date":
                Count(name, place, arguments, 0, 0);
                return new Operation(Op.CurrentDate, ScalarType.Date);
            case "getyear":
                return DatePart(Op.Year, name, place, arguments);
            case "getmonth":
                return DatePart(Op.Month, name, place, arguments);
            case "dayofmonth":
                return DatePart(Op.DayOfMonth, name, place, arguments);
            case "dayofyear":
                return DatePart(Op.DayOfYear, name, place, arguments);
            case "datediff":
                return Difference(place, arguments);
            case "dateadd":
                return Addition(place, arguments);
            case "daytoyear":
                return Simple(Op.DayToYear, name, ScalarKind.Integer, ScalarType.Duration, place, arguments);
            case "daytomonth":
                return Simple(Op.DayToMonth, name, ScalarKind.Integer, ScalarType.Duration, place, arguments);
            case "yeartoday":
                return Simple(Op.YearToDay, name, ScalarKind.Duration, ScalarType.Integer, place, arguments);
            case "monthtoday":
                return Simple(Op.MonthToDay, name, ScalarKind.Duration, ScalarType.Integer, place, arguments);
            default:
                return null;
        }
    }

    private Operation Simple(
        Op code, string name, ScalarKind operand, ScalarType result, Place place, IReadOnlyList<Expr?> arguments)
    {
        Count(name, place, arguments, 1, 1);
        return new Operation(code, result, Fitted(name, arguments[0]!, operand, place));
    }

    private Operation DatePart(Op code, string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        Count(name, place, arguments, 1, 1);
        return new Operation(code, ScalarType.Integer, AsDate(name, place, arguments[0]!));
    }

    /// <summary>A date; a time period and a time stand for their last day (VTL 2.2 RM, datediff).</summary>
    private Expr AsDate(string name, Place place, Expr operand)
    {
        if (operand.Type.Kind is ScalarKind.TimePeriod or ScalarKind.Time)
            return new Operation(Op.LastDay, ScalarType.Date, operand);
        Require(name, operand, ScalarKind.Date, place);
        return operand is Constant { Value: null } ? new Constant(null, ScalarType.Date) : operand;
    }

    private Operation Difference(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("datediff", place, arguments, 2, 2);
        return new Operation(
            Op.DateDifference, ScalarType.Integer, AsDate("datediff", place, arguments[0]!),
                AsDate("datediff", place, arguments[1]!));
    }

    /// <summary>period_indicator: the letter of a period's frequency.</summary>
    public Operation Indicator(Place place, Expr operand)
    {
        if (operand.Type.Kind is not (ScalarKind.TimePeriod or null))
        {
            throw Fail(
                SemanticErrors.WrongType("period_indicator", "time_period", SemanticErrors.Text(operand.Type), place));
        }

        return new Operation(Op.PeriodIndicator, ScalarType.Duration, operand);
    }

    /// <summary>time_agg: the larger period that holds a period; for a date, that period's first or last day.</summary>
    public Operation LargerPeriod(Place place, Expr operand, string unit, bool first)
    {
        Operation Of(Op code, ScalarType type) => new(code, type, operand) { Detail = unit, At = place };
        switch (operand.Type.Kind)
        {
            case ScalarKind.TimePeriod:
                return Of(Op.LargerPeriod, operand.Type);
            case ScalarKind.Date:
                return Of(first ? Op.FirstDayOf : Op.LastDayOf, operand.Type);
            case ScalarKind.Time:
                return Of(Op.LargerInterval, operand.Type);
            case null:
                return Of(Op.LargerPeriod, new ScalarType(ScalarKind.TimePeriod));
            default:
                throw Fail(
                    SemanticErrors.WrongType(
                    "time_agg", "time_period, date", SemanticErrors.Text(operand.Type), place));
        }
    }
}
