using Huoshui.Measures;

namespace Huoshui.Systems.Indicators;

/// <summary>A figure as people read it: rounded once, half up, with 突破, 超 or 约 from its qualifier.</summary>
public static class FigureText
{
    /// <summary>Number and unit; 尚未接入 or — where there is no value.</summary>
    public static string Of(FigureValue value, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(format);
        if (!value.Figure.IsConnected)
            return format.Missing(Absence.NotConnected);
        return format.Number(
            value.Value, value.Figure.Unit, new NumberStyle(value.Figure.Decimals, Qualifier: Qualifiers.Parse(value.Figure.Qualifier)));
    }

    /// <summary>An amount in base units as a number of the figure's unit, without the unit.</summary>
    public static string Cell(decimal? baseValue, Policies.Figures.FigureDefinition figure, MeasureFormat format, int? decimals = null)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(format);
        return format.Number(baseValue / figure.UnitFactor, figure.Unit, new NumberStyle(decimals ?? figure.Decimals, WithUnit: false));
    }
}
