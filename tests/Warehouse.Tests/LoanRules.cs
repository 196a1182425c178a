using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse.Checking;

namespace Huoshui.Warehouse.Tests;

/// <summary>Compiled rules of <see cref="LoanReturn"/>, as the compiler gives them.</summary>
internal static class LoanRules
{
    public static CheckPlan Amounts { get; } = new(
        "amounts", ["L01"], ["filing", "file_no", "line_no"],
        [Rule("L01_POSITIVE", "AMOUNT", "AMOUNT"), Rule("L01_NAMED", "NAME", "NAME")],
        """
        SELECT filing, file_no, line_no, r.rule, r.outcome, r.value, r.expected, r.difference, r.args
        FROM L01, unnest([
          CASE WHEN AMOUNT IS NULL THEN {'rule': 0, 'outcome': 2, 'value': NULL, 'expected': NULL, 'difference': NULL::DOUBLE, 'args': [NULL]}
               WHEN AMOUNT <= 0 THEN {'rule': 0, 'outcome': 1, 'value': AMOUNT::VARCHAR, 'expected': '0.01', 'difference': (AMOUNT - 0.01)::DOUBLE, 'args': [AMOUNT::VARCHAR]} END,
          CASE WHEN length(NAME) > 4 THEN {'rule': 1, 'outcome': 1, 'value': NAME, 'expected': NULL, 'difference': NULL::DOUBLE, 'args': [NAME]} END]) u(r)
        WHERE r IS NOT NULL
        """);

    public static CheckPlan Balances { get; } = new(
        "balances", ["L01", "L02"], ["filing", "file_no", "line_no"],
        [Rule("L02_KNOWN", "ID", "ID")],
        """
        SELECT b.filing, b.file_no, b.line_no, 0 AS rule, 1 AS outcome, b.ID AS value, NULL AS expected, NULL::DOUBLE AS difference, [b.ID] AS args
        FROM L02 b ANTI JOIN L01 a ON a.filing = b.filing AND a.ID = b.ID
        """);

    /// <summary>That a loan has an amount (kind 3).</summary>
    public static RuleSet Required { get; } = new(
        LoanReturn.Definition,
        [
            new(
                "required", ["L01"], ["filing", "file_no", "line_no"], [Rule("AMOUNT_REQ", "AMOUNT")],
                """
                SELECT filing, file_no, line_no, 0 AS rule, 1 AS outcome, NULL::VARCHAR AS value, NULL::VARCHAR AS expected, NULL::DOUBLE AS difference, []::VARCHAR[] AS args
                FROM L01 WHERE AMOUNT IS NULL
                """),
        ],
        [Info("AMOUNT_REQ", "L01", "AMOUNT", RuleSeverity.Fatal, "金额不能为空", "amount must not be empty") with { Kind = 3 }],
        []);

    public static RuleSet Set { get; } = new(
        LoanReturn.Definition, [Amounts, Balances],
        [
            Info("L01_POSITIVE", "L01", "AMOUNT", RuleSeverity.Fatal, "金额 {AMOUNT} 应大于零", "amount {AMOUNT} must be positive"),
            Info("L01_NAMED", "L01", "NAME", RuleSeverity.Warning, "姓名 {NAME} 过长", "name {NAME} is long"),
            Info("L02_KNOWN", "L02", "ID", RuleSeverity.Fatal, "{ID} 不在 L01", "{ID} is not in L01"),
        ],
        []);

    private static CheckRule Rule(string id, string field, params string[] fields) => new(id, null, null, null, field, fields);

    private static RuleInfo Info(string id, string table, string field, RuleSeverity severity, string zh, string en) =>
        new(id, 9, severity, table, field, new LocalizedText(zh, en), null, false);
}
