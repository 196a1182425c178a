using Huoshui.Systems.Visits;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>走访总览: shares, rates and months, read off counters.</summary>
public sealed class CityViewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rates_are_weighted_by_amount_and_shares_are_of_what_was_granted()
    {
        await using var house = await VisitHouse.OpenAsync();
        await GrantedAsync(house, 1, new GrantRequest(300_000, 3.85m, "SX1", true, false));
        await GrantedAsync(house, 2, new GrantRequest(100_000, 3.0505m, "SX2", false, true));
        var area = Assert.Single(await house.Get<CityView>().AreasAsync(VisitHouse.Regulator, Token));
        Assert.Equal(("440304", 3.650125m, 400_000L), (area.Code, area.RatePercent, area.GrantedYuan));
        Assert.Equal((75m, 25m), (AreaFigures.Percent(area.CreditYuan, area.GrantedYuan), AreaFigures.Percent(area.FirstYuan, area.GrantedYuan)));
        Assert.Null(area.Share(FunnelStage.Drawn, FunnelStage.Need));
    }

    [Fact]
    public async Task A_team_sees_its_streets_the_regulator_districts_and_nobody_else_anything()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(VisitHouse.Firm(1));
        await house.VisitedAsync(VisitHouse.Firm(2, VisitHouse.SecondStreet), officer: VisitHouse.SecondStreetOfficer);
        await house.VisitedAsync(VisitHouse.Firm(3, VisitHouse.OtherStreet), officer: VisitHouse.FarOfficer);
        await house.VisitedAsync(VisitHouse.Firm(4), "closed_door");
        async Task<string> CodesAsync(Huoshui.Registry.Viewer viewer) => string.Join(
            ' ', (await house.Get<CityView>().AreasAsync(viewer, Token)).Select(a => $"{a.Code}:{a.Families}/{a.Stages[FunnelStage.Visited]}"));
        Assert.Equal("440304001:2/1 440304002:1/1", await CodesAsync(VisitHouse.Team));
        Assert.Equal("440304:3/2 440305:1/1", await CodesAsync(VisitHouse.Regulator));
        Assert.Equal("", await CodesAsync(VisitHouse.Officer) + await CodesAsync(VisitHouse.Banker("B1")) + await CodesAsync(VisitHouse.Owner));
    }

    [Fact]
    public async Task Months_hold_counted_visits_and_drawdowns_of_their_day_in_Shanghai()
    {
        await using var house = await VisitHouse.OpenAsync();
        house.Time.Now = new DateTimeOffset(2025, 6, 30, 15, 30, 0, TimeSpan.Zero); // 23:30 in Shanghai
        await house.VisitedAsync(VisitHouse.Firm(1));
        house.Time.Now = new DateTimeOffset(2025, 6, 30, 16, 30, 0, TimeSpan.Zero); // 00:30 of July
        await house.VisitedAsync(VisitHouse.Firm(1));
        await house.VisitedAsync(VisitHouse.Firm(2), "declined");
        await new LoanHouse(house).DrawnAsync(3, "JJ1", 250_000);
        var months = await house.Get<CityView>().MonthsAsync(VisitHouse.Team, house.Get<VisitPolicy>().Today(), Token);
        Assert.Equal(CityView.Months, months.Count);
        Assert.Equal(
            [new VisitMonth(new DateOnly(2025, 6, 1), 1, 0), new VisitMonth(new DateOnly(2025, 7, 1), 1, 25_000_000)], months.TakeLast(2));
        Assert.All(months.SkipLast(2), m => Assert.Equal((0, 0), (m.Visits, m.DrawnFen)));
    }

    private static async Task GrantedAsync(VisitHouse house, int firm, GrantRequest grant)
    {
        var one = await house.AcceptedAsync(VisitHouse.Firm(firm), "B1");
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker("B1"), one.Id, grant, Token));
    }
}
