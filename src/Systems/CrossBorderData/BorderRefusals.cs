using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Why nothing was issued, logged or presented (XBD2xxx).</summary>
internal static class BorderRefusals
{
    /// <summary>Why the gate of a log refuses.</summary>
    public static IReadOnlyList<Refusal> OfGate =>
        [BadEntry, UnknownKey, BadEntrySignature, UnknownCode, WrongHour, WrongIndex];

    public static Refusal NoConsent { get; } = new(
        "XBD2004",
        "没有当事人的同意：请先出示同意文字，由当事人确认。",
        "The subject has not consented: show the text of consent and have it confirmed.");

    public static Refusal NoPurpose { get; } = new(
        "XBD2005", "没有写明用途。请至少选一项。", "No purpose is named. Choose at least one.");

    public static Refusal NoHolder { get; } = new(
        "XBD2008",
        "此场景要求持有人证明：请给出持有人的公钥。",
        "The scenario demands the holder's proof: give the holder's public key.");

    public static Refusal ListFull { get; } = new(
        "XBD2010",
        "状态清单的序号已用完，不能再发行。",
        "All places of the status list are taken: nothing more can be issued on it.");

    public static Refusal NotPublished { get; } = new(
        "XBD2011",
        "发行方的密钥清单还没有上链。请先运行 huoshui border publish。",
        "The issuer's key manifest is not logged. Run huoshui border publish first.");

    public static Refusal BadEntry { get; } = new(
        "XBD2020",
        "不是 96 字节的出境条目加 64 字节签名：拒收。",
        "It is no entry of 96 bytes with a signature of 64: refused.");

    public static Refusal UnknownKey { get; } = new(
        "XBD2021", "条目的密钥没有登记：拒收。", "The key of the entry is not registered: refused.");

    public static Refusal BadEntrySignature { get; } = new(
        "XBD2022", "条目的签名不成立：拒收。", "The signature of the entry does not verify: refused.");

    public static Refusal UnknownCode { get; } = new(
        "XBD2023", "条目的场景代码没有登记：拒收。", "The scenario code of the entry is not registered: refused.");

    public static Refusal WrongHour { get; } = new(
        "XBD2024",
        "条目的发行小时不是当前小时，或到期过远：拒收。请核对时钟。",
        "The entry's hour of issue is not this one, or it expires too late: refused. Check the clock.");

    public static Refusal WrongIndex { get; } = new(
        "XBD2025", "条目的状态序号超出清单：拒收。", "The entry's status index lies outside of the list: refused.");

    public static Refusal NoQuorum { get; } = new(
        "XBD2026",
        "条目已记入日志，但见证人没有签足；请稍后重试（同一条目不会重复记入；发行则重新发行）。",
        "The entry is logged, but too few witnesses signed. Try again later: the same entry is not logged twice, and "
            + "an issuer issues anew.");

    public static Refusal NoToken { get; } = new(
        "XBD2030",
        "没有令牌，或令牌不对：请用启动时打印的令牌（Authorization: Bearer …）。",
        "The token is missing or wrong: send the one that was printed at the start (Authorization: Bearer …).");

    public static Refusal NoKey { get; } = new(
        "XBD2031",
        "请带 Idempotency-Key（1 至 200 个可见 ASCII 字符），同一请求重试时用同一个。",
        "Send an Idempotency-Key of 1 to 200 visible ASCII characters, the same one for the same request again.");

    public static Refusal OtherRequest { get; } = new(
        "XBD2032",
        "这个 Idempotency-Key 已用于另一个请求。请换一个。",
        "This Idempotency-Key was used for another request. Choose a new one.");

    public static Refusal Busy { get; } = new(
        "XBD2035", "正在办理的太多，请稍后重试。", "Too many are being worked on. Try again shortly.");

    public static Refusal LogAway { get; } = new(
        "XBD2036",
        "连不上日志节点，没有办理。请检查节点后重试。",
        "The log's node cannot be reached; nothing was done. Check the node and try again.");

    public static Refusal ConsentChanged { get; } = new(
        "XBD2038",
        "同意文字自显示以来有变（例如跨了一天）。请当事人重新阅读并确认。",
        "The text of consent changed since it was shown (a new day began). Have it read and confirmed again.");

