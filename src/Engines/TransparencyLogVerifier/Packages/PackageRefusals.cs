using System.Globalization;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>Why a package is not accepted (XBD1xxx).</summary>
internal static class PackageRefusals
{
    public static Refusal NotOneForm { get; } = new(
        "XBD1001",
        "数据包损坏，或被解开后重新打包。请用发行方交付的原文件。",
        "The package is damaged, or was unpacked and packed again. Use the file that the issuer handed out.");

    public static Refusal BadStatement { get; } = new(
        "XBD1003", "发行声明格式不对。请重新取得数据包。", "The statement is malformed. Fetch the package again.");

    public static Refusal BadSalts { get; } = new(
        "XBD1004", "盐文件格式不对。请重新取得数据包。", "The file of salts is malformed. Fetch the package again.");

    public static Refusal NoManifest { get; } = new(
        "XBD1006",
        "没有发行方的有效密钥清单（须由根密钥签名并已上链）。请取得最新清单。",
        "There is no valid key manifest of the issuer: root-signed and logged. Fetch the newest one.");

    public static Refusal BrokenManifest { get; } = new(
        "XBD1006",
        "随数据包而来的密钥清单不成立：被改动，或不是由根密钥签名并上链的。请重新取得数据包。",
        "The key manifest of the package does not hold: it was changed, or is not root-signed and logged. "
            + "Fetch the package again.");

    public static Refusal TwoManifests { get; } = new(
        "XBD1008",
        "发行方签发了两份同号而内容不同的密钥清单。请停止使用并报告。",
        "The issuer signed two different key manifests of one number. Stop, and report it.");

    public static Refusal Compromised { get; } = new(
        "XBD1013",
        "签名密钥已泄露，且没有见证人在泄露之前见过此声明。请要求重新出具。",
        "The signing key is compromised, and no quorum of witnesses saw the statement before. Have it issued again.");

    public static Refusal LoggedBeforeIssued { get; } = new(
        "XBD1016",
        "见证时间早于声明的发行时间：发行时间不实。",
        "Witnesses saw it before it says it was issued: its time of issue is false.");

    public static Refusal ManifestOfPackageOnly { get; } = new(
        "XBD1009",
        "密钥清单只随数据包而来，验证方没有自行取得：可能是换钥或泄露之前的旧清单。请取得发行方公布的清单。",
        "The key manifest came with the package alone: it may be one from before a rotation or a theft. "
            + "Fetch the one that the issuer publishes.");

    public static Refusal NoStatus { get; } = new(
        "XBD1024",
        "没有发行方的有效状态清单，不能判断是否已撤销。请取得最新清单。",
        "There is no valid status list of the issuer: revocation cannot be told. Fetch the newest one.");

    public static Refusal Revoked { get; } = new(
        "XBD1023", "此数据包已被发行方撤销。", "The issuer revoked this package.");

    public static Refusal BadPresentation { get; } = new(
        "XBD1030",
        "出示声明格式不对，或不是持有人的密钥签的。",
        "The presentation is malformed, or the holder's key did not sign it.");

    public static Refusal OtherPackage { get; } = new(
        "XBD1031", "出示声明属于另一个数据包。", "The presentation belongs to another package.");

    public static Refusal OldNonce { get; } = new(
        "XBD1033",
        "随机数与本次要求的不同：可能是重放。请另给随机数，由持有人重新出示。",
        "The nonce is not the one asked for: it may be a replay. Give a new nonce and have it presented again.");

    public static Refusal NoQuestion { get; } = new(
        "XBD1037",
        "数据包带有出示声明，而没有说明验证方和随机数，不能判断是否重放。",
        "The package is presented; say who verifies and which nonce was given, or a replay cannot be told.");

    public static Refusal BearerOnly { get; } = new(
        "XBD1036",
        "此场景要求持有人证明，而数据包没有出示声明。请持有人用其密钥出示。",
        "The scenario demands the holder's proof, and the package is not presented. The holder presents it with "
            + "his key.");

    public static Refusal OtherDocument { get; } = new(
        "XBD1046", "文件与承诺不符：内容被改动。", "The document does not match its commitment: it was changed.");

    public static Refusal OtherConsent { get; } = new(
        "XBD1047", "同意记录与承诺不符。", "The record of consent does not match its commitment.");

    public static Refusal BadFields { get; } = new(
        "XBD1051", "字段与声明中的根不符。", "A field does not lead to the roots in the statement.");

    public static Refusal BadRecord { get; } = new(
        "XBD1070",
        "不是验证记录，或格式不对。请用 border verify --record 或验证页写出的原文件。",
        "It is no record of a verification, or malformed. Use the file that border verify --record or the page wrote.");

    public static Refusal OtherRecord { get; } = new(
        "XBD1071",
        "给出的数据包不是记录所验证的那一个。",
        "The package is not the one of which the record is.");

    public static Refusal NoEvidence { get; } = new(
        "XBD1072",
        "记录不含可读的数据包，不能重新验证。请另给出数据包。",
        "The record holds no package that can be read: give the package too, to verify it again.");

