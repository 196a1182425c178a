using Huoshui.Operations;

namespace Huoshui.Notices;

/// <summary>The ways beside the portal.</summary>
public static class ChannelKinds
{
    /// <summary>电子邮件.</summary>
    public const string Mail = "mail";

    /// <summary>Webhook: an HTTPS address of the person's own system.</summary>
    public const string Webhook = "webhook";

    /// <summary>Both, in the order of the screens.</summary>
    public static IReadOnlyList<string> All { get; } = [Mail, Webhook];
}

/// <summary>Where a channel stands.</summary>
public enum ChannelState
{
    /// <summary>A code was sent and has not come back: nothing else goes there.</summary>
    Unconfirmed,

    /// <summary>In use.</summary>
    On,

    /// <summary>Switched off by its owner, or by the link of a message.</summary>
    Off,

    /// <summary>Switched off because the other side refused too often.</summary>
    Refused,
}

/// <summary>通知渠道: one address of one account. Owned by <see cref="ChannelDesk"/>; the work of sending moves the
/// marks.</summary>
public sealed class NoticeChannel : IRevised
{
    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>One of <see cref="ChannelKinds"/>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>The address, encrypted.</summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>Where it stands.</summary>
    public ChannelState State { get; set; }

    /// <summary><c>zh</c> or <c>en</c>: the language of its messages.</summary>
    public string Language { get; set; } = "zh";

    /// <summary>The code that confirms the address, encrypted; null when none is open.</summary>
    public string? Code { get; set; }

    /// <summary>Until when the code is taken.</summary>
    public DateTimeOffset? CodeUntil { get; set; }

    /// <summary>Wrong codes typed.</summary>
    public int CodeTries { get; set; }

    /// <summary>The key of a webhook's signature, encrypted; null for mail.</summary>
    public string? Secret { get; set; }

    /// <summary>Grows whenever the address or its state is changed by hand: links of older messages end.</summary>
    public int Generation { get; set; }

    /// <summary>Refusals for good since the last message that was taken.</summary>
    public int Refusals { get; set; }

    /// <summary>Notices up to this number were told or need not be.</summary>
    public long Through { get; set; }

    /// <summary>Urgent notices up to this number were told at once.</summary>
    public long UrgentThrough { get; set; }

    /// <summary>The next digest; null while nothing is sent.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>Urgent notices wait until then, since the hour is full; null while they do not.</summary>
    public DateTimeOffset? UrgentAfter { get; set; }

    /// <summary>When its owner last changed it.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>A kind that an account does not want by a channel.</summary>
public sealed class NoticeChoice
{
    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>One of <see cref="ChannelKinds"/>.</summary>
    public string Channel { get; init; } = string.Empty;

    /// <summary>A kind.</summary>
    public string Kind { get; init; } = string.Empty;
}
