using System.Net;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Notices in a real browser with a real mail server: read in the portal, an address set and confirmed, ended by the link
/// of a mail, what was given up sent again.</summary>
public sealed class NoticeWalkTests(PortalFixture portal)
{
    private readonly List<string> _wrong = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_reads_confirms_an_address_and_ends_it_by_the_link_of_a_mail()
    {
        var page = await portal.EnterAsync(await portal.NewAccountAsync("notice-person", Roles.PublicReader));
        await TellAsync("notice-person", 3);
        await page.GotoAsync("/notices");
        await LookAsync(page, "notices-walk-1-list");
        Assert.Equal("3", await page.Locator(".menu-inbox a[href='/notices'] .count").InnerTextAsync());
        await page.Locator("form:has(input[name=Sequence]) button").First.ClickAsync();
        await page.Locator(".menu-inbox a[href='/notices'] .count", new() { HasTextString = "2" }).WaitForAsync();
        await page.Locator("form:has(input[name=Through]) button").ClickAsync();
        await Assertions.Expect(page.Locator(".menu-inbox a[href='/notices'] .count")).ToHaveCountAsync(0);

        await ConfirmAsync(page);
        var link = await LinkAsync("notice-person");
        var anonymous = await portal.OpenAsync();
        await anonymous.GotoAsync(link.Replace("/api/v1/", "/", StringComparison.Ordinal));
        await LookAsync(anonymous, "notices-walk-3-unsubscribe");
        Assert.Equal(ChannelState.On, await StateAsync("notice-person")); // opening it changes nothing
        await anonymous.ClickAsync("form.form button[type=submit]");
        await anonymous.GetByText("已退订").WaitForAsync();
        Assert.Equal(ChannelState.Off, await StateAsync("notice-person"));
        using var client = portal.Client();
        using var over = await client.PostAsync(new Uri(link), new StringContent("List-Unsubscribe=One-Click"), Stop);
        Assert.Equal(HttpStatusCode.Gone, over.StatusCode);
        Assert.Contains("NOT1006", await over.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await anonymous.Context.CloseAsync();
        await page.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    [Fact]
    public async Task The_administrator_sees_what_was_given_up_and_sends_it_again()
    {
        await using (var context = await ContextAsync())
        {
            context.Add(new NoticeDelivery
            {
                Id = Guid.CreateVersion7(),
                Key = "walk",
                Account = "nobody",
                Channel = ChannelKinds.Mail,
                Purpose = DeliveryPurpose.Digest,
                Body = "{\"kinds\":[],\"items\":[]}",
                CreatedAt = TimeProvider.System.Now(),
                DueAt = TimeProvider.System.Now(),
                State = DeliveryState.Dead,
                Attempts = 12,
                Error = "smtp-451",
            });
            await context.SaveChangesAsync(Stop);
        }

        var page = await portal.SignInAsync(Roles.SystemAdministrator);
        await page.GotoAsync("/notices/health?state=Dead");
        _wrong.AddRange(await PageCheck.LookAsync(page, "notices-walk-4-health", typed: true));
        await page.Locator("tr:has-text('nobody') button").ClickAsync();
        await Assertions.Expect(page.Locator("tr:has-text('nobody') button")).ToHaveCountAsync(0);
        await using var after = await ContextAsync();
        Assert.NotEqual(DeliveryState.Dead, (await after.Set<NoticeDelivery>().SingleAsync(d => d.Key == "walk", Stop)).State);
        await page.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task ConfirmAsync(IPage page)
    {
        await page.GotoAsync("/account/notices");
        await page.FillAsync("#address-mail", "没有这样的地址");
        await page.ClickAsync("form:has(#address-mail) button[type=submit]");
        await page.GetByText("NOT1002").WaitForAsync();
        await page.FillAsync("#address-mail", "walker@example.cn");
        await page.ClickAsync("form:has(#address-mail) button[type=submit]");
        await page.Locator("#code-mail").WaitForAsync();
        for (var i = 0; i < 100 && portal.Mail.Taken.All(m => m.To.Mailboxes.All(t => t.Address != "walker@example.cn")); i++)
            await Task.Delay(100, Stop);
        await page.FillAsync("#code-mail", portal.Mail.LastCode());
        await page.ClickAsync("form:has(#code-mail) button[type=submit]");
        await page.GetByText("地址已确认").WaitForAsync();
        await LookAsync(page, "notices-walk-2-settings");
        Assert.Contains("w***@example.cn", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("input[name=Kinds]").Last.UncheckAsync();
        await page.ClickAsync("form:has(input[name=Kinds]) button[type=submit]");
        await page.GetByText("已保存").WaitForAsync();
        Assert.False(await page.Locator("input[name=Kinds]").Last.IsCheckedAsync());
    }

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name));

    private async Task TellAsync(string account, int count)
    {
        await using var context = await ContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync(Stop);
        await portal.Services.GetRequiredService<NoticePost>().WriteAsync(
            context,
            [.. Enumerable.Range(1, count).Select(n => new NoticeDraft(
                "visits.moved", Audiences.Account(account), $"walk/{n}", "/visits/mine", "ZF0000000000000000000" + n))],
            Stop);
        await transaction.CommitAsync(Stop);
    }

    // The digest is due: the link of its mail.
    private async Task<string> LinkAsync(string account)
    {
        await TellAsync(account, 4);
        await using var context = await ContextAsync();
        var due = TimeProvider.System.Now().AddMinutes(-1);
        await context.Set<NoticeChannel>().Where(c => c.Account == account)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.NextAt, due), Stop);
        for (var i = 0; i < 200 && portal.Mail.Taken.All(m => m.Headers["List-Unsubscribe"] is null); i++)
            await Task.Delay(100, Stop);
        return portal.Mail.Taken.Single(m => m.Headers["List-Unsubscribe"] is not null).Headers["List-Unsubscribe"]!.Trim('<', '>');
    }

    private async Task<ChannelState> StateAsync(string account)
    {
        await using var context = await ContextAsync();
        return (await context.Set<NoticeChannel>().AsNoTracking().SingleAsync(c => c.Account == account, Stop)).State;
    }

    private Task<OperationsContext> ContextAsync() =>
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);
}
