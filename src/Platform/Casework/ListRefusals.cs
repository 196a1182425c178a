using Huoshui.Diagnostics;

namespace Huoshui.Casework;

/// <summary>Why an act on a list is refused; docs/reference/list-diagnostics.md has a line for each code.</summary>
internal static class ListRefusals
{
    private const int LongestEcho = 40;

    public static Diagnostic NotFound { get; } = Diagnostic.Error("LST1001",
        "没有这份名单或这一期，或者不向您公开。", "There is no such list or edition, or it is not shown to you.");

    public static Diagnostic NotYours { get; } = Diagnostic.Error("LST1002",
        "这一步不归您的角色办。", "Your role may not do this.");

    public static Diagnostic Changed { get; } = Diagnostic.Error("LST1003",
        "刚刚有人先办了；请刷新页面，看现在的状态。", "Somebody was first; open the page again and look at its state.");

    public static Diagnostic OneOpen { get; } = Diagnostic.Error("LST1004",
        "这份名单已有一期在办，请先定稿或作废。", "An edition of this list is in progress: finalise or discard it first.");

    public static Diagnostic SamePerson { get; } = Diagnostic.Error("LST1005",
        "拟定名单的人不能公示或定稿，请由另一人办理。",
        "Who built the candidates neither publishes nor finalises them; another person has to.");

    public static Diagnostic NoReason { get; } = Diagnostic.Error("LST1006", "请写明理由。", "Say why.");

    public static Diagnostic OpenObjections(int open) => Diagnostic.Error("LST1007",
        $"还有 {open} 件异议没有答复，答复后才能办结。", $"{open} objections are not answered yet; answer them first.");

    public static Diagnostic StillPublic(DateOnly last) => Diagnostic.Error("LST1008",
        $"公示和异议期到 {last:yyyy-MM-dd} 为止，之后才能办结。",
        $"Publicity and objections last until {last:yyyy-MM-dd}; it can be closed afterwards.");

    public static Diagnostic NoObjections(DateOnly last) => Diagnostic.Error("LST1009",
        $"异议期到 {last:yyyy-MM-dd} 为止，已经结束。", $"Objections were taken until {last:yyyy-MM-dd}.");

    public static Diagnostic Answered { get; } = Diagnostic.Error("LST1010",
        "这件异议已经答复。", "This objection is answered already.");

    public static Diagnostic WrongSubject { get; } = Diagnostic.Error("LST1011",
        "统一社会信用代码或名称没有填，或代码的校验位不对；请对照营业执照填写。",
        "The code or name is missing, or the code's check digits are wrong; compare it with the licence.");

    public static Diagnostic NotListed { get; } = Diagnostic.Error("LST1012",
        "公示名单里没有这一户，这一异议事项只能对名单上的提出；认为应列入的请选相应事项。",
        "It is not on the list under publicity, to which this objection belongs; choose that of who is missing.");

    public static Diagnostic AlreadyListed { get; } = Diagnostic.Error("LST1013",
        "这一户已在公示名单里，不必补入。", "It is on the list under publicity already.");

    public static Diagnostic NotOfList(string listZh, string listEn, string? code) => Diagnostic.Error(
        "LST1014",
        string.IsNullOrEmpty(code) ? $"{listZh}没有选；请选一项。" : $"{listZh}里没有代码“{Cut(code)}”，请从列表中选择。",
        string.IsNullOrEmpty(code)
            ? $"Nothing is chosen of \"{listEn}\"; choose one."
            : $"\"{Cut(code)}\" is no code of \"{listEn}\"; choose one.");

    public static Diagnostic Words(int most) => Diagnostic.Error("LST1015",
        $"请写明情况：1 至 {most} 字，不能有控制字符。", $"Say what is the matter: 1 to {most} characters, no control characters.");

    public static Diagnostic TooMany(long most) => Diagnostic.Error("LST1016",
        $"每个账号对一期名单最多提 {most} 件异议。", $"An account may object {most} times to one edition.");

