using System.Globalization;
using CsCheck;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Templates;
using Huoshui.Vtl.Tests.Fixtures;
using Xunit;

namespace Huoshui.Vtl.Tests.Templates;

/// <summary>Formulas of a template return are compiled as strict VTL 2.2 and run, never only read.</summary>
public sealed class TemplateFormulaTests
{
    private static readonly DataStructure Cells = new("CELLS", [
        new Component("institution", ComponentRole.Identifier, ScalarKind.String, null, false),
        new Component("report_date", ComponentRole.Identifier, ScalarKind.Date, null, false),
        new Component("cell", ComponentRole.Identifier, ScalarKind.String, null, false),
        new Component("value", ComponentRole.Measure, ScalarKind.Number)]);

    [Fact]
    public void A_formula_is_compared_for_every_unit_and_a_cell_that_is_not_there_is_nought()
    {
        var rows = Run("tolerance 0\nR1: [G01.1.A] = [G01.1.1.A] + [G01.1.2.A]", ("甲", "G01.1.A", 5), ("甲", "G01.1.1.A", 5), ("乙", "G01.1.A", 3));
        Assert.Equal(["乙 | R1 | 3.0 | 0.0 | false | 3.0", "甲 | R1 | 5.0 | 5.0 | true | 0.0"], rows);
    }

    [Theory]
    [InlineData("[1.A] = [2.A] ± 0.5", 10, 10.5, true)]
    [InlineData("[1.A] = [2.A] ± 0.5", 10, 10.6, false)]
    [InlineData("[1.A] = [2.A] ± 1%", 99, 100, true)]
    [InlineData("[1.A] = [2.A] ± 1%", 98.9, 100, false)]
    [InlineData("[1.A] <> [2.A] +- 0.5", 10, 10.5, false)]
    [InlineData("[1.A] >= [2.A] ± 1", 9, 10, true)]
    [InlineData("[1.A] > [2.A] ± 1", 9, 10, false)]
    [InlineData("[1.A] ≤ [2.A] ± 1", 11, 10, true)]
    [InlineData("[1.A] < [2.A] ± 1", 11, 10, false)]
    [InlineData("【1.A】＝（【2.A】－1－[2.A] ＋ 1）× 2 ± 0", 0, 10, true)]
    [InlineData("-[1.A] = -([2.A]) ± 0", 7, 7, true)]
    [InlineData("ABS([1.A] - [2.A]) = 3 ± 0", 7, 10, true)]
    [InlineData("MAX([1.A], [2.A]) = 10 ± 0", 7, 10, true)]
    [InlineData("MIN([1~2.A]) = 7 ± 0", 7, 10, true)]
    [InlineData("ROUND([1.A] / [2.A], 2) = 0.33 ± 0", 1, 3, true)]
    [InlineData("SUM([1.A]:[2.A], 1) = 18 ± 0", 7, 10, true)]
    public void Relations_tolerances_and_functions_are_those_of_arithmetic(string formula, double first, double second, bool agrees)
    {
        var rows = Run($"template G01\n{formula}", ("甲", "G01.1.A", first), ("甲", "G01.2.A", second));
        Assert.Equal(agrees ? "true" : "false", Assert.Single(rows).Split(" | ")[4]);
    }

    [Fact]
    public void An_interval_of_values_is_two_comparisons()
    {
        var rows = Run("template G01\nR: 0 <= [1.A] <= 100 ± 0", ("甲", "G01.1.A", 101));
        Assert.Equal(["甲 | Ra | 0.0 | 101.0 | true | -101.0", "甲 | Rb | 101.0 | 100.0 | false | 1.0"], rows);
    }

    [Fact]
    public void Intervals_of_rows_and_columns_step_along_and_sums_take_what_is_left()
    {
        var rows = Run(
            "template S1\ntolerance 0\nrow: [1.1~1.2.C] = [1.1~1.2.A] + [1.1~1.2.B]\nall: [9.A~B] = SUM([1.1~1.2.A~B])",
            ("甲", "S1.1.1.A", 1), ("甲", "S1.1.2.A", 2), ("甲", "S1.1.1.B", 10), ("甲", "S1.1.2.B", 20),
            ("甲", "S1.1.1.C", 11), ("甲", "S1.1.2.C", 23), ("甲", "S1.9.A", 3), ("甲", "S1.9.B", 30));
        Assert.Equal(
            ["甲 | all.1 | 3.0 | 3.0 | true | 0.0", "甲 | all.2 | 30.0 | 30.0 | true | 0.0", "甲 | row.1 | 11.0 | 11.0 | true | 0.0", "甲 | row.2 | 23.0 | 22.0 | false | 1.0"],
            rows);
    }

