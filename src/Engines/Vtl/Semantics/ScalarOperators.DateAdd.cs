using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class ScalarOperators
{
    /// <summary>dateadd: by a letter of the frequencies, or by any duration.</summary>
    private Operation Addition(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("dateadd", place, arguments, 3, 3);
        var date = AsDate("dateadd", place, arguments[0]!);
        var count = Fitted("dateadd", arguments[1]!, ScalarKind.Integer, place);
        return arguments[2]! switch
        {
            Constant { Value: "A" or "Y" } => Moved(date, count, "A", place),
            Constant { Value: "S" or "Q" or "M" or "W" or "D" } unit => Moved(date, count, (string)unit.Value, place),
            Constant { Value: null } => Moved(date, new Constant(null, ScalarType.Integer), "D", place),
            { Type.Kind: ScalarKind.Duration } duration => Moved(date, count, duration, place),
            _ => throw Fail(SemanticErrors.BadArgument(
                "dateadd", "单位须为 Y A S Q M W D 或持续时间", "the unit must be Y, A, S, Q, M, W, D or a duration",
                place)),
        };
    }

    // Its months first, then its days: 2020-01-31 and P1M1D make 2020-03-01.
    private static Operation Moved(Expr date, Expr count, Expr duration, Place place)
    {
        Operation Times(Op part) => new(Op.Multiply, ScalarType.Integer, count,
            new Operation(part, ScalarType.Integer, duration))
        {
            At = place,
        };
        return Moved(Moved(date, Times(Op.MonthsIn), "M", place), Times(Op.DaysIn), "D", place);
    }

    private static Operation Moved(Expr date, Expr count, string unit, Place place) =>
        new(Op.DateAdd, ScalarType.Date, date, count) { Detail = unit, At = place };
}
