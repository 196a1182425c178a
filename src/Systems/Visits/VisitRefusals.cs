using Huoshui.Diagnostics;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits;

/// <summary>Why an act is refused: each code stands in <c>docs/reference/visit-diagnostics.md</c>.</summary>
internal static class VisitRefusals
{
    private const int LongestEcho = 40;

    public static Diagnostic MapUnreadable(string zh, string en) => Diagnostic.Error("VIS1090",
        $"这不是能用的地图文件（GeoJSON）：{zh}。", $"This is no map that can be used (GeoJSON): {en}.");

    public static Diagnostic MapTooLarge(string zh, string en) => Diagnostic.Error("VIS1091",
        $"地图太大：{zh}。请先用工具简化。", $"The map is too large: {en}. Simplify it with a tool first.");

    public static Diagnostic MapShape(int feature, string zh, string en) => Diagnostic.Error("VIS1092",
        $"第 {feature} 个要素：{zh}。", $"Feature {feature}: {en}.");

    public static Diagnostic MapCodes(string zh, string en) => Diagnostic.Error("VIS1093", zh, en);

    public static Diagnostic MapApproval { get; } = Diagnostic.Error("VIS1094",
        "审图号最多 60 字，且不能有控制字符。", "The approval number has 60 characters at most, and no control characters.");

    public static Diagnostic NoMap { get; } = Diagnostic.Error("VIS1095",
        "没有正在使用的地图，或者刚刚有人先办了。", "There is no map in use, or somebody was first.");

    public static Diagnostic NotFound { get; } = Diagnostic.Error("VIS1001",
        "没有这一条，或者不在您的街道、区或银行；请从您的列表进入。",
        "There is no such thing in your street, district or bank; open it from your list.");

    public static Diagnostic NotYours { get; } = Diagnostic.Error("VIS1002",
        "这一步不归您的角色办，请交给有权的人。", "Your role may not do this; hand it to somebody who may.");

    public static Diagnostic Changed { get; } = Diagnostic.Error("VIS1003",
        "刚刚有人先办了，请刷新后再看。", "Somebody was first; look again and repeat.");

    public static Diagnostic IdTaken { get; } = Diagnostic.Error("VIS1004",
        "这个编号已用于另一份内容不同的记录；请换一个编号重新提交。",
        "This id was used for something else; take a new one.");

    public static Diagnostic WrongCode { get; } = Diagnostic.Error("VIS1005",
        "统一社会信用代码应为18位且校验位正确；个人填18位公民身份号码。请对照营业执照再填。",
        "The unified social credit code has 18 characters with right check digits; a person gives the 18-digit identity "
        + "number. Compare it with the licence.");

    public static Diagnostic OutsideCity { get; } = Diagnostic.Error("VIS1006",
        "这个街道代码不在本市的管理区表里：只走访本市的经营主体。请从列表中选择街道。",
        "This street is not in the city's table of districts; only entities of the city are visited. Choose a street of the "
        + "list.");

    public static Diagnostic OtherStreet { get; } = Diagnostic.Error("VIS1007",
        "这户登记在您负责的街道以外；请交给当地街道，或由区工作专班更正地址。",
        "This entity is registered outside your street; hand it over, or let the district team correct the address.");

    public static Diagnostic InFuture(int minutes) => Diagnostic.Error("VIS1008",
        $"走访时间比服务器的时间还晚（允许误差 {minutes} 分钟）；请核对手机的日期和时间后再交，记录仍在您手里。",
        $"The visit lies in the future (more than {minutes} minutes after the server's clock); set the phone's date and time "
        + "and send it again, nothing is lost.");

    public static Diagnostic TooOld(int days) => Diagnostic.Error("VIS1009",
        $"走访时间早于 {days} 天，不能补录；请核对手机的日期，或交区工作专班处理。",
        $"The visit is more than {days} days old and can no longer be recorded; check the phone's date, or ask the district "
        + "team.");

