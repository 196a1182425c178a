using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>The dashboard equals a recount of the raw events, after a random history with merges, undone merges and corrections.</summary>
public sealed class FunnelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public Task After_a_random_history_the_funnel_equals_a_recount(int seed, bool onPostgres) =>
        CompareAsync(seed, 600, onPostgres);

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public Task After_a_hundred_thousand_random_events_the_funnel_equals_a_recount(int seed, bool onPostgres)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1", "slow: ./check all");
        return CompareAsync(seed, 100_000, onPostgres);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recount_names_what_does_not_stand_as_the_events_say(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        await house.DeclaredAsync(VisitHouse.Firm(2));
        var recount = house.Get<VisitRecount>();
        Assert.Equal((2, 0), await TalliedAsync(recount));
        await using (var context = await house.ContextAsync())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE \"Visits\" SET \"IsCounted\" = {false} WHERE \"Id\" = {visit.Id}", Token);
            await context.Database.ExecuteSqlAsync($"UPDATE \"VisitCounts\" SET \"Value\" = 7 WHERE \"Kind\" = 'state'", Token);
        }

        var found = (await recount.CompareAsync(Token)).Differences;
        Assert.Contains(found, d => d.StartsWith(visit.EntityId.ToString(), StringComparison.Ordinal));
        Assert.Contains(found, d => d.StartsWith("state 440304 440304001  declared：计 1，存 7", StringComparison.Ordinal));
        Assert.Contains(found, d => d.StartsWith("visit_day 440304", StringComparison.Ordinal));
        Assert.Equal(3, found.Count);
        await recount.RebuildAsync(Token);
        Assert.Equal((2, 0), await TalliedAsync(recount));
    }

    [Fact]
    public async Task A_store_of_before_the_counters_is_counted_when_it_is_first_read()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(VisitHouse.Firm(1));
        await using (var context = await house.ContextAsync())
        {
            await context.Set<EntityStanding>().ExecuteDeleteAsync(Token);
            await context.Set<VisitCount>().ExecuteDeleteAsync(Token);
        }

        await house.VisitedAsync(VisitHouse.Firm(2)); // before anybody read
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token));
        Assert.Equal(2, funnel.Entities[FunnelStage.Visited]);
        Assert.Equal((2, 0), await TalliedAsync(house.Get<VisitRecount>()));
    }

    private static async Task<(int Entities, int Differences)> TalliedAsync(VisitRecount recount)
    {
        var report = await recount.CompareAsync(Token);
        return (report.Entities, report.Differences.Count);
    }

    private static async Task CompareAsync(int seed, int acts, bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var history = new RandomHistory(house, seed, firms: Math.Max(12, acts / 20));
        for (var n = 0; n < acts; n++)
        {
            await history.ActAsync();
            if (n == acts / 2)
                await SameAsync(house);
        }

        Assert.True(history.Done > acts / 4, $"seed {seed}: only {history.Done} acts were done");
        await SameAsync(house);
    }

    private static async Task SameAsync(VisitHouse house)
    {
        Assert.Empty((await house.Get<VisitRecount>().CompareAsync(Token)).Differences);
        var shown = (await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token)).SelectMany(f => f.Entities
            .Select(e => (f.DistrictCode, e.Key.ToString(), (long)e.Value))
            .Append((f.DistrictCode, "need_fen", f.NeedFen)).Append((f.DistrictCode, "granted_fen", f.GrantedFen))
            .Append((f.DistrictCode, "drawn_fen", f.DrawnFen)).Append((f.DistrictCode, "apart_fen", f.ApartFen)))
            .Where(x => x.Item3 != 0).Order().ToList();
        Assert.Equal(await RecountAsync(house), shown);
        foreach (var (_, stage, count) in shown.GroupBy(s => s.Item2).Select(g => (0, g.Key, g.Sum(s => s.Item3))))
        {
            if (Enum.TryParse<FunnelStage>(stage, out var one))
                Assert.Equal(count, (await house.List.EntitiesAsync(VisitHouse.Regulator, one, new(), Token)).Total);
        }
    }

    // From the raw events only: visits, steps, merges that hold, drawdowns; not from any state that a desk keeps.
    private static async Task<List<(string, string, long)>> RecountAsync(VisitHouse house)
    {
        await using var context = await house.ContextAsync();
        var merged = (await context.Set<EntityMerge>().AsNoTracking().Where(m => m.UndoneAt == null).ToListAsync(Token))
            .ToDictionary(m => m.FromId, m => m.IntoId);
        var district = await context.Set<VisitedEntity>().AsNoTracking().ToDictionaryAsync(e => e.Id, e => e.DistrictCode, Token);
        Guid Root(Guid id) => merged.TryGetValue(id, out var into) ? Root(into) : id;
        var visits = await context.Set<Visit>().AsNoTracking().ToListAsync(Token);
        var cases = await context.Set<FinancingCase>().AsNoTracking().Include(c => c.Steps).Include(c => c.Drawdowns).ToListAsync(Token);
        List<(string, string, long)> Count(string name, IEnumerable<Guid> ids) =>
            [.. ids.Select(Root).Distinct().GroupBy(r => district[r]).Select(g => (g.Key, name, (long)g.Count()))];
        List<(string, string, long)> Sum(string name, IEnumerable<(Guid Id, long Fen)> parts) =>
            [.. parts.GroupBy(p => district[p.Id]).Select(g => (g.Key, name, g.Sum(p => p.Fen)))];
        IEnumerable<Guid> With(params string[] steps) => cases.Where(c => c.Steps.Any(s => steps.Contains(s.Step))).Select(c => c.EntityId);
        return
        [
            .. new[]
            {
                Count("Visited", visits.Where(v => v.Outcome is "need" or "no_need").Select(v => v.EntityId)),
                Count("Need", visits.Where(v => v.Outcome == "need").Select(v => v.EntityId)),
                Count("Declared", With("declare")), Count("Recommended", With("recommend")), Count("Accepted", With("accept")),
                Count("Granted", With("grant", "grant_partly")), Count("Drawn", With("draw")),
                Sum("need_fen", cases.Select(c => (c.EntityId, c.NeedFen))),
                Sum("granted_fen", cases.Where(c => c.Steps.Any(s => s.Step is "grant" or "grant_partly")).Select(c => (c.EntityId, c.GrantedFen))),
                Sum("drawn_fen", cases.SelectMany(c => c.Drawdowns.Where(d => d.Kind == "new").Select(d => (c.EntityId, d.AmountFen)))),
                Sum("apart_fen", cases.SelectMany(c => c.Drawdowns.Where(d => d.Kind != "new").Select(d => (c.EntityId, d.AmountFen)))),
            }.SelectMany(part => part).Where(x => x.Item3 != 0).Order(),
        ];
    }
}

