using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Campaigns.CampaignHouse;

namespace Huoshui.Systems.Tests.Campaigns;

/// <summary>A campaign from the draft to its end, and who may do what.</summary>
public sealed class CampaignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_campaign_is_drafted_announced_by_another_started_and_closed(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var (desk, book, request) = (house.Get<CampaignDesk>(), house.Get<CampaignBook>(), house.Request());
        Done(await desk.DraftAsync(Analyst, request, Token));
        Done(await desk.DraftAsync(Analyst, request, Token)); // sent twice
        Assert.Empty(await book.ListAsync(Viewer.Public, Token));
        Assert.Null(await book.OneAsync(VisitHouse.Banker("B1"), request.Id, Token));
        Refused("CAM1012", await desk.AnnounceAsync(Approver, request.Id, Token));
        Done(await house.Get<EventDesk>().AddAsync(Analyst, request.Id, house.Event(), Token));
        Done(await desk.ReviseAsync(Analyst, request with { NameZh = "普惠金融推进月（福田）" }, Token));
        Refused("CAM1002", await desk.AnnounceAsync(Analyst, request.Id, Token));
        Refused("CAM1004", await desk.StartAsync(Analyst, request.Id, Token));
        Done(await desk.AnnounceAsync(Approver, request.Id, Token));
        Assert.Equal("普惠金融推进月（福田）", Assert.Single(await book.ListAsync(Viewer.Public, Token)).NameZh);
        Refused("CAM1004", await desk.ReviseAsync(Analyst, request, Token));
        Done(await desk.StartAsync(Analyst, request.Id, Token));
        Done(await desk.CloseAsync(Analyst, request.Id, Token));
        Refused("CAM1004", await desk.CancelAsync(Approver, request.Id, "下雨", Token));
        var view = (await book.OneAsync(Analyst, request.Id, Token))!;
        Assert.Equal(["draft", "plan", "revise", "announce", "start", "close"], view.Steps.Select(s => s.Step));
        Assert.Equal(100, view.Campaign.TargetOn("parties", house.Today()));
        Assert.Null(view.Campaign.TargetOn("loans", house.Today()));
    }

    [Fact]
    public async Task A_district_team_organises_its_own_and_a_second_person_announces()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (desk, request) = (house.Get<CampaignDesk>(), house.Request() with { Districts = ["440304"] });
        Refused("CAM1009", await desk.DraftAsync(VisitHouse.Team, request with { Districts = ["440304", "440305"] }, Token));
        Refused("CAM1002", await desk.DraftAsync(VisitHouse.Officer, request, Token));
        Refused("CAM1002", await desk.DraftAsync(VisitHouse.Banker("B1"), request, Token));
        Refused("CAM1002", await desk.DraftAsync(VisitHouse.Owner, request, Token));
        Refused("CAM1002", await desk.DraftAsync(Viewer.Public, request, Token));
        Done(await desk.DraftAsync(VisitHouse.Team, request, Token));
        Refused("CAM1001", await desk.ReviseAsync(VisitHouse.FarTeam, request, Token));
        Refused("CAM1002", await desk.ReviseAsync(Analyst, request, Token)); // the city sees it and does not write it
        Done(await house.Get<EventDesk>().AddAsync(VisitHouse.Team, request.Id, house.Event(), Token));
        Refused("CAM1005", await desk.AnnounceAsync(VisitHouse.Team, request.Id, Token));
        Done(await desk.AnnounceAsync(SecondOfTeam, request.Id, Token));
        Refused("CAM1002", await desk.StartAsync(VisitHouse.FarTeam, request.Id, Token));
        Done(await desk.StartAsync(VisitHouse.Team, request.Id, Token));
        Refused("CAM1006", await desk.CancelAsync(VisitHouse.Team, request.Id, " ", Token));
        Done(await desk.CancelAsync(Approver, request.Id, "台风", Token));
        Assert.Equal("cancelled", Assert.Single(await house.Get<CampaignBook>().ListAsync(Viewer.Public, Token)).State);
    }

    [Fact]
    public async Task What_is_wrong_with_a_draft_is_told_by_field_and_nothing_is_kept()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (desk, good) = (house.Get<CampaignDesk>(), house.Request());
        var none = new Dictionary<string, long?>(StringComparer.Ordinal);
        Refused("CAM1006", await desk.DraftAsync(Analyst, good with { NameZh = " " }, Token));
        Refused("CAM1006", await desk.DraftAsync(Analyst, good with { NameZh = new string('活', CampaignDesk.LongestName + 1) }, Token));
        Refused("CAM1006", await desk.DraftAsync(Analyst, good with { Summary = new string('活', CampaignDesk.LongestWords + 1) }, Token));
        Refused("CAM1007", await desk.DraftAsync(Analyst, good with { Brand = "dream" }, Token));
        Refused("CAM1008", await desk.DraftAsync(Analyst, good with { To = good.From.AddDays(-1) }, Token));
        Refused("CAM1008", await desk.DraftAsync(Analyst, good with { To = good.From.AddDays(366) }, Token));
        Refused("CAM1008", await desk.DraftAsync(Analyst, good with { From = default, To = default }, Token));
        Refused("CAM1009", await desk.DraftAsync(Analyst, good with { Districts = [] }, Token));
        Refused("CAM1009", await desk.DraftAsync(Analyst, good with { Districts = ["999999"] }, Token));
        Refused("CAM1010", await desk.DraftAsync(Analyst, good with { Banks = ["I1"] }, Token)); // an insurer
        Refused("CAM1011", await desk.DraftAsync(Analyst, good with { Targets = new Dictionary<string, long?>(none) { ["loans"] = -1 } }, Token));
        Assert.Empty(await house.Get<CampaignBook>().ListAsync(Analyst, Token));
        var late = good with { From = house.Today().AddDays(10), To = house.Today().AddDays(20) };
        Done(await desk.DraftAsync(Analyst, late, Token));
        Done(await house.Get<EventDesk>().AddAsync(Analyst, late.Id, house.Event(10), Token));
        Refused("CAM1014", await desk.ReviseAsync(Analyst, late with { From = house.Today().AddDays(11) }, Token));
        Refused("CAM1015", await desk.ReviseAsync(Analyst, late with { Districts = ["440305"] }, Token));
        Refused("CAM1010", await desk.ReviseAsync(Analyst, late with { Banks = ["B2"] }, Token));
        Done(await desk.AnnounceAsync(Approver, late.Id, Token));
        Refused("CAM1013", await desk.StartAsync(Analyst, late.Id, Token));
        house.Time.Now = house.Time.Now.AddDays(10);
        Done(await desk.StartAsync(Analyst, late.Id, Token));
    }

    [Fact]
    public async Task An_event_lies_in_the_campaign_and_its_participants_are_counted_afterwards()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, _) = await house.RunningAsync();
        var (desk, book) = (house.Get<EventDesk>(), house.Get<CampaignBook>());
        Refused("CAM1014", await desk.AddAsync(Analyst, campaign.Id, house.Event(61), Token));
        Refused("CAM1014", await desk.AddAsync(Analyst, campaign.Id, house.Event(-1), Token));
        Refused("CAM1015", await desk.AddAsync(Analyst, campaign.Id, house.Event(1, "440306"), Token));
        Refused("CAM1006", await desk.AddAsync(Analyst, campaign.Id, house.Event(1) with { Place = "\u0007" }, Token));
        Refused("CAM1007", await desk.AddAsync(Analyst, campaign.Id, house.Event(1) with { Kind = "feast" }, Token));
        Refused("CAM1016", await desk.AddAsync(Analyst, campaign.Id, house.Event(1) with { Expected = -1 }, Token));
        Refused("CAM1010", await desk.AddAsync(Analyst, campaign.Id, house.Event(1) with { Hosts = ["B3"] }, Token)); // takes no part
        Refused("CAM1002", await desk.AddAsync(VisitHouse.Banker("B1"), campaign.Id, house.Event(1), Token));
        Refused("CAM1015", await desk.AddAsync(VisitHouse.FarTeam, campaign.Id, house.Event(1), Token)); // another district's
        var added = Done(await desk.AddAsync(VisitHouse.FarTeam, campaign.Id, house.Event(1, "440305"), Token));
        Refused("CAM1019", await desk.CountAsync(Analyst, campaign.Id, added.Id, 30, Token));
        house.Time.Now = house.Time.Now.AddDays(2);
        Assert.Contains(await house.Get<CampaignInbox>().OfAsync(VisitHouse.FarTeam, 20, Token), g => g.Total == 1); // its district's
        Refused("CAM1016", await desk.CountAsync(Analyst, campaign.Id, added.Id, null, Token));
        Refused("CAM1002", await desk.CountAsync(VisitHouse.Banker("B2"), campaign.Id, added.Id, 3, Token)); // hosts it not
        Done(await desk.CountAsync(VisitHouse.Banker("B1"), campaign.Id, added.Id, 33, Token));
        Assert.Equal(33, (await book.OneAsync(Analyst, campaign.Id, Token))!.Events.Single(e => e.Id == added.Id).Actual);
        Done(await desk.CancelAsync(Analyst, campaign.Id, added.Id, "场地停电", Token));
        Refused("CAM1018", await desk.CountAsync(Analyst, campaign.Id, added.Id, 3, Token));
        Assert.Equal(1, (await book.ReportAsync(Analyst, campaign.Id, Token))!.Total.Events);
    }

    [Fact]
    public async Task A_team_of_one_district_neither_counts_nor_cancels_an_event_of_another()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, ours) = await house.RunningAsync();
        var desk = house.Get<EventDesk>();
        var theirs = Done(await desk.AddAsync(VisitHouse.FarTeam, campaign.Id, house.Event(0, "440305"), Token));
        Refused("CAM1002", await desk.CountAsync(VisitHouse.FarTeam, campaign.Id, ours.Id, 9, Token));
        Refused("CAM1002", await desk.CancelAsync(VisitHouse.FarTeam, campaign.Id, ours.Id, "不办了", Token));
        Assert.False(desk.MayCount(VisitHouse.FarTeam, campaign, ours));
        Done(await desk.CountAsync(VisitHouse.FarTeam, campaign.Id, theirs.Id, 9, Token));
        Done(await desk.CancelAsync(VisitHouse.FarTeam, campaign.Id, theirs.Id, "不办了", Token));
        Done(await desk.CancelAsync(Analyst, campaign.Id, ours.Id, "不办了", Token)); // the organiser anywhere
    }

    [Fact]
    public async Task A_campaign_has_no_more_events_than_the_limit()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        await using (var context = await house.ContextAsync())
        {
            for (var n = 1; n < EventDesk.MostEvents; n++)
                context.Add(new CampaignEvent { Id = Guid.CreateVersion7(), CampaignId = campaign.Id, On = one.On, Place = "某处" });
            await context.SaveChangesAsync(Token);
        }

        Refused("CAM1017", await house.Get<EventDesk>().AddAsync(Analyst, campaign.Id, house.Event(1), Token));
    }

    [Fact]
    public async Task The_inbox_says_what_is_to_be_announced_started_and_closed()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (desk, inbox, request) = (house.Get<CampaignDesk>(), house.Get<CampaignInbox>(), house.Request(5));
        Done(await desk.DraftAsync(Analyst, request, Token));
        Done(await house.Get<EventDesk>().AddAsync(Analyst, request.Id, house.Event(3), Token));
        Assert.Empty(await inbox.OfAsync(Analyst, 20, Token));
        Assert.Equal("待发布的活动", Assert.Single(await inbox.OfAsync(Approver, 20, Token)).Title.Zh);
        Done(await desk.AnnounceAsync(Approver, request.Id, Token));
        Assert.Equal("待开始的活动", Assert.Single(await inbox.OfAsync(Analyst, 20, Token)).Title.Zh);
        Done(await desk.StartAsync(Analyst, request.Id, Token));
        Assert.Equal("近期由本行主办的场次", Assert.Single(await inbox.OfAsync(VisitHouse.Banker("B1"), 20, Token)).Title.Zh);
        Assert.Empty(await inbox.OfAsync(VisitHouse.Banker("B2"), 20, Token));
        house.Time.Now = house.Time.Now.AddDays(6);
        Assert.Equal(["已到期、待结束的活动", "待登记实到人数的场次"], (await inbox.OfAsync(Analyst, 20, Token)).Select(g => g.Title.Zh));
        Assert.Empty(await inbox.OfAsync(VisitHouse.Owner, 20, Token));
    }

    [Fact]
    public async Task Two_who_close_at_once_close_it_once()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, _) = await house.RunningAsync();
        var desk = house.Get<CampaignDesk>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.CloseAsync(Analyst, campaign.Id, Token)));
        Assert.Single(answers, a => a.Succeeded);
        await using var context = await house.ContextAsync();
        Assert.Equal(1, await context.Set<CampaignStep>().CountAsync(s => s.Step == CampaignSteps.Close, Token));
    }
}
