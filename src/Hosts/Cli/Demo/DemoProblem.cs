namespace Huoshui.Cli.Demo;

/// <summary>A problem of the demo, and what was done about it.</summary>
/// <param name="DaysAgo">When it was raised.</param>
/// <param name="Kind">A code of the list <c>kind</c>.</param>
/// <param name="Words">What it is.</param>
/// <param name="Acts">Steps, each a day after the one before, with department and words.</param>
internal sealed record DemoProblem(
    int DaysAgo, string Kind, string Words, IReadOnlyList<(string Step, string? Department, string? Words)> Acts)
{
    /// <summary>At every stage: new, with a department, late, reported, with the city, solved.</summary>
    public static IReadOnlyList<DemoProblem> All { get; } =
    [
        new(2, "arrears", "两家大客户拖欠货款近一年，合同和对账单齐全。", []),
        new(8, "tax", "社保断缴记录有误，影响银行审批。", [("assign", "labour", "请核对2025年三月的缴费记录。")]),
        new(30, "title", "厂房没有产权证，不能抵押。", [("assign", "housing", null)]),
        new(20, "title", "工业园整体未分割登记，入园的十几家都办不了抵押。",
            [("assign", "housing", null), ("escalate", null, "园区为市属用地，区里没有权限。")]),
        new(40, "credit", "被冒名担保，征信有逾期。",
            [("escalate", null, "需人民银行核实。"), ("direct", "pboc", "请依征信异议程序核实并答复。")]),
        new(50, "guarantee", "缺少抵押物，希望增信。",
            [("assign", "sme", null), ("solve", null, "已由政府性融资担保出具保函。")]),
    ];
}