/// <summary>Acts at random through the real desks; what the process does not allow is refused, and that is part of it.</summary>
internal sealed class RandomHistory(VisitHouse house, int seed, int firms)
{
    private static readonly string[] Outcomes =
        ["need", "need", "no_need", "no_need", "wrong_address", "closed_door", "declined", "deregistered", "unreachable", "duplicate"];

    private readonly Dice _random = new((ulong)seed);
    private readonly List<Guid> _cases = [];
    private readonly List<Guid> _entities = [];
    private readonly List<Guid> _merges = [];
    private readonly List<Guid> _corrections = [];
    private int _ious;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Acts that were done and not refused.</summary>
    public int Done { get; private set; }

    public async Task ActAsync()
    {
        var isDone = _random.Next(20) switch
        {
            < 5 => await VisitAsync(),
            < 7 => await DeclareAsync(),
            < 10 => await MergeAsync(),
            10 => await UndoAsync(),
            11 => await CorrectAsync(),
            _ => await StepAsync(),
        };
        Done += isDone ? 1 : 0;
    }

    private EntityRequest AnyFirm()
    {
        var number = _random.Next(firms);
        return VisitHouse.Firm(number, number % 3 == 0 ? VisitHouse.OtherStreet : VisitHouse.Street);
    }

    private async Task<bool> VisitAsync()
    {
        var firm = AnyFirm();
        var officer = firm.StreetCode == VisitHouse.Street ? VisitHouse.Officer : VisitHouse.FarOfficer;
        var outcome = Outcomes[_random.Next(Outcomes.Length)];
        var answer = await house.Visits.RecordAsync(officer, house.Request(firm, outcome), Token);
        if (answer.Value is not { } visit)
            return false;
        _entities.Add(visit.EntityId);
        if (outcome is "wrong_address" or "deregistered" or "duplicate")
            _corrections.Add(visit.Id);
        return true;
    }

