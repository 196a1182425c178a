using System.Text;
using Huoshui.Warehouse.Findings;
using MiniExcelLibs;
using Xunit;

namespace Huoshui.Warehouse.Tests.Findings;

public sealed class FindingsFileTests : IAsyncLifetime
{
    private readonly StagingFolder _folder = new();
    private FindingsFile _findings = null!;

    public async ValueTask InitializeAsync()
    {
        var lines = string.Concat(Enumerable.Range(0, 50).Select(i => $"k{i:00},{(i % 2 == 0 ? "=HYPERLINK(1)" : "x")},{i - 25},,,,\n"));
        var staged = await _folder.StageAsync(_folder.File("L01.csv", "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\n" + lines));
        _findings = new FindingsFile(_folder.Check(staged).FindingsPath, LoanRules.Set, _folder.Options);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Pages_follow_each_other_in_the_order_of_lines()
    {
        var first = await PageAsync(new FindingsQuery { Limit = 20 });
        var second = await PageAsync(new FindingsQuery { Limit = 20, Offset = 20 });

        Assert.Equal((51, 20, 20), (first.Total, first.Rows.Count, second.Rows.Count));
        Assert.True(first.Rows[^1].LineNo <= second.Rows[0].LineNo);
        Assert.Equal(first.Rows.Concat(second.Rows).OrderBy(f => f.LineNo).ThenBy(f => f.Rule), first.Rows.Concat(second.Rows));
    }

    [Fact]
    public async Task A_page_is_never_longer_than_its_limit()
    {
        var file = new FindingsFile(_folder.Check([], []).FindingsPath, LoanRules.Set, _folder.Options with { MaxPageRows = 5 });

        Assert.Empty((await file.PageAsync(new FindingsQuery { Limit = int.MaxValue }, false, Token)).Rows);
        Assert.Equal(5, (await new FindingsFile(await PathAsync(), LoanRules.Set, _folder.Options with { MaxPageRows = 5 })
            .PageAsync(new FindingsQuery { Limit = int.MaxValue }, false, Token)).Rows.Count);
    }

    [Theory]
    [InlineData("L01_NAMED", 25)]
    [InlineData("L01_POSITIVE", 26)]
    [InlineData("none", 0)]
    public async Task Findings_are_filtered_by_rule(string rule, int expected) =>
        Assert.Equal(expected, (await PageAsync(new FindingsQuery { Rule = rule })).Total);

    [Fact]
    public async Task Findings_are_filtered_by_severity_outcome_table_and_text()
    {
        Assert.Equal(25, (await PageAsync(new FindingsQuery { Severity = "warning" })).Total);
        Assert.Equal(0, (await PageAsync(new FindingsQuery { Outcome = "cannot_evaluate" })).Total);
        Assert.Equal(0, (await PageAsync(new FindingsQuery { Table = "L02" })).Total);
        Assert.Equal(2, (await PageAsync(new FindingsQuery { Text = "K04" })).Total);
        Assert.Equal(0, (await PageAsync(new FindingsQuery { Text = "' OR 1=1 --" })).Total);
    }

    [Fact]
    public async Task Findings_are_sorted_by_what_is_asked()
    {
        var byDifference = await PageAsync(new FindingsQuery { Order = FindingsOrder.Difference, Descending = true, Limit = 3 });
        var byKey = await PageAsync(new FindingsQuery { Order = FindingsOrder.Key, Descending = true, Limit = 1 });

        Assert.Equal([-25.01, -24.01, -23.01], byDifference.Rows.Select(f => f.Difference!.Value));
        Assert.Equal("k48", byKey.Rows[0].Key);
    }

    [Fact]
    public async Task The_first_findings_of_each_rule_are_given_as_a_stream()
    {
        var found = new List<string>();
        await foreach (var finding in _findings.ReadAsync(new FindingsQuery { LimitPerRule = 2 }, true, Token))
            found.Add(finding.Rule + finding.Key);

        Assert.Equal(["L01_NAMEDk00", "L01_NAMEDk02", "L01_POSITIVEk00", "L01_POSITIVEk01"], found.Order());
    }

    [Fact]
    public async Task Findings_are_counted_by_filing_and_rule()
    {
        var counts = await _findings.CountsAsync(new FindingsQuery(), Token);

        Assert.Equal(["0 L01_NAMED 25", "0 L01_POSITIVE 26"], counts.Select(c => $"{c.Filing} {c.Rule} {c.Fails}"));
    }

    [Fact]
    public async Task A_csv_export_has_a_byte_order_mark_and_no_formula()
    {
        using var csv = new MemoryStream();
        await _findings.ExportCsvAsync(csv, new FindingsQuery { Rule = "L01_NAMED" }, Export("en", seesClear: true), Token);
        var text = Encoding.UTF8.GetString(csv.ToArray());

        Assert.StartsWith("\uFEFFTable,Rule,Severity", text, StringComparison.Ordinal);
        Assert.Contains(",'=HYPERLINK(1),", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", text, StringComparison.Ordinal);
        Assert.Contains("Exported by wang", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_export_is_masked_unless_the_viewer_sees_clear()
    {
        using var csv = new MemoryStream();
        await _findings.ExportCsvAsync(csv, new FindingsQuery { Rule = "L01_NAMED" }, Export("zh", seesClear: false), Token);

        Assert.DoesNotContain("HYPERLINK", Encoding.UTF8.GetString(csv.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NAME", false, false)]
    [InlineData("NAME", true, true)]
    [InlineData("TERM", false, true)]
    public async Task A_difference_does_not_tell_what_is_masked_beside_it(string from, bool seesClear, bool isShown)
    {
        var rules = LoanRules.Amounts.Rules.Select(r => r with { ExpectedFrom = [from] });
        var set = LoanRules.Set with { Plans = [LoanRules.Amounts with { Rules = [.. rules] }] };
        var file = new FindingsFile(await PathAsync(), set, _folder.Options);

        var page = await file.PageAsync(new FindingsQuery { Rule = "L01_POSITIVE" }, seesClear, Token);

        Assert.All(page.Rows, f => Assert.Equal(isShown, f.Difference is not null));
        Assert.All(page.Rows, f => Assert.Equal(isShown, f.Expected == "0.01"));
    }

    [Fact]
    public async Task An_xlsx_export_keeps_codes_as_text_and_numbers_as_numbers()
    {
        using var xlsx = new MemoryStream();
        await _findings.ExportXlsxAsync(xlsx, new FindingsQuery { Rule = "L01_POSITIVE" }, Export("zh", seesClear: true), Token);
        xlsx.Position = 0;
        var rows = xlsx.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();

        Assert.Equal(26, rows.Count);
        Assert.Equal(("k00", -25.01, 2.0), (rows[0]["业务主键"], rows[0]["差额"], rows[0]["行号"]));
        Assert.Equal("-25.00", rows[0]["报送值"]);
        Assert.Equal(["校验问题", "说明"], xlsx.GetSheetNames());
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86 755", "'+86 755")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-25.00", "-25.00")]
    [InlineData("plain", "plain")]
    [InlineData(null, null)]
    public void A_text_that_a_spreadsheet_would_run_is_quoted(string? text, string? expected) =>
        Assert.Equal(expected, ExportColumns.Safe(text));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FindingsExport Export(string language, bool seesClear) =>
        new(language, seesClear, "wang", "repair", DateTimeOffset.UnixEpoch, new DateOnly(2025, 6, 30));

    private async Task<string> PathAsync()
    {
        var staged = await _folder.StageAsync(_folder.File("L01.csv", "ID,NAME,AMOUNT,TERM,SIGNED,PAID,FIRST\n"
            + string.Concat(Enumerable.Range(0, 9).Select(i => $"k{i},x,-1,,,,\n"))));
        return _folder.Check(staged).FindingsPath;
    }

    private Task<FindingsPage> PageAsync(FindingsQuery query) => _findings.PageAsync(query, seesClear: true, Token);
}
