using Huoshui.Diagnostics;

namespace Huoshui.Systems.Campaigns;

/// <summary>Why an act is refused; docs/reference/campaign-diagnostics.md has a line for each code.</summary>
internal static class CampaignRefusals
{
    public static Diagnostic NotFound { get; } = Diagnostic.Error("CAM1001",
        "没有这次活动（或场次），或者您看不到它。", "There is no such campaign or event, or it is not yours to see.");

    public static Diagnostic NotYours { get; } = Diagnostic.Error("CAM1002",
        "这一步不归您的角色或单位办。", "Your role or your house may not do this.");

    public static Diagnostic Changed { get; } = Diagnostic.Error("CAM1003",
        "刚刚有人先办了；请刷新页面再看。", "Somebody was first; open the page again.");

    public static Diagnostic NotNow(string state) => Diagnostic.Error("CAM1004",
        $"活动的状态是“{state}”，这一步办不了。", "In the state of the campaign this cannot be done.");

    public static Diagnostic FourEyes { get; } = Diagnostic.Error("CAM1005",
        "拟定或修改过的人不能自己发布；请由另一位发布。", "Who drafted or revised it does not announce it; another person does.");

    public static Diagnostic Text(string zh, string en, int most) => Diagnostic.Error("CAM1006",
        $"{zh}：1 至 {most} 字，不能有控制字符。", $"{en}: 1 to {most} characters, no control characters.");

    public static Diagnostic NotOfList(string zh, string en) => Diagnostic.Error("CAM1007",
        $"请从列表中选择{zh}。", $"Choose the {en} from the list.");

    public static Diagnostic Period(int days) => Diagnostic.Error("CAM1008",
        $"末日不早于首日，整个期间不超过 {days} 日。", $"The last day is not before the first, the period not above {days} days.");

    public static Diagnostic Districts { get; } = Diagnostic.Error("CAM1009",
        "请至少选一个区；区工作专班只能选本区。", "Choose at least one district; a district team only its own.");

    public static Diagnostic NoBank { get; } = Diagnostic.Error("CAM1010",
        "请至少选一家可以参加的银行；场次的主办银行须参加本活动。",
        "Choose at least one bank that may take part; hosts of an event take part in the campaign.");

    public static Diagnostic Target(long most) => Diagnostic.Error("CAM1011",
        $"目标应为 0 至 {most} 的整数。", $"A target is a whole number of 0 to {most}.");

    public static Diagnostic NoEvent { get; } = Diagnostic.Error("CAM1012",
        "还没有场次，不能发布；请先安排场次。", "There is no event yet; plan one before it is announced.");

    public static Diagnostic TooEarly { get; } = Diagnostic.Error("CAM1013",
        "活动的首日还没到，不能开始。", "The first day has not come.");

    public static Diagnostic OutsidePeriod { get; } = Diagnostic.Error("CAM1014",
        "场次的日期不在活动期间内。", "The day of the event lies outside the campaign.");

    public static Diagnostic OutsideDistricts { get; } = Diagnostic.Error("CAM1015",
        "场次的区不在活动的区内，或不是本区。", "The district of the event is none of the campaign, or not yours.");

    public static Diagnostic Count(int most) => Diagnostic.Error("CAM1016",
        $"人数应为 0 至 {most} 的整数。", $"Participants: a whole number of 0 to {most}.");

    public static Diagnostic TooMany(int most) => Diagnostic.Error("CAM1017",
        $"一次活动最多 {most} 场。", $"A campaign has at most {most} events.");

    public static Diagnostic EventOff { get; } = Diagnostic.Error("CAM1018",
        "这一场已取消，不能再办。", "The event is cancelled; nothing more can be done.");

    public static Diagnostic NotCounted { get; } = Diagnostic.Error("CAM1019",
        "场次当日及以后才能登记实到人数。", "Participants are counted on the day of the event or later.");

