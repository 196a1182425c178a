using Xunit;
using static Huoshui.Vtl.Tests.Scripts;

namespace Huoshui.Vtl.Tests.Checks;

[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseFindingsTests
{
    [Fact]
    public void Findings_on_ClickHouse_name_the_rule_the_value_and_what_was_expected()
    {
        using var database = Data();
        var plan = Assert.Single(MustCompile(FindingsTests.Rules, Inputs).Checks);
        Assert.Equal(
            [
                "3 | 0 | 1 | 120.50 | 100.00 | 20.5 | [\"120.50\",\"100.00\"]",
                "4 | 0 | 2 | NULL | 100.00 | NULL | [null,\"100.00\"]",
                "5 | 1 | 1 | 40.0000 | NULL | NULL | []",
                "7 | 1 | 2 | NULL | NULL | NULL | []",
            ],
            Rows(database, $"SELECT * FROM ({plan.FindingsSql}) ORDER BY 1, 2"));
    }

    [Fact]
    public void Hundreds_of_rules_are_one_scan_on_ClickHouse_too()
    {
        using var database = Data();
        var rules = string.Join("; ", Enumerable.Range(1, 200).Select(i => $"R{i}: 余额 <= {i}"));
        var script = $"define datapoint ruleset R (variable 余额) is {rules} end datapoint ruleset; x := check_datapoint(F27, R);";
        var plan = Assert.Single(MustCompile(script, Inputs).Checks);
        // A balance of 50 breaks the rules 1 to 49, one of 120.5 the rules 1 to 120; of null nothing is known.
        Assert.Equal(
            ["2 | 1 | 49", "3 | 1 | 120", "4 | 2 | 200", "5 | 1 | 49"],
            Rows(database, "SELECT line_no, outcome, count() FROM " +
                $"({plan.FindingsSql}) GROUP BY 1, 2 ORDER BY 1, 2").Take(4));
    }

    [Fact]
    public void The_standard_result_of_check_datapoint_is_the_same_on_ClickHouse()
    {
        using var database = Data();
        var result = Assert.Single(MustCompile(FindingsTests.Rules, Inputs).Results);
        Assert.Equal(
            ["3 | F27_0001", "5 | F27_0002"],
            Rows(database, $"SELECT line_no, ruleid FROM ({result.Sql}) ORDER BY 1, 2"));
    }

    private static VtlInputs Inputs => FindingsTests.Inputs with { Dialect = SqlDialect.ClickHouse };

    private static ClickHouseDatabase Data()
    {
        var database = ClickHouseDatabase.OrSkip();
        var columns = FindingsTests.Inputs.Datasets[0].Components.Select(c => $"\"{c.Name}\" {database.TypeOf(c)}");
        database.Execute($"CREATE TABLE F27 ({string.Join(", ", columns)}) ENGINE = Memory");
        database.Execute(FindingsTests.Loans);
        return database;
    }

    private static IEnumerable<string> Rows(ClickHouseDatabase database, string sql) =>
        database.Cells(sql).Select(r => string.Join(" | ", r.Select(c => c ?? "NULL")));
}