    public static Diagnostic Visitors(int least, int most) => Diagnostic.Error("VIS1010",
        $"走访应有 {least} 至 {most} 人（含记录人），请写明同行人员的类别和姓名。",
        $"A visit takes {least} to {most} people, the recorder included; name those who came along and what they are.");

    public static Diagnostic Missing(string zh, string en) => Diagnostic.Error("VIS1011",
        $"{zh}没有填或填得不对。", $"{en} is missing or not right.");

    public static Diagnostic TooLong(string zh, string en, int most) => Diagnostic.Error("VIS1012",
        $"{zh}最多 {most} 字，且不能有控制字符。", $"{en} may have {most} characters at most, and no control characters.");

    public static Diagnostic OutOfRange(string zh, string en, long least, long most) => Diagnostic.Error("VIS1013",
        $"{zh}应在 {least:N0} 至 {most:N0} 之间。", $"{en} must be between {least:N0} and {most:N0}.");

    public static Diagnostic Rate(decimal most, int decimals) => Diagnostic.Error("VIS1013",
        $"年利率（%）应大于 0、不超过 {most:0.##}，最多 {decimals} 位小数。",
        $"The rate (%) must be above 0 and at most {most:0.##}, with {decimals} decimals at most.");

    public static Diagnostic NotOfList(ProcessList list, string? code) => string.IsNullOrEmpty(code)
        ? Diagnostic.Error(
            "VIS1014",
            $"{list.Title.Zh}没有选；请选一项。", $"Nothing is chosen of \"{list.Title.En}\"; choose one.")
        : Diagnostic.Error(
            "VIS1014",
            $"{list.Title.Zh}里没有代码“{Cut(code)}”，可用：{string.Join('、', list.Codes.Select(c => c.Id))}。",
            $"\"{Cut(code)}\" is no code of \"{list.Title.En}\"; "
            + $"known: {string.Join(", ", list.Codes.Select(c => c.Id))}.");

    // What was sent is said back, but not at any length.
    private static string? Cut(string? text) => text is { Length: > LongestEcho } ? text[..LongestEcho] + "…" : text;

    public static Diagnostic NoNeed { get; } = Diagnostic.Error("VIS1015",
        "走访结果为“有需求”时须填金额、用途、期限和缓急；其他结果不填需求。",
        "A visit whose outcome is a need tells amount, use, term and urgency; the others tell none.");

    public static Diagnostic Consent(string kind) => Diagnostic.Error("VIS1016",
        kind == ConsentKinds.District ? "没有授权区工作专班，或授权书已有新版本；请阅读后勾选。"
            : "没有授权银行，或授权书已有新版本；请阅读后勾选。",
        $"The consent ({kind}) is missing, revoked, or its text has a new version; read it and agree.");

    public static Diagnostic OneOpen { get; } = Diagnostic.Error("VIS1017",
        "这户已有一件在办的申报，请等它办结，或者先撤回。",
        "This entity has a declaration in progress: wait for its end, or withdraw it first.");

    public static Diagnostic NotNow(ProcessState state, ProcessStep step) => Diagnostic.Error("VIS1018",
        $"现在的状态是“{state.Title.Zh}”，不能“{step.Title.Zh}”。",
        $"\"{step.Title.En}\" cannot be done while the case is {state.Title.En}.");

    public static Diagnostic Ended(ProcessState state) => Diagnostic.Error("VIS1018",
        $"现在的状态是“{state.Title.Zh}”，不能再授权。", $"No consent can be given while the case is {state.Title.En}.");

    public static Diagnostic Standards { get; } = Diagnostic.Error("VIS1019",
        "列入推荐清单须五项标准逐项符合并写明依据；不符合的请退回并选择理由。",
        "A recommendation needs each of the five standards met, with its evidence; return the case if one is not.");

    public static Diagnostic NoBankLeft { get; } = Diagnostic.Error("VIS1020",
        "没有可以再分派的银行（都已分派过，或已到上限）；请转入培育。",
        "No bank is left to assign (each had the case, or the limit is reached); put the entity in cultivation.");

    public static Diagnostic NoSuchBank(string id) => Diagnostic.Error("VIS1021",
        $"没有参加分派的银行 {Cut(id)}；请从名单中选择，或不填。", $"{Cut(id)} is no bank that takes part; choose one of the list or none.");

