using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>A channel as its owner sees it.</summary>
/// <param name="Channel">The channel; its address is encrypted.</param>
/// <param name="Shown">The address, of mail without most of its local part.</param>
/// <param name="Unwanted">Kinds that he does not want by it.</param>
public sealed record OwnChannel(NoticeChannel Channel, string Shown, IReadOnlySet<string> Unwanted);

/// <summary>The answer to an act on a channel.</summary>
/// <param name="Refusal">Why nothing was changed; null when it was done.</param>
/// <param name="Secret">The key of a webhook's signature, shown once; null otherwise.</param>
public sealed record ChannelAnswer(Diagnostic? Refusal = null, string? Secret = null);

/// <summary>通知渠道: every person sets and confirms his own addresses and says what he wants by which. Nothing but a
/// code goes to an address that was not confirmed. Thread safe.</summary>
public sealed class ChannelDesk(
    IDbContextFactory<OperationsContext> contexts, NoticePolicy policy, NoticeOptions options,
    IDataProtectionProvider protection, TimeProvider time)
{
    private const int CodeDigits = 8;
    private const int SecretBytes = 32;
    private static readonly DateTimeOffset Beginning = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IDataProtector _addresses = protection.CreateProtector("Huoshui.Notices.Address");
    private readonly IDataProtector _codes = protection.CreateProtector("Huoshui.Notices.Code");
    private readonly IDataProtector _secrets = protection.CreateProtector("Huoshui.Notices.Secret");
    private readonly IDataProtector _links = protection.CreateProtector("Huoshui.Notices.Unsubscribe");

    /// <summary>Whether the operator has set a channel up.</summary>
    public bool IsOpen(string channel) =>
        channel == ChannelKinds.Mail ? options.Mail is not null : options.HasWebhooks;

    /// <summary>The viewer's channels.</summary>
    public async Task<IReadOnlyList<OwnChannel>> OfAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var name = viewer.AccountName;
        var channels = await context.Set<NoticeChannel>().AsNoTracking().Where(c => c.Account == name)
            .OrderBy(c => c.Kind).ToListAsync(cancellationToken);
        var choices = (await context.Set<NoticeChoice>().AsNoTracking().Where(c => c.Account == name)
            .ToListAsync(cancellationToken)).ToLookup(c => c.Channel, c => c.Kind);
        return [.. channels.Select(c => new OwnChannel(
            c, Shown(c), choices[c.Kind].ToHashSet(StringComparer.Ordinal)))];
    }

    /// <summary>Sets an address: a code goes there, and nothing else until it comes back.</summary>
    /// <param name="viewer">Whose.</param>
    /// <param name="channel">One of <see cref="ChannelKinds"/>.</param>
    /// <param name="typed">The address as typed.</param>
    /// <param name="language"><c>zh</c> or <c>en</c>.</param>
    /// <param name="cancellationToken">Stops it before anything is changed.</param>
    public async Task<ChannelAnswer> SetAsync(
        Viewer viewer, string channel, string? typed, string? language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (viewer == Viewer.Public || !ChannelKinds.All.Contains(channel) || !IsOpen(channel) || !policy.IsThere)
            return new ChannelAnswer(NoticeRefusals.NotConfigured);
        var address = channel == ChannelKinds.Mail ? MailAddresses.Read(typed)
            : WebhookAddresses.Read(typed, options.WebhookNetworks)?.AbsoluteUri;
        if (address is null)
        {
            return new ChannelAnswer(
                channel == ChannelKinds.Mail ? NoticeRefusals.WrongMail : NoticeRefusals.WrongWebhook);
        }

        var secret = channel == ChannelKinds.Webhook
            ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)) : null;
        var hidden = Seal(address, secret); // may write a new key of the store, which waits for every transaction
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await TooManyCodesAsync(context, viewer, cancellationToken) is { } refusal)
            return new ChannelAnswer(refusal);
        var one = await context.Set<NoticeChannel>().SingleOrDefaultAsync(
            c => c.Account == viewer.AccountName && c.Kind == channel, cancellationToken);
        if (one is null)
            context.Add(one = Added(viewer, channel));
        Unconfirm(one, hidden, language);
        context.Add(CodeMessage(one));
        context.Audit(viewer.AccountName, "notice.channel-set", Subject(viewer, channel));
        var isFirst = await SavedAsync(context, cancellationToken);
        if (isFirst)
            await transaction.CommitAsync(cancellationToken);
        return isFirst ? new ChannelAnswer(Secret: secret) : new ChannelAnswer(NoticeRefusals.NoChannel);
    }

    /// <summary>Confirms an address with the code that went there.</summary>
    public async Task<ChannelAnswer> ConfirmAsync(
        Viewer viewer, string channel, string? code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = context.Set<NoticeChannel>().Where(c => c.Account == viewer.AccountName && c.Kind == channel
            && c.State == ChannelState.Unconfirmed && c.CodeUntil > now);
        var most = policy.Whole("code_tries");
        var tried = await mine.Where(c => c.CodeTries < most).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.CodeTries, c => c.CodeTries + 1), cancellationToken);
        var one = tried == 0 ? null : await mine.SingleOrDefaultAsync(cancellationToken);
        if (one is null || !IsCode(one, code))
            return new ChannelAnswer(NoticeRefusals.WrongCode);
        (one.State, one.Code, one.CodeUntil, one.ChangedAt) = (ChannelState.On, null, null, now);
        await BeginAsync(context, one, cancellationToken);
        context.Audit(viewer.AccountName, "notice.channel-confirm", Subject(viewer, channel));
        return new ChannelAnswer(await SavedAsync(context, cancellationToken) ? null : NoticeRefusals.NoChannel);
    }

    /// <summary>Switches a confirmed channel off or on again.</summary>
    public async Task<ChannelAnswer> SwitchAsync(
        Viewer viewer, string channel, bool isOn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var from = isOn ? ChannelState.Off : ChannelState.On;
        var one = await context.Set<NoticeChannel>().SingleOrDefaultAsync(
            c => c.Account == viewer.AccountName && c.Kind == channel && c.State == from, cancellationToken);
        if (one is null)
            return new ChannelAnswer(NoticeRefusals.NoChannel);
        one.State = isOn ? ChannelState.On : ChannelState.Off;
        one.Generation++;
        one.ChangedAt = time.Now();
        one.NextAt = null;
        if (isOn)
            await BeginAsync(context, one, cancellationToken);
        context.Audit(viewer.AccountName, isOn ? "notice.channel-on" : "notice.channel-off", Subject(viewer, channel));
        return new ChannelAnswer(await SavedAsync(context, cancellationToken) ? null : NoticeRefusals.NoChannel);
    }

    /// <summary>Deletes an address, and what waits to go there.</summary>
    public async Task<ChannelAnswer> RemoveAsync(Viewer viewer, string channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var name = viewer.AccountName;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var gone = await context.Set<NoticeChannel>().Where(c => c.Account == name && c.Kind == channel)
            .ExecuteDeleteAsync(cancellationToken);
        if (gone == 0)
            return new ChannelAnswer(NoticeRefusals.NoChannel);
        await context.Set<NoticeDelivery>()
            .Where(d => d.Account == name && d.Channel == channel && d.State == DeliveryState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DeliveryState.Dropped), cancellationToken);
        context.Audit(name, "notice.channel-remove", Subject(viewer, channel));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ChannelAnswer();
    }

    /// <summary>Says which kinds are wanted by a channel; the others of the viewer's are not.</summary>
    public async Task ChooseAsync(
        Viewer viewer, string channel, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(wanted);
        if (!ChannelKinds.All.Contains(channel))
            return;
        var name = viewer.AccountName;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Set<NoticeChoice>().Where(c => c.Account == name && c.Channel == channel)
            .ExecuteDeleteAsync(cancellationToken);
        foreach (var kind in policy.For(viewer).Select(k => k.Code).Except(wanted, StringComparer.Ordinal))
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO "NoticeChoices" ("Account", "Channel", "Kind") VALUES ({name}, {channel}, {kind})
                 ON CONFLICT DO NOTHING
                 """, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whose channel a link of a message switches off; null when the link no longer holds.</summary>
    public async Task<(string Account, string Channel)?> LinkAsync(string? link, CancellationToken cancellationToken) =>
        await OfLinkAsync(link, cancellationToken) is { } one ? (one.Account, one.Kind) : null;

    /// <summary>退订: switches the channel of a message's link off, without a sign-in.</summary>
    public async Task<ChannelAnswer> UnsubscribeAsync(string? link, CancellationToken cancellationToken)
    {
        if (await OfLinkAsync(link, cancellationToken) is not { } one)
            return new ChannelAnswer(NoticeRefusals.LinkOver);
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var off = await context.Set<NoticeChannel>()
            .Where(c => c.Account == one.Account && c.Kind == one.Kind && c.Generation == one.Generation
                && c.State == ChannelState.On)
            .ExecuteUpdateAsync(
                set => set.SetProperty(c => c.State, ChannelState.Off)
                    .SetProperty(c => c.NextAt, (DateTimeOffset?)null).SetProperty(c => c.ChangedAt, now)
                    .SetProperty(c => c.Generation, c => c.Generation + 1)
                    .SetProperty(c => c.Revision, c => c.Revision + 1),
                cancellationToken);
        if (off == 1)
            context.Audit(one.Account, "notice.unsubscribe", $"notice-channel/{one.Kind}/{one.Account}");
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ChannelAnswer(off == 1 ? null : NoticeRefusals.LinkOver);
    }

    internal string LinkOf(NoticeChannel channel) =>
        _links.Protect($"{channel.Kind}\n{channel.Generation}\n{channel.Account}");

    internal string AddressOf(NoticeChannel channel) => _addresses.Unprotect(channel.Address);

    internal string CodeOf(NoticeDelivery delivery) => _codes.Unprotect(delivery.Body);

    internal byte[] SecretOf(NoticeChannel channel) =>
        Convert.FromHexString(_secrets.Unprotect(channel.Secret!));

    private Sealed Seal(string address, string? secret) => new(
        _addresses.Protect(address), _codes.Protect(RandomNumberGenerator.GetString("0123456789", CodeDigits)),
        secret is null ? null : _secrets.Protect(secret));

    // Of an address that was deleted before, messages are still out: no link of theirs fits the new one.
    private NoticeChannel Added(Viewer viewer, string channel) => new()
    {
        Account = viewer.AccountName,
        Kind = channel,
        Generation = (int)(time.GetUtcNow() - Beginning).TotalSeconds,
    };

    private void Unconfirm(NoticeChannel one, Sealed parts, string? language)
    {
        one.Address = parts.Address;
        one.State = ChannelState.Unconfirmed;
        one.Language = language == "en" ? "en" : "zh";
        (one.Code, one.CodeTries) = (parts.Code, 0);
        one.CodeUntil = time.Now().AddMinutes(policy.Whole("code_minutes"));
        one.Secret = parts.Secret;
        one.Generation++;
        (one.Refusals, one.NextAt, one.UrgentAfter, one.ChangedAt) = (0, null, null, time.Now());
    }

    private NoticeDelivery CodeMessage(NoticeChannel one)
    {
        var now = time.Now();
        var id = Guid.CreateVersion7(now);
        return new NoticeDelivery
        {
            Id = id,
            Key = $"{one.Kind}/{DeliveryPurpose.Confirm}/{id:N}",
            Account = one.Account,
            Channel = one.Kind,
            Purpose = DeliveryPurpose.Confirm,
            Generation = one.Generation,
            Body = one.Code!,
            CreatedAt = now,
            DueAt = now,
        };
    }

    // A channel tells what comes from here on.
    private async Task BeginAsync(
        OperationsContext context, NoticeChannel one, CancellationToken cancellationToken)
    {
        var last = await context.Set<Notice>().MaxAsync(n => (long?)n.Sequence, cancellationToken) ?? 0;
        (one.Through, one.UrgentThrough) = (last, last);
        one.NextAt = policy.NextDigest(time.Now());
    }

    private bool IsCode(NoticeChannel one, string? typed)
    {
        var plain = string.Concat((typed ?? string.Empty).Where(char.IsAsciiDigit));
        return one.Code is { } code && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(_codes.Unprotect(code)), Encoding.ASCII.GetBytes(plain));
    }

    private async Task<Diagnostic?> TooManyCodesAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (since, most) = (time.Now().AddDays(-1), policy.Whole("codes_per_day"));
        var sent = await context.Set<NoticeDelivery>().CountAsync(
            d => d.Account == viewer.AccountName && d.Purpose == DeliveryPurpose.Confirm && d.CreatedAt > since,
            cancellationToken);
        return sent >= most ? NoticeRefusals.TooManyCodes(most) : null;
    }

    private async Task<NoticeChannel?> OfLinkAsync(string? link, CancellationToken cancellationToken)
    {
        if (Opened(link)?.Split('\n', 3) is not [var kind, var number, var account]
            || !int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var generation))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<NoticeChannel>().AsNoTracking().SingleOrDefaultAsync(
            c => c.Account == account && c.Kind == kind && c.Generation == generation
                && c.State == ChannelState.On, cancellationToken);
    }

    private string? Opened(string? link)
    {
        try
        {
            return string.IsNullOrEmpty(link) ? null : _links.Unprotect(link);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private string Shown(NoticeChannel channel) =>
        channel.Kind == ChannelKinds.Mail ? MailAddresses.Masked(AddressOf(channel)) : AddressOf(channel);

    private static string Subject(Viewer viewer, string channel) => $"notice-channel/{channel}/{viewer.AccountName}";

    // Encrypted.
    private sealed record Sealed(string Address, string Code, string? Secret);

    private static async Task<bool> SavedAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException error) when (StoreConflict.Of<NoticeChannel>(error))
        {
            return false;
        }
    }
}