    private async Task<bool> DeclareAsync()
    {
        var answer = await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(AnyFirm()), Token);
        if (answer.Value is { } one)
            _cases.Add(one.Id);
        return answer.Succeeded;
    }

    private async Task<bool> MergeAsync()
    {
        if (_entities.Count < 2)
            return false;
        var answer = await house.Book.MergeAsync(AnyTeam(), Any(_entities), Any(_entities), "随机", Token);
        if (answer.Value is { } merge)
            _merges.Add(merge.Id);
        return answer.Succeeded;
    }

    private async Task<bool> UndoAsync() =>
        _merges.Count > 0 && (await house.Book.UndoMergeAsync(AnyTeam(), Any(_merges), "随机", Token)).Succeeded;

    private async Task<bool> CorrectAsync() => _corrections.Count > 0 && (await house.Book.DecideAsync(
        AnyTeam(), Any(_corrections), _random.Next(3) > 0, _random.Next(2) == 0 ? VisitHouse.Street : VisitHouse.OtherStreet, "随机", Token)).Succeeded;

    private async Task<bool> StepAsync()
    {
        if (_cases.Count == 0)
            return false;
        var id = Any(_cases);
        var one = (await house.List.CaseAsync(VisitHouse.Regulator, id, Token))!;
        var team = one.DistrictCode == "440304" ? VisitHouse.Team : VisitHouse.FarTeam;
        var bank = VisitHouse.Banker(one.BankId ?? "B1");
        return one.State switch
        {
            "declared" when _random.Next(4) == 0 => (await house.District.ReturnAsync(team, id, "T6", "补", [], Token)).Succeeded,
            "declared" => (await house.District.RecommendAsync(team, id, VisitHouse.Standards(), Token)).Succeeded,
            "returned" => (await house.Desk.ResubmitAsync(VisitHouse.Owner, id, VisitHouse.Need(_random.Next(1, 1000) * 1000), null, Token)).Succeeded,
            "recommended" => (await house.District.AssignAsync(team, id, Token)).Succeeded,
            "assigned" when _random.Next(8) == 0 => (await house.Desk.WithdrawAsync(VisitHouse.Owner, id, Token)).Succeeded,
            "assigned" => (await house.Bank.AcceptAsync(bank, id, Token)).Succeeded,
            "accepted" when _random.Next(3) == 0 => (await house.Bank.RefuseAsync(bank, id, "R1", null, Token)).Succeeded,
            "accepted" => (await house.Bank.GrantAsync(bank, id, VisitHouse.Grant(_random.Next(1, (int)(one.NeedFen / 100) + 1), "SX" + one.Number), Token)).Succeeded,
            "refused" => (await house.District.ReassignAsync(team, id, Token)).Succeeded
                || (await house.District.CultivateAsync(team, id, "辅导", Token)).Succeeded,
            "granted" or "partly" or "drawn" => (await house.Bank.DrawAsync(bank, id, house.Draw(
                $"JJ{++_ious}", _random.Next(1, (int)(one.GrantedFen / 100) + 1), _random.Next(4) == 0 ? "renewal" : "new", one.CreditId!), Token)).Succeeded,
            _ => false,
        };
    }

    private Huoshui.Registry.Viewer AnyTeam() => _random.Next(3) == 0 ? VisitHouse.FarTeam : VisitHouse.Team;

    private Guid Any(List<Guid> all) => all[_random.Next(all.Count)];
}

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same seed, the same history, on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0, below <paramref name="end"/>.</summary>
    public int Next(int end)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)end);
        }
    }

    /// <summary>A number from <paramref name="first"/>, below <paramref name="end"/>.</summary>
    public int Next(int first, int end) => first + Next(end - first);
}
