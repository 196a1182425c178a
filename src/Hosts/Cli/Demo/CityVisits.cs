using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Bulk;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Demo;

/// <summary>The history of visits and loans that the generator wrote, brought into the store: the same acts that the
/// desks
/// would have done, under the days on which they happened. For the demo and for benchmarks.</summary>
/// <param name="services">The composed platform.</param>
/// <param name="city">What the generator wrote.</param>
internal sealed class CityVisits(IServiceProvider services, CityFolder city)
{
    private readonly VisitKeys _keys = services.GetRequiredService<VisitKeys>();
    private readonly VisitPolicy _policy = services.GetRequiredService<VisitPolicy>();
    private readonly VisitBulk _bulk = services.GetRequiredService<VisitBulk>();

    private string Folder => Path.Combine(city.Folder, "visits");

    /// <summary>Writes it into a store that knows no entity. One that was broken off halfway is begun anew: a file beside
    /// the history says that it was begun; without it nothing is ever deleted.</summary>
    /// <returns>Whether it was written.</returns>
    public async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var isBegun = File.Exists(Begun);
        if (!Directory.Exists(Folder) || (!isBegun && await HasEntitiesAsync(cancellationToken)))
            return false;
        if (isBegun)
            await ClearAsync(cancellationToken);
        await File.WriteAllTextAsync(Begun, string.Empty, cancellationToken);
        await WriteAsync(cancellationToken);
        File.Delete(Begun);
        return true;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(new DuckLimits(), [Folder]);
        var entities = await EntitiesAsync(session, cancellationToken);
        await _bulk.WriteAsync(entities.Values.Select(e => e.Row), cancellationToken);
        await _bulk.WriteAsync(Visits(session, entities, cancellationToken), cancellationToken);
        foreach (var part in Cases(session, entities, cancellationToken).Chunk(CasesAtOnce))
            await WriteAsync(part, cancellationToken);
        await _bulk.FinishAsync(cancellationToken);
    }

    private string Begun => Path.Combine(Folder, ".begun");

    private const int CasesAtOnce = 20_000;

    private async Task<bool> HasEntitiesAsync(CancellationToken cancellationToken)
    {
        await using var context = await Contexts().CreateDbContextAsync(cancellationToken);
        return await context.Set<VisitedEntity>().AnyAsync(cancellationToken);
    }

    // What a stopped run of this left: nobody could act on it before it was whole.
    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        await using var context = await Contexts().CreateDbContextAsync(cancellationToken);
        await context.Set<Drawdown>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<CaseStep>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<CaseStandard>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<CaseConsent>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<FinancingCase>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<Visit>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<VisitedEntity>().ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<Dictionary<long, (VisitedEntity Row, string Name)>> EntitiesAsync(
        DuckSession session, CancellationToken cancellationToken)
    {
        var rows = session.Query(
            $"SELECT id, usci, idno, name, district, street, day::TIMESTAMP FROM {Table("entities")} ORDER BY id",
            r => (Id: r.GetInt64(0), Usci: r.IsDBNull(1) ? null : r.GetString(1), Person: r.IsDBNull(2) ? null
                : r.GetString(2),
                Name: r.GetString(3), District: r.GetString(4), Street: r.GetString(5), Day: r.GetDateTime(6)),
            cancellationToken);
        var entities = new Dictionary<long, (VisitedEntity, string)>(rows.Count);
        foreach (var row in rows)
        {
            var at = VisitPolicy.InstantOf(row.Day.AddHours(8)).ToUniversalTime();
            var id = Guid.CreateVersion7(at);
            entities[row.Id] = (new VisitedEntity
            {
                Id = id,
                Usci = row.Usci,
                PersonKey = row.Usci is null ? await _keys.HashAsync("identity", row.Person!, cancellationToken) : null,
                Name = row.Name,
                StreetCode = row.Street,
                DistrictCode = row.District,
                RootId = id,
                AddedAt = at,
            }, row.Name);
        }

        return entities;
    }

    private IEnumerable<Visit> Visits(
        DuckSession session, Dictionary<long, (VisitedEntity Row, string Name)> entities,
            CancellationToken cancellationToken) =>
        session.Query(
            $"SELECT entity, nth, visits.\"at\", outcome FROM {Table("visits")} visits ORDER BY 3, 1",
            r => (Entity: r.GetInt64(0), Nth: r.GetInt32(1), At: r.GetDateTime(2), Outcome: r.GetString(3)),
            cancellationToken).Select((row, n) => Visit(entities[row.Entity].Row, row.At, row.Outcome, n));

    private Visit Visit(VisitedEntity entity, DateTime local, string code, int n)
    {
        var at = VisitPolicy.InstantOf(local.AddHours(8)).ToUniversalTime();
        var outcome = _policy.Process.List("outcome").Find(code)!;
        var (id, hash) = (Guid.CreateVersion7(at), CaseStep.Receipt(code, at.ToString("O")));
        var (needs, actor) = (outcome.Is("need"), "走访" + entity.StreetCode);
        return new Visit
        {
            Id = id,
            EntityId = entity.Id,
            StreetCode = entity.StreetCode,
            DistrictCode = entity.DistrictCode,
            At = at,
            RecordedAt = at,
            Actor = actor,
            Companions = JsonSerializer.Serialize(new[] { new VisitorRequest(n % 3 == 0 ? "park" : "bank",
                DemoPeople.NameOf(n)) }),
            Place = n % 4 == 0 ? "电话约见后上门" : "店内",
            Outcome = outcome.Id,
            IsCounted = outcome.Is("counted"),
            NextStep = outcome.Fields["next"],
            NeedFen = needs ? 20_000_000 + (n * 37L % 48 * 5_000_000) : null,
            NeedUse = needs ? "working_capital" : null,
            NeedMonths = needs ? 12 : null,
            NeedUrgency = needs ? "month" : null,
            Obstacles = needs ? "no_collateral" : string.Empty,
            ContentHash = hash,
            ReceiptSha256 = CaseStep.Receipt(id.ToString(), entity.Id.ToString(), actor, at.ToString("O"), hash),
        };
    }

    private IEnumerable<FinancingCase> Cases(
        DuckSession session, Dictionary<long, (VisitedEntity Row, string Name)> entities,
            CancellationToken cancellationToken)
    {
        var maker = new CityCases(_keys, _policy);
        return session.Query(
            $"""
            SELECT n, entity, bank_id, iou, line, drawn_fen, kind, visited_on::TIMESTAMP, recommended::TIMESTAMP,
                drawn_on::TIMESTAMP, months, rate::VARCHAR, is_credit_loan,
                is_first_loan FROM {Table("cases")} ORDER BY n
            """,
            r => new CityCase(
                r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetInt64(5),
                    r.GetString(6),
                DateOnly.FromDateTime(r.GetDateTime(7)), DateOnly.FromDateTime(r.GetDateTime(8)),
                DateOnly.FromDateTime(r.GetDateTime(9)), r.GetInt32(10), r.GetString(11), r.GetBoolean(12),
                    r.GetBoolean(13)),
            cancellationToken).Select(c => maker.Make(c, entities[c.Entity].Row));
    }

    private async Task WriteAsync(IReadOnlyList<FinancingCase> cases, CancellationToken cancellationToken)
    {
        await _bulk.WriteAsync(cases, cancellationToken);
        await _bulk.WriteAsync(cases.SelectMany(c => c.Steps), cancellationToken);
        await _bulk.WriteAsync(cases.SelectMany(c => c.Standards), cancellationToken);
        await _bulk.WriteAsync(cases.SelectMany(c => c.Consents), cancellationToken);
        await _bulk.WriteAsync(cases.SelectMany(c => c.Drawdowns), cancellationToken);
    }

    private string Table(string name) => $"read_parquet({Sql.Text(Path.Combine(Folder, name + ".parquet"))})";

    private IDbContextFactory<OperationsContext> Contexts() =>
        services.GetRequiredService<IDbContextFactory<OperationsContext>>();
}
