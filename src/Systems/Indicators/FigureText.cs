using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Policies.Figures;

namespace Huoshui.Systems.Indicators;

/// <summary>A figure as people read it: rounded once, with 突破, 超 or 约 from its qualifier, in a unit that fits its
/// size.</summary>
public static class FigureText
{
    private const decimal FewUnits = 10;

    private static readonly string[] Smaller = ["万亿", "亿", "万", ""];

    /// <summary>Number and unit; 尚未接入 or — where there is no value.</summary>
    public static string Of(FigureValue value, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(format);
        return Of(value.Figure, value.BaseValue, format);
    }

    /// <summary>Number and unit of an amount of a figure, in base units; 尚未接入 or — where there is none.</summary>
    public static string Of(FigureDefinition figure, decimal? baseValue, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var (number, unit) = Parts(figure, baseValue, format);
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
        var value = amount / unit.Factor;
        var decimals = DecimalsOf(figure, unit, value);
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
        var own = figure.NamedUnit;
        var prefix = Array.FindIndex(Smaller, p => p.Length > 0 && figure.Unit.StartsWith(p, StringComparison.Ordinal));
        if (prefix < 0 || own.Dimension is not (Dimension.Money or Dimension.Count))
            return own;
        var counted = figure.Unit[Smaller[prefix].Length..];
        var unit = own;
        for (var i = prefix + 1; i < Smaller.Length && baseValue != 0 && Math.Abs(baseValue) < unit.Factor; i++)
            unit = figure.Named(Smaller[i] + counted);
        return unit;
    }

    /// <summary>Where a filed line stands, in words: F27 第1版 F27.csv 第166行; the number of a file whose name is not
    /// known any more.</summary>
    public static LocalizedText Place(FiledLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new LocalizedText(
            $"{line.Table} 第{line.VersionNumber}版 {line.FileName ?? $"文件{line.FileNo}"} 第{line.LineNo}行",
            $"{line.Table} version {line.VersionNumber}, {line.FileName ?? $"file {line.FileNo}"}, line {line.LineNo}");
    }

    /// <summary>The unit of a column of figures, that of the largest; null where they are of different kinds or none
    /// has a value, so that each names its own.</summary>
    public static Unit? OneUnit(IReadOnlyList<FigureValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.DistinctBy(v => Unit.Parse(v.Figure.Unit).Dimension).Count() == 1
            && values.Where(v => v.BaseValue is not null).MaxBy(v => Math.Abs(v.BaseValue!.Value)) is { } largest
            ? Fitting(largest.Figure, largest.BaseValue!.Value)
            : null;
    }

    /// <summary>How a figure is rounded, and in which unit and with how many decimals an amount of it is shown where
    /// that is another: the statement beside the number.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="baseValue">The amount shown, in base units; null where none is.</param>
    public static LocalizedText RoundingRule(FigureDefinition figure, decimal? baseValue)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var own = figure.NamedUnit.Name;
        var isDown = Qualifiers.Parse(figure.Qualifier) == Qualifier.Over;
        var rule = new LocalizedText(
            $"以{own.Zh}计保留 {figure.Decimals} 位小数，{(isDown ? "只舍不入" : "四舍五入")}",
            $"{figure.Decimals} decimals in {own.En}, rounded {(isDown ? "down" : "half up")}");
        if (!figure.IsConnected || baseValue is not { } amount)
            return rule;
        var unit = Fitting(figure, amount);
        var decimals = DecimalsOf(figure, unit, amount / unit.Factor);
        return IsOwn(figure, unit) && decimals == figure.Decimals
            ? rule
            : new LocalizedText(
                $"{rule.Zh}；此处以{unit.Name.Zh}显示，保留 {decimals} 位小数",
                $"{rule.En}; shown here in {unit.Name.En} with {decimals} decimals");
    }

    /// <summary>What is missing behind a value, in words; null when everybody is in and nothing was left
    /// out.</summary>
    public static LocalizedText? Gaps(FigureCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        if (coverage.Missing.Count > 0)
        {
            return new LocalizedText(
                $"不完整：缺报 {coverage.Missing.Count} 家", $"incomplete: {coverage.Missing.Count} have not been accepted");
        }

        var rows = coverage.LeftOut.Sum(l => l.Rows);
        return coverage.LeftOut.Count == 0 ? null
            : new LocalizedText($"机构已报齐，{rows} 笔未计入", $"all are in, {rows} rows left out");
    }

    /// <summary>Why rows are left out of a figure, in words; an unknown reason as it stands.</summary>
    public static LocalizedText Reason(string reason) => Words.Reason(reason);

    /// <summary>A part or a point of a figure as a number of one unit, without the unit, rounded the figure's own way:
    /// the same amount reads the same wherever it stands.</summary>
    public static string Cell(FigureDefinition figure, decimal? baseValue, Unit unit, MeasureFormat format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(unit);
        return baseValue is { } amount
            ? Cell(Rounded(figure, amount, unit) * unit.Factor, unit, format, PartDecimals(figure, unit))
            : Cell(null, unit, format);
    }

    /// <summary>A part or a point of a figure in a unit, rounded the figure's own way: down where the figure says
    /// 突破 or 超, else half up.</summary>
    public static decimal Rounded(FigureDefinition figure, decimal baseValue, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(unit);
        var (value, decimals) = (baseValue / unit.Factor, PartDecimals(figure, unit));
        return Qualifiers.Parse(figure.Qualifier) == Qualifier.Over
            ? Rounding.Down(value, decimals) : Rounding.HalfUp(value, decimals);
    }

    /// <summary>Decimals of a figure's parts and points in a unit: never fewer than the figure's own.</summary>
    public static int PartDecimals(FigureDefinition figure, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(unit);
        return IsOwn(figure, unit) ? Math.Max(figure.Decimals, unit.Decimals) : unit.Decimals;
    }

    private static bool IsOwn(FigureDefinition figure, Unit unit) =>
        string.Equals(unit.Symbol, figure.Unit, StringComparison.Ordinal);

    // Whole units are too coarse for an amount of few of them: 1.9万元 of a small city is not 2万元. What is said to
    // exceed a whole number keeps it: 突破2万亿元.
    private static int DecimalsOf(FigureDefinition figure, Unit unit, decimal value) =>
        !IsOwn(figure, unit) ? unit.Decimals
        : figure.Decimals == 0 && unit.Dimension == Dimension.Money && Math.Abs(value) < FewUnits
            && Qualifiers.Parse(figure.Qualifier) != Qualifier.Over ? unit.Decimals
        : figure.Decimals;

    /// <summary>An amount in base units as a number of one unit, without the unit: a cell of a column.</summary>
    public static string Cell(decimal? baseValue, Unit unit, MeasureFormat format, int? decimals = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(format);
        return format.Number(baseValue / unit.Factor, unit.Symbol, new NumberStyle(decimals, WithUnit: false));
    }
}