    public static Refusal NotHeld { get; } = new(
        "XBD2039",
        "数据包已不在内存（只保留十分钟），此处没有副本。请撤销后重新发行。",
        "The package is no longer held (ten minutes only), and there is no copy. Revoke it and issue anew.");

    public static Refusal LaterThanNow { get; } = new(
        "XBD2041", "泄露时刻晚于现在。", "The time of the compromise lies ahead.");

    public static Refusal BadMoment { get; } = new(
        "XBD2042",
        "泄露时刻应写为 2026-11-30T08:30（北京、香港时间）或 2026-11-30T00:30Z，或留空；没有更换密钥。",
        "The time of the compromise is written 2026-11-30T08:30, in Hong Kong time, or 2026-11-30T00:30Z, or left "
            + "empty. No key was changed.");

    public static Refusal NotSure { get; } = new(
        "XBD2043", "没有勾选确认，没有更换密钥。", "The box of confirmation is not ticked. No key was changed.");

    public static Refusal KeyInToken(string token) => new(
        "XBD2044",
        $"签名密钥在令牌 {token.Split('?')[0]} 中，办理台不能换：请停下办理台，运行 huoshui border rotate --pkcs11 …，再启动。没有更换密钥。",
        $"The key lies in the token {token.Split('?')[0]}: stop the desk, run huoshui border rotate --pkcs11 …, and "
            + "start it again. No key was changed.");

    public static Refusal RelayFull { get; } = new(
        "XBD2051", "转递处已满，请稍后重试。", "The relay is full. Try again later.");

    public static Refusal NoBox { get; } = new(
        "XBD2052",
        "没有这一件：编号不对、已被取走或已过期。请发送人重新发送。",
        "There is no such box: the id is wrong, or it was fetched or has expired. Have it sent again.");

    public static Refusal RelayBusy { get; } = new(
        "XBD2053", "转递太频繁，请一分钟后重试。", "The relay is asked too often. Try again in a minute.");

    public static Refusal SlowBox { get; } = new(
        "XBD2054", "传得太慢，没有收下。请重新发送。", "The box came too slowly and was not taken. Send it again.");

    public static Refusal BoxSize(int most) => new(
        "XBD2050", $"转递的内容应为 1 至 {most} 字节。", $"What is relayed has from 1 to {most} bytes.");

    public static Refusal BadRequest(string zh, string en) =>
        new("XBD2033", $"请求格式不对：{zh}。", $"The request is malformed: {en}.");

    public static Refusal NeverIssued(int index) => new(
        "XBD2034", $"序号 {index} 从未发行。", $"Nothing was issued on index {index}.");

    public static Refusal UnknownReason(string reason, string known) => new(
        "XBD2037", $"没有撤销原因“{reason}”，有：{known}。", $"There is no reason '{reason}' for a revocation, only: {known}.");

    public static Refusal BadHolder(string text) => new(
        "XBD2040",
        $"“{text}”不是持有人的公钥：应为名称 holder 的一行（huoshui border holder 生成的 .vkey）。",
        $"'{text}' is no public key of a holder: one line with the name holder, as huoshui border holder writes it.");

    public static Refusal NoScenario(string id) => new(
        "XBD2001", $"没有场景“{id}”。用 huoshui border scenarios 查看。",
        $"There is no scenario '{id}'. See huoshui border scenarios.");

    public static Refusal WrongMedia(string type, string allowed) => new(
        "XBD2002", $"文件类型 {type} 不在此场景内，应为 {allowed}。", $"The media type {type} is not of this scenario: {allowed}.");

    public static Refusal WrongLanguage(string language) => new(
        "XBD2003",
        $"没有“{language}”的同意文字：zh-CN、zh-Hant、en。", $"There is no consent in '{language}': zh-CN, zh-Hant, en.");

    public static Refusal UnknownPurpose(string purpose, string known) => new(
        "XBD2006", $"场景没有用途“{purpose}”，有：{known}。", $"The scenario has no purpose '{purpose}', only: {known}.");

    public static Refusal Field(string id, string zh, string en) =>
        new("XBD2007", $"字段“{id}”{zh}。", $"The field '{id}' {en}.");

    public static Refusal TooLarge(long bytes, long most) => new(
        "XBD2009", $"文件有 {bytes} 字节，最多 {most}。", $"The document has {bytes} bytes, at most {most} fit.");
}
