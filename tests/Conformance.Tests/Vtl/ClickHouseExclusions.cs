namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>
/// What passes on DuckDB and not on ClickHouse, with the reason. Permanent is what ClickHouse itself cannot do; debt is
/// what its dialect could. Everything else that fails stands in <see cref="TckExclusions"/>.
/// </summary>
internal static class ClickHouseExclusions
{
    public static IReadOnlyDictionary<string, string> Debt { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Permanent { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Time operators/Flow to stock/ex_2"] = "has the day 9999-12-31; Date32 ends with 2299-12-31 (VTL4007)",
    };
}
