using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>Which expressions can stop a statement, and which operators write an operand more than once.</summary>
internal static class Stops
{
    public static bool IsPossible(Expr expression) =>
        expression is not (Column or Constant or Named) && PlanWalk.All(expression).Any(CanStop);

    public static bool IsRepeating(Op code) => code is Op.Modulo or Op.Divide or Op.Substring or Op.Locate or Op.Hamming
        or Op.JaroWinkler or Op.DateAdd or Op.DayToYear or Op.DayToMonth or Op.Cast;

    /// <summary>Operators whose text would grow by a power when they are nested: their operands are worked out once,
    /// where they are more than a name or a constant.</summary>
    public static bool IsGrowing(Operation operation) => operation.Code is Op.Substring or Op.Locate or Op.Hamming
        or Op.JaroWinkler or Op.Levenshtein or Op.DamerauLevenshtein or Op.DateAdd or Op.DayToYear or Op.DayToMonth
        || operation is { Code: Op.Cast, Type.Kind: ScalarKind.Time }
        || operation is { Code: Op.Cast, Type.Kind: ScalarKind.String, Arguments: [{ Type.Kind: ScalarKind.Time }] };

    /// <summary>Nodes of the largest operand that is written more than once.</summary>
    public const int LargestRepeated = 3;

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
