using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>Equality and order as in <see cref="ValueOrder"/>, without objects for the common kinds.</summary>
internal static class RegisterOrder
{
    /// <summary>False for kinds that differ or have no order.</summary>
    public static bool TryCompare(in Register left, in Register right, out int order)
    {
        order = 0;
        if (left.Kind != right.Kind)
            return false;
        switch (left.Kind)
        {
            case RegisterKind.Number:
                order = CompareNumbers(left, right);
                return true;
            case RegisterKind.String:
                order = ValueOrder.CompareText(left.Text, right.Text);
                return true;
            case RegisterKind.Date or RegisterKind.Months or RegisterKind.Duration:
                order = left.Integer.CompareTo(right.Integer);
                return true;
            case RegisterKind.Other when ValueOrder.Compare(left.Object, right.Object) is { } found:
                order = found;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Null if the two are of different kinds; a null equals only null.</summary>
    public static bool? AreEqual(in Register left, in Register right)
    {
        if (left.IsNull || right.IsNull)
            return left.IsNull && right.IsNull;
        if (left.Kind == RegisterKind.Boolean && right.Kind == RegisterKind.Boolean)
            return left.Boolean == right.Boolean;
        if (left.Kind == RegisterKind.Other && right.Kind == RegisterKind.Other)
            return ValueOrder.AreEqual(left.Object, right.Object);
        return TryCompare(left, right, out var order) ? order == 0 : null;
    }

    private static int CompareNumbers(in Register left, in Register right) =>
        left.Exponent == right.Exponent && !left.IsNegative && !right.IsNegative
            ? left.Coefficient.CompareTo(right.Coefficient) : left.Number.CompareTo(right.Number);
}
