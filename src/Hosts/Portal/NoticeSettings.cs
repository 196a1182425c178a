using System.Globalization;
using System.Net;
using System.Net.Mail;
using Huoshui.Notices;

namespace Huoshui.Portal;

/// <summary>Reads how notices leave the portal from settings (docs/operator/notices.md).</summary>
internal static class NoticeSettings
{
    private static readonly string[] Tls = ["starttls", "tls", "none"];

    /// <summary>Options of settings; what is not right is told with its name.</summary>
    /// <param name="setting">The value of a name; null for none.</param>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static NoticeOptions From(Func<string, string?> setting) => new()
    {
        Mail = setting("HUOSHUI_SMTP_HOST") is { } host ? Mail(host, setting) : null,
        HasWebhooks = setting("HUOSHUI_WEBHOOKS") switch
        {
            null or "off" => false,
            "on" => true,
            _ => throw Wrong("HUOSHUI_WEBHOOKS", "on 或 off", "on or off"),
        },
        PublicUrl = setting("HUOSHUI_PUBLIC_URL") is { } url ? Public(url) : null,
        WebhookNetworks = [.. (setting("HUOSHUI_WEBHOOK_NETWORKS") ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Network)],
        TrustedCaFile = setting("HUOSHUI_TRUSTED_CA") is { } file ? Existing("HUOSHUI_TRUSTED_CA", file) : null,
    };

    private static MailOptions Mail(string host, Func<string, string?> setting)
    {
        var tls = setting("HUOSHUI_SMTP_TLS") ?? Tls[0];
        if (!Tls.Contains(tls, StringComparer.Ordinal))
            throw Wrong("HUOSHUI_SMTP_TLS", "starttls、tls 或 none", "starttls, tls or none");
        var from = setting("HUOSHUI_SMTP_FROM");
        if (from is null || !MailAddress.TryCreate(from, out var read) || read.Address != from)
            throw Wrong("HUOSHUI_SMTP_FROM", "发件邮箱地址，如 huoshui@example.gov.cn", "the address in From");
        return new MailOptions
        {
            Host = host,
            Port = Port(setting("HUOSHUI_SMTP_PORT"), tls),
            Tls = tls,
            User = setting("HUOSHUI_SMTP_USER"),
            PasswordFile = setting("HUOSHUI_SMTP_PASSWORD_FILE") is { } file
                ? Existing("HUOSHUI_SMTP_PASSWORD_FILE", file) : null,
            From = from,
        };
    }

    private static int Port(string? text, string tls)
    {
        if (text is null)
            return tls == "tls" ? 465 : 587;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? port : throw Wrong("HUOSHUI_SMTP_PORT", "1 至 65535", "1 to 65535");
    }

    private static string Public(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Query.Length == 0
            ? text.TrimEnd('/')
            : throw Wrong(
                "HUOSHUI_PUBLIC_URL", "网址，如 https://huoshui.example.gov.cn", "an address that begins with https://");

    private static IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network) ? network
        : throw Wrong("HUOSHUI_WEBHOOK_NETWORKS", "网段，逗号分隔，如 10.1.0.0/16", "networks between commas, like 10.1.0.0/16");

    private static string Existing(string name, string file) =>
        File.Exists(file) ? file : throw Wrong(name, "已有的文件", "a file that is there");

    // The value itself may be a secret that was put in the wrong place: it is not shown.
    private static SettingException Wrong(string name, string zh, string en) =>
        new($"{name} 应为{zh} / must be {en}");
}
