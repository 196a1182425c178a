using Huoshui.Diagnostics;
using Huoshui.Vtl.Tests.Fixtures;
using Xunit;
using static Huoshui.Vtl.Tests.Scripts;

namespace Huoshui.Vtl.Tests.Syntax;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("x := (a + b) * -c - -3;", "x := (a + b) * - c - -3;\n")]
    [InlineData("x<-not(a and b)or c;", "x <- not (a and b) or c;\n")]
    [InlineData("'贷款 余额' := 余额#'rule' in {1, 2};", "'贷款 余额' := 余额#'rule' in {1, 2};\n")]
    [InlineData("r := if a then b else c + 1;", "r := if a then b else c + 1;\n")]
    [InlineData("r := (if a then b else c) + 1;", "r := (if a then b else c) + 1;\n")]
    [InlineData("r := sum(d group by a, b having count() > 2);", "r := sum(d group by a, b having count() > 2);\n")]
    [InlineData(
        "r := lag(d, 1 over (partition except a order by b desc));",
        "r := lag(d, 1 over (partition except a order by b desc));\n")]
    [InlineData(
        "r := check_hierarchy(d, h condition c rule i partial_zero dataset_priority all);",
        "r := check_hierarchy(d, h condition c rule i partial_zero dataset_priority all);\n")]
    public void A_script_is_printed_in_one_layout(string script, string printed) =>
        Assert.Equal(printed, VtlPrinter.Print(new SourceText("s", script)));

    [Fact]
    public void What_is_printed_prints_the_same_again()
    {
        foreach (var file in Directory.GetFiles(FixtureFile.Folder, "*.vtl.md"))
        {
            foreach (var test in FixtureFile.Read(file))
            {
                var once = VtlPrinter.Print(new SourceText("s", test.Script));
                Assert.Equal(once, VtlPrinter.Print(new SourceText("s", once)));
            }
        }
    }

    [Fact]
    public void The_strict_export_needs_no_extension_and_means_the_same()
    {
        var inputs = new VtlInputs
        {
            Datasets =
            [
                Structure("H01", Id("filing"), Id("line_no"), Me("H010001", ScalarKind.String), Me("余额", ScalarKind.Number, 2)),
                Structure("F27", Id("filing"), Id("line_no"), Me("F270001", ScalarKind.String), Me("F270009", ScalarKind.Number, 2)),
            ],
            Constants = [new VtlConstant("上限", ScalarKind.Number, 100m)],
        };
        const string script = """
            宽表 := lookup(H01, F27 on filing = filing, H010001 = F270001);
            define datapoint ruleset 规则 (variable 余额, F270009, F27_found) is
              r1: when F27_found then 余额 <= F270009 within 0.01 message "大" "big" on 余额
            end datapoint ruleset;
            检核 := check_datapoint(宽表, 规则 all);
            高 := 宽表[filter 余额 > 上限];
            """;
        var fixedScript = script.Replace(" message \"大\" \"big\" on 余额", " on 余额 message \"大\" \"big\"", StringComparison.Ordinal);
        var strict = VtlPrinter.ToStandard([new SourceText("s", fixedScript)], inputs);
        var standard = MustCompile(strict, inputs with { Extensions = false, Constants = [] });
        var ours = MustCompile(fixedScript, inputs);
        using var database = new Database(
            "CREATE TABLE H01 AS SELECT * FROM (VALUES (1, 2, 'L1', 150.00::DECIMAL(18,2)), (1, 3, 'L9', 50)) t(filing, line_no, H010001, 余额)",
            "CREATE TABLE F27 AS SELECT * FROM (VALUES (1, 2, 'L1', 100.00::DECIMAL(18,2)), (1, 5, 'L1', 999)) t(filing, line_no, F270001, F270009)");
        foreach (var name in new[] { "检核", "高" })
        {
            string Sql(VtlModule module)
            {
                var result = module.Results.Single(r => r.Name == name);
                var columns = result.Structure.Components.Select(c => c.Name).Where(n => n != "F270001").Order(StringComparer.Ordinal);
                return $"SELECT {string.Join(", ", columns.Select(c => $"\"{c}\""))} FROM ({result.Sql}) ORDER BY ALL";
            }

            Assert.Equal(database.Rows(Sql(ours)), database.Rows(Sql(standard)));
        }
    }
}
