using Huoshui.Policies;
using Huoshui.Warehouse.Checking;

namespace Huoshui.Warehouse;

/// <summary>Runs compiled rules over the staged tables of many filings of one return and date at once. Thread
/// safe.</summary>
/// <param name="options">Limits.</param>
public sealed class CheckRunner(WarehouseOptions options)
{
    /// <summary>Runs every rule once over all filings and writes the findings.</summary>
    /// <param name="checks">The rules, compiled for the union of the filings' tables.</param>
    /// <param name="filings">What each filing brings.</param>
    /// <param name="cells">Staged tables whose unreadable cells become findings <c>FIELD_FMT</c>, and lines
    /// <c>TABLE_ROW</c>.</param>
    /// <param name="findingsPath">The Parquet to write; appears only when it is whole.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task<CheckReport> RunAsync(
        ReturnChecks checks,
        IReadOnlyList<CheckInput> filings,
        IReadOnlyList<StagedTable> cells,
        string findingsPath,
        CancellationToken cancellationToken)
    {
        var rules = RuleSet.Of(checks);
        return Task.Run(
            () => new CheckRun(options, rules, [.. filings.Select(f => f.Rooted())], cells).Run(findingsPath, cancellationToken),
            cancellationToken);
    }
}