    [Fact]
    public void A_parameter_stands_for_a_number_where_the_file_names_it()
    {
        var read = TemplateFormulas.Read(new SourceText("f.txt", "template G01\nparameter slack, share\ntolerance slack\na: [1.A] = [2.A]\nb: [1.A] = [2.A] ± share%\nc: [1.A] = slack + 6 ± 0"));
        Assert.Empty(read.Diagnostics);
        Assert.Equal(["6", "0"], read.Numbers.Select(n => "template G01\nparameter slack, share\ntolerance slack\na: [1.A] = [2.A]\nb: [1.A] = [2.A] ± share%\nc: [1.A] = slack + 6 ± 0".Substring(n.Start, n.Length)));
        var module = Scripts.MustCompile(read.ToVtl(TemplateCells.Usual), new VtlInputs
        {
            Datasets = [Cells],
            Extensions = false,
            Constants = [new VtlConstant("slack", ScalarKind.Number, 1m), new VtlConstant("share", ScalarKind.Number, 20m)],
        });
        using var database = new Database("CREATE TABLE \"CELLS\" AS SELECT '甲' institution, DATE '2026-06-30' report_date, cell, value::DOUBLE \"value\" FROM (VALUES ('G01.1.A', 7), ('G01.2.A', 8.5)) t(cell, value)");
        Assert.Equal(["a | false", "b | true", "c | true"], database.Rows($"SELECT formula, agrees FROM ({module.Results.Single(r => r.Name == "compared").Sql}) ORDER BY 1"));
    }

    [Fact]
    public void The_cell_of_a_formula_is_the_first_of_its_left_side()
    {
        var read = TemplateFormulas.Read(new SourceText("f.txt", "template G01\ntolerance 0\na: 0 <= [1.A]\nb: 2 * [1~2.B] = [1~2.A]"));
        var module = Scripts.MustCompile(read.ToVtl(TemplateCells.Usual), new VtlInputs { Datasets = [Cells], Extensions = false });
        using var database = new Database("CREATE TABLE \"CELLS\" AS SELECT '甲' institution, DATE '2026-06-30' report_date, 'G01.1.A' cell, 1::DOUBLE \"value\"");
        Assert.Equal(["a | ", "b.1 | G01.1.B", "b.2 | G01.2.B"], database.Rows($"SELECT formula, left_cell FROM ({module.Results.Single(r => r.Name == "compared").Sql}) ORDER BY 1"));
    }

    [Fact]
    public void What_would_divide_by_nought_is_not_compared() =>
        Assert.Empty(Run("template G01\n[1.A] / [2.A] = 1 ± 0", ("甲", "G01.1.A", 1)));

