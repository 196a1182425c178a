using Xunit;

namespace Huoshui.Warehouse.Tests.Checking;

public sealed class CheckRunTests : IDisposable
{
    private const string Loans = "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\n";
    private readonly StagingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_failing_row_becomes_a_finding_with_key_and_values()
    {
        var report = await CheckAsync(_folder.File("L01.csv", Loans + "a,,1,,,,\nb,,-5,,,,\n"));

        var finding = Assert.Single((await PageAsync(report)).Rows);
        Assert.Equal(
            (0, "L01", "L01_POSITIVE", true, true, 1, 3L, "b", "AMOUNT", "-5.00", "0.01", -5.01),
            (finding.Filing, finding.Table, finding.Rule, finding.IsFatal, finding.Fails, finding.FileNo, finding.LineNo, finding.Key, finding.Field, finding.Value, finding.Expected, finding.Difference));
        Assert.Equal("金额 -5.00 应大于零", finding.MessageZh);
    }

    [Fact]
    public async Task Findings_are_split_by_filing()
    {
        var report = await CheckAsync(
            _folder.File("L01.csv", Loans + "a,,-1,,,,\n", filing: 0), _folder.File("L01.csv", Loans + "b,,-1,,,,\nc,,,,,,\n", filing: 1));

        Assert.Equal(
            ["0 L01_POSITIVE 1 0", "1 L01_POSITIVE 1 1"],
            report.Counts.Where(c => c.Reason is null).Select(c => $"{c.Filing} {c.Rule} {c.Fails} {c.NotEvaluable}"));
    }

    [Fact]
    public async Task A_rule_whose_other_table_is_missing_cannot_be_evaluated_and_says_why()
    {
        var report = await CheckAsync(_folder.File("L02.csv", "ID,BALANCE\nx,1\n"));

        var count = Assert.Single(report.Counts);
        Assert.Equal("L02_KNOWN", count.Rule);
        Assert.Equal(["L01"], count.Reason!.MissingTables);
    }

    [Fact]
    public async Task A_filing_without_the_table_is_not_judged_by_that_of_another()
    {
        var report = await CheckAsync(
            _folder.File("L01.csv", Loans + "a,,1,,,,\n", filing: 0), _folder.File("L02.csv", "ID,BALANCE\na,1\n", filing: 0),
            _folder.File("L02.csv", "ID,BALANCE\nz,1\n", filing: 1));

        Assert.Empty((await PageAsync(report)).Rows);
        Assert.Equal(1, Assert.Single(report.Counts).Filing);
    }

    [Fact]
    public async Task Unreadable_cells_are_fatal_findings_of_the_format_rule()
    {
        var report = await CheckAsync(_folder.File("L01.csv", Loans + "a,,12x,,,,\n"));

        var finding = (await PageAsync(report, new FindingsQuery { Rule = "AMOUNT_FMT" })).Rows[0];
        Assert.Equal(("a", "12x", "20n(2)", true, 2L), (finding.Key, finding.Value, finding.Expected, finding.IsFatal, finding.LineNo));
        Assert.Equal("金额“12x”不能按格式 20n(2) 读取。", finding.MessageZh);
    }

    [Fact]
    public async Task A_cell_that_cannot_be_read_is_not_called_empty_too()
    {
        var staged = await _folder.StageAsync(
            _folder.File("L01.csv", Loans + "a,,12x,,,,\nb,,,,,,\n", filing: 0), _folder.File("L01.csv", Loans + "a,,,,,,\nb,,y,,,,\n", filing: 1));

        var report = _folder.Check(staged, LoanRules.Required);

        Assert.Equal(
            ["0 AMOUNT_FMT 1", "0 AMOUNT_REQ 1", "1 AMOUNT_FMT 1", "1 AMOUNT_REQ 1"],
            report.Counts.Select(c => $"{c.Filing} {c.Rule} {c.Fails}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_with_too_few_cells_is_a_finding()
    {
        var report = await CheckAsync(_folder.File("L02.csv", "ID,BALANCE\na\nb,1\n"), _folder.File("L01.csv", Loans + "b,,1,,,,\n"));

        var finding = Assert.Single((await PageAsync(report)).Rows);
        Assert.Equal(("L02_ROW", 2L, "This line has 1 cells instead of 2 and was left out."), (finding.Rule, finding.LineNo, finding.MessageEn));
    }

    [Fact]
    public async Task A_table_declared_empty_counts_as_there()
    {
        var staged = await _folder.StageAsync(_folder.File("L02.csv", "ID,BALANCE\nx,1\n"));
        var input = new CheckInput(0, new Dictionary<string, string> { ["L02"] = staged.Tables[0].ParquetPath }, new Dictionary<string, string>())
        {
            ZeroTables = new HashSet<string> { "L01" },
        };

        var report = _folder.Check([input], staged.Tables);

        Assert.Equal("L02_KNOWN", Assert.Single((await PageAsync(report)).Rows).Rule);
    }

    [Fact]
    public async Task Confidential_values_are_masked_in_value_and_message()
    {
        var report = await CheckAsync(_folder.File("L01.csv", Loans + "a,欧阳诸葛明,1,,,,\n"));

        var masked = (await PageAsync(report)).Rows[0];
        var clear = (await PageAsync(report, new FindingsQuery(), seesClear: true)).Rows[0];
        Assert.Equal(("欧****", "姓名 欧**** 过长", "欧阳诸葛明"), (masked.Value, masked.MessageZh, clear.Value));
    }

    private async Task<CheckReport> CheckAsync(params IncomingFile[] files) => _folder.Check(await _folder.StageAsync(files));

    private Task<FindingsPage> PageAsync(CheckReport report, FindingsQuery? query = null, bool seesClear = false) =>
        new FindingsFile(report.FindingsPath, LoanRules.Set, _folder.Options)
            .PageAsync(query ?? new FindingsQuery(), seesClear, TestContext.Current.CancellationToken);
}
