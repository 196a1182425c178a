using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

public sealed class DrillDownTests(FiguresFixture city) : IClassFixture<FiguresFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if ((await city.Get<FactCatalog>()
            .FilersAsync("onetable", FiguresFixture.AsOf, null, TestContext.Current.CancellationToken)).Count > 0)
        {
            return;
        }

        await city.AcceptAsync("B1", new LoanRows().Loan("1", 100).Loan("2", 50, "0").Loan("3", 30).Loan("9", 5)
            .Tables);
        await city.AcceptAsync("B2", LoanRows.One("4", 7).Tables);
        // Filed again: 1 corrected, 2 reclassified in, 3 gone, 5 new.
        await city.AcceptAsync(
            "B1", new LoanRows().Loan("1", 110).Loan("2", 50).Loan("5", 40).Loan("9", 5)
                .Tables, FiguresFixture.Instant.AddDays(5));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_records_add_up_to_the_figure() =>
        Assert.Equal(await city.ValueAsync("T05"), (await RowsAsync(FiguresFixture.Analyst)).BaseSum);

    [Fact]
    public async Task A_record_reaches_its_filed_lines()
    {
        var row = (await RowsAsync(FiguresFixture.Analyst)).Rows.Single(r => r.Key == "5");
        Assert.Equal([("H01", 1, 4L, 2), ("F27", 1, 4L, 2)],
            row.Lines.Select(l => (l.Table, l.FileNo, l.LineNo, l.VersionNumber)));
    }

    [Fact]
    public async Task The_borrower_is_masked() =>
        Assert.All((await RowsAsync(FiguresFixture.Analyst)).Rows, r => Assert.Contains('*', r.Facts["borrower"]!));

    [Fact]
    public async Task An_institution_sees_its_own_records_only() =>
        Assert.Equal(["B2"], (await RowsAsync(FiguresFixture.Person("p", Roles.Preparer, "B2")))
            .Rows.Select(r => r.InstitutionId).Distinct());

    [Fact]
    public async Task The_public_sees_no_record() => Assert.Equal(0, (await RowsAsync(Viewer.Public)).Total);

    [Fact]
    public async Task A_filed_line_shows_the_filed_value()
    {
        var line = (await RowsAsync(FiguresFixture.Analyst)).Rows.Single(r => r.Key == "5").Lines[0];
        var content = await LineAsync(line, FiguresFixture.Analyst);
        Assert.Equal("40.00", content!.Fields.Single(f => f.Code == "H010010").Value);
    }

    [Fact]
    public async Task A_line_of_another_institution_is_not_found()
    {
        var line = (await RowsAsync(FiguresFixture.Analyst)).Rows.Single(r => r.Key == "5").Lines[0];
        Assert.Null(await LineAsync(line, FiguresFixture.Person("p", Roles.Preparer, "B2")));
    }

    [Fact]
    public async Task The_public_sees_no_breakdown()
    {
        var parts = await city.Get<FigureBreakdowns>().OfAsync(
            FiguresFixture.Figure("T05"), new BreakdownQuery(BreakdownDimension.District), Viewer.Public,
                TestContext.Current.CancellationToken);
        Assert.Empty(parts.Cells);
    }

    [Fact]
    public async Task An_institution_sees_small_cells_suppressed()
    {
        var parts = await city.Get<FigureBreakdowns>().OfAsync(
            FiguresFixture.Figure("T05"), new BreakdownQuery(BreakdownDimension.District),
                FiguresFixture.Person("p", Roles.Preparer, "B2"), TestContext.Current.CancellationToken);
        Assert.All(parts.Cells, c => Assert.True(c.IsSuppressed));
    }

    // 5 and 6 minutes at one bank, 1 minute at another; an application that a person granted counts in neither.
    [Fact]
    public async Task The_time_of_online_approvals_opens_to_banks_and_decisions_in_minutes()
    {
        await city.AcceptAsync("B1", Decided(("A1", "09:05:00", "0"), ("A2", "09:06:00", "0"), ("A3", "17:00:00", "1")), returnId: "onlineloans");
        await city.AcceptAsync("B2", Decided(("A1", "09:01:00", "0")), returnId: "onlineloans");
        var figure = FiguresFixture.Figure("D04");
        var parts = await city.Get<FigureBreakdowns>().OfAsync(
            figure, new BreakdownQuery(BreakdownDimension.Institution), FiguresFixture.Analyst, TestContext.Current.CancellationToken);
        var rows = await city.Get<FigureDrillDown>().RowsAsync(
            figure, new FigureRowQuery { AsOf = FiguresFixture.AsOf }, FiguresFixture.Analyst, TestContext.Current.CancellationToken);
        Assert.Equal([("B1", 5.5m), ("B2", 1m)], parts.Cells.Select(c => (c.Key, c.BaseValue!.Value)));
        Assert.Equal(["分钟"], [figure.Drill!.AmountUnit]);
        Assert.Equal([6m, 5, 1], rows.Rows.Select(r => r.BaseAmount));
        Assert.Equal(4m, await city.ValueAsync("D04"));
    }

    [Theory]
    [InlineData("I01", "户", "主体编号")] // entities, not loans
    [InlineData("I03", "笔", "借据ID")]
    [InlineData("P09", "张", "卡号")]
    public void Rows_are_called_what_they_are(string id, string unit, string key)
    {
        var figure = FiguresFixture.Figure(id);
        Assert.Equal((unit, key), (figure.Drill!.RowUnit, new DrillWords(RepositoryPolicies.Library).KeyOf(figure)!.Zh));
    }

    private static Dictionary<string, List<Dictionary<string, object?>>> Decided(params (string Number, string At, string ByPerson)[] all) =>
        new(StringComparer.Ordinal)
        {
            ["OL"] = [.. all.Select(a => new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["OL01"] = a.Number, ["OL02"] = "C" + a.Number, ["OL03"] = "2025-06-02", ["OL04"] = "09:00:00", ["OL05"] = "2025-06-02",
                ["OL06"] = a.At, ["OL07"] = "1", ["OL10"] = a.ByPerson,
            })],
        };

    [Fact]
    public async Task A_comparison_splits_the_change_by_cause()
    {
        var comparison = await CompareAsync(null);
        Assert.Equal(
            [(RowChange.Corrected, 1L, 10m), (RowChange.New, 1, 40), (RowChange.Reclassified, 1, 50),
                (RowChange.Removed, 1, -30)],
            comparison.Changes.Select(c => (c.Change, c.Rows, c.BaseAmount)));
    }

    [Fact]
    public async Task The_causes_add_up_to_the_change()
    {
        var comparison = await CompareAsync(null);
        Assert.Equal(comparison.After - comparison.Before, comparison.Changes.Sum(c => c.BaseAmount));
    }

    [Fact]
    public async Task What_the_rules_of_today_give_for_the_old_data_is_the_change_of_rules() =>
        Assert.Equal(142m - 140m, (await CompareAsync(140m)).RuleChange);

    private Task<FigureComparison> CompareAsync(decimal? published) => city.Get<FigureComparisons>().BetweenAsync(
        FiguresFixture.Figure("T05"),
        new ComparedInstants(FiguresFixture.AsOf, FiguresFixture.Instant.AddDays(1), null),
        published,
        FiguresFixture.Analyst,
        TestContext.Current.CancellationToken);

    private Task<FigureRowPage> RowsAsync(Viewer viewer) => city.Get<FigureDrillDown>().RowsAsync(
        FiguresFixture.Figure("T05"), new FigureRowQuery(), viewer, TestContext.Current.CancellationToken);

    private Task<FiledLineContent?> LineAsync(FiledLine line, Viewer viewer) => city.Get<FigureDrillDown>().LineAsync(
        FiguresFixture.Figure("T05"), new FiledLineQuery(line.FactFileId, line.FileNo, line.LineNo), viewer,
            TestContext.Current.CancellationToken);
}