    [Theory]
    [InlineData("[1.A] = 2 ± 0", "VTL1102", 1)] // no template is named
    [InlineData("tolerance 0\n[G01.5~1.A] = 2", "VTL1102", 1)]
    [InlineData("tolerance 0\n[G01.1~1001.A] = 2", "VTL1102", 1)]
    [InlineData("tolerance 0\n[G01.1.A", "VTL1102", 1)]
    [InlineData("[G01.1.A] = 2", "VTL1103", 1)]
    [InlineData("tolerance 0\n[G01.1~3.A] = [G01.1~2.B]", "VTL1104", 15)]
    [InlineData("tolerance 0\na: [G01.1.A] = 2\nA: [G01.1.A] = 3", "VTL1105", 1)]
    [InlineData("tolerance 0\n[G01.1~1000.A] = 1\n[G01.1~1000.B] = 1\n[G01.1.C] = 1", "VTL1106", 1)]
    [InlineData("# nothing\n", "VTL1107", 1)]
    [InlineData("tolerance 0\n[G01.1.A] + 2", "VTL1101", 14)]
    [InlineData("tolerance 0\n[G01.1.A] = 2 3", "VTL1101", 15)]
    [InlineData("tolerance 0\n[G01.1.A] = AVG([G01.2.A])", "VTL1101", 13)]
    [InlineData("tolerance 0\n[G01.1.A] = ROUND([G01.2.A])", "VTL1101", 28)]
    [InlineData("tolerance x", "VTL1101", 11)]
    [InlineData("parameter x,", "VTL1101", 13)]
    [InlineData("parameter x y", "VTL1101", 13)]
    [InlineData("parameter x\ntolerance y", "VTL1101", 11)]
    [InlineData("tolerance 0\n[G01.1.A] = MAX([G01.1~51.B])", "VTL1106", 1)]
    [InlineData("tolerance 0\n[G01.1~40.A~Z] = 1", "VTL1102", 1)]
    [InlineData("tolerance 0\nR1: [G01.1.A] = [G01.1.B] = [G01.1.C]\nR1a: [G01.1.A] = 1", "VTL1105", 1)]
    [InlineData("tolerance 0\n[G01.1.A] = 1.2.3", "VTL1101", 13)]
    public void What_is_no_formula_is_told_with_its_place(string text, string code, int column)
    {
        var read = TemplateFormulas.Read(new SourceText("f.txt", text));
        Assert.Equal((code, column), (read.Diagnostics[0].Code, read.Diagnostics[0].Position!.Value.Column));
    }

    [Fact]
    public void The_largest_of_fifty_is_found_and_five_hundred_are_added()
    {
        var cells = Enumerable.Range(1, 50).Select(i => ("甲", FormattableString.Invariant($"G01.{i}.A"), (double)(i * 7 % 50))).ToArray();
        var rows = Run("template G01\ntolerance 0\nm: [99.A] = MAX([1~50.A])\ns: [98.A] = SUM([1~50.A])", [.. cells, ("甲", "G01.99.A", 49), ("甲", "G01.98.A", 1225)]);
        Assert.All(rows, row => Assert.Contains("| true |", row, StringComparison.Ordinal));
        var chain = string.Join(" + ", Enumerable.Repeat("[1.A]", 501));
        Assert.Empty(TemplateFormulas.Read(new SourceText("f.txt", $"template T\ntolerance 0\n[2.A] = {chain}")).Diagnostics);
        Assert.Equal("VTL1009", TemplateFormulas.Read(new SourceText("f.txt", $"template T\ntolerance 0\n[2.A] = {chain} + 1")).Diagnostics[0].Code);
    }

    [Fact]
    public void A_hundred_thousand_brackets_are_an_error_and_not_the_end() => Assert.Equal("VTL1009", TemplateFormulas.Read(
        new SourceText("f.txt", "tolerance 0\n[G01.1.A] = " + new string('(', 100_000))).Diagnostics[0].Code);

    [Fact]
    public void Every_line_with_an_error_is_told_and_the_others_are_read()
    {
        var read = TemplateFormulas.Read(new SourceText("f.txt", "tolerance 0\n[G01.1.A] =\n[G01.1.A] = 1\n[x] = 1"));
        Assert.Equal((2, 1), (read.Diagnostics.Count, read.Count));
    }

    // The reconciliation of the page: a template filed, and the same cells from the loans of a bank.
    [Fact]
    public void The_example_of_the_reference_page_finds_the_difference_that_it_shows()
    {
        var page = File.ReadAllText(Path.Combine(FixtureFile.Folder, "../../../docs/reference/template-formulas.md"));
        var read = TemplateFormulas.Read(new SourceText("L01.formulas", Block(page, "formulas")));
        Assert.Empty(read.Diagnostics);
        var module = Scripts.MustCompile(
            Block(page, "vtl") + read.ToVtl(TemplateCells.Usual), new VtlInputs { Datasets = [Cells with { Name = "FILED" }, Loans], Extensions = false });
        using var database = new Database(
            "CREATE TABLE \"FILED\" AS SELECT '甲' institution, DATE '2026-06-30' report_date, cell, value::DOUBLE \"value\" FROM (VALUES ('L01.1.A', 300), ('L01.1.1.A', 100), ('L01.1.2.A', 200), ('L01.1.B', 3), ('L01.1.1.B', 1), ('L01.1.2.B', 2)) t(cell, value)",
            "CREATE TABLE \"LOANS\" AS SELECT '甲' institution, DATE '2026-06-30' report_date, loan, size, balance::DOUBLE balance FROM (VALUES ('a', '1', 100), ('b', '2', 150), ('c', '2', 51)) t(loan, size, balance)");
        var wrong = database.Rows($"SELECT formula, left_value, right_value FROM ({module.Results.Single(r => r.Name == "wrong").Sql}) ORDER BY 1");
        Assert.Equal(["filed | 300.0 | 301.0", "parts.3 | 200.0 | 201.0"], wrong);
        Assert.All(wrong, row => Assert.Contains(row.Split(" | ")[0], page, StringComparison.Ordinal));
    }

