using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Measures;

namespace Huoshui.Notices;

/// <summary>The words of messages: kinds, counts, numbers of reference, days and links, and nothing else.</summary>
internal sealed class MessageWords(NoticePolicy policy, NoticeOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The subject of a digest.</summary>
    public static string Subject(Digest digest, bool isUrgent, string language) => (isUrgent
        ? new LocalizedText($"活水：{digest.Total} 项紧急提醒", $"Huoshui: {digest.Total} urgent notices")
        : new LocalizedText($"活水：{digest.Total} 项新提醒", $"Huoshui: {digest.Total} new notices")).In(language);

    /// <summary>The subject of a code.</summary>
    public static string CodeSubject(string language) =>
        new LocalizedText("活水：确认通知地址", "Huoshui: confirm the address for notices").In(language);

    /// <summary>The words of a code.</summary>
    public string Code(string code, string language) => new LocalizedText(
        $"您的确认码是 {code}，{policy.Whole("code_minutes")} 分钟内有效。\n请登录活水，在“我的账户 · 通知”里填入。\n"
        + "如果不是您本人操作，请不要理会，这个地址不会收到别的邮件。\n",
        $"Your code is {code}. It ends in {policy.Whole("code_minutes")} minutes.\nSign in to Huoshui and type it "
        + "under My account, Notices.\nIf it was not you, do nothing: nothing else will come to this address.\n")
        .In(language);

    /// <summary>The words of a digest.</summary>
    public string Text(Digest digest, string language, string? unsubscribe)
    {
        var text = new StringBuilder();
        foreach (var kind in digest.Kinds)
        {
            text.Append(Title(kind.Kind).In(language)).Append(language == "en" ? ": " : "：")
                .Append(kind.Count.ToString("N0", CultureInfo.InvariantCulture)).Append('\n');
        }

        text.Append('\n');
        foreach (var item in digest.Items)
            text.Append("· ").Append(Line(item, language)).Append('\n');
        if (digest.Total > digest.Items.Count)
            text.Append("· …\n");
        if (options.PublicUrl is { } portal)
        {
            text.Append('\n').Append(new LocalizedText("全部提醒：", "All notices: ").In(language))
                .Append(portal).Append("/notices\n");
        }

        text.Append('\n').Append(new LocalizedText(
            "邮件里没有业务内容，请登录活水办理。", "This message has no business data: sign in to Huoshui.").In(language)).Append('\n');
        if (unsubscribe is not null)
            text.Append(new LocalizedText("不再接收：", "Unsubscribe: ").In(language)).Append(unsubscribe).Append('\n');
        return text.ToString();
    }

    /// <summary>The body of a webhook.</summary>
    public string Body(NoticeDelivery one, Digest digest, string language) => JsonSerializer.Serialize(
        new
        {
            type = one.Purpose == DeliveryPurpose.Urgent ? "urgent" : "digest",
            id = one.Id.ToString("N"),
            at = one.CreatedAt,
            total = digest.Total,
            kinds = digest.Kinds.Select(k => new
            {
                kind = k.Kind,
                title = Title(k.Kind).In(language),
                count = k.Count,
            }),
            items = digest.Items.Select(i => new
            {
                kind = i.Kind,
                reference = i.Reference,
                due = i.Due,
                href = Link(i.Href),
            }),
        }, Json);

    /// <summary>The body of a webhook's code.</summary>
    public static string CodeBody(NoticeDelivery one, string code) =>
        JsonSerializer.Serialize(new { type = "confirm", id = one.Id.ToString("N"), code }, Json);

    private string Line(DigestItem item, string language)
    {
        var parts = new List<string> { Title(item.Kind).In(language) };
        if (item.Reference is { } reference)
            parts.Add(reference);
        if (item.Due is { } due)
        {
            var day = MeasureFormat.For(language == "en" ? "en" : "zh-CN").Date(due);
            parts.Add(new LocalizedText($"{day}前", $"by {day}").In(language));
        }

        var line = string.Join(" · ", parts);
        return Link(item.Href) is { } link ? $"{line}\n  {link}" : line;
    }

    private string? Link(string href) => options.PublicUrl is { } portal ? portal + href : null;

    private LocalizedText Title(string kind) => policy.Kind(kind)?.Title ?? new LocalizedText("提醒", "Notice");
}
