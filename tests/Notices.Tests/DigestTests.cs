using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>Digest, not flood: on a real mail server and both stores, with a clock that is moved.</summary>
public sealed class DigestTests
{
    private static CancellationToken Token => NoticeHouse.Token;

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task A_night_of_ten_thousand_events_gives_one_digest(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        house.Clock.Set(6, 30, 22, 0);
        await house.Run.RoundAsync(Token);
        foreach (var some in Enumerable.Range(1, 10_000).Chunk(1000))
            await house.TellAsync([.. some.Select(n => NoticeHouse.Event(n))]);
        house.Clock.Set(7, 1, 8, 29);
        await house.Run.RoundAsync(Token);
        Assert.Empty(mail.Taken);
        house.Clock.Set(7, 1, 8, 31);
        for (var i = 0; i < 3; i++)
            await house.Run.RoundAsync(Token);

        var digest = Assert.Single(mail.Taken);
        Assert.Equal("活水：10000 项新提醒", digest.Subject);
        Assert.Contains("新分派的融资需求：10,000", digest.TextBody, StringComparison.Ordinal);
        Assert.Equal(5, digest.TextBody!.Split("· 新分派").Length - 1);
        Assert.Contains("https://huoshui.test/visits/cases/", digest.TextBody, StringComparison.Ordinal);
        house.Clock.Set(7, 1, 14, 1);
        await house.Run.RoundAsync(Token);
        Assert.Single(mail.Taken); // nothing new: nothing is sent
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task Processes_at_once_send_a_digest_once(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        house.Standing.Add(new StandingKind("returns.waiting", 3, ["/a", "/b", "/c"], "/filings"));
        var processes = Enumerable.Range(0, 4).Select(_ => house.Process().GetRequiredService<NoticeRun>()).ToList();
        for (var day = 1; day <= 4; day++)
        {
            await house.TellAsync(NoticeHouse.Event(day), NoticeHouse.Event(100 + day, NoticeHouse.Urgent, Audiences.Institution("B1")));
            house.Clock.Set(7, day, 8, 30);
            await Task.WhenAll(processes.Select(p => Task.Run(() => p.RoundAsync(Token), Token)));
        }

        var deliveries = (await house.DeliveriesAsync()).Where(d => d.Purpose != DeliveryPurpose.Confirm).ToList();
        Assert.Equal(4, deliveries.Count(d => d.Purpose == DeliveryPurpose.Digest));
        Assert.All(deliveries, d => Assert.Equal((DeliveryState.Sent, 1), (d.State, d.Attempts)));
        Assert.Equal(deliveries.Count, mail.Taken.Count);
        Assert.Equal(deliveries.Count, mail.Taken.Select(m => m.MessageId).Distinct().Count());
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task What_is_told_while_digests_are_made_is_in_one_of_them(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        var maker = house.Get<DigestMaker>();
        const int Writers = 6, Each = 15;
        var writing = Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await house.TellAsync(NoticeHouse.Event(w * 1000 + i));
        }, Token)).ToList();
        while (writing.Exists(w => !w.IsCompleted))
            await DigestAsync();
        await Task.WhenAll(writing);
        house.Clock.Advance(TimeSpan.FromDays(14)); // a day of rest has no digest
        await DigestAsync();

        var told = (await house.DeliveriesAsync()).Where(d => d.Purpose == DeliveryPurpose.Digest)
            .Sum(d => Digest.From(d.Body).Total);
        Assert.Equal(Writers * Each, told);