    public static Diagnostic NoSource { get; } = Diagnostic.Error("LST1017",
        "没有系统提供这份名单的候选来源；请核对 list.yaml 的编号。",
        "No system gives the candidates of this list; check the id of list.yaml.");

    public static Diagnostic TooLarge(int most) => Diagnostic.Error("LST1018",
        $"规则要看的对象超过 {most:N0} 户，一期名单放不下；请在规则的来源里缩小范围。",
        $"The rule would look at more than {most:N0} subjects, which one edition cannot hold; narrow its source.");

    public static Diagnostic NotInForce(string words, string english) => Diagnostic.Error("LST1019",
        $"规则在这一天不能判定：{words}", $"The rule cannot decide on that day: {english}");

    public static Diagnostic WrongDay { get; } = Diagnostic.Error("LST1020",
        "数据日期应不晚于今天，且期次晚于在用的一期。",
        "The day of the facts is today at the latest, and its period comes after that of the edition in force.");

    public static Diagnostic Missing { get; } = Diagnostic.Error("LST1021",
        "缺少幂等键（1 至 100 个字符）。", "The idempotency key (1 to 100 characters) is missing.");

    public static Diagnostic OtherObjection { get; } = Diagnostic.Error("LST1022",
        "这个幂等键已用于另一件异议。", "The idempotency key was used for another objection.");

    public static Diagnostic NotNow(ListState state) => Diagnostic.Error("LST1023",
        $"现在的状态是“{ListWords.State(state).Zh}”，不能办这一步。",
        $"This cannot be done while the edition is {ListWords.State(state).En}.");

    // What was sent is said back, but not at any length.
    private static string? Cut(string? text) => text is { Length: > LongestEcho } ? text[..LongestEcho] + "…" : text;
}

/// <summary>Words of the workflow in both languages.</summary>
public static class ListWords
{
    /// <summary>A state.</summary>
    public static LocalizedText State(ListState state) => state switch
    {
        ListState.Draft => new("已立项", "opened"),
        ListState.Candidates => new("已拟定", "candidates built"),
        ListState.Published => new("公示中", "under publicity"),
        ListState.Answered => new("异议已办结", "objections settled"),
        ListState.Final => new("已定稿", "final"),
        ListState.Superseded => new("已被取代", "superseded"),
        _ => new("已作废", "discarded"),
    };

    /// <summary>Where a member stands.</summary>
    public static LocalizedText State(MemberState state) => state switch
    {
        MemberState.Candidate => new("候选", "candidate"),
        MemberState.Kept => new("在名单上", "on the list"),
        MemberState.Struck => new("经异议移出", "struck after an objection"),
        _ => new("按规则不列入", "excluded by the rule"),
    };

    /// <summary>A step; the id itself for an unknown one.</summary>
    public static LocalizedText Step(string step) => step switch
    {
        ListSteps.Open => new("立项", "opened"),
        ListSteps.Build => new("按规则拟定", "built by the rule"),
        ListSteps.Publish => new("公示", "published"),
        ListSteps.Object => new("提出异议", "objected"),
        ListSteps.Answer => new("答复异议", "answered an objection"),
        ListSteps.Close => new("公示办结", "closed the publicity"),
        ListSteps.Finalise => new("定稿", "finalised"),
        ListSteps.Supersede => new("被新一期取代", "superseded by the next edition"),
        ListSteps.Discard => new("作废", "discarded"),
        _ => new(step, step),
    };

    /// <summary>A reason of the workflow itself; null for a code of the pack's rule.</summary>
    public static LocalizedText? Reason(string code) => code switch
    {
        ListReasons.Gone => new("来源里已没有这一户", "no longer among those the rule looks at"),
        ListReasons.Undecided => new("缺少事实或事实有误，规则不能判定", "facts are missing or wrong: the rule cannot decide"),
        _ => null,
    };
}

/// <summary>Reasons of the workflow itself, beside those of the pack's rule.</summary>
public static class ListReasons
{
    /// <summary>Was on the list, and its source no longer knows it.</summary>
    public const string Gone = "list.gone";

    /// <summary>The rule could not decide.</summary>
    public const string Undecided = "list.undecided";
}
