using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>Sends one claimed message by its channel. Thread safe.</summary>
internal sealed class NoticeSender(
    IDbContextFactory<OperationsContext> contexts, ChannelDesk desk, MailSender mail, WebhookSender webhooks,
    MessageWords words, NoticeOptions options)
{
    /// <summary>Tries once; a channel that is off or has another address by now gets nothing.</summary>
    public async Task<SendResult> SendAsync(NoticeDelivery one, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wanted = one.Purpose == DeliveryPurpose.Confirm ? ChannelState.Unconfirmed : ChannelState.On;
        var channel = await context.Set<NoticeChannel>().AsNoTracking().SingleOrDefaultAsync(
            c => c.Account == one.Account && c.Kind == one.Channel && c.Generation == one.Generation
                && c.State == wanted, cancellationToken);
        if (channel is null
            || await NoticeAccounts.ViewerAsync(context, one.Account, cancellationToken) is null)
        {
            return new SendResult(SendOutcome.NotWanted);
        }

        return one.Channel == ChannelKinds.Mail
            ? await mail.SendAsync(MailOf(one, channel), cancellationToken)
            : await webhooks.SendAsync(CallOf(one, channel), cancellationToken);
    }

    private Mail MailOf(NoticeDelivery one, NoticeChannel channel)
    {
        var id = MessageId(options, one.Id);
        var to = desk.AddressOf(channel);
        if (one.Purpose == DeliveryPurpose.Confirm)
        {
            return new Mail(id, to, MessageWords.CodeSubject(channel.Language),
                words.Code(desk.CodeOf(one), channel.Language), null);
        }

        var digest = Digest.From(one.Body);
        var link = Uri.EscapeDataString(desk.LinkOf(channel));
        var (page, click) = options.PublicUrl is { } portal
            ? ($"{portal}/notices/unsubscribe?t={link}", $"{portal}/api/v1/notices/unsubscribe?t={link}")
            : ((string?)null, (string?)null);
        return new Mail(
            id, to, MessageWords.Subject(digest, one.Purpose == DeliveryPurpose.Urgent, channel.Language),
            words.Text(digest, channel.Language, page), click);
    }

    private WebhookCall CallOf(NoticeDelivery one, NoticeChannel channel) => new(
        one.Id, new Uri(desk.AddressOf(channel)),
        one.Purpose == DeliveryPurpose.Confirm ? MessageWords.CodeBody(one, desk.CodeOf(one))
            : words.Body(one, Digest.From(one.Body), channel.Language),
        desk.SecretOf(channel));

    internal static string MessageId(NoticeOptions options, Guid id) =>
        $"{id:N}@{options.Mail?.From.Split('@')[^1] ?? "huoshui"}";
}
