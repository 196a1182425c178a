using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Explain;
using Huoshui.Vtl.Syntax;
using Huoshui.Vtl.Tests.Fixtures;
using Xunit;

namespace Huoshui.Vtl.Tests.Explain;

/// <summary>Scripts told in words (<c>huoshui vtl explain</c>).</summary>
public sealed class ExplanationTests
{
    [Theory]
    [InlineData("r := d[filter a > 3];", "取 d，只留 a 大于 3 的数据点", "From d: keep the data points for which a is greater than 3")]
    [InlineData("r := d[calc measure b := a * (c - 1)];", "取 d，计算 b = a × (c − 1)（度量）", "From d: compute b = a × (c − 1) (measure)")]
    [InlineData("r := d[keep a, b];", "取 d，除标识符外只留 a、b", "From d: keep only a, b beside the identifiers")]
    [InlineData("r := d[drop a];", "取 d，去掉 a", "From d: drop a")]
    [InlineData("r := d[rename a to b];", "取 d，改名：a 改为 b", "From d: rename a to b")]
    [InlineData("r := d[sub a = 1];", "取 d，只取 a = 1 的一层，并去掉这些标识符", "From d: take the part where a = 1, without these identifiers")]
    [InlineData("r := d[pivot a, b];", "取 d，把 a 的每个值变成一列，列里是 b", "From d: turn each value of a into a column that holds b")]
    [InlineData("r := d[unpivot a, b];", "取 d，把各列变成行，列名放进 a，值放进 b", "From d: turn the columns into rows: their names in a, their values in b")]
    [InlineData(
        "r := d[aggr s := sum(a), n := count() group by k having count() > 2];",
        "取 d，汇总，按 k 分组：s = a 之和；n = 个数，只留满足 个数 大于 2 的组",
        "From d: aggregate by k: s = the sum of a; n = the number, of the groups for which the number is greater than 2")]
    [InlineData("r := sum(d group except k);", "取 d 之和，按 k 以外的标识符分组", "Take the sum of d, by all identifiers but k")]
    [InlineData(
        "r := lag(d, 1 over (partition by k order by t desc));", "取 前 1 个数据点的 d（每一组 k，依 t（由大到小） 排列）",
        "Take d of 1 data points before (in each k, in the order of t (descending))")]
    [InlineData("r := if a > 1 then b else 0;", "取 若 a 大于 1 则取 b，否则取 0", "Take b if a is greater than 1, else 0")]
    [InlineData("r := case when a then 1 when b then 2 else 3;", "取 a 时取 1；b 时取 2；其余取 3", "Take 1 where a; 2 where b; else 3")]
    [InlineData("r := d#m in {1, 2};", "取 d 的 m 属于 {1、2}", "Take m of d is in {1, 2}")]
    [InlineData("r := not isnull(d);", "取 d 不为空", "Take d is not null")]
    [InlineData("r := substr(d, 2);", "取 d 的一段，自第 2 位起", "Take a part of d from position 2")]
    [InlineData("r := substr(d, _, 3);", "取 d 的一段，共 3 位", "Take a part of d, 3 long")]
    [InlineData("r := round(d);", "取 d 四舍五入到整数", "Take d rounded half up to an integer")]
    [InlineData("r := round(d, 2);", "取 d 四舍五入到 2 位小数", "Take d rounded half up to 2 decimals")]
    [InlineData("r := cast(d, date, \"YYYY\");", "取 d 转为日期（格式 YYYY）", "Take d as date (mask YYYY)")]
    [InlineData("r := union(a, b, c);", "取 a、b、c 合在一起，同一标识符取最先的", "Take a, b, c put together, the first of equal identifiers")]
    [InlineData("r := mine(a, 1);", "取 mine（a、1）", "Take mine (a, 1)")]
    [InlineData("r := a = b within 0.01;", "取 a 等于 b（相差不超过 0.01 即算符合）", "Take a equals b (within 0.01)")]
    [InlineData(
        "r := check(a >= b errorcode \"E1\" errorlevel 2 imbalance a - b invalid);", "取 a 不小于 b",
        "Take a is at least b", "再检核是否成立，不成立时报 “E1”，严重程度 2，差额 a − b；只留不符合的数据点",
        "Then check whether it holds, error “E1” where it does not, level 2, imbalance a − b; only the data points that fail are kept")]
    [InlineData(
        "r := hierarchy(d, h rule i partial_zero);",
        "取 d，按层级规则集 h 汇总，规则作用于 i：至少有一项才算，缺的项当作零，先算出的项取算出的值；只留算出的项",
        "From d: roll up by the hierarchical ruleset h on i: where at least one item is there, missing ones being zero, items that a rule computes are taken from it; only the computed items are kept")]
    public void An_expression_is_told_in_both_languages(string script, params string[] told)
    {
        var statement = Assert.Single(Told(script).Statements);
        Assert.Equal(told, statement.Steps.SelectMany(step => new[] { step.Zh, step.En }));
    }

