using System.Text;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Campaigns.Import;
using Huoshui.Systems.Tests.Visits;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Xunit;
using static Huoshui.Systems.Tests.Campaigns.CampaignHouse;

namespace Huoshui.Systems.Tests.Campaigns;

/// <summary>Whom a bank met, one by one and from a file, and what the street makes of it.</summary>
public sealed class ContactTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contact_becomes_a_lead_of_the_street_until_it_is_visited(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var (campaign, one) = await house.RunningAsync();
        var contact = Done(await house.MeetAsync(one, house.Contact(1, need: 500_000)));
        Assert.Equal((LeadStates.Offered, VisitHouse.Street, "440304"), (contact.Lead, contact.StreetCode, contact.DistrictCode));
        Done(await house.MeetAsync(one, house.Contact(1, "B2"))); // another bank met it too: the street has it once
        var row = Assert.Single((await LeadsAsync(house, VisitHouse.Officer)).Rows);
        Assert.Equal(("第1商行", "普惠金融推进月"), (row.Entity.Name, row.Campaign!.Zh));
        Assert.Empty((await LeadsAsync(house, VisitHouse.SecondStreetOfficer)).Rows);
        Assert.Equal(1, Assert.Single(await house.Get<VisitInbox>().OfAsync(VisitHouse.Officer, 20, Token)).Total);
        Assert.Equal(2, (await house.Get<EntityList>().OneAsync(VisitHouse.Officer, row.Entity.Id, Token))!.Leads.Count);
        house.Time.Now = house.Time.Now.AddDays(1);
        await house.VisitedAsync(VisitHouse.Firm(1), "need");
        Assert.Equal(0, (await LeadsAsync(house, VisitHouse.Officer)).Total);
        var report = (await house.Get<CampaignBook>().ReportAsync(Analyst, campaign.Id, Token))!;
        Assert.Equal((2, 1, 1, 1, 1, 50_000_000L), (report.Total.Contacts, report.Total.Parties, report.Total.Leads, report.Total.Visited, report.Total.Needs, report.Total.NeedFen));
    }

    [Fact]
    public async Task What_the_street_is_at_work_on_is_not_doubled()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (_, one) = await house.RunningAsync();
        await house.VisitedAsync(VisitHouse.Firm(1), "closed_door"); // to visit again
        await house.DeclaredAsync(VisitHouse.Firm(2)); // a case is open
        await house.VisitedAsync(VisitHouse.Firm(3), "no_need");
        foreach (var firm in new[] { 1, 2 })
            Assert.Equal(LeadStates.InWork, Done(await house.MeetAsync(one, house.Contact(firm))).Lead);
        Assert.Equal(0, (await LeadsAsync(house, VisitHouse.Officer)).Total);
        house.Time.Now = house.Time.Now.AddDays(1);
        Assert.Equal(LeadStates.Offered, Done(await house.MeetAsync(one, house.Contact(3))).Lead); // visited before it was met
        Assert.Equal(1, (await LeadsAsync(house, VisitHouse.Officer)).Total);
        Assert.Equal(LeadStates.InWork, Done(await house.MeetAsync(one, house.Contact(3, "B2"))).Lead);
        Assert.Empty((await house.Get<Huoshui.Systems.Visits.Counts.VisitRecount>().CompareAsync(Token)).Differences);
    }

    [Fact]
    public async Task Who_does_not_agree_is_no_lead_and_a_person_is_not_recorded()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        Assert.Equal(LeadStates.None, Done(await house.MeetAsync(one, house.Contact(1, agrees: false))).Lead);
        var person = house.Contact(1) with { Code = Person(), IsIndividual = true, Name = "周桂兰" };
        Refused("CAM1027", await house.MeetAsync(one, person with { Agrees = false }));
        await using (var context = await house.ContextAsync())
            Assert.Equal(0, await context.Set<VisitedEntity>().CountAsync(Token));
        var met = Done(await house.MeetAsync(one, person));
        Assert.StartsWith("P", met.PartyKey, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Code, met.PartyKey, StringComparison.Ordinal);
        Refused("CAM1025", await house.MeetAsync(one, person with { Id = Guid.CreateVersion7() }));
        Assert.Equal(1, (await LeadsAsync(house, VisitHouse.Officer)).Total);
        var seen = (await house.Get<CampaignBook>().PartiesAsync(Analyst, campaign.Id, CampaignRows.Leads, null, null, Token))!;
        Assert.Equal((null, "周**"), (Assert.Single(seen).Code, seen[0].Name));
    }

    [Fact]
    public async Task Bad_contacts_are_refused_each_with_its_reason()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync("B1", "B2");
        var good = house.Contact(1);
        Refused("CAM1021", await house.MeetAsync(one, good with { Code = good.Code[..17] + (good.Code[17] == '0' ? '1' : '0') }));
        Refused("CAM1021", await house.MeetAsync(one, good with { Code = "<script>" }));
        Refused("CAM1022", await house.MeetAsync(one, house.Contact(1, "B3"))); // takes no part
        Refused("CAM1022", await house.MeetAsync(one, house.Contact(1, "B2"), VisitHouse.Banker("B1"))); // another bank's
        Refused("CAM1023", await house.MeetAsync(one, good with { On = house.Today().AddDays(-1) })); // before the event
        Refused("CAM1023", await house.MeetAsync(one, good with { On = house.Today().AddDays(1) }));
        Refused("CAM1028", await house.MeetAsync(one, good with { StreetCode = "440399999" }));
        Refused("CAM1029", await house.MeetAsync(one, good with { NeedYuan = 0 }));
        Refused("CAM1029", await house.MeetAsync(one, good with { NeedYuan = 1_000_000_001 }));
        Refused("CAM1006", await house.MeetAsync(one, good with { Name = new string('商', ContactDesk.LongestPartyName + 1) }));
        Refused("CAM1006", await house.MeetAsync(one, good with { MetBy = "王\n经理" }));
        Refused("CAM1002", await house.MeetAsync(one, good, VisitHouse.Officer));
        Refused("CAM1002", await house.MeetAsync(one, good, VisitHouse.FarTeam));
        Done(await house.MeetAsync(one, good with { Name = "<script>alert(1)</script>" })); // a name like any other
        Done(await house.MeetAsync(one, good with { Name = "<script>alert(1)</script>" })); // sent twice
        Refused("CAM1026", await house.MeetAsync(one, good with { Name = "第2商行" }));
        Refused("CAM1025", await house.MeetAsync(one, good with { Id = Guid.CreateVersion7() }));
        house.Time.Now = house.Time.Now.AddDays(31);
        Refused("CAM1024", await house.MeetAsync(one, house.Contact(5) with { On = one.On }));
        Done(await house.Get<CampaignDesk>().CloseAsync(Analyst, campaign.Id, Token));
        Refused("CAM1004", await house.MeetAsync(one, house.Contact(6)));
        await using var context = await house.ContextAsync();
        Assert.Equal(1, await context.Set<CampaignContact>().CountAsync(Token));
        Assert.Equal(1, await context.Set<VisitLead>().CountAsync(Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_clicks_at_once_are_one_contact_and_two_banks_at_once_are_one_entity(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var (_, one) = await house.RunningAsync();
        var contact = house.Contact(1);
        var clicks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.MeetAsync(one, contact)));
        Assert.All(clicks, a => Done(a));
        var banks = await Task.WhenAll(house.MeetAsync(one, house.Contact(2, "B1")), house.MeetAsync(one, house.Contact(2, "B2")));
        Assert.All(banks, a => Done(a));
        await using var context = await house.ContextAsync();
        Assert.Equal((3, 2), (await context.Set<CampaignContact>().CountAsync(Token), await context.Set<VisitedEntity>().CountAsync(Token)));
    }

    [Fact]
    public async Task A_bank_sees_its_contacts_a_street_its_street_and_the_public_none()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        Done(await house.MeetAsync(one, house.Contact(1, "B1")));
        Done(await house.MeetAsync(one, house.Contact(2, "B2", street: VisitHouse.OtherStreet)));
        var book = house.Get<CampaignBook>();
        async Task<int> SeenAsync(Viewer viewer) =>
            (await book.EventAsync(viewer, campaign.Id, one.Id, new(), Token))?.Total ?? -1;
        Assert.Equal((1, 1, 0), (await SeenAsync(VisitHouse.Banker("B1")), await SeenAsync(VisitHouse.Banker("B2")), await SeenAsync(VisitHouse.Banker("B3"))));
        Assert.Equal((1, 0, 1, 1, 1), (await SeenAsync(VisitHouse.Officer), await SeenAsync(VisitHouse.SecondStreetOfficer), await SeenAsync(VisitHouse.FarOfficer), await SeenAsync(VisitHouse.Team), await SeenAsync(VisitHouse.FarTeam)));
        Assert.Equal((2, -1, -1), (await SeenAsync(Analyst), await SeenAsync(Viewer.Public), await SeenAsync(VisitHouse.Owner)));
        Assert.Null(await book.ReportAsync(Viewer.Public, campaign.Id, Token));
        Assert.Null(await book.PartiesAsync(VisitHouse.Owner, campaign.Id, CampaignRows.Parties, null, null, Token));
        Assert.Equal(["B1"], (await book.ReportAsync(VisitHouse.Banker("B1"), campaign.Id, Token))!.ByBank.Select(b => b.Key));
        Assert.Equal(VisitHouse.UsciOf(2), Assert.Single(await book.MineAsync(VisitHouse.Banker("B2"), Token)).Code);
        Assert.Empty((await book.CityAsync(Viewer.Public, null, Token)).Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_with_one_bad_row_in_a_hundred_is_taken_and_the_bad_rows_are_told(bool asSheet)
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        var rows = Enumerable.Range(1, 300).Select(n => Row(house, n)).ToList();
        rows[99]["代码"] = "91440300000000000X";
        rows[199]["街道"] = "没有的街道";
        rows[299]["接触日期"] = "昨天";
        var import = house.Get<ContactImport>();
        for (var time = 0; time < 2; time++) // again: nothing is doubled
        {
            using var file = asSheet ? Sheet(rows) : Csv(rows);
            var run = Done(await import.RunAsync(VisitHouse.Banker("B1"), campaign.Id, one.Id, file, "a/b/名单.csv", Token));
            Assert.Equal((300, time == 0 ? 297 : 0, time == 0 ? 0 : 297, 3, "名单.csv"), (run.Rows, run.Added, run.Known, run.Rejected, run.FileName));
            Assert.Contains("101,代码 code,CAM1021", run.Report, StringComparison.Ordinal);
            Assert.Contains("201,街道 street,CAM1028", run.Report, StringComparison.Ordinal);
            Assert.Contains("301,接触日期 on,CAM1034", run.Report, StringComparison.Ordinal);
            Assert.DoesNotContain("昨天", run.Report, StringComparison.Ordinal);
            Assert.Null(await house.Get<CampaignBook>().ImportReportAsync(VisitHouse.Banker("B2"), run.Id, Token));
            Assert.Equal(run.Report, await house.Get<CampaignBook>().ImportReportAsync(Analyst, run.Id, Token));
        }

        Assert.Equal(297, (await house.Get<CampaignBook>().ReportAsync(Analyst, campaign.Id, Token))!.Total.Parties);
        await using var context = await house.ContextAsync();
        Assert.Equal(297, await context.Set<VisitLead>().CountAsync(Token));
    }

    [Fact]
    public async Task A_campaign_closed_in_the_middle_of_an_import_keeps_what_was_in_and_says_where_it_stopped()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        await using (var context = await house.ContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TRIGGER closed AFTER INSERT ON "CampaignContacts" WHEN (SELECT count(*) FROM "CampaignContacts") = 200
                BEGIN UPDATE "Campaigns" SET "State" = 'closed'; END
                """, Token);
        }

        using var file = Csv([.. Enumerable.Range(1, 250).Select(n => Row(house, n))]);
        var run = Done(await house.Get<ContactImport>().RunAsync(VisitHouse.Banker("B1"), campaign.Id, one.Id, file, "x.csv", Token));
        Assert.Equal((200, 1), (run.Added, run.Rejected));
        Assert.Contains("202,", run.Report, StringComparison.Ordinal);
        Assert.Contains("CAM1004", run.Report, StringComparison.Ordinal);
        Assert.Equal(run.Id, Assert.Single((await house.Get<CampaignBook>().EventAsync(VisitHouse.Banker("B1"), campaign.Id, one.Id, new(), Token))!.Imports).Id);
        Assert.Empty((await house.Get<CampaignBook>().EventAsync(VisitHouse.Banker("B2"), campaign.Id, one.Id, new(), Token))!.Imports);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_or_is_too_long_says_so()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (campaign, one) = await house.RunningAsync();
        var import = house.Get<ContactImport>();
        async Task<CampaignAnswer<CampaignImport>> RunAsync(Stream file, Viewer? viewer = null) =>
            await import.RunAsync(viewer ?? VisitHouse.Banker("B1"), campaign.Id, one.Id, file, null, Token);
        Refused("CAM1030", await RunAsync(Bytes("甲,乙\r\n1,2\r\n")));
        Refused("CAM1030", await RunAsync(Bytes(string.Empty)));
        Refused("CAM1031", await RunAsync(Bytes("PK\u0003\u0004 not a sheet")));
        Refused("CAM1031", await RunAsync(new MemoryStream(new byte[ContactImport.LargestUpload + 1])));
        Refused("CAM1022", await RunAsync(Csv([Row(house, 1)]), VisitHouse.Banker("B3")));
        Refused("CAM1002", await RunAsync(Csv([Row(house, 1)]), VisitHouse.Officer));
        var other = Row(house, 1);
        other["银行"] = "B2";
        Assert.Contains("CAM1022", Done(await RunAsync(Csv([other]))).Report, StringComparison.Ordinal);
        var ragged = Done(await RunAsync(Bytes("代码,名称,街道,接待人\r\n" + VisitHouse.UsciOf(1) + ",某商行\r\n")));
        Assert.Contains("2,*,CAM1033", ragged.Report, StringComparison.Ordinal);
        var head = Encoding.UTF8.GetString(((MemoryStream)Csv([Row(house, 1)])).ToArray()).Split("\r\n")[0];
        var file = Bytes(head + "\r\n" + string.Concat(Enumerable.Repeat(",,,,,,\r\nx,y,z,w,,,\r\n", (ContactFile.MostRows / 2) + 1)));
        var long_ = Done(await RunAsync(file));
        Assert.Contains($"{ContactFile.MostRows + 2},*,CAM1032", long_.Report, StringComparison.Ordinal);
    }

    internal static string Person() => "44030319850101001" + "0123456789X".First(
        last => CheckDigits.IsIdentityCard(Encoding.ASCII.GetBytes("44030319850101001" + last)));

    private static Task<EntityRows> LeadsAsync(VisitHouse house, Viewer viewer) =>
        house.Get<EntityList>().PageAsync(viewer, new EntityQuery(null, VisitSteps.Lead, null, new()), Token);

    private static Dictionary<string, object> Row(VisitHouse house, int firm) => new(StringComparer.Ordinal)
    {
        ["代码"] = VisitHouse.UsciOf(firm),
        ["名称"] = $"第{firm}商行",
        ["街道"] = VisitHouse.Street,
        ["接待人"] = "王经理",
        ["银行"] = string.Empty,
        ["接触日期"] = house.Today().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["同意走访"] = "是",
    };

    private static MemoryStream Csv(List<Dictionary<string, object>> rows) => Bytes(
        string.Join(',', rows[0].Keys) + "\r\n" + string.Concat(rows.Select(r => string.Join(',', r.Values) + "\r\n")));

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryStream Sheet(List<Dictionary<string, object>> rows)
    {
        var sheet = new MemoryStream();
        sheet.SaveAs(rows);
        sheet.Position = 0;
        return sheet;
    }
}
