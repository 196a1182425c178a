using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>Which expressions can stop a statement, and which operators write an operand more than once.</summary>
internal static class Stops
{
    public static bool IsPossible(Expr expression) =>
        expression is not (Column or Constant or Named) && PlanWalk.All(expression).Any(CanStop);

    public static bool IsRepeating(Op code) => code is Op.Modulo or Op.Divide or Op.Substring or Op.Locate or Op.Hamming
        or Op.JaroWinkler or Op.DateAdd or Op.DayToYear or Op.DayToMonth or Op.Cast;

    private static bool CanStop(Expr expression) => expression switch
    {
        Operation operation => operation.Code is Op.Divide or Op.Exponential or Op.NaturalLog or Op.Logarithm
            or Op.Power or Op.SquareRoot or Op.Substring or Op.Locate or Op.Hamming or Op.Cast or Op.DateAdd
            or Op.LargerPeriod or Op.LargerInterval or Op.Add or Op.Subtract or Op.Multiply or Op.Ceiling or Op.Floor
            or Op.Round or Op.Truncate,
        Analytic analytic => analytic.Function == "ratio_to_report",
        _ => false,
    };
}

/// <summary>A value that has a name already.</summary>
internal sealed record Named(string Name, ScalarType Type) : Expr(Type);
