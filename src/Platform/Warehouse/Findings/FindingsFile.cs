using Huoshui.Policies;

namespace Huoshui.Warehouse;

/// <summary>Reads the findings of a check run. Thread safe: every call has its own session.</summary>
/// <param name="path">The Parquet that <see cref="CheckRunner"/> wrote.</param>
/// <param name="checks">The rules of the run: messages and the fields' classes come from them.</param>
/// <param name="options">Limits.</param>
public sealed class FindingsFile(string path, ReturnChecks checks, WarehouseOptions options)
{
    /// <summary>One page.</summary>
    /// <param name="query">Filter, order and place.</param>
    /// <param name="seesClear">True shows confidential values in clear; false masks them by the field's class.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task<FindingsPage> PageAsync(FindingsQuery query, bool seesClear, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{path} {checks} {options}");

    /// <summary>Every finding under the filter, in its order, as a stream (offset and limit do not matter): for reports.</summary>
    /// <param name="query">Filter, order and <see cref="FindingsQuery.LimitPerRule"/>.</param>
    /// <param name="seesClear">True shows confidential values in clear.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public IAsyncEnumerable<Finding> ReadAsync(
        FindingsQuery query, bool seesClear, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Findings by filing and rule.</summary>
    /// <param name="query">Filter; order and place do not matter.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task<IReadOnlyList<RuleCount>> CountsAsync(FindingsQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Writes findings as CSV with a byte order mark, safe to open in a spreadsheet.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="query">Filter and order; offset and limit do not matter.</param>
    /// <param name="export">For whom.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task ExportCsvAsync(
        Stream target, FindingsQuery query, FindingsExport export, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Writes findings as an xlsx workbook: codes as text, numbers as numbers, the header frozen.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="query">Filter and order; offset and limit do not matter.</param>
    /// <param name="export">For whom.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task ExportXlsxAsync(
        Stream target, FindingsQuery query, FindingsExport export, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>For whom findings are exported; stands in the file (conventions §1).</summary>
/// <param name="Language">BCP 47 tag of messages and headings.</param>
/// <param name="SeesClear">True writes confidential values in clear.</param>
/// <param name="Who">Account that asked.</param>
/// <param name="Purpose">What for.</param>
/// <param name="At">When.</param>
/// <param name="AsOf">数据日期.</param>
public sealed record FindingsExport(
    string Language, bool SeesClear, string Who, string Purpose, DateTimeOffset At, DateOnly AsOf);
