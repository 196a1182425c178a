using System.Globalization;

namespace Huoshui.Vtl.Plan;

/// <summary>How large a number can be, as a power of ten, from types and constants alone: integers and decimals have
/// digits, a binary fraction may be anything.</summary>
internal static class Magnitude
{
    /// <summary>The largest binary fraction is 1.8 × 10^308.</summary>
    public const double Largest = 308.25;

    /// <summary>Whether arithmetic in binary fractions may leave their range.</summary>
    public static bool IsBeyond(Expr expression) => Of(expression) > Largest;

    // The power of ten that no value reaches; more than the largest where nothing is known.
    private static double Of(Expr expression) => expression switch
    {
        Constant { Value: null } => 0,
        Constant { Value: (long or decimal or double) and var value } => OfConstant(value),
        Operation { Code: Op.Multiply } product => OfBoth(product, (a, b) => a + b),
        Operation { Code: Op.Add or Op.Subtract } sum => OfBoth(sum, (a, b) => Math.Max(a, b) + 1),
        Operation { Code: Op.Divide } ratio => OfBoth(ratio, (a, _) => a + Smallness(ratio.Arguments[1])),
        Operation { Code: Op.Negate or Op.Absolute } same => Of(same.Arguments[0]),
        _ => OfType(expression.Type),
    };

    // What is infinite stays so, whatever it is multiplied by.
    private static double OfBoth(Operation operation, Func<double, double, double> made)
    {
        var (a, b) = (Of(operation.Arguments[0]), Of(operation.Arguments[1]));
        return a > Largest ? a : b > Largest ? b : made(a, b);
    }

    private static double OfType(ScalarType type) => type switch
    {
        { Kind: ScalarKind.Integer } => 19,
        { Kind: ScalarKind.Number, Scale: not null } => 38,
        _ => Largest,
    };

    // The power of ten by which a division makes larger at most.
    private static double Smallness(Expr divisor) => divisor switch
    {
        Constant { Value: (long or decimal or double) and var value } => 1 - OfConstant(value),
        { Type.Kind: ScalarKind.Integer } => 0,
        { Type: { Kind: ScalarKind.Number, Scale: { } scale } } => scale,
        _ => 2 * Largest,
    };

    private static double OfConstant(object value)
    {
        var number = Math.Abs(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        return number == 0 ? 0 : Math.Floor(Math.Log10(number)) + 1;
    }
}