    public static Refusal RecordDiffers(string part) => new(
        "XBD1073",
        $"记录的“{Short(part)}”与其证据不符：记录被改动，或信任文件不再含当时的密钥。",
        $"'{Short(part)}' of the record does not follow from its evidence: it was changed, or the trust file no longer "
            + "has the keys of that time.");

    public static Refusal Stranger(string name) => new(
        "XBD1002",
        $"数据包含有不认识的文件“{Short(name)}”。", $"The package has a file that is not known: '{Short(name)}'.");

    public static Refusal Missing(string name) => new(
        "XBD1002", $"数据包缺少 {name}。", $"The package has no {name}.");

    public static Refusal UnknownIssuer(string name) => new(
        "XBD1005",
        $"发行方“{Short(name)}”不在所信任的名单内。", $"The issuer '{Short(name)}' is not among those that are trusted.");

    public static Refusal OldManifest(DateTimeOffset until) => new(
        "XBD1007",
        $"密钥清单有效至 {Hkt(until)}，已过期。请取得最新清单。",
        $"The key manifest was valid until {Hkt(until)}. Fetch the newest one.");

    public static Refusal OldManifestOfPackage(DateTimeOffset issued, int hours) => new(
        "XBD1009",
        $"随数据包而来的密钥清单是 {Hkt(issued)} 的，超过 {hours} 小时。请取得发行方公布的清单。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The key manifest of the package is of {Hkt(issued)}, older than {hours} hours. "
                + $"Fetch the published one."));

    public static Refusal Backdated(VerifierKey key, DateTimeOffset until) => new(
        "XBD1014",
        $"密钥 {key.Name}（{key.Kind}）至 {Hkt(until)} 止，而日志和见证人没有在此之前见过：所写的签发时间不足为凭。请要求重新出具。",
        $"The key {key.Name} ({key.Kind}) ended at {Hkt(until)}, and neither log nor witnesses show the statement before "
            + "that: the time that it states does not count. Have it issued again.");

    public static Refusal BadSignature(VerifierKey key) => new(
        "XBD1010",
        $"发行方 {key.Name} 的签名（{key.Kind}）不成立：内容或签名被改动。",
        $"The {key.Kind} signature of {key.Name} does not verify: content or signature was changed.");

    public static Refusal NotSigned(string what) => new(
        "XBD1011", $"缺少发行方的 {what} 签名。", $"There is no {what} signature of the issuer.");

    public static Refusal OutsideOfTime(VerifierKey key) => new(
        "XBD1012",
        $"密钥 {key.Name}（{key.Kind}）在签名之日不在有效期内。",
        $"The key {key.Name} ({key.Kind}) was not valid at the time of signing.");

    public static Refusal UnknownLog(string origin) => new(
        "XBD1015", $"日志“{Short(origin)}”不在所信任的名单内。", $"The log '{Short(origin)}' is not among those that are trusted.");

    public static Refusal Expired(DateTimeOffset at) => new(
        "XBD1020", $"已于 {Hkt(at)} 过期。", $"It expired at {Hkt(at)}.");

    public static Refusal NotYet(DateTimeOffset at) => new(
        "XBD1021", $"发行时间 {Hkt(at)} 还没有到。", $"It is issued at {Hkt(at)}, which lies ahead.");

    public static Refusal WrongPurpose(string purpose) => new(
        "XBD1022",
        $"当事人没有同意用于“{Short(purpose)}”。", $"The subject did not consent to the purpose '{Short(purpose)}'.");

    public static Refusal OldStatus(DateTimeOffset issued) => new(
        "XBD1025",
        $"状态清单是 {Hkt(issued)} 的，过旧。请取得最新清单。", $"The status list is of {Hkt(issued)}: too old. Fetch the newest one.");

    public static Refusal OtherAudience(string audience) => new(
        "XBD1032",
        $"出示给“{Short(audience)}”，不是给验证方的。", $"It is presented to '{Short(audience)}', not to who verifies.");

    public static Refusal PresentationExpired(DateTimeOffset at) => new(
        "XBD1034", $"出示声明的期限到 {Hkt(at)}。", $"The presentation held until {Hkt(at)}.");

    public static Refusal OtherPurpose(string purpose) => new(
        "XBD1035",
        $"出示的用途是“{Short(purpose)}”，不是验证方的用途。",
        $"It is presented for '{Short(purpose)}', not for the purpose of who verifies.");

    public static Refusal Scenario(string zh, string en) => new(
        "XBD1060", $"与场景不符：{zh}。", $"It does not agree with the scenario: {en}.");

    /// <summary>A time as it is shown on either side: Shenzhen and Hong Kong have one clock, UTC+8.</summary>
    public static string Hkt(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss 'HKT'", CultureInfo.InvariantCulture);

    private static string Short(string text)
    {
        const int most = 80;
        var clean = new string([.. text.Where(c => !char.IsControl(c)).Take(most)]);
        return clean.Length < text.Length ? clean + "…" : clean;
    }
}
