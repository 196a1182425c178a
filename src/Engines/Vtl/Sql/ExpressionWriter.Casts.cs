using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Semantics;

namespace Huoshui.Vtl.Sql;

internal sealed partial class ExpressionWriter
{
    private string Cast(Operation operation)
    {
        var value = operation.Arguments[0];
        var operand = Write(value);
        var from = value.Type.Kind;
        return operation.Type.Kind switch
        {
            ScalarKind.String when operation.Detail is { } mask && from == ScalarKind.Date =>
                _masks.Written(DateMask.Of(mask)!, operand),
            ScalarKind.String when operation.Detail is { } mask && from is ScalarKind.Integer or ScalarKind.Number =>
                MaskedNumber(dialect.AsText(operand, value.Type), NumberMask.Of(mask)!),
            ScalarKind.String when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.String or ScalarKind.Time when from == ScalarKind.Time =>
                $"(CASE WHEN {dialect.Contains(operand, "'/'")} THEN {operand} ELSE {IntervalOf(operand)} END)",
            ScalarKind.String when from == ScalarKind.Duration => _durations.Iso(operand),
            ScalarKind.Boolean when from == ScalarKind.String =>
                $"({dialect.Lower(dialect.Trim(operand))} = 'true')",
            ScalarKind.Integer or ScalarKind.Number or ScalarKind.Date or ScalarKind.TimePeriod or ScalarKind.Time or
                ScalarKind.Duration when from == ScalarKind.String =>
                FromText(operand, operation.Type, operation.Detail),
            ScalarKind.Date when from == ScalarKind.TimePeriod => FromPeriod(operand),
            ScalarKind.Date when from == ScalarKind.Time => FromTime(operand),
            ScalarKind.Time when from == ScalarKind.Date => $"({operand} || '/' || {operand})",
            ScalarKind.Time when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.TimePeriod when from == ScalarKind.Time => PeriodOfTime(operand),
            ScalarKind.Integer when from == ScalarKind.Number =>
                dialect.ToInteger(dialect.Cut(operand, value.Type), Overflow("VTL5002")),
            ScalarKind.Boolean when from is ScalarKind.Integer or ScalarKind.Number => $"({operand} <> 0)",
            ScalarKind.String => dialect.AsText(operand, value.Type),
            _ => dialect.Convert(operand, value.Type, operation.Type, lenient),
        };
    }

    private string IntervalOf(string operand) => dialect.Let(
        "vtl_x", operand, $"{_periods.FirstDayOfTime("vtl_x")} || '/' || {_periods.LastDayOfTime("vtl_x")}");

    // Only a period of one day is a date.
    private string FromPeriod(string operand)
    {
        var unit = _periods.Indicator("vtl_x");
        var error = Stopped("VTL5002", "only a period of one day is a date", $"{unit} <> 'D'", within: "vtl_x");
        return dialect.Let("vtl_x", operand, "CASE WHEN vtl_x IS NULL THEN NULL " +
            $"WHEN {unit} = 'D' THEN {_periods.LastDay("vtl_x")} ELSE {error} END");
    }

    // Only a time of one day is a date.
    private string FromTime(string operand)
    {
        var (first, last) = (_periods.FirstDayOfTime("vtl_x"), _periods.LastDayOfTime("vtl_x"));
        var error = Stopped("VTL5002", "only a time of one day is a date", $"{first} <> {last}", within: "vtl_x");
        return dialect.Let(
            "vtl_x", operand, $"CASE WHEN {first} = {last} THEN {first} WHEN vtl_x IS NOT NULL THEN {error} END");
    }

    // Only a time that is a whole year, semester, quarter, month, week or day is a period.
    private string PeriodOfTime(string operand)
    {
        var error = Stopped("VTL5002", "the time is no regular period", NoValue, within: "vtl_v");
        var period = dialect.OrElse(Regular("vtl_x", "ASQMWD"), error);
        return dialect.Let("vtl_x", operand, $"CASE WHEN vtl_x IS NOT NULL THEN {period} END");
    }
}
