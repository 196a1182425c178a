using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Why nothing was issued, logged or presented (XBD2xxx).</summary>
internal static class BorderRefusals
{
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
