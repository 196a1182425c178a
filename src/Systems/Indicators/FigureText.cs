using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Policies.Figures;

namespace Huoshui.Systems.Indicators;

/// <summary>A figure as people read it: rounded once, with 突破, 超 or 约 from its qualifier, in a unit that fits its
/// size.</summary>
public static class FigureText
{
    private static readonly string[] Smaller = ["万亿", "亿", "万", ""];

    /// <summary>Number and unit; 尚未接入 or — where there is no value.</summary>
    public static string Of(FigureValue value, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(format);
        var (number, unit) = Parts(value.Figure, value.BaseValue, format);
        return unit is null ? number : format.Join(number, unit);
    }

    /// <summary>The number with its qualifier, and the unit apart; no unit where there is no value.</summary>
    public static (string Number, Unit? Unit) Parts(FigureDefinition figure, decimal? baseValue, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(format);
        if (!figure.IsConnected)
            return (format.Missing(Absence.NotConnected), null);
        if (baseValue is not { } amount)
            return (format.Missing(Absence.NotReported), null);
        var unit = Fitting(figure, amount);
        var decimals = string.Equals(unit.Symbol, figure.Unit, StringComparison.Ordinal) ? figure.Decimals
            : unit.Decimals;
        var value = amount / unit.Factor;
        var qualifier = Qualifiers.Parse(figure.Qualifier);
        // 突破20万 of exactly 20 would be untrue: "over" is said only of what rounding down takes away.
        if (qualifier == Qualifier.Over && Rounding.Down(value, decimals) == value)
            qualifier = Qualifier.Exact;
        return (format.Number(
            new Quantity(value, unit), new NumberStyle(decimals, WithUnit: false, Qualifier: qualifier)), unit);
    }

    /// <summary>The unit in which a figure of this size is readable: its own, or a smaller one of a small
    /// city.</summary>
    public static Unit Fitting(FigureDefinition figure, decimal baseValue)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var own = Unit.Parse(figure.Unit);
        var prefix = Array.FindIndex(Smaller, p => p.Length > 0 && figure.Unit.StartsWith(p, StringComparison.Ordinal));
        if (prefix < 0 || own.Dimension is not (Dimension.Money or Dimension.Count))
            return own;
        var counted = figure.Unit[Smaller[prefix].Length..];
        var unit = own;
        for (var i = prefix + 1; i < Smaller.Length && baseValue != 0 && Math.Abs(baseValue) < unit.Factor; i++)
            unit = Unit.Parse(Smaller[i] + counted);
        return unit;
    }

    /// <summary>Why rows are left out of a figure, in words; an unknown reason as it stands.</summary>
    public static LocalizedText Reason(string reason) => Words.Reason(reason);

    /// <summary>An amount in base units as a number of one unit, without the unit: a cell of a column.</summary>
    public static string Cell(decimal? baseValue, Unit unit, MeasureFormat format, int? decimals = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(format);
        return format.Number(baseValue / unit.Factor, unit.Symbol, new NumberStyle(decimals, WithUnit: false));
    }
}
