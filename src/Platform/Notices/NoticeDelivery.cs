namespace Huoshui.Notices;

/// <summary>Where a message stands.</summary>
public enum DeliveryState
{
    /// <summary>Not sent, or to be tried again.</summary>
    Waiting,

    /// <summary>The other side took it.</summary>
    Sent,

    /// <summary>死信: given up; the administrator may send it again.</summary>
    Dead,

    /// <summary>Its channel was switched off before it was sent.</summary>
    Dropped,
}

/// <summary>What a message is.</summary>
public enum DeliveryPurpose
{
    /// <summary>汇总.</summary>
    Digest,

    /// <summary>紧急.</summary>
    Urgent,

    /// <summary>The code that confirms an address.</summary>
    Confirm,
}

/// <summary>待发通知: one message to one channel, saved with the marks that it moves. Owned by
/// <see cref="DeliveryQueue"/>.</summary>
public sealed class NoticeDelivery
{
    /// <summary>The key; a mail's Message-ID and a webhook's delivery number are made of it.</summary>
    public Guid Id { get; init; }

    /// <summary>What it is, unique, so that it is made once.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>The account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>One of <see cref="ChannelKinds"/>.</summary>
    public string Channel { get; init; } = string.Empty;

    /// <summary>What it is.</summary>
    public DeliveryPurpose Purpose { get; init; }

    /// <summary>The <see cref="NoticeChannel.Generation"/> for which it was made.</summary>
    public int Generation { get; init; }

    /// <summary>JSON of a <see cref="Digest"/>; the encrypted code of a confirmation.</summary>
    public string Body { get; init; } = string.Empty;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; set; }

    /// <summary>Tries begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Who sends it now; null for nobody.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when it is that sender's.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>When the other side took it.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the last try failed: a word of ours and no text of the other side.</summary>
    public string? Error { get; set; }
}
