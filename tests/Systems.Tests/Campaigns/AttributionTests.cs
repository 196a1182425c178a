using System.Globalization;
using CsCheck;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Campaigns.Api;
using Huoshui.Systems.Tests.Visits;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Campaigns.CampaignHouse;

namespace Huoshui.Systems.Tests.Campaigns;

/// <summary>Loans belong to one campaign each, parties count once: by hand, and against a recount of raw rows after random histories.</summary>
public sealed class AttributionTests
{
    private static readonly Gen<Act> Acts = Gen.Select(
        Gen.Int[0, 99], Gen.Int[1, 7], Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[0, 9], Gen.Int[0, 20],
        (what, firm, campaign, bank, amount, days) => new Act(what, firm, campaign, $"B{bank}", (amount + 1) * 1_000_000L, days));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_latest_contact_within_the_days_has_the_loan_and_each_loan_counts_once()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (first, one) = await house.RunningAsync();
        Done(await house.MeetAsync(one, house.Contact(1)));
        house.Time.Now = house.Time.Now.AddDays(10);
        var (second, other) = await house.RunningAsync("B2", "B3");
        Done(await house.MeetAsync(other, house.Contact(1, "B2")));
        var (day, book) = (one.On, house.Get<CampaignBook>());
        await house.LentAsync(1, "B1", "before", 1, day.AddDays(-1)); // before any contact
        await house.LentAsync(1, "B1", "first", 2, day); // the day of the contact itself
        await house.LentAsync(1, "B2", "second", 4, day.AddDays(10));
        await house.LentAsync(1, "B1", "back", 8, day.AddDays(90)); // B1 takes no part in the second
        await house.LentAsync(1, "B1", "late", 16, day.AddDays(91));
        await house.LentAsync(1, "B3", "third", 32, day.AddDays(100));
        await house.LentAsync(1, "B3", "over", 64, day.AddDays(101));
        await house.LentAsync(1, "B3", "renewed", 128, day.AddDays(100), "renewal");
        var reports = new[] { (await book.ReportAsync(Analyst, first.Id, Token))!, (await book.ReportAsync(Analyst, second.Id, Token))! };
        Assert.Equal([10, 36], reports.Select(r => (int)r.Total.LoanFen));
        Assert.Equal((1, 128L), (reports[1].Total.Renewals, reports[1].Total.RenewalFen));
        Assert.Equal([("B2", 4L), ("B3", 32L)], reports[1].ByBank.Where(b => b.Figures.Loans > 0).Select(b => (b.Key, b.Figures.LoanFen)));
        var city = await book.CityAsync(Analyst, null, Token);
        Assert.Equal((1, 2, 1, 46L), (city.Total.Parties, city.PartiesOfRows, city.Overlapping, city.Total.LoanFen));
        Assert.Equal(1, Assert.Single(city.Pairs).Parties);
        // A bank sees what it lent, and not by whom else its customer was met.
        var own = (await book.LoansAsync(VisitHouse.Banker("B3"), second.Id, true, null, null, Token))!;
        Assert.Equal(("third", null), (Assert.Single(own).Loan.IouId, own[0].MetByBank));
        Done(await house.Get<CampaignDesk>().CancelAsync(Approver, second.Id, "作废", Token));
        Assert.Equal(14, (await book.ReportAsync(Analyst, first.Id, Token))!.Total.LoanFen); // B2's goes back to the first, B3 takes no part
    }

    [Fact]
    public void Contacts_of_one_day_yield_to_the_lender_then_to_the_smallest_ids()
    {
        var day = new DateOnly(2025, 3, 1);
        Guid Id(int n) => new(n, 0, 0, new byte[8]);
        PartyContact Met(int id, int campaign, string bank) => new(
            new CampaignContact { Id = Id(id), CampaignId = Id(campaign), BankId = bank, On = day, PartyKey = "X" }, "X");
        var rule = new AttributionRule(_ => 90, TakesFirst: false, OnlyParticipating: false);
        Guid WinnerOf(string lender, params PartyContact[] met) => Assert.Single(Attribution.Of(
            met, [new PartyDrawdown("X", lender, "J", 1, day.AddDays(9), true, false)], rule, (_, _) => true)).Met.Contact.Id;
        PartyContact[] all = [Met(4, 2, "B1"), Met(3, 1, "B2"), Met(2, 1, "B3"), Met(1, 2, "B1")];
        Assert.Equal(Id(3), WinnerOf("B2", all));
        Assert.Equal(Id(1), WinnerOf("B1", all));
        Assert.Equal(Id(2), WinnerOf("B9", all));
        Assert.Equal(Id(2), WinnerOf("B9", [.. all.Reverse()]));
        var first = rule with { TakesFirst = true };
        var early = new PartyContact(new CampaignContact { Id = Id(8), CampaignId = Id(8), BankId = "B8", On = day.AddDays(-1), PartyKey = "X" }, "X");
        Assert.Equal(Id(8), Assert.Single(Attribution.Of([.. all, early], [new PartyDrawdown("X", "B1", "J", 1, day, true, false)], first, (_, _) => true)).Met.Contact.Id);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 2)]
    public Task After_a_random_history_every_number_equals_a_recount_of_the_raw_rows(bool onPostgres, int histories) =>
        Acts.Array[20, 60].SampleAsync(acts => CompareAsync(acts, onPostgres), iter: histories, threads: 1);

    private static async Task CompareAsync(Act[] acts, bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var events = new List<CampaignEvent>
        {
            (await house.RunningAsync("B1", "B2")).Event, (await house.RunningAsync("B2", "B3")).Event, (await house.RunningAsync("B1", "B3")).Event,
        };
        foreach (var (act, n) in acts.Select((a, n) => (a, n)))
        {
            house.Time.Now = house.Time.Now.AddDays(n % 4 == 0 ? 1 : 0);
            await DoAsync(house, events, act, n);
        }

        await SameAsync(house, events);
    }

    // Refusals are part of it: a bank that takes no part, the same contact again, a merge that cannot be.
    private static async Task DoAsync(VisitHouse house, List<CampaignEvent> events, Act act, int n)
    {
        var contact = house.Contact(act.Firm, act.Bank, agrees: act.Days % 5 != 0, need: act.Days % 3 == 0 ? act.Fen / 100 : null);
        switch (act.What)
        {
            case < 50:
                await house.MeetAsync(events[act.Campaign], contact);
                break;
            case < 85:
                await house.LentAsync(act.Firm, act.Bank, $"J{n}", act.Fen, house.Today().AddDays(-act.Days / 2), act.Days % 6 == 0 ? "renewal" : "new");
                break;
            case < 90:
                await house.Visits.RecordAsync(VisitHouse.Officer, house.Request(VisitHouse.Firm(act.Firm)), Token);
                break;
            case < 97:
                await MergeAsync(house, VisitHouse.UsciOf(act.Firm), VisitHouse.UsciOf(1 + (act.Days % 7)));
                break;
            default:
                await house.Get<CampaignDesk>().CancelAsync(Approver, events[act.Campaign].CampaignId, "作废", Token);
                break;
        }
    }

    private static async Task MergeAsync(VisitHouse house, string from, string into)
    {
        await using var context = await house.ContextAsync();
        var ids = await context.Set<VisitedEntity>().Where(e => e.Usci == from || e.Usci == into)
            .ToDictionaryAsync(e => e.Usci!, e => e.Id, Token);
        if (ids.Count == 2)
            await house.Book.MergeAsync(VisitHouse.Team, ids[from], ids[into], "同一户", Token);
    }

    private static async Task SameAsync(VisitHouse house, List<CampaignEvent> events)
    {
        var (book, raw) = (house.Get<CampaignBook>(), await Raw.ReadAsync(house));
        var counted = raw.Campaigns.Where(c => c.State is "running" or "closed").Select(c => c.Id).ToHashSet();
        foreach (var id in events.Select(e => e.CampaignId))
        {
            var report = (await book.ReportAsync(Analyst, id, Token))!;
            Assert.Equal(raw.Count([id], null, counted), Text(report.Total));
            foreach (var bank in report.ByBank)
                Assert.Equal(raw.Count([id], bank.Key, counted), Text(bank.Figures));
            Assert.Equal(report.Total.Parties, report.ByDistrict.Sum(d => d.Figures.Parties));
            Assert.Equal(report.Total.LoanFen, report.ByDistrict.Sum(d => d.Figures.LoanFen));
            Assert.Equal(report.Total.LoanFen, report.ByBank.Sum(b => b.Figures.LoanFen));
            Assert.Equal(report.Total.Parties, (await book.PartiesAsync(Analyst, id, CampaignRows.Parties, null, null, Token))!.Count);
            Assert.Equal(report.Total.LoanFen, (await book.LoansAsync(Analyst, id, true, null, null, Token))!.Sum(l => l.Loan.AmountFen));
        }

        var city = await book.CityAsync(Analyst, null, Token);
        Assert.Equal(raw.Count(counted, null, counted), Text(city.Total));
        Assert.Equal(city.Total.LoanFen, city.Rows.Sum(r => r.Figures.LoanFen));
        Assert.Equal(city.Rows.Sum(r => r.Figures.Parties), city.PartiesOfRows);
        Assert.True(city.PartiesOfRows - city.Total.Parties >= city.Overlapping);
        var sheet = CampaignExports.Sheet(city, key => key);
        Assert.Equal(city.Rows.Count + 1, sheet.Rows.Count());
    }

    private static string Text(CampaignFigures f) => string.Create(
        CultureInfo.InvariantCulture, $"{f.Contacts} {f.Parties} {f.Loans} {f.LoanFen} {f.Renewals} {f.RenewalFen}");

    private sealed record Act(int What, int Firm, int Campaign, string Bank, long Fen, int Days);

    // From raw rows, loop by loop: nothing of what the system computes.
    private sealed record Raw(
        List<Campaign> Campaigns, List<CampaignContact> Contacts, List<(Drawdown Loan, Guid Entity)> Loans,
        List<VisitedEntity> Entities, Dictionary<Guid, Guid> Merged)
    {
        public static async Task<Raw> ReadAsync(VisitHouse house)
        {
            await using var context = await house.ContextAsync();
            var cases = await context.Set<FinancingCase>().AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.EntityId, Token);
            return new Raw(
                await context.Set<Campaign>().AsNoTracking().Include(c => c.Banks).ToListAsync(Token),
                await context.Set<CampaignContact>().AsNoTracking().ToListAsync(Token),
                [.. (await context.Set<Drawdown>().AsNoTracking().ToListAsync(Token)).Select(d => (d, cases[d.CaseId]))],
                await context.Set<VisitedEntity>().AsNoTracking().ToListAsync(Token),
                (await context.Set<EntityMerge>().AsNoTracking().Where(m => m.UndoneAt == null).ToListAsync(Token)).ToDictionary(m => m.FromId, m => m.IntoId));
        }

        public string Count(HashSet<Guid> campaigns, string? bank, HashSet<Guid> counted)
        {
            var met = Contacts.Where(c => campaigns.Contains(c.CampaignId) && (bank is null || c.BankId == bank)).ToList();
            var (loans, fen, renewals, renewalFen) = (0, 0L, 0, 0L);
            foreach (var (loan, entity) in Loans.Where(l => bank is null || l.Loan.BankId == bank))
            {
                if (BestOf(loan, entity, counted) is not { } best || !campaigns.Contains(best.CampaignId))
                    continue;
                (loans, fen) = loan.Kind == "new" ? (loans + 1, fen + loan.AmountFen) : (loans, fen);
                (renewals, renewalFen) = loan.Kind == "new" ? (renewals, renewalFen) : (renewals + 1, renewalFen + loan.AmountFen);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{met.Count} {met.Select(c => PartyOf(c)).Distinct().Count()} {loans} {fen} {renewals} {renewalFen}");
        }

        private CampaignContact? BestOf(Drawdown loan, Guid entity, HashSet<Guid> counted)
        {
            CampaignContact? best = null;
            foreach (var one in Contacts)
            {
                var campaign = Campaigns.Single(c => c.Id == one.CampaignId);
                var isFit = counted.Contains(campaign.Id) && campaign.Has(loan.BankId) && PartyOf(one) == Root(entity).ToString()
                    && one.On <= loan.DrawnOn && loan.DrawnOn <= one.On.AddDays(90);
                if (isFit && (best is null || IsBetter(one, best, loan.BankId)))
                    best = one;
            }

            return best;
        }

        private static bool IsBetter(CampaignContact one, CampaignContact best, string lender)
        {
            if (one.On != best.On)
                return one.On > best.On;
            if ((one.BankId == lender) != (best.BankId == lender))
                return one.BankId == lender;
            var order = string.CompareOrdinal($"{one.CampaignId} {one.Id}", $"{best.CampaignId} {best.Id}");
            return order < 0;
        }

        private string PartyOf(CampaignContact contact) =>
            Entities.SingleOrDefault(e => e.Usci == contact.PartyKey) is { } known ? Root(known.Id).ToString() : contact.PartyKey;

        private Guid Root(Guid id) => Merged.TryGetValue(id, out var into) ? Root(into) : id;
    }
}