    public static Diagnostic OtherCredit { get; } = Diagnostic.Error("VIS1022",
        "授信ID与本件的授信不一致；请核对后再报。", "This is not the credit id of the case; check it.");

    public static Diagnostic OverGrant(long leftYuan) => Diagnostic.Error("VIS1023",
        $"放款金额须大于 0，且各笔合计不超过授信金额；本件还可放 {leftYuan:N0} 元。",
        $"A drawdown must be above 0, and all together at most what was granted; {leftYuan:N0} yuan are left.");

    public static Diagnostic IouTaken { get; } = Diagnostic.Error("VIS1024",
        "这笔借据已经计过一次（每笔借据只计一次）；请核对借据ID和机构ID。",
        "This IOU was counted already (each counts once); check the IOU and institution ids.");

    public static Diagnostic NotMergeable { get; } = Diagnostic.Error("VIS1025",
        "只能合并同一区内两户不同的、都没有并入别户的经营主体；地址不同的请先更正地址。",
        "Two different entities of one district can be merged, neither of which is merged already; correct the address "
        + "first.");

    public static Diagnostic NotMerged { get; } = Diagnostic.Error("VIS1026",
        "这次合并已经撤销，或者不存在。", "This merge was undone already, or there was none.");

    public static Diagnostic Deregistered { get; } = Diagnostic.Error("VIS1027",
        "这户已注销或吊销，不能申报；登记有误的请联系区工作专班。",
        "This entity is deregistered and cannot declare; ask the district team if that is wrong.");

    public static Diagnostic Told { get; } = Diagnostic.Error("VIS1060",
        "这一件已经评价过；一件只评价一次。", "Feedback on this case was given already; it is given once.");

    public static Diagnostic NotDone { get; } = Diagnostic.Error("VIS1028",
        "请先合并重复的主体，再确认这条更正；不是重复的请驳回。",
        "Merge the duplicates before confirming this, or dismiss it if there are none.");

    public static Diagnostic NotLate(DateOnly due) => Diagnostic.Error("VIS1029",
        $"银行的答复期限到 {due:yyyy-MM-dd}，过了才能改派；急的请联系银行。",
        $"The bank may answer until {due:yyyy-MM-dd}; the case can be passed on after that day. If it is urgent, call "
        + "the bank.");

    public static Diagnostic TooShort { get; } = Diagnostic.Error("VIS1051",
        "一个字太少：请至少输入两个字，或拼音的两个字母、代码的前两位。",
        "One character is too few: type at least two of the name, of its pinyin or of the code.");

    public static Diagnostic TooMany(int most) => Diagnostic.Error("VIS1052",
        $"符合的超过 {most:N0} 户，这里是其中 {most:N0} 户；请再输入几个字。",
        $"More than {most:N0} entities match, of which {most:N0} are here; type more of the name.");

    public static Diagnostic Header { get; } = Diagnostic.Error("VIS1053",
        "名册的表头须有“统一社会信用代码”“名称”“街道代码”三列（UTF-8 的 CSV）；请用模板，整份名册都没有导入。",
        "The header needs the columns code, name and street (CSV in UTF-8); use the template. Nothing was imported.");

    public static Diagnostic Row { get; } = Diagnostic.Error("VIS1054",
        "这一行的列数与表头不同、引号没有成对，或不是 UTF-8；请改正这一行再导入。",
        "The row has other columns than the header, a quotation mark that is not closed, or is not UTF-8; mend and "
        + "import it again.");

    public static Diagnostic Twice(int line) => Diagnostic.Error("VIS1055",
        $"这一户在第 {line} 行已经有了；只取第一次。", $"The entity stands in line {line} already; the first one counts.");

    public static Diagnostic OtherDistrict { get; } = Diagnostic.Error("VIS1056",
        "这一户不在您的管理区；请交给所在的区，或由该区先更正地址。",
        "The entity is not of your district; hand it to its district, or let that team correct the address.");
}