        async Task DigestAsync()
        {
            house.Clock.Advance(TimeSpan.FromDays(1));
            foreach (var channel in await maker.DueAsync(Token))
                await maker.DigestAsync(channel, Token);
        }
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task What_was_read_in_the_portal_is_not_told_again(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        await house.TellAsync(NoticeHouse.Event(1), NoticeHouse.Event(2), NoticeHouse.Event(3));
        var book = house.Get<NoticeBook>();
        Assert.Equal(3, await book.UnreadAsync(NoticeHouse.Banker, Token));
        Assert.Equal(0, await book.UnreadAsync(NoticeHouse.Team, Token));
        var page = await book.PageAsync(NoticeHouse.Banker, false, new(0, 2), Token);
        Assert.Equal((3, 2), (page.Total, page.Rows.Count));
        await book.ReadAsync(NoticeHouse.Banker, page.Rows[0].Notice.Sequence, Token);
        await book.ReadAsync(NoticeHouse.Banker, page.Rows[0].Notice.Sequence, Token);
        await book.ReadAsync(NoticeHouse.Team, page.Rows[1].Notice.Sequence, Token); // none of his
        Assert.Equal(2, await book.UnreadAsync(NoticeHouse.Banker, Token));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        Assert.Equal("活水：2 项新提醒", Assert.Single(mail.Taken).Subject);

        await house.TellAsync(NoticeHouse.Event(4));
        await book.ReadAllAsync(NoticeHouse.Banker, page.Rows[0].Notice.Sequence, Token); // what his page did not show stays
        Assert.Equal(1, await book.UnreadAsync(NoticeHouse.Banker, Token));
        await book.ReadAllAsync(NoticeHouse.Banker, long.MaxValue, Token);
        Assert.Equal(0, await book.UnreadAsync(NoticeHouse.Banker, Token));
        Assert.Equal(4, (await book.PageAsync(NoticeHouse.Banker, false, new(), Token)).Rows.Count(r => r.IsRead));
        house.Clock.Set(6, 30, 14, 0);
        await house.Run.RoundAsync(Token);
        Assert.Single(mail.Taken);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task Urgent_notices_go_at_once_but_no_more_than_the_hour_takes(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Team, mail, "team@example.cn");
        var team = Audiences.Area("440304", "district-team");
        for (var i = 1; i <= 10; i++)
        {
            await house.TellAsync(NoticeHouse.Event(i, NoticeHouse.Urgent, team));
            await house.Run.RoundAsync(Token);
            house.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, mail.Taken.Count); // urgent_per_hour
        Assert.All(mail.Taken, m => Assert.Equal("活水：1 项紧急提醒", m.Subject));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token); // the digest has the seven that waited, and none that were told
        Assert.Equal("活水：7 项新提醒", mail.Taken[^1].Subject);
        house.Clock.Advance(TimeSpan.FromHours(2));
        await house.Run.RoundAsync(Token);
        Assert.Equal(4, mail.Taken.Count);
        await house.TellAsync(NoticeHouse.Event(11, NoticeHouse.Urgent, team));
        await house.Run.RoundAsync(Token);
        Assert.Equal("活水：1 项紧急提醒", mail.Taken[^1].Subject);
    }

    [Fact]
    public async Task Digests_come_on_working_days_at_the_times_of_the_pack()
    {
        await using var house = await NoticeHouse.OpenAsync();
        var policy = house.Get<NoticePolicy>();
        string Next(int month, int day, int hour, int minute)
        {
            house.Clock.Set(month, day, hour, minute);
            return policy.NextDigest(house.Clock.GetUtcNow()).ToOffset(TimeSpan.FromHours(8)).ToString("MM-dd HH:mm", null);
        }

        Assert.Equal("06-30 08:30", Next(6, 30, 8, 0));
        Assert.Equal("06-30 14:00", Next(6, 30, 8, 30)); // after, not at
        Assert.Equal("07-01 08:30", Next(6, 30, 14, 0));
        Assert.Equal("07-07 08:30", Next(7, 4, 15, 0)); // over a weekend
        Assert.Equal("10-09 08:30", Next(9, 30, 23, 0)); // over 国庆 and 中秋
        Assert.Equal("09-28 08:30", Next(9, 27, 9, 0)); // a make-up Sunday
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task What_waits_is_told_when_it_grows(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        house.Standing.Add(new StandingKind("returns.waiting", 2, ["/filings/1", "/filings/2"], "/filings"));
        house.Clock.Set(7, 1, 8, 30);
        await house.Run.RoundAsync(Token);
        house.Clock.Set(7, 1, 14, 0);
        await house.Run.RoundAsync(Token); // the same two wait
        Assert.Contains("报送待办：2", Assert.Single(mail.Taken).TextBody, StringComparison.Ordinal);
        house.Standing[0] = new StandingKind("returns.waiting", 2, ["/filings/2", "/filings/3"], "/filings");
        house.Clock.Set(7, 2, 8, 30);
        await house.Run.RoundAsync(Token); // one went, another came
        Assert.Contains("报送待办：1", mail.Taken[^1].TextBody, StringComparison.Ordinal);
        house.Standing.Clear();
        house.Clock.Set(7, 2, 14, 0);
        await house.Run.RoundAsync(Token);
        Assert.Equal(2, mail.Taken.Count);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task The_same_event_is_told_once_and_old_notices_go(bool onPostgres)
    {
        await using var house = await NoticeHouse.OpenAsync(onPostgres);
        await house.TellAsync(NoticeHouse.Event(1), NoticeHouse.Event(2));
        await house.TellAsync(NoticeHouse.Event(2), NoticeHouse.Event(3), NoticeHouse.Event(4, "nobody.knows"));
        await using var context = house.Context();
        Assert.Equal(3, await context.Set<Notice>().CountAsync(Token));
        await house.Get<NoticeBook>().ReadAsync(NoticeHouse.Banker, 1, Token);
        house.Clock.Advance(TimeSpan.FromDays(91));
        await house.Run.RoundAsync(Token);
        Assert.Equal((0, 0), (await context.Set<Notice>().CountAsync(Token), await context.Set<NoticeMark>().CountAsync(Token)));
    }

    [Fact]
    public async Task What_is_not_saved_is_not_told()
    {
        await using var house = await NoticeHouse.OpenAsync();
        await using (var context = house.Context())
        await using (await context.Database.BeginTransactionAsync(Token))
            await house.Get<NoticePost>().WriteAsync(context, [NoticeHouse.Event(1)], Token);
        Assert.Equal(0, await house.Get<NoticeBook>().UnreadAsync(NoticeHouse.Banker, Token));
    }
}
