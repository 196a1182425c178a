using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class ScalarOperators
{
    /// <summary>cast to a basic scalar type, with a mask for the text that it is made of or becomes (VTL 2.2 RM,
    /// cast).</summary>
    public Expr Cast(Place place, Expr operand, ScalarKind target, string? mask)
    {
        var from = operand.Type;
        if (mask is not null)
            CheckMask(place, from.Kind, target, mask);
        if (from.Kind is null && operand is Constant)
            return new Constant(null, new ScalarType(target));
        if (from.Kind == target)
            return operand;
        if (operand is Constant { Value: string text } && Folded(text, target, mask) is { } folded)
            return folded;
        if (!IsCast(from.Kind, target))
        {
            throw Fail(
                SemanticErrors.CastImpossible(
                SemanticErrors.Text(from), SemanticErrors.Text(new ScalarType(target)), place));
        }

        return new Operation(Op.Cast, new ScalarType(target), operand) { Detail = mask, At = place };
    }

    private static bool IsCast(ScalarKind? from, ScalarKind target) => (from, target) switch
    {
        (ScalarKind.String, _) or (_, ScalarKind.String) => true,
        (ScalarKind.Integer or ScalarKind.Number or ScalarKind.Boolean,
            ScalarKind.Integer or ScalarKind.Number or ScalarKind.Boolean) => true,
        (ScalarKind.Date or ScalarKind.TimePeriod or ScalarKind.Time,
            ScalarKind.Time or ScalarKind.TimePeriod or ScalarKind.Date) => true,
        _ => false,
    };

    // Masks of other types are not looked at.
    private void CheckMask(Place place, ScalarKind? from, ScalarKind target, string mask)
    {
        if (target != ScalarKind.String && from is not (ScalarKind.String or null))
        {
            throw Fail(SemanticErrors.BadArgument(
                "cast", "掩码只用于 string 与其他类型之间的转换", "a mask is for casts from and to string only", place));
        }

        var isMask = (from, target) switch
        {
            (_, ScalarKind.Date) => DateMask.Of(mask) is { IsRead: true },
            (_, ScalarKind.Integer or ScalarKind.Number) => NumberMask.Of(mask) is not null,
            (ScalarKind.Date, _) => DateMask.Of(mask) is { IsWritten: true },
            (ScalarKind.Integer or ScalarKind.Number, _) => NumberMask.Of(mask) is { IsWritten: true },
            _ => mask.Length > 0,
        };
        if (isMask)
            return;
        var type = SemanticErrors.Text(new ScalarType(target == ScalarKind.String ? from ?? target : target));
        throw Fail(SemanticErrors.BadArgument(
            "cast", $"“{mask}”不是这里 {type} 的掩码", $"\"{mask}\" is no mask of {type} here", place));
    }

    // A constant that is already in the target's own form needs no work at run time.
    private static Constant? Folded(string text, ScalarKind target, string? mask)
    {
        if (target == ScalarKind.Date && mask is null or "YYYY-MM-DD" && DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new Constant(date, ScalarType.Date);
        }

        return target == ScalarKind.Duration && text is "A" or "Y" or "S" or "H" or "Q" or "M" or "W" or "D"
            ? new Constant(text, ScalarType.Duration) : null;
    }
}