    private static readonly DataStructure Loans = new("LOANS", [
        new Component("institution", ComponentRole.Identifier, ScalarKind.String, null, false),
        new Component("report_date", ComponentRole.Identifier, ScalarKind.Date, null, false),
        new Component("loan", ComponentRole.Identifier, ScalarKind.String, null, false),
        new Component("size", ComponentRole.Measure, ScalarKind.String),
        new Component("balance", ComponentRole.Measure, ScalarKind.Number)]);

    private static string Block(string page, string kind)
    {
        var begin = page.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    [Fact]
    public void Random_formulas_give_what_arithmetic_gives()
    {
        var side = Side(2);
        Gen.Select(side, side, Gen.Int[-9, 9].Array[4]).Sample(
            (left, right, values) =>
            {
                var (l, r) = (left.Of(values), right.Of(values));
                var rows = Run(
                    $"template T\nR: {left.Text} = {right.Text} ± 0.000001",
                    [.. values.Select((v, i) => ("甲", $"T.{i + 1}.A", (double)v))]);
                if (l is null || r is null)
                    Assert.Empty(rows);
                else
                    Assert.Equal(Math.Abs(l.Value - r.Value) <= 0.000001 ? "true" : "false", Assert.Single(rows).Split(" | ")[4]);
            },
            iter: 60, threads: 1);
    }

    private static Gen<(string Text, Func<int[], double?> Of)> Side(int depth)
    {
        Gen<(string, Func<int[], double?>)> cell = Gen.Int[1, 4].Select(
            i => ($"[{i}.A]", (Func<int[], double?>)(v => v[i - 1])));
        Gen<(string, Func<int[], double?>)> number = Gen.Int[0, 5].Select(
            i => (i.ToString(CultureInfo.InvariantCulture), (Func<int[], double?>)(_ => i)));
        if (depth == 0)
            return Gen.OneOf(cell, number);
        var inner = Side(depth - 1);
        return Gen.OneOf(cell, Gen.Select(inner, inner, Gen.Char["+-*/"], (a, b, sign) =>
            ($"({a.Text} {sign} {b.Text})", (Func<int[], double?>)(v => Calculated(a.Of(v), sign, b.Of(v))))));
    }

    private static double? Calculated(double? a, char sign, double? b) => sign switch
    {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        _ => b == 0 ? null : a / b,
    };

    // institution | formula | left | right | agrees | difference, of the result `compared`
    private static List<string> Run(string text, params (string Unit, string Cell, double Value)[] cells)
    {
        var read = TemplateFormulas.Read(new SourceText("f.txt", text));
        Assert.Empty(read.Diagnostics);
        var module = Scripts.MustCompile(read.ToVtl(TemplateCells.Usual), new VtlInputs { Datasets = [Cells], Extensions = false });
        using var database = new Database("CREATE TABLE \"CELLS\" (institution VARCHAR, report_date DATE, cell VARCHAR, value DOUBLE)");
        foreach (var (unit, cell, value) in cells)
            database.Execute(FormattableString.Invariant($"INSERT INTO \"CELLS\" VALUES ('{unit}', DATE '2026-06-30', '{cell}', {value})"));
        var compared = module.Results.Single(r => r.Name == "compared");
        var wrong = module.Results.Single(r => r.Name == "wrong");
        var rows = database.Rows($"SELECT institution, formula, left_value, right_value, agrees, difference FROM ({compared.Sql}) ORDER BY 1, 2");
        Assert.Equal(rows.Count(r => r.Contains("| false |", StringComparison.Ordinal)), database.Rows(wrong.Sql).Count);
        return rows;
    }
}
