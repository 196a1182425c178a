namespace Huoshui.Notices;

/// <summary>Sends a mail by hand, past the queue, so that an operator sees whether his settings work.</summary>
public sealed class MailTest
{
    private readonly MailSender _sender;
    private readonly NoticeOptions _options;
    private readonly TimeProvider _time;

    internal MailTest(MailSender sender, NoticeOptions options, TimeProvider time) =>
        (_sender, _options, _time) = (sender, options, time);

    /// <summary>Sends one.</summary>
    /// <param name="to">The address as typed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when the server took it; else a word: <c>bad-address</c>, <c>mail-not-configured</c>,
    /// <c>certificate</c>, <c>timeout</c> …</returns>
    public async Task<string?> SendAsync(string to, CancellationToken cancellationToken)
    {
        if (MailAddresses.Read(to) is not { } address)
            return "bad-address";
        var mail = new Mail(
            NoticeSender.MessageId(_options, Guid.CreateVersion7(_time.GetUtcNow())), address,
            "活水：测试邮件 Huoshui: test", "这是活水的测试邮件，说明发信设置可用。\nThis is a test mail of Huoshui: its settings work.\n",
            null);
        var result = await _sender.SendAsync(mail, cancellationToken);
        return result.Error;
    }
}
