using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>Sending: tried again and given up, the same mail under one number, bad servers and certificates.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Token => NoticeHouse.Token;

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task A_message_is_tried_again_then_given_up_and_sent_again_by_the_administrator(bool onPostgres)
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(onPostgres, mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        mail.IsBusy = true;
        await house.TellAsync(NoticeHouse.Event(1));
        house.Clock.Set(6, 30, 8, 30);
        await house.Run.RoundAsync(Token);
        await house.Run.RoundAsync(Token); // not before its time
        var one = Assert.Single(await house.DeliveriesAsync(), d => d.Purpose == DeliveryPurpose.Digest);
        Assert.Equal((DeliveryState.Waiting, 1), (one.State, one.Attempts));
        for (var i = 0; i < 20; i++)
        {
            house.Clock.Advance(TimeSpan.FromHours(5));
            await house.Run.RoundAsync(Token);
        }

        one = Assert.Single(await house.DeliveriesAsync(), d => d.Purpose == DeliveryPurpose.Digest);
        Assert.Equal((DeliveryState.Dead, 12, "smtp-451"), (one.State, one.Attempts, one.Error));
        var queue = house.Get<DeliveryQueue>();
        Assert.Equal(1, (await queue.HealthAsync(Token)).Counts[DeliveryState.Dead]);
        mail.IsBusy = false;
        Assert.True(await queue.ResendAsync(one.Id, "admin", Token));
        Assert.False(await queue.ResendAsync(one.Id, "admin", Token));
        await house.Run.RoundAsync(Token);
        Assert.StartsWith(one.Id.ToString("N"), Assert.Single(mail.Taken).MessageId, StringComparison.Ordinal);
    }

    // The one way to two mails: the process dies after the server took the mail and before that is kept.
    [Fact]
    public async Task A_process_that_dies_before_it_marks_a_mail_sends_it_again_under_the_same_number()
    {
        await using var mail = new MailBox();
        await using var house = await NoticeHouse.OpenAsync(mail: mail);
        await house.ConfirmedAsync(NoticeHouse.Banker, mail, "banker@example.cn");
        await house.TellAsync(NoticeHouse.Event(1));
        house.Clock.Set(6, 30, 8, 30);
        foreach (var channel in await house.Get<DigestMaker>().DueAsync(Token))
            await house.Get<DigestMaker>().DigestAsync(channel, Token);
        var claimed = Assert.Single(await house.Get<DeliveryQueue>().ClaimAsync("dead", 10, Token));
        await house.Get<NoticeSender>().SendAsync(claimed, Token);

        await house.Run.RoundAsync(Token);
        Assert.Single(mail.Taken); // its lease holds
        house.Clock.Advance(DeliveryQueue.Lease);
        await house.Run.RoundAsync(Token);
        Assert.Equal(2, mail.Taken.Count);
        Assert.Single(mail.Taken.Select(m => m.MessageId).Distinct());
        await house.Get<DeliveryQueue>().EndAsync(claimed, SendResult.Failed("late"), Token); // the dead one comes back
        Assert.Equal(DeliveryState.Sent, (await house.DeliveriesAsync())[^1].State);
    }

    [Fact]
    public async Task Mail_goes_to_a_server_whose_certificate_holds_and_to_no_other()
    {
        using var authority = Authority.Make();
        using var good = Authority.Issue(authority);
        using var other = Authority.Issue(authority, "elsewhere.example");
        var file = Authority.File(authority);
        Assert.Null(await TestAsync(good, file));
        Assert.Equal("certificate", await TestAsync(good, null)); // nobody vouches for it
        Assert.Equal("certificate", await TestAsync(other, file)); // another name
        await using var plain = new MailBox();
        var options = new NoticeOptions { Mail = plain.Options with { Tls = "starttls" } };
        Assert.Equal("no-tls-at-the-server", await new MailTest(new MailSender(options, TimeProvider.System), options, TimeProvider.System)
            .SendAsync("a@example.cn", Token));
        Assert.Empty(plain.Taken);
    }

    private static async Task<string?> TestAsync(X509Certificate2 certificate, string? caFile)
    {
        await using var box = new MailBox(certificate);
        var options = new NoticeOptions { Mail = box.Options, TrustedCaFile = caFile };
        var error = await new MailTest(new MailSender(options, TimeProvider.System), options, TimeProvider.System)
            .SendAsync("a@example.cn", Token);
        Assert.Equal(error is null ? 1 : 0, box.Taken.Count);
        return error;
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_after_a_while()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new NoticeOptions
        {
            Mail = new MailOptions { Host = "127.0.0.1", Port = ((IPEndPoint)silent.LocalEndpoint).Port, Tls = "none", From = "a@example.cn" },
            MailTimeout = TimeSpan.FromMilliseconds(400),
        };
        var start = TimeProvider.System.GetTimestamp();
        var test = new MailTest(new MailSender(options, TimeProvider.System), options, TimeProvider.System);
        Assert.Equal("timeout", await test.SendAsync("b@example.cn", Token));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        silent.Stop();
        Assert.Equal("not-reachable", await test.SendAsync("b@example.cn", Token));
    }
}
