using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>Small data that everybody may run a script on, and a first script for them. The firms and amounts are made
/// up.</summary>
internal static class ScriptExample
{
    /// <summary>The script that a new page begins with.</summary>
    public const string Script =
        """
        // 每家网点的余额与平均利率 · balance and average rate of a branch
        OPEN_LOANS := LOANS
          [filter balance > 0]
          [calc interest := balance * rate / 100];
        BY_BRANCH := OPEN_LOANS
          [aggr total := sum(balance), cost := sum(interest) group by branch];
        REPORT <- left_join(BY_BRANCH as t, BRANCHES as b
          calc average_rate := cost / total * 100
          keep name, total, average_rate);
        define datapoint ruleset RULES (variable balance, amount) is
          drawn: balance <= amount errorcode "余额大于放款金额" errorlevel 1
        end datapoint ruleset;
        WRONG <- check_datapoint(LOANS[keep balance, amount], RULES invalid);
        """;

    private static readonly Dictionary<string, LocalizedText> Words = new(StringComparer.Ordinal)
    {
        ["LOANS"] = new("贷款（示例）", "loans (example)"),
        ["BRANCHES"] = new("网点（示例）", "branches (example)"),
        ["loan"] = new("借据号", "loan"),
        ["branch"] = new("网点", "branch"),
        ["industry"] = new("行业", "industry"),
        ["amount"] = new("放款金额（元）", "amount drawn (yuan)"),
        ["balance"] = new("贷款余额（元）", "balance (yuan)"),
        ["rate"] = new("年利率（%）", "rate per year (%)"),
        ["drawn_on"] = new("放款日期", "drawn on"),
        ["name"] = new("名称", "name"),
        ["district"] = new("区", "district"),
    };

    /// <summary>The data sets.</summary>
    public static IReadOnlyList<ScriptInput> Inputs { get; } =
    [
        ScriptInput.Of(
            new DataStructure("LOANS",
            [
                Key("loan"), Key("branch"), Text("industry"), Money("amount"), Money("balance"),
                new Component("rate", ComponentRole.Measure, ScalarKind.Number, 4),
                new Component("drawn_on", ComponentRole.Measure, ScalarKind.Date),
            ]),
            [
                ["L01", "B1", "制造业", "1000000.00", "800000.00", "3.4500", "2025-01-15"],
                ["L02", "B1", "批发业", "500000.00", "0.00", "4.1000", "2024-11-03"],
                ["L03", "B2", "制造业", "3000000.00", "3000000.00", "3.2000", "2025-03-20"],
                ["L04", "B2", "软件业", "800000.00", "820000.00", "3.8000", "2025-02-11"],
                ["L05", "B2", "软件业", "1200000.00", "600000.00", "3.6500", "2024-09-30"],
                ["L06", "B3", "农业", "200000.00", "150000.00", null, "2025-04-02"],
                ["L07", "B3", "批发业", "650000.00", "650000.00", "4.3500", "2025-05-19"],
            ]),
        ScriptInput.Of(
            new DataStructure("BRANCHES", [Key("branch"), Text("name"), Text("district")]),
            [["B1", "福田支行", "福田区"], ["B2", "南山支行", "南山区"], ["B3", "龙华支行", "龙华区"]]),
    ];

    /// <summary>What a data set or component of the example is called.</summary>
    public static LocalizedText? TitleOf(string name) => Words.GetValueOrDefault(name);

    private static Component Key(string name) =>
        new(name, ComponentRole.Identifier, ScalarKind.String, IsNullable: false);

    private static Component Text(string name) => new(name, ComponentRole.Measure, ScalarKind.String);

    private static Component Money(string name) => new(name, ComponentRole.Measure, ScalarKind.Number, 2);
}
