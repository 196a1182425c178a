using Xunit;
using static Huoshui.Vtl.Tests.Scripts;

namespace Huoshui.Vtl.Tests.Checks;

public sealed class FindingsTests : IDisposable
{
    internal const string Rules = """
        define datapoint ruleset F27_规则 (variable 放款, 余额, 利率, 状态) is
          F27_0001: 余额 <= 放款 errorcode "E1" errorlevel 2 on 余额
            message "余额 {余额} 大于放款 {放款}" "balance {余额} exceeds the drawn amount {放款}" expect 放款;
          F27_0002: when 状态 = "01" then 利率 > 0 and 利率 < 上限
        end datapoint ruleset;
        检核 := check_datapoint(F27, F27_规则);
        """;

    internal const string Loans = """
        INSERT INTO F27 VALUES (2, 100, 50, 5, '01'), (3, 100, 120.5, 5, '01'), (4, 100, NULL, 5, '01'),
          (5, 100, 50, 40, '01'), (6, 100, 50, 40, '02'), (7, 100, 50, NULL, '01'), (8, 100, 50, 40, NULL)
        """;

    internal static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Structure("F27", Id("line_no"), Me("放款", ScalarKind.Number, 2), Me("余额", ScalarKind.Number, 2),
                Me("利率", ScalarKind.Number, 4), Me("状态", ScalarKind.String)),
        ],
        Constants = [new VtlConstant("上限", ScalarKind.Number, 36m)],
    };

    private readonly Database _database = new(
        "CREATE TABLE F27 (line_no BIGINT, 放款 DECIMAL(18,2), 余额 DECIMAL(18,2), 利率 DECIMAL(18,4), 状态 VARCHAR)",
        Loans);

    [Fact]
    public void Findings_name_the_rule_the_value_and_what_was_expected()
    {
        var plan = Assert.Single(MustCompile(Rules, Inputs).Checks);
        Assert.Equal(
            [
                "3 | 0 | 1 | 120.50 | 100.00 | 20.5 | [120.50, 100.00]",
                "4 | 0 | 2 | NULL | 100.00 | NULL | [NULL, 100.00]",
                "5 | 1 | 1 | 40.0000 | NULL | NULL | []",
                "7 | 1 | 2 | NULL | NULL | NULL | []",
            ],
            _database.Rows($"SELECT * FROM ({plan.FindingsSql}) ORDER BY 1, 2"));
    }

    [Fact]
    public void A_plan_lists_its_rules_with_message_and_field()
    {
        var plan = Assert.Single(MustCompile(Rules, Inputs).Checks);
        Assert.Equal(["line_no"], plan.Identifiers);
        Assert.Equal(["余额", "放款"], plan.Rules[0].Fields);
        Assert.Equal("利率", plan.Rules[1].Field);
        Assert.Equal(2, plan.Rules[0].ErrorLevel);
    }

    [Fact]
    public void The_standard_result_of_check_datapoint_has_a_row_for_each_failure()
    {
        var result = Assert.Single(MustCompile(Rules, Inputs).Results);
        Assert.Equal(["3 | F27_0001", "5 | F27_0002"], _database.Rows($"SELECT line_no, ruleid FROM ({result.Sql}) ORDER BY 1, 2"));
    }

    [Theory]
    [InlineData("余额 <= 放款 on 余额", "120.50 | 100.00 | 20.5")]
    [InlineData("放款 >= 余额 on 余额", "120.50 | 100.00 | 20.5")]
    [InlineData("余额 = 放款 within 1 on 状态 compare 余额", "120.50 | 100.00 | 20.5")]
    [InlineData("abs(余额 - 放款) <= 1 on 状态 compare 余额 expect 放款", "120.50 | 100.00 | 20.5")]
    [InlineData("余额 - 放款 <= 1 on 余额", "120.50 | NULL | NULL")]
    [InlineData("余额 <> 120.5 on 余额", "120.50 | NULL | NULL")]
    [InlineData("余额 < 放款 and 余额 > 0 on 余额", "120.50 | NULL | NULL")]
    public void A_finding_shows_what_the_rule_compares_and_with_what(string rule, string shown)
    {
        var script = $"define datapoint ruleset R (variable 放款, 余额, 状态) is A: {rule} end datapoint ruleset; x := check_datapoint(F27, R);";
        var plan = Assert.Single(MustCompile(script, Inputs).Checks);
        Assert.Equal(
            [shown],
            _database.Rows($"SELECT value, expected, difference FROM ({plan.FindingsSql}) WHERE line_no = 3"));
    }

    [Fact]
    public void A_rule_says_from_what_its_value_and_expected_value_come()
    {
        const string Script = """
            define datapoint ruleset R (variable 放款, 余额, 状态) is
              A: 余额 - 放款 <= 1 on 状态 compare 余额 expect 放款 + 上限
            end datapoint ruleset;
            x := check_datapoint(F27, R);
            """;
        var rule = MustCompile(Script, Inputs).Checks[0].Rules[0];
        Assert.Equal(("状态", "余额", "放款"), (rule.Field, rule.Compared, Assert.Single(rule.ExpectedFrom)));
    }

    [Fact]
    public void Comparing_what_the_signature_does_not_name_is_an_error_at_its_place()
    {
        var script = "define datapoint ruleset R (variable 放款, 余额) is A: 余额 <= 放款 on 余额 compare 利率 end datapoint ruleset; x := check_datapoint(F27, R);";
        var error = Assert.Single(Compile(script, Inputs).Diagnostics);
        Assert.Equal(("VTL2002", script.IndexOf("利率", StringComparison.Ordinal)), (error.Code, error.Span!.Value.Start));
    }

    public void Dispose() => _database.Dispose();
}
