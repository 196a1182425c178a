namespace Huoshui.Vtl.Plan;

internal enum TimeOperator
{
    Shift,
    FillSingle,
    FillAll,
    FlowToStock,
    StockToFlow,
}

/// <summary>
/// An operator over time series: rows with the same identifiers, apart from the time, and the same frequency
/// (VTL 2.2 RM, Time operators).
/// </summary>
internal sealed record TimeSeries(
    Relation Source, TimeOperator Operator, Component Time, long Shift) : Relation(Source.Components);
