using System.Net;

namespace Huoshui.Notices;

/// <summary>How the mail server is reached; of the operator's configuration, never of the store.</summary>
public sealed record MailOptions
{
    /// <summary>The server's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>starttls</c> (needed, not asked for), <c>tls</c> from the first byte, or <c>none</c>.</summary>
    public string Tls { get; init; } = "starttls";

    /// <summary>The user; null to send without signing in.</summary>
    public string? User { get; init; }

    /// <summary>A file whose first line is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The address in From.</summary>
    public required string From { get; init; }
}

/// <summary>Settings of notices that leave the portal.</summary>
public sealed record NoticeOptions
{
    /// <summary>Null: no mail is sent, and nobody can enter an address.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>Whether webhooks may be entered and are called.</summary>
    public bool HasWebhooks { get; init; }

    /// <summary>The portal's address as people open it, without a slash at the end; null: messages have no
    /// links.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Private networks to which webhooks may go; none by default.</summary>
    public IReadOnlyList<IPNetwork> WebhookNetworks { get; init; } = [];

    /// <summary>A PEM file with further authorities for mail servers and webhooks; null for none.</summary>
    public string? TrustedCaFile { get; init; }

    /// <summary>Patience with a mail server, for each answer and for a message twice that.</summary>
    public TimeSpan MailTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Patience with a webhook from the first byte to the answer's head.</summary>
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages sent at once by one process.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>How often a process looks for what is due.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(15);
}
