using Huoshui.Policies.Loading;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class DerivedRuleTests : IDisposable
{
    private static readonly DateOnly AsOf = new(2025, 6, 30);
    private readonly TinyPolicies _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("TL_ID_REQ", 3, "not isnull(TL_ID)")]
    [InlineData("TL_ID_LEN", 1, "length(TL_ID) <= 20")]
    [InlineData("TL_ID_FMT", 1, "match_characters(TL_ID, \"[ -~]+\")")]
    [InlineData("TL_STATE_LEN", 1, "length(TL_STATE) = 2")]
    [InlineData("TL_STATE_CODE", 2, "TL_STATE in state")]
    [InlineData("TL_KEY", 4, "key_rows <= 1")]
    [InlineData("TL_BORROWER_USCI", 6, "usci_valid(TL_BORROWER) or orgcode_valid(TL_BORROWER)")]
    [InlineData("TL_BORROWER_ORG", 6, "orgcode_valid(substr(TL_BORROWER, 9, 9))")]
    [InlineData("TL_DATE_DATE", 7, "TL_DATE = data_date")]
    [InlineData("TL_START_DATE", 7, "TL_START <= TL_DATE")]
    [InlineData("TL_END_DATE_TL_START", 7, "TL_START <= TL_END")]
    [InlineData("TL_BALANCE_RANGE", 8, "TL_BALANCE >= 0")]
    [InlineData("TL_RATE_RANGE", 8, "TL_RATE >= 0 and TL_RATE <= 100")]
    public void The_standard_gives_this_rule(string id, int kind, string condition)
    {
        var library = _tiny.Load();
        var rule = library.Checks("tiny", AsOf, new HashSet<string> { "TL" }).Rule(id);
        Assert.Equal(kind, rule?.Kind);
        Assert.Contains(condition, library.DerivedRules("tiny", "TL")!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_column_has_a_format_rule_of_staging_and_none_in_the_script()
    {
        var library = _tiny.Load();
        Assert.NotNull(library.Checks("tiny", AsOf, new HashSet<string> { "TL" }).Rule("TL_BALANCE_FMT"));
        Assert.DoesNotContain("TL_BALANCE_FMT", library.DerivedRules("tiny", "TL")!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rule_of_form_looks_at_the_value_of_a_secret_customer() =>
        Assert.Contains(
            "not isnull(TL_BORROWER) and TL_BORROWER <> \"*********\" then usci_valid",
            _tiny.Load().DerivedRules("tiny", "TL")!.Content,
            StringComparison.Ordinal);

    [Fact]
    public void Derived_rules_have_messages_in_both_languages()
    {
        var rules = _tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL" }).Rules;
        Assert.DoesNotContain(rules, r => r.Message.Zh.Length == 0 || r.Message.En.Length == 0 || r.Message.Zh == r.Message.En);
    }

    [Fact]
    public void The_severity_of_a_derived_rule_can_be_set_by_suffix_and_by_id()
    {
        _tiny.Replace("returns/tiny/rules.yaml", "rules:", "derived: {LEN: warning}\noverrides: {TL_STATE_LEN: fatal}\nrules:");
        var checks = _tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL" });
        Assert.Equal(
            (RuleSeverity.Warning, RuleSeverity.Fatal),
            (checks.Rule("TL_ID_LEN")!.Severity, checks.Rule("TL_STATE_LEN")!.Severity));
    }

    [Theory]
    [InlineData("金额类", "20n(2)", ColumnKind.Decimal)]
    [InlineData("百分比类", "20n(6)", ColumnKind.Decimal)]
    [InlineData("数值类", "n", ColumnKind.Integer)]
    [InlineData("数值类", "n..8", ColumnKind.Integer)]
    [InlineData("数值类", "n..60", ColumnKind.Text)]
    [InlineData("数值类", "24n(5)", ColumnKind.Decimal)]
    [InlineData("日期类", "YYYY-MM-DD", ColumnKind.Date)]
    [InlineData("日期类", "M/D/YYYY", ColumnKind.Date)]
    [InlineData("日期类", "YYYY-MM", ColumnKind.Text)]
    [InlineData("时间类", "HH:MM:SS", ColumnKind.Text)]
    [InlineData("编码类", "n..40", ColumnKind.Text)]
    [InlineData("代码类", "2!n", ColumnKind.Text)]
    [InlineData("文本类", "boolean", ColumnKind.Boolean)]
    public void A_format_is_stored_as(string dataClass, string format, ColumnKind kind) =>
        Assert.Equal(kind, FieldFormat.Parse(format)!.KindFor(dataClass, format));

    [Theory]
    [InlineData("anc.300", 300, null)]
    [InlineData("an.30", 30, null)]
    [InlineData("1!", null, 1)]
    [InlineData("15!an", null, 15)]
    public void The_slips_of_the_standard_are_understood_as_meant(string format, int? max, int? exact) =>
        Assert.Equal((max, exact), (FieldFormat.Parse(format)!.Max, FieldFormat.Parse(format)!.Exact));

    [Theory]
    [InlineData("x..5")]
    [InlineData("")]
    [InlineData("n(2)")]
    [InlineData("..60")]
    public void What_is_no_format_is_none(string format) => Assert.Null(FieldFormat.Parse(format));

    [Fact]
    public void A_list_of_findings_is_headed_without_placeholders()
    {
        var rule = _tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL" }).Rule("TL_BALANCE_RANGE")!;
        Assert.Contains("{TL_BALANCE}", rule.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(rule.Message.Zh.Replace("{TL_BALANCE}", "…", StringComparison.Ordinal), rule.Title.Zh);
        Assert.DoesNotContain('{', rule.Title.En);
    }
}
