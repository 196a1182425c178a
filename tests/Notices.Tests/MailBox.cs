using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>A real SMTP server on this machine that keeps what it takes.</summary>
internal sealed partial class MailBox : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<MimeMessage> _taken = new();
    private readonly Task _running;

    public MailBox(X509Certificate2? certificate = null)
    {
        var port = FreePort();
        Options = new MailOptions
        {
            Host = "localhost",
            Port = port,
            Tls = certificate is null ? "none" : "starttls",
            From = "huoshui@example.gov.cn",
        };
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(e =>
            {
                e.Endpoint(new IPEndPoint(IPAddress.Loopback, port));
                if (certificate is not null)
                    e.Certificate(certificate);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)new Store(this));
        services.Add((IMailboxFilter)new Filter(this));
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_end.Token);
    }

    public MailOptions Options { get; }

    /// <summary>Refuses every recipient for good.</summary>
    public bool Refuses { get; set; }

    /// <summary>Says "later" to every message.</summary>
    public bool IsBusy { get; set; }

    public IReadOnlyList<MimeMessage> Taken => [.. _taken];

    public void Clear() => _taken.Clear();

    public string LastCode()
    {
        var text = _taken.Last().TextBody ?? string.Empty;
        var code = Code().Match(text);
        Assert.True(code.Success, text);
        return code.Value;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _end.Dispose();
    }

    [GeneratedRegex("[0-9]{8}", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    private sealed class Store(MailBox box) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken)
        {
            if (box.IsBusy)
                return new SmtpResponse((SmtpReplyCode)451, "later");
            using var stream = new MemoryStream(buffer.ToArray());
            box._taken.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
            return SmtpResponse.Ok;
        }
    }

    private sealed class Filter(MailBox box) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(
            ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult(!box.Refuses);
    }
}
