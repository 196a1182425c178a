using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>The conversion to a declared type; values that have it already pass without an object.</summary>
internal sealed class TypeCode : Code
{
    private readonly Code _inner;
    private readonly FeelType _type;
    private readonly Place _at;
    private readonly RegisterKind? _kind;
    private readonly KeyColumn[]? _allowed;

    public TypeCode(Code inner, FeelType type, Place at, DmnOptions options)
    {
        (_inner, _type, _at) = (inner, type, at);
        _kind = KindOf(type.Unconstrained);
        _allowed = AllowedOf(type, options);
    }

    /// <summary>Everything passes.</summary>
    public static bool IsIdentity(FeelType type) => type == FeelType.Any;

    public Code Content => _inner;

    /// <summary>Values of the declared kind pass without a further look.</summary>
    public bool PassesKind => _kind is not null && _allowed is [];

    /// <summary>Values of this kind do.</summary>
    public bool PassesAllOf(RegisterKind kind) => PassesKind && _kind == kind;

    public override void Run(DecisionFrame frame, out Register result)
    {
        _inner.Run(frame, out result);
        if (!result.IsNull && !Passes(result))
            result = Register.Of(Conversions.To(result.ToValue(), _type, frame.Run, _at));
    }

    /// <summary>The value has the type already.</summary>
    public bool Passes(in Register value)
    {
        if (value.Kind != _kind || _allowed is null)
            return false;
        foreach (var column in _allowed)
        {
            if (!column.IsOfKind(value) || !column.Admits(column.SegmentOf(value), 0))
                return false;
        }

        return true;
    }

    private static RegisterKind? KindOf(FeelType type) =>
        type == FeelType.Number ? RegisterKind.Number
        : type == FeelType.String ? RegisterKind.String
        : type == FeelType.Boolean ? RegisterKind.Boolean
        : type == FeelType.Date ? RegisterKind.Date
        : type == FeelType.YearsAndMonths ? RegisterKind.Months
        : type == FeelType.DaysAndTime ? RegisterKind.Duration : null;

    // Null where a constraint cannot be told beforehand; then each value is asked.
    private static KeyColumn[]? AllowedOf(FeelType type, DmnOptions options)
    {
        var columns = new List<KeyColumn>();
        for (; type is ConstrainedType constrained; type = constrained.Base)
        {
            if (constrained.Allowed.IsAny)
                continue;
            if (KeyColumn.Of([constrained.Allowed], options) is not { HasAsked: false } column)
                return null;
            columns.Add(column);
        }

        return [.. columns];
    }
}
