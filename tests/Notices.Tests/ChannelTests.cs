using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>Addresses: confirmed before anything goes there, switched off by their owners, by links and by refusals.</summary>
public sealed class ChannelTests
{
    private static CancellationToken Token => NoticeHouse.Token;

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task Nothing_but_a_code_goes_to_an_address_before_it_is_confirmed(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Mail, " Banker@例子.公司 ", "zh", Token);
        await house.TellAsync(NoticeHouse.Event(1));
        house.Clock.Set(6, 30, 8, 20);
        await house.Run.RoundAsync(Token);
        var code = Assert.Single(mail.Taken);
        Assert.Equal("Banker@xn--fsqu00a.xn--55qx5d", code.To.Mailboxes.Single().GetAddress(true));
        Assert.Equal("auto-generated", code.Headers["Auto-Submitted"]);

        Assert.Equal("NOT1005", (await house.Desk.ConfirmAsync(NoticeHouse.Banker, ChannelKinds.Mail, "00000000", Token)).Refusal?.Code);
        Assert.Equal("NOT1005", (await house.Desk.ConfirmAsync(NoticeHouse.Team, ChannelKinds.Mail, mail.LastCode(), Token)).Refusal?.Code);
        Assert.Null((await house.Desk.ConfirmAsync(NoticeHouse.Banker, ChannelKinds.Mail, mail.LastCode(), Token)).Refusal);
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        Assert.Single(mail.Taken); // what was before the confirmation stands in the portal
        await house.TellAsync(NoticeHouse.Event(2));
        house.Clock.Set(7, 1, 8, 30);
        await house.Run.RoundAsync(Token);
        Assert.Equal(2, mail.Taken.Count);
        await using var context = house.Context();
        Assert.DoesNotContain("Banker", (await house.ChannelAsync(NoticeHouse.Banker)).Address, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            await context.AuditEntries.Select(a => a.Detail ?? "").ToListAsync(Token), d => d.Contains("xn--", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_is_taken_a_few_times_for_a_while_and_few_are_sent()
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(mail: mail);
        async Task<string?> TryAsync(string? code) =>
            (await house.Desk.ConfirmAsync(NoticeHouse.Banker, ChannelKinds.Mail, code, Token)).Refusal?.Code;

        async Task SetAsync()
        {
            Assert.Null((await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Mail, "a@example.cn", null, Token)).Refusal);
            await house.Run.RoundAsync(Token);
        }

        await SetAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal("NOT1005", await TryAsync("1234"));
        Assert.Equal("NOT1005", await TryAsync(mail.LastCode())); // tried too often
        await SetAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("NOT1005", await TryAsync(mail.LastCode())); // over
        await SetAsync();
        var old = mail.LastCode();
        await SetAsync();
        Assert.Equal("NOT1005", await TryAsync(old)); // of the address before
        await SetAsync();
        await SetAsync();
        Assert.Equal("NOT1004", (await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Mail, "a@example.cn", null, Token)).Refusal?.Code);
        Assert.Null(await TryAsync(mail.LastCode()));
        Assert.Equal("NOT1005", await TryAsync(mail.LastCode())); // used
    }

    [Theory]
    [InlineData("a@example.cn\r\nBcc: all@example.cn")]
    [InlineData("a@example.cn, b@example.cn")]
    [InlineData("周 <a@example.cn>")]
    [InlineData("a@b@example.cn")]
    [InlineData("a@localhost")]
    [InlineData("a b@example.cn")]
    [InlineData("店主@example.cn")]
    [InlineData("\"a\"@example.cn")]
    [InlineData("a@exam_ple.cn")]
    [InlineData("a@-example.cn")]
    [InlineData("@example.cn")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_is_no_address_is_refused(string? typed)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(mail: mail);
        Assert.Equal("NOT1002", (await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Mail, typed, "zh", Token)).Refusal?.Code);
        Assert.Equal("bad-address", await house.Get<MailTest>().SendAsync(typed ?? "", Token));
        Assert.Empty(await house.DeliveriesAsync());
    }

    [Theory]
    [InlineData("http://example.cn/hook")]
    [InlineData("https://user:pw@example.cn/hook")]
    [InlineData("https://example.cn:22/")]
    [InlineData("https://example.cn/#x")]
    [InlineData("ftp://example.cn/")]
    [InlineData("example.cn")]
    [InlineData("https://exa mple.cn/")]
    public async Task What_is_no_webhook_is_refused(string typed)
    {
        await using var house = await NoticeHouse.OpenAsync();
        Assert.Equal("NOT1003", (await house.Desk.SetAsync(NoticeHouse.Banker, ChannelKinds.Webhook, typed, "zh", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Without_a_mail_server_nobody_enters_an_address()
    {
        await using var house = await NoticeHouse.OpenAsync(change: o => o with { HasWebhooks = false });
        foreach (var kind in ChannelKinds.All)
            Assert.Equal("NOT1001", (await house.Desk.SetAsync(NoticeHouse.Banker, kind, "a@example.cn", "zh", Token)).Refusal?.Code);
        Assert.Equal("NOT1001", (await house.Desk.SetAsync(Viewer.Public, ChannelKinds.Mail, "a@example.cn", "zh", Token)).Refusal?.Code);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task The_link_of_a_mail_switches_it_off_until_its_owner_switches_it_on(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        await house.TellAsync(NoticeHouse.Event(1));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        var header = mail.Taken[^1].Headers["List-Unsubscribe"];
        Assert.Equal("List-Unsubscribe=One-Click", mail.Taken[^1].Headers["List-Unsubscribe-Post"]);
        var link = Uri.UnescapeDataString(header!.Split("?t=")[1].TrimEnd('>'));

        Assert.Equal("NOT1006", (await house.Desk.UnsubscribeAsync(link[..^2] + "AA", Token)).Refusal?.Code);
        Assert.Equal("NOT1006", (await house.Desk.UnsubscribeAsync(null, Token)).Refusal?.Code);
        Assert.Equal(("banker", "mail"), await house.Desk.LinkAsync(link, Token));
        await house.TellAsync(NoticeHouse.Event(2));
        Assert.Null((await house.Desk.UnsubscribeAsync(link, Token)).Refusal);
        house.Clock.Set(6, 30, 14, 0);
        await house.Run.RoundAsync(Token);
        Assert.Single(mail.Taken);
        Assert.Null((await house.Desk.SwitchAsync(NoticeHouse.Banker, ChannelKinds.Mail, true, Token)).Refusal);
        Assert.Equal("NOT1006", (await house.Desk.UnsubscribeAsync(link, Token)).Refusal?.Code); // the old link is over
        Assert.Equal(ChannelState.On, (await house.ChannelAsync(NoticeHouse.Banker)).State);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task The_link_of_a_deleted_address_does_not_switch_off_its_successor(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "old@example.cn");
        await house.TellAsync(NoticeHouse.Event(1));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        var link = Uri.UnescapeDataString(mail.Taken[^1].Headers["List-Unsubscribe"]!.Split("?t=")[1].TrimEnd('>'));
        Assert.Null((await house.Desk.RemoveAsync(NoticeHouse.Banker, ChannelKinds.Mail, Token)).Refusal);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "new@example.cn");
        Assert.Null(await house.Desk.LinkAsync(link, Token));
        Assert.Equal("NOT1006", (await house.Desk.UnsubscribeAsync(link, Token)).Refusal?.Code);
        Assert.Equal(ChannelState.On, (await house.ChannelAsync(NoticeHouse.Banker)).State);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task Kinds_that_are_not_wanted_do_not_come(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        await house.Desk.ChooseAsync(NoticeHouse.Banker, ChannelKinds.Mail, ["visits.day20"], Token);
        await house.TellAsync(NoticeHouse.Event(1), NoticeHouse.Event(2, "visits.day20"));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        Assert.Equal("活水：1 项新提醒", Assert.Single(mail.Taken).Subject);
        Assert.Equal(2, await house.Get<NoticeBook>().UnreadAsync(NoticeHouse.Banker, Token));
        Assert.Contains(NoticeHouse.Kind, Assert.Single(await house.Desk.OfAsync(NoticeHouse.Banker, Token)).Unwanted);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task An_address_that_refuses_is_switched_off_and_its_owner_is_told_in_the_portal(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        mail.Refuses = true;
        for (var day = 1; day <= 5; day++)
        {
            await house.TellAsync(NoticeHouse.Event(day));
            house.Clock.Set(7, day, 8, 30);
            await house.Run.RoundAsync(Token);
        }

        Assert.Equal(ChannelState.Refused, (await house.ChannelAsync(NoticeHouse.Banker)).State);
        var digests = (await house.DeliveriesAsync()).Where(d => d.Purpose == DeliveryPurpose.Digest).ToList();
        Assert.Equal(3, digests.Count); // refusals_max
        Assert.All(digests, d => Assert.Equal((DeliveryState.Dead, "smtp-550", 1), (d.State, d.Error, d.Attempts)));
        var page = await house.Get<NoticeBook>().PageAsync(NoticeHouse.Banker, true, new(), Token);
        Assert.Contains(page.Rows, r => r.Notice.Kind == "notices.address_refused");
    }

    [Fact]
    public async Task Nothing_goes_to_a_disabled_account_or_a_deleted_address()
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(mail: mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        await house.ConfirmedAsync(NoticeHouse.Team, mail, "team@example.cn");
        await house.TellAsync(NoticeHouse.Event(1), NoticeHouse.Event(2, "visits.declared", Audiences.Area("440304", "district-team")));
        await using (var context = house.Context())
        {
            (await context.Users.SingleAsync(u => u.UserName == "banker", Token)).DisabledAt = house.Clock.GetUtcNow();
            await context.SaveChangesAsync(Token);
        }

        mail.IsBusy = true;
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        Assert.Equal("smtp-451", Assert.Single(await house.DeliveriesAsync(), d => d.State == DeliveryState.Waiting).Error);
        mail.IsBusy = false;
        Assert.Null((await house.Desk.RemoveAsync(NoticeHouse.Team, ChannelKinds.Mail, Token)).Refusal);
        house.Clock.Advance(TimeSpan.FromHours(10));
        await house.Run.RoundAsync(Token);
        Assert.Empty(mail.Taken);
        Assert.Equal("NOT1007", (await house.Desk.RemoveAsync(NoticeHouse.Team, ChannelKinds.Mail, Token)).Refusal?.Code);
    }
}
