using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Products;

/// <summary>A firm as accepted filings know it (已知企业).</summary>
/// <param name="Id">客户编号 of the bank that filed it.</param>
/// <param name="Code">统一社会信用代码; null for an owner of a business.</param>
/// <param name="Key">Keyed hash: the same firm at every bank.</param>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="Facts">By name of fact; what is not filed is not there.</param>
public sealed record KnownFirm(
    string Id, string? Code, string Key, string InstitutionId, IReadOnlyDictionary<string, JsonElement> Facts);

/// <summary>
/// What accepted filings tell of firms: the rows of the market's own pack (<c>rows.vtl</c>), whose columns are named
/// as the facts, over the last 数据日期 that has accepted filings. Thread safe.
/// </summary>
internal sealed class KnownFirms(
    PolicyLibrary library, ProductCatalog catalog, FactCatalog accepted, OperationsOptions options,
    WarehouseOptions warehouse)
{
    /// <summary>Most firms that are counted; beyond, the count says so and stops.</summary>
    public const int MostFirms = 200_000;

    private const string Return = "onetable";
    private const char Joint = ';';
    private static readonly string[] Datasets = ["known_firm", "known_owner"];

    /// <summary>The limit that holds: <see cref="MostFirms"/>, fewer in a test.</summary>
    public int Most { get; init; } = MostFirms;

    private readonly Lazy<FigureCompiler> _compiler = new(() => new FigureCompiler(
        library, FigureLibrary.Load(library.Folder), new Dictionary<string, RegisterDataset>(StringComparer.Ordinal)));

    /// <summary>The last date up to a day that has accepted filings; null if there is none.</summary>
    public async Task<DateOnly?> DateAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await DatesAsync(day, cancellationToken)).Select(d => (DateOnly?)d).FirstOrDefault();

    /// <summary>A customer of the viewer's own institution, by customer id or unified social credit code, under its
    /// last accepted filing.</summary>
    /// <returns>No date if the institution has none; no firm if that filing does not know it.</returns>
    public async Task<(KnownFirm? Firm, DateOnly? Date)> FindAsync(
        Viewer viewer, string key, DateOnly day, CancellationToken cancellationToken)
    {
        if (viewer.InstitutionId is not { } own)
            return (null, null);
        foreach (var date in await DatesAsync(day, cancellationToken))
        {
            var filers = await accepted.FilersAsync(Return, date, null, cancellationToken);
            if (!filers.Contains(own, StringComparer.Ordinal))
                continue;
            var firms = await ReadAsync(date, own, key, cancellationToken);
            return (firms.Count > 0 ? firms[0] : null, date);
        }

        return (null, null);
    }

    /// <summary>Every firm of the city, once, as the first bank that filed it tells; at most
    /// <see cref="MostFirms"/> and one more.</summary>
    public async Task<IReadOnlyList<KnownFirm>> AllAsync(DateOnly date, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(date, null, null, cancellationToken)).DistinctBy(f => f.Key)];

    /// <summary>Firms of which the last accepted filings up to a day know a credit (<see
    /// cref="FindFiledCredit"/>).</summary>
    public async Task<FiledCredit?> CreditAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (await DateAsync(day, cancellationToken) is not { } date)
            return null;
        using var session = await OpenAsync(date, null, warehouse.Work, cancellationToken);
        return new FiledCredit(date, session is null ? new HashSet<string>() : session.Query(
            $"SELECT DISTINCT firm_code FROM {Sql.Name(Datasets[0])} WHERE firm_code IS NOT NULL "
                + "AND existing_credit_yuan > 0",
            r => r.GetString(0), cancellationToken).ToHashSet(StringComparer.Ordinal));
    }

    private async Task<IEnumerable<DateOnly>> DatesAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await accepted.DatesAsync(Return, null, cancellationToken)).Where(d => d <= day).Reverse();

    private async Task<List<KnownFirm>> ReadAsync(
        DateOnly date, string? institution, string? key, CancellationToken cancellationToken)
    {
        var limits = key is null ? warehouse.Work : warehouse.Interactive;
        using var session = await OpenAsync(date, institution, limits, cancellationToken);
        return session is null ? [] : [.. Datasets.SelectMany(d => Rows(session, d, key, cancellationToken))];
    }

    // Null when nothing is filed, or there is no such pack.
    private async Task<DuckSession?> OpenAsync(
        DateOnly date, string? institution, DuckLimits limits, CancellationToken cancellationToken)
    {
        var plan = _compiler.Value.Plan(date, [ProductCatalog.PackId]);
        if (plan.Pack(ProductCatalog.PackId) is not { } pack)
            return null;
        var tables = pack.Tables.Values.SelectMany(t => t).Select(t => t.Code).ToHashSet(StringComparer.Ordinal);
        var files = (await accepted.AcceptedAsync(Return, date, null, tables, cancellationToken))
            .Where(f => institution is null || f.InstitutionId == institution).ToList();
        var partials = Path.Combine(Path.GetFullPath(options.DataFolder), "partials");
        return files.Count == 0 ? null : RowSource.Open(
            limits, partials, pack, files, (plan, new Dictionary<string, RegisterDataset>(StringComparer.Ordinal)));
    }

    private List<KnownFirm> Rows(DuckSession session, string dataset, string? key, CancellationToken cancellationToken)
    {
        var columns = session.Query(
            $"SELECT column_name FROM (DESCRIBE {Sql.Name(dataset)})", r => r.GetString(0), cancellationToken);
        var facts = columns.Select(catalog.Fact).OfType<MarketFact>().Select(f => f.Fact).ToList();
        var code = columns.Contains("firm_code") ? "firm_code" : "NULL::VARCHAR";
        // Each firm once before the limit cuts: rows of the same firm at many banks must not push others out of sight.
        var which = key is null
            ? "QUALIFY row_number() OVER (PARTITION BY firm_key ORDER BY institution, file_no, line_no) = 1"
            : $"WHERE firm_id = {Sql.Text(key)} OR {code} = {Sql.Text(key)}";
        var sql = $"SELECT firm_id, {code}, firm_key, institution"
            + string.Concat(facts.Select(f => ", " + Sql.Name(f.Name)))
            + $" FROM {Sql.Name(dataset)} {which} ORDER BY institution, file_no, line_no LIMIT {Most + 1}";
        return session.Query(sql, r => Row(r, facts), cancellationToken).ToList();
    }

    private static KnownFirm Row(DuckDBDataReader row, List<DecisionFact> facts)
    {
        var known = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var i = 0; i < facts.Count; i++)
        {
            if (!row.IsDBNull(i + 4) && Value(facts[i], row.GetValue(i + 4)) is { } value)
                known[facts[i].Name] = value;
        }

        return new KnownFirm(
            row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.GetString(3), known);
    }

    // A list of which no item is filed is not known to be empty: filings tell only some items.
    private static JsonElement? Value(DecisionFact fact, object value) => fact.Kind switch
    {
        FactKind.Flag => JsonSerializer.SerializeToElement(Convert.ToBoolean(value, CultureInfo.InvariantCulture)),
        FactKind.Number => JsonSerializer.SerializeToElement(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        FactKind.List when Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } joined =>
            JsonSerializer.SerializeToElement(joined.Split(Joint, StringSplitOptions.RemoveEmptyEntries)),
        FactKind.Text => JsonSerializer.SerializeToElement(Convert.ToString(value, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
