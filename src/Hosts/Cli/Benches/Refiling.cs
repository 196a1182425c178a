using Huoshui.Cli.Demo;
using Huoshui.Operations;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches;

/// <summary>
/// One institution files again (重报) and is accepted, by the same desks as everybody: it moves one yuan from a loan
/// without the technology flag to one with it, so that T05 must be one yuan more and every other headline the same.
/// </summary>
/// <param name="city">With accepted filings.</param>
/// <param name="asOf">The date.</param>
internal sealed class Refiling(BenchCity city, DateOnly asOf)
{
    private const string Return = "onetable";
    private const string Table = "H01";

    /// <summary>Institutions of the date with the number of their loans, fewest first.</summary>
    public async Task<IReadOnlyList<(string Institution, long Loans)>> InstitutionsAsync(
        CancellationToken cancellationToken)
    {
        var tables = await city.Get<FactCatalog>().AcceptedAsync(Return, asOf, null, [Table], cancellationToken);
        return [.. tables.Select(t => (t.InstitutionId, t.Rows)).OrderBy(t => t.Rows)];
    }

    /// <summary>Asks, is allowed, files, certifies, is accepted.</summary>
    public async Task FileAgainAsync(string institution, CancellationToken cancellationToken)
    {
        var people = CityFilings.People(institution);
        var id = await FilingAsync(institution, cancellationToken);
        var desk = city.Get<RequestDesk>();
        var until = DateOnly.FromDateTime(city.Get<TimeProvider>().Now().UtcDateTime).AddDays(7);
        var asked = Demand(await desk.AskAsync(
            people.Preparer, id, new NewRequest(FilingRequestKind.Refile, "余额录入有误", [Table], until), cancellationToken));
        Demand(await desk.DecideAsync(
            people.Approver, asked.Id, new Decision(Approves: true, "同意"), cancellationToken));
        var folder = Directory.CreateDirectory(Path.Combine(city.Data, "again"));
        var path = await ChangedAsync(institution, folder.FullName, cancellationToken);
        var taken = await city.Get<FilingIntake>().FileAsync(
            people.Preparer, new FilingKey(Return, institution, asOf), [new SentFile(path, Path.GetFileName(path))],
            cancellationToken);
        if (taken.Filing is null)
            throw new DemoFailedException($"{institution}: {(taken.Notes is [var note, ..] ? note.ToLine("en") : "—")}");
        await new CityFilings(city.Get<IServiceProvider>(), new CityFolder(city.Data))
            .AcceptAsync(Return, asOf, cancellationToken);
        folder.Delete(recursive: true);
    }

    private async Task<Guid> FilingAsync(string institution, CancellationToken cancellationToken)
    {
        await using var context = await city.Get<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(cancellationToken);
        return (await context.Set<Filing>().SingleAsync(
            f => f.ReturnId == Return && f.InstitutionId == institution && f.AsOf == asOf, cancellationToken)).Id;
    }

    private async Task<string> ChangedAsync(string institution, string folder, CancellationToken cancellationToken)
    {
        var tables = (await city.Get<FactCatalog>().AcceptedAsync(Return, asOf, null, [Table, "F27", "F08"], cancellationToken))
            .Where(t => t.InstitutionId == institution).ToDictionary(t => t.Table, t => t.ParquetPath, StringComparer.Ordinal);
        using var session = DuckSession.Open(city.Get<WarehouseOptions>().Work, [.. tables.Values], folder);
        var (receipts, details) = (Sql.Text(tables[Table]), Sql.Text(tables["F27"]));
        var pledged = tables.TryGetValue("F08", out var pledges)
            ? $"AND F270003 NOT IN (SELECT F080003 FROM read_parquet({Sql.Text(pledges)}) WHERE F080003 IS NOT NULL)"
            : string.Empty;
        session.Execute(
            $"""
            CREATE TEMP TABLE pair AS
            SELECT min(H010001) FILTER (F270041 = '1' AND H010010 < F270009 - 2) AS up,
                min(H010001) FILTER (F270041 = '0' AND H010010 > 2) AS down
            FROM read_parquet({receipts}) JOIN read_parquet({details}) ON F270001 = H010001
            WHERE F270006 = 'CNY' AND F270043 = '00' AND F270029 = '0' AND F270040 IS NULL AND H010019 = '01'
                AND F270024 IS NOT NULL {pledged}
            GROUP BY F270007 HAVING up IS NOT NULL AND down IS NOT NULL LIMIT 1
            """,
            cancellationToken);
        var target = Path.Combine(folder, Table + ".parquet");
        session.Execute(
            $"""
            COPY (SELECT r.* EXCLUDE (file_no, line_no) REPLACE (CAST(H010010 + CASE H010001
                    WHEN (SELECT up FROM pair) THEN 1 WHEN (SELECT down FROM pair) THEN -1 ELSE 0 END AS DECIMAL(18, 2)) AS H010010)
                  FROM read_parquet({receipts}) r) TO {Sql.Text(target)} (FORMAT parquet, COMPRESSION zstd)
            """,
            cancellationToken);
        return target;
    }

    private static T Demand<T>(Answer<T> answer)
        where T : class => answer.Value is { } value && answer.Succeeded
        ? value
        : throw new DemoFailedException(answer.Refusals[0].ToLine("en"));
}
