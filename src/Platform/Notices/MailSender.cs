using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Huoshui.Notices;

/// <summary>A mail to one address.</summary>
/// <param name="MessageId">Of the message: the same for every try.</param>
/// <param name="To">An address that <see cref="MailAddresses"/> read.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The words.</param>
/// <param name="Unsubscribe">The address that switches these mails off; null for none.</param>
internal sealed record Mail(string MessageId, string To, string Subject, string Text, string? Unsubscribe);

/// <summary>Sends mails over SMTP. Thread safe: each takes a connection of its own.</summary>
internal sealed class MailSender(NoticeOptions options, TimeProvider time)
{
    private readonly CertificateTrust _trust = new(options.TrustedCaFile);

    /// <summary>Sends one. Whether the server took it is known when its answer to the text has come; a connection that
    /// breaks before it is a failure, and the mail may come twice with one Message-ID.</summary>
    public async Task<SendResult> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        if (options.Mail is not { } server)
            return SendResult.Failed("mail-not-configured");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.MailTimeout * 2);
        using var client = new SmtpClient { Timeout = (int)options.MailTimeout.TotalMilliseconds };
        client.ServerCertificateValidationCallback = _trust.Accepts;
        try
        {
            using var message = Message(server, mail);
            await client.ConnectAsync(server.Host, server.Port, Socket(server), patience.Token);
            if (server.User is { } user)
                await client.AuthenticateAsync(user, Password(server), patience.Token);
            await client.SendAsync(message, patience.Token);
            await EndAsync(client);
            return SendResult.Taken;
        }
        catch (Exception error) when (WordOf(error, cancellationToken) is { } word)
        {
            return error is SmtpCommandException refused && IsForGood(refused)
                ? SendResult.Refused(word) : SendResult.Failed(word);
        }
    }

    private MimeMessage Message(MailOptions server, Mail mail)
    {
        var message = new MimeMessage { MessageId = mail.MessageId, Subject = mail.Subject, Date = time.GetUtcNow() };
        message.From.Add(new MailboxAddress("活水", server.From));
        message.To.Add(new MailboxAddress(string.Empty, mail.To));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: nobody's out-of-office answers it
        if (mail.Unsubscribe is { } off)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{off}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click"); // RFC 8058
        }

        message.Body = new TextPart("plain") { Text = mail.Text };
        return message;
    }

    // The server took the mail before: a bad farewell changes nothing.
    private static async Task EndAsync(SmtpClient client)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await client.DisconnectAsync(quit: true, soon.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ProtocolException
            or CommandException or SocketException)
        {
            // nothing depends on it
        }
    }

    // 5xx about the recipient or the message: another try would hear the same.
    private static bool IsForGood(SmtpCommandException error) => (int)error.StatusCode is >= 500 and < 600
        && error.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
        && error.StatusCode is not SmtpStatusCode.AuthenticationRequired
        && error.StatusCode is not SmtpStatusCode.AuthenticationInvalidCredentials;

    // No text of the server: it may quote the address.
    private static string? WordOf(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException => cancellationToken.IsCancellationRequested ? null : "timeout",
        TimeoutException => "timeout",
        SmtpCommandException command => $"smtp-{(int)command.StatusCode}",
        SslHandshakeException => "certificate",
        AuthenticationException or SaslException => "sign-in-refused",
        ServiceNotAuthenticatedException => "sign-in-needed",
        NotSupportedException => "no-tls-at-the-server",
        SocketException => "not-reachable",
        IOException or ProtocolException or CommandException => "connection-broken",
        UnauthorizedAccessException => "password-file",
        _ => null,
    };

    private static SecureSocketOptions Socket(MailOptions server) => server.Tls switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private static string Password(MailOptions server) =>
        server.PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault() ?? string.Empty : string.Empty;
}