    [Fact]
    public void Steps_come_in_the_order_in_which_they_are_done_and_name_what_they_join()
    {
        var steps = Told("r <- inner_join(a[filter x > 1] as p, b as q using id filter p#x < 9 calc y := q#z);").Statements[0].Steps;
        Assert.Equal(
            [
                "From a: keep the data points for which x is greater than 1",
                "Join the result of step 1 (called p), b (called q) on id: only what all of them have",
                "Then keep the data points for which x of p is less than 9",
                "Then compute y = z of q",
            ], steps.Select(step => step.En));
    }

    [Fact]
    public void Definitions_are_told_rule_by_rule()
    {
        var told = Told(
            """
            define datapoint ruleset p (variable a, b as c) is r1: when a > 0 then c > 0 errorcode "E" errorlevel 1; not isnull(a) end datapoint ruleset;
            define hierarchical ruleset h (variable rule i) is T = A + B - C errorcode "H" end hierarchical ruleset;
            define operator f (x number default 1, y dataset) returns number is x + 1 end operator;
            define viral propagation v (variable s) is when "C" then "C"; when "N" and "M" then "N"; else "F" end viral propagation;
            """).Statements;
        Assert.Equal([1, 2, 3, 4], told.Select(one => one.Line));
        Assert.Equal("Datapoint ruleset p on a, b (called c)", told[0].Title.En);
        Assert.Equal(
            ["r1: where a is greater than 0, c is greater than 0 must hold; else error “E”, level 1", "a is not null must hold"],
            told[0].Steps.Select(step => step.En));
        Assert.Equal("T 等于 A + B − C；否则报 “H”", Assert.Single(told[1].Steps).Zh);
        Assert.Equal("Defined operator f (x number, default 1, y data set), giving number", told[2].Title.En);
        Assert.Equal(
            ["where there is “C”, the result is “C”", "where there is “N” and “M”, the result is “N”", "in all other cases, the result is “F”"],
            told[3].Steps.Select(step => step.En));
    }

    [Fact]
    public void Names_are_told_with_their_titles_where_these_are_known()
    {
        var told = VtlExplanation.Of(
            new SourceText("s", "r := d[filter H01 > 1];"), titles: name => name == "H01" ? new("余额", "balance") : null);
        Assert.Equal(
            new LocalizedText("取 d，只留 余额（H01） 大于 1 的数据点", "From d: keep the data points for which balance (H01) is greater than 1"),
            told.Statements[0].Steps[0]);
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_the_rest_is_told()
    {
        var told = Told("a := ;\nb := c;");
        Assert.NotEmpty(told.Diagnostics);
        Assert.Equal("b（中间结果）", Assert.Single(told.Statements).Title.Zh);
    }

    [Fact]
    public void Every_operator_of_the_language_has_words()
    {
        Assert.Empty(Keywords.PlainOperators.Where(name => OperatorWords.Operator(name) is null));
        Assert.Empty(Keywords.Functions.Where(name => OperatorWords.Function(name) is null));
    }

    [Fact]
    public void Every_operator_of_the_language_has_an_example_in_the_reference()
    {
        var page = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Policies())!, "docs/reference/vtl.md")).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Keywords.PlainOperators.Concat(Keywords.Functions).Where(name => !page.Contains("### " + name)));
    }

    // Every script of the policies and of the fixtures: both languages tell the same steps, and nothing of a template is left.
    [Fact]
    public void Every_script_of_the_house_is_told_whole()
    {
        var scripts = Directory.GetFiles(FixtureFile.Folder, "*.vtl.md").SelectMany(FixtureFile.Read).Select(test => test.Script)
            .Concat(Directory.GetFiles(Policies(), "*.vtl", SearchOption.AllDirectories).Select(File.ReadAllText)).ToList();
        Assert.True(scripts.Count > 100);
        foreach (var script in scripts)
        {
            foreach (var text in Told(script).Statements.SelectMany(one => one.Steps.Append(one.Title)).SelectMany(t => new[] { t.Zh, t.En }))
            {
                Assert.False(string.IsNullOrWhiteSpace(text), script);
                Assert.DoesNotMatch(@"\{\d\}|\[\]|, ,|，，", Regex.Replace(text, "“[^”]*”", "“”", RegexOptions.NonBacktracking));
            }
        }
    }

    private static string Policies()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder!.FullName, "policies")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "policies");
    }

    private static VtlExplanation Told(string script) => VtlExplanation.Of(new SourceText("s", script));
}
