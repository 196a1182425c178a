using Huoshui.Diagnostics;

namespace Huoshui.Notices;

/// <summary>Why an act on channels is refused: each code stands in
/// <c>docs/reference/notice-diagnostics.md</c>.</summary>
public static class NoticeRefusals
{
    /// <summary>The operator has not set the channel up.</summary>
    public static Diagnostic NotConfigured { get; } = Diagnostic.Error("NOT1001",
        "这个渠道还没有启用：请联系系统管理员。",
        "This channel is not set up; ask the system administrator (docs/operator/notices.md).");

    /// <summary>No address of mail.</summary>
    public static Diagnostic WrongMail { get; } = Diagnostic.Error("NOT1002",
        "这不是一个可用的邮箱地址：只填一个地址，不带姓名、空格和换行。",
        "This is no usable mail address: give one address such as name@example.cn, without a name, spaces or "
        + "line breaks.");

    /// <summary>No address of a webhook.</summary>
    public static Diagnostic WrongWebhook { get; } = Diagnostic.Error("NOT1003",
        "这不是一个可用的回调地址：须为加密网址，端口 443 或 8443，不带用户名和片段，不是内网地址。",
        "This is no usable webhook: it begins with https://, has port 443 or 8443, no user, no fragment, no private address.");

    /// <summary>Too many codes.</summary>
    public static Diagnostic TooManyCodes(int most) => Diagnostic.Error("NOT1004",
        $"一天最多发送 {most} 次确认码，请明天再试。", $"At most {most} codes are sent in a day; try again tomorrow.");

    /// <summary>Not the code.</summary>
    public static Diagnostic WrongCode { get; } = Diagnostic.Error("NOT1005",
        "确认码不对、已过期或试得太多：请核对，或重新填写地址取一个新的。",
        "The code is wrong, over or was tried too often: compare it, or enter the address again for a new one.");

    /// <summary>The link of a message no longer holds.</summary>
    public static Diagnostic LinkOver { get; } = Diagnostic.Error("NOT1006",
        "这个退订链接已经失效：地址后来改过或已停用。请登录后在“我的账户 · 通知”里查看。",
        "This link is over: the address was changed or switched off since. Sign in and look under My account, "
        + "Notices.");

    /// <summary>There is no such channel.</summary>
    public static Diagnostic NoChannel { get; } = Diagnostic.Error("NOT1007",
        "没有这个渠道，或者现在的状态不能这样办，请刷新后再看。",
        "There is no such channel, or it cannot be done in its state; look again.");
}
