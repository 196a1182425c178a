using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Huoshui.Policies;
using Huoshui.Warehouse.Checking;
using Huoshui.Warehouse.Findings;

namespace Huoshui.Warehouse;

/// <summary>Reads the findings of a check run. Thread safe: every call has its own session.</summary>
public sealed class FindingsFile
{
    private readonly string _path;
    private readonly WarehouseOptions _options;
    private readonly FindingTexts _texts;

    /// <summary>Takes a findings file.</summary>
    /// <param name="path">The Parquet that <see cref="CheckRunner"/> wrote.</param>
    /// <param name="checks">The rules of the run: messages and the fields' classes come from them.</param>
    /// <param name="options">Limits.</param>
    public FindingsFile(string path, ReturnChecks checks, WarehouseOptions options)
        : this(path, RuleSet.Of(checks), options)
    {
    }

    internal FindingsFile(string path, RuleSet rules, WarehouseOptions options)
    {
        _path = System.IO.Path.GetFullPath(path);
        _options = options;
        _texts = new FindingTexts(rules);
    }

    /// <summary>One page.</summary>
    /// <param name="query">Filter, order and place.</param>
    /// <param name="seesClear">True shows confidential values in clear; false masks them by the field's class.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task<FindingsPage> PageAsync(FindingsQuery query, bool seesClear, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var session = Open();
            var sql = new FindingsSql(_path, query);
            var total = session.Scalar<long>(sql.Count, cancellationToken);
            var rows = total == 0 ? [] : session.Query(
                sql.Page(Math.Clamp(query.Limit, 0, _options.MaxPageRows)), r => _texts.Show(r, seesClear), cancellationToken);
            return new FindingsPage(rows, total);
        },
        cancellationToken);

    /// <summary>Every finding under the filter, in its order, as a stream (offset and limit do not matter): for
    /// reports.</summary>
    /// <param name="query">Filter, order and <see cref="FindingsQuery.LimitPerRule"/>.</param>
    /// <param name="seesClear">True shows confidential values in clear.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public async IAsyncEnumerable<Finding> ReadAsync(
        FindingsQuery query, bool seesClear, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var session = Open();
        foreach (var finding in Rows(session, query, seesClear, limit: null, cancellationToken))
            yield return finding;
    }

    /// <summary>Findings by filing and rule.</summary>
    /// <param name="query">Filter; order and place do not matter.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task<IReadOnlyList<RuleCount>> CountsAsync(FindingsQuery query, CancellationToken cancellationToken) => Task.Run(
        IReadOnlyList<RuleCount> () =>
        {
            using var session = Open();
            return session.Query(
                new FindingsSql(_path, query).Counts,
                r => new RuleCount(r.GetInt32(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), null),
                cancellationToken);
        },
        cancellationToken);

    /// <summary>Writes findings as CSV with a byte order mark, safe to open in a spreadsheet.</summary>
    /// <param name="target">Where to; stays open.</param>
    /// <param name="query">Filter and order; offset and limit do not matter.</param>
    /// <param name="export">For whom.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task ExportCsvAsync(
        Stream target, FindingsQuery query, FindingsExport export, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var session = Open();
                CsvExport.Write(target, Rows(session, query, export.SeesClear, limit: null, cancellationToken), export);
            },
            cancellationToken);

    /// <summary>Writes findings as an xlsx workbook: codes as text, numbers as numbers, the header frozen.</summary>
    /// <param name="target">Where to; stays open.</param>
    /// <param name="query">Filter and order; offset and limit do not matter.</param>
    /// <param name="export">For whom.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public Task ExportXlsxAsync(
        Stream target, FindingsQuery query, FindingsExport export, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var session = Open();
                XlsxExport.Write(target, Rows(session, query, export.SeesClear, _options.MaxXlsxRows, cancellationToken), export);
            },
            cancellationToken);

    private DuckSession Open() => DuckSession.Open(_options.Interactive, [_path]);

    // Row by row: an export of millions of findings is never held in memory.
    private IEnumerable<Finding> Rows(
        DuckSession session, FindingsQuery query, bool seesClear, int? limit, CancellationToken cancellationToken)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = new FindingsSql(_path, query).All(limit);
        command.UseStreamingMode = true;
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return _texts.Show(reader, seesClear);
        }
    }
}

/// <summary>For whom findings are exported; stands in the file (conventions §1).</summary>
/// <param name="Language">BCP 47 tag of messages and headings.</param>
/// <param name="SeesClear">True writes confidential values in clear.</param>
/// <param name="Who">Account that asked.</param>
/// <param name="Purpose">What for.</param>
/// <param name="At">When.</param>
/// <param name="AsOf">数据日期.</param>
public sealed record FindingsExport(
    string Language, bool SeesClear, string Who, string Purpose, DateTimeOffset At, DateOnly AsOf)
{
    /// <summary>Name of the file of a finding; null, or a null of it, leaves the number.</summary>
    public Func<Finding, string?>? FileName { get; init; }
}