    public static Diagnostic HasContacts { get; } = Diagnostic.Error("CAM1020",
        "这一场已有接触登记，不能取消。", "Contacts are recorded for the event; it cannot be cancelled.");

    public static Diagnostic WrongCode { get; } = Diagnostic.Error("CAM1021",
        "统一社会信用代码或身份号码的校验位不对；请核对后再填。", "The check digit of the code does not fit; look it up again.");

    public static Diagnostic NotTakingPart { get; } = Diagnostic.Error("CAM1022",
        "这家银行不参加本活动，或不是贵行。", "The bank does not take part in the campaign, or is not yours.");

    public static Diagnostic BeforeEvent { get; } = Diagnostic.Error("CAM1023",
        "接触日期不早于场次、不晚于活动末日和今日。",
        "A contact is not before its event, nor after the campaign's last day or today.");

    public static Diagnostic TooOld(int days) => Diagnostic.Error("CAM1024",
        $"接触已超过 {days} 日，不能再登记。", $"The contact is more than {days} days old.");

    public static Diagnostic Twice { get; } = Diagnostic.Error("CAM1025",
        "贵行在这一场已登记过这一户。", "The bank recorded this party at this event already.");

    public static Diagnostic Used { get; } = Diagnostic.Error("CAM1026",
        "这个编号已用于另一条记录。", "The id was used for another record.");

    public static Diagnostic NoConsent { get; } = Diagnostic.Error("CAM1027",
        "个人须当面同意登记并由街道联系；没有同意的不能登记。",
        "A person has to agree, on the spot, to be recorded and visited; else it is not recorded.");

    public static Diagnostic NoStreet { get; } = Diagnostic.Error("CAM1028",
        "本市没有这个街道；请填街道的九位代码。", "The city has no such street; give its nine digits.");

    public static Diagnostic Need(long most) => Diagnostic.Error("CAM1029",
        $"需求金额应为 1 至 {most} 的整元数；没有需求请留空。", $"The need is a whole number of yuan, 1 to {most}; empty for none.");

    public static Diagnostic Header { get; } = Diagnostic.Error("CAM1030",
        "文件第一行应有：代码、名称、街道、接待人；银行、接触日期、需求金额、同意走访可以没有。",
        "The first line names: code, name, street, met_by; bank, on, need, agreed may be left out.");

    public static Diagnostic File(int megabytes) => Diagnostic.Error("CAM1031",
        $"读不了这个文件：请用 UTF-8 的 CSV 或 xlsx，不超过 {megabytes} MB。",
        $"The file cannot be read: CSV in UTF-8 or xlsx, at most {megabytes} MB.");

    public static Diagnostic TooLong(int rows) => Diagnostic.Error("CAM1032",
        $"一个文件最多 {rows} 行，其后的没有读；请分开导入。", $"A file has at most {rows} rows; what follows was not read.");

    public static Diagnostic Row { get; } = Diagnostic.Error("CAM1033",
        "这一行的列数与表头不符，或有读不出的字。", "The row does not fit the header, or holds what cannot be read.");

    public static Diagnostic Day { get; } = Diagnostic.Error("CAM1034",
        "日期应为年-月-日，例如 2025-06-30。", "A day is yyyy-MM-dd, such as 2025-06-30.");

    /// <summary>The refusal, with the name of the field that it is about.</summary>
    public static Diagnostic At(this Diagnostic refusal, string field) =>
        refusal with { Source = new SourceText(field, string.Empty) };
}

/// <summary>What became of an act.</summary>
/// <param name="Value">What it made or changed; null when it was refused.</param>
/// <param name="Refusals">Why it was refused; empty when it was done.</param>
public sealed record CampaignAnswer<T>(T? Value, IReadOnlyList<Diagnostic> Refusals)
    where T : class
{
    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Refusals.Count == 0;

    internal static CampaignAnswer<T> Yes(T value) => new(value, []);

    internal static CampaignAnswer<T> No(params IReadOnlyList<Diagnostic> refusals) => new(null, refusals);
}
