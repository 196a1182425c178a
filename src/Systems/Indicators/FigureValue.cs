using Huoshui.Policies.Figures;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>指标值: a figure at a date, as known at an instant.</summary>
/// <param name="Figure">What it is.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="KnownAt">数据版本时点.</param>
/// <param name="BaseValue">In base units (元, 户, %), unrounded; null when nothing was filed or it is not
/// connected.</param>
/// <param name="Coverage">Who is in and what was left out.</param>
public sealed record FigureValue(
    FigureDefinition Figure, DateOnly AsOf, DateTimeOffset KnownAt, decimal? BaseValue, FigureCoverage Coverage)
{
    /// <summary>In the figure's unit, unrounded.</summary>
    public decimal? Value => BaseValue / Figure.UnitFactor;

    /// <summary>connected or not_connected, as the command line prints it.</summary>
    public string State => Figure.IsConnected ? "connected" : "not_connected";
}

/// <summary>覆盖情况: institutions due, accepted and missing, and rows left out by reason.</summary>
/// <param name="Due">Institutions that owe one of the figure's returns for the date.</param>
/// <param name="Accepted">Of these, those with an accepted version.</param>
/// <param name="Missing">The others, by id.</param>
/// <param name="LeftOut">Rows that could not be evaluated.</param>
public sealed record FigureCoverage(
    int Due, int Accepted, IReadOnlyList<string> Missing, IReadOnlyList<LeftOutRows> LeftOut)
{
    /// <summary>Nobody is due and nothing is left out.</summary>
    public static FigureCoverage None { get; } = new(0, 0, [], []);

    /// <summary>不完整: somebody is missing or rows were left out.</summary>
    public bool IsIncomplete => Missing.Count > 0 || LeftOut.Count > 0;
}
