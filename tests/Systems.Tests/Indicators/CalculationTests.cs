using System.Globalization;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

public sealed class CalculationTests(FiguresFixture city) : IClassFixture<FiguresFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if ((await city.Get<FactCatalog>()
            .FilersAsync("onetable", FiguresFixture.AsOf, null, TestContext.Current.CancellationToken)).Count > 0)
        {
            return;
        }

        var shared = "914403001922038216";
        await city.AcceptAsync("B1", new LoanRows().Loan("1", 100).Loan("2", 50, "0", "01", shared)
            .Credit("2", 5_000_000).Tables);
        await city.AcceptAsync("B2", new LoanRows().Loan("3", 30).Loan("4", 7, "0", "01", shared)
            .Credit("4", 10_000_000).Tables);
        await city.AcceptAsync("B3", new LoanRows().Loan("5", 1000).Loan("6", 20, "0", "01").Tables);
        await city.AcceptAsync(
            "B3", new LoanRows().Loan("5", 900).Loan("6", 20, "0", "01").Tables, FiguresFixture.Instant.AddDays(5));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_figure_adds_up_over_institutions() => Assert.Equal(1030, await city.ValueAsync("T05"));

    [Fact]
    public async Task As_known_earlier_the_version_that_then_stood_counts() =>
        Assert.Equal(1130, await city.ValueAsync("T05", FiguresFixture.Instant.AddDays(1)));

    [Fact]
    public async Task Before_anything_was_accepted_there_is_no_value() =>
        Assert.Null(await city.ValueAsync("T05", FiguresFixture.Instant.AddDays(-1)));

    [Fact]
    public async Task One_borrower_of_two_banks_is_one_household() => Assert.Equal(1, await city.ValueAsync("I05"));

    [Fact]
    public async Task Added_up_by_bank_it_is_two() => Assert.Equal(2, await city.ValueAsync("I05.visits"));

    [Fact]
    public async Task A_loan_without_credit_row_is_left_out_and_counted()
    {
        var value = await city.Get<FigureCalculator>().ValueAsync(
            FiguresFixture.Figure("I03"), FiguresFixture.AsOf, null, TestContext.Current.CancellationToken);
        var left = Assert.Single(value.Coverage.LeftOut);
        Assert.Equal(("no_credit", 1, 20m), (left.Reason, left.Rows, left.Yuan));
    }

    [Fact]
    public async Task A_figure_with_rows_left_out_is_incomplete()
    {
        var value = await city.Get<FigureCalculator>().ValueAsync(
            FiguresFixture.Figure("I03"), FiguresFixture.AsOf, null, TestContext.Current.CancellationToken);
        Assert.True(value.Coverage.IsIncomplete);
    }

    [Theory]
    [InlineData("I08", 8)]
    [InlineData("I09", 28)]
    public async Task A_figure_that_counts_a_register_has_as_many_as_its_rows(string id, int rows) =>
        Assert.Equal(rows, await city.ValueAsync(id));

    [Fact]
    public async Task A_figure_that_is_not_connected_never_has_a_value() => Assert.Null(await city.ValueAsync("G01"));

    [Fact]
    public async Task Parts_by_institution_add_up_to_the_figure()
    {
        var parts = await city.Get<FigureBreakdowns>().OfAsync(
            FiguresFixture.Figure("T05"), new BreakdownQuery(BreakdownDimension.Institution), FiguresFixture.Analyst,
                TestContext.Current.CancellationToken);
        Assert.Equal(1030, parts.Cells.Sum(c => c.BaseValue));
    }

    [Fact]
    public async Task After_one_institution_files_again_only_its_partial_results_are_computed()
    {
        var calculator = city.Get<FigureCalculator>();
        using var run = new FigureRun(calculator, null);
        var day = await run.PrepareAsync(FiguresFixture.AsOf, ["tech/loans"], TestContext.Current.CancellationToken);
        var plan = day.Plan;
        await city.AcceptAsync("B2", LoanRows.One("3", 31).Loan("4", 7, "0", "01", "914403001922038216")
            .Credit("4", 10_000_000).Tables, FiguresFixture.Instant.AddDays(9));
        using var later = new FigureRun(calculator, null);
        var again = await later.PrepareAsync(FiguresFixture.AsOf, ["tech/loans"], TestContext.Current.CancellationToken);
        Assert.Equal(2, again.Partials!.Computed); // tech/loans and supervision/loans of B2
        await city.AcceptAsync("B2", new LoanRows().Loan("3", 30).Loan("4", 7, "0", "01", "914403001922038216")
            .Credit("4", 10_000_000).Tables, FiguresFixture.Instant.AddDays(10));
        Assert.Equal(plan.AsOf, again.Plan.AsOf);
    }

    [Theory]
    [InlineData(long.MaxValue, 1)] // all institutions in one query
    [InlineData(1, 1)] // one after the other
    [InlineData(1, 2)] // two side by side
    public async Task Incremental_equals_full_whatever_fits_the_memory(long rowsAtOnce, int threads)
    {
        var incremental = (await city.ValueAsync("T05"), await city.ValueAsync("I05"));
        using var run = new FigureRun(city.Get<FigureCalculator>(), null);
        var day = await run.DayAsync(FiguresFixture.AsOf, [.. Packs], TestContext.Current.CancellationToken);
        var store = new PartialStore(
            Path.Combine(city.Folder, $"partials-{rowsAtOnce}-{threads}"), new DuckLimits { Threads = threads }, rowsAtOnce);
        Assert.Equal(incremental, Full(store, day, day.Facts));
    }

    // Lookups are joined directly, which a repeated key would make count twice.
    [Fact]
    public async Task A_line_that_is_there_twice_under_one_key_counts_once()
    {
        var incremental = (await city.ValueAsync("T05"), await city.ValueAsync("I05"));
        using var run = new FigureRun(city.Get<FigureCalculator>(), null);
        var day = await run.DayAsync(FiguresFixture.AsOf, [.. Packs], TestContext.Current.CancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(city.Folder, "partials-twice")).FullName;
        var facts = day.Facts.ToDictionary(
            f => f.Key, f => (IReadOnlyList<AcceptedTable>)[.. f.Value.Select(t => Twice(t, folder))], StringComparer.Ordinal);
        Assert.Equal(incremental, Full(new PartialStore(folder, new DuckLimits()), day, facts));
    }

    // The count follows what changed since it was last merged; a folder of its own knows nothing of before.
    [Fact]
    public async Task A_distinct_count_after_refilings_equals_one_over_all_rows()
    {
        var (date, cancellation) = (new DateOnly(2024, 12, 31), TestContext.Current.CancellationToken);
        var calculator = city.Get<FigureCalculator>();
        (int Institution, int[] Borrowers)[] filings =
        [
            (1, [1, 2, 3]), (2, [2, 4]), (3, [5]), (4, [6]), (1, [1, 2, 3, 7]), (2, [4, 5]), (3, [6]), (4, [8]), (3, []),
            (3, [1, 8]),
        ];
        var stands = new Dictionary<int, int[]>();
        foreach (var ((institution, borrowers), i) in filings.Select((f, i) => (f, i)))
        {
            stands[institution] = borrowers;
            var rows = new LoanRows();
            foreach (var id in borrowers.Select(b => b.ToString(CultureInfo.InvariantCulture)))
                rows.Loan(id, 10, "0", "01", "91440300" + id.PadLeft(10, '0')).Credit(id, 5);
            await city.AcceptAsync($"D{institution}", rows.Tables, FiguresFixture.Instant.AddDays(i), date);
            var count = await calculator.ValueAsync(FiguresFixture.Figure("I05"), date, null, cancellation);
            Assert.Equal(stands.Values.SelectMany(b => b).Distinct().Count(), count.BaseValue);
        }

        // That it does follow: what is kept of the last merge is changed, and so is what comes of it.
        var kept = Directory.GetFiles(Path.Combine(city.Folder, "partials", "values", "last"))
            .Single(f => File.ReadAllText(f).Contains("\"I05\":7}", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            kept,
            (await File.ReadAllTextAsync(kept, cancellation)).Replace("\"I05\":7}", "\"I05\":1007}", StringComparison.Ordinal),
            cancellation);
        var again = new LoanRows().Loan("9", 10, "0", "01").Credit("9", 5);
        await city.AcceptAsync("D3", again.Tables, FiguresFixture.Instant.AddDays(filings.Length), date);
        var followed = await calculator.ValueAsync(FiguresFixture.Figure("I05"), date, null, cancellation);
        Assert.Equal(1008, followed.BaseValue);

        // A publication does not rest on it: the whole sum differs, and what was kept is dropped.
        var verification = city.Get<FigureVerification>();
        Assert.Equal([followed], await verification.DifferingAsync([followed], cancellation));
        var repaired = await calculator.ValueAsync(FiguresFixture.Figure("I05"), date, null, cancellation);
        Assert.Equal(8, repaired.BaseValue);
        Assert.Empty(await verification.DifferingAsync([repaired], cancellation));

        // What a power cut left unreadable counts as not kept.
        await File.WriteAllTextAsync(kept, string.Empty, cancellation);
        var other = new LoanRows().Loan("10", 10, "0", "01").Credit("10", 5);
        await city.AcceptAsync("D3", other.Tables, FiguresFixture.Instant.AddDays(filings.Length + 1), date);
        var whole = await calculator.ValueAsync(FiguresFixture.Figure("I05"), date, null, cancellation);
        Assert.Equal(8, whole.BaseValue);
    }

    private static readonly HashSet<string> Packs = ["tech/loans", "inclusive/loans"];

    private static AcceptedTable Twice(AcceptedTable table, string folder)
    {
        if (table.Table is not ("F27" or "B01"))
            return table;
        var path = Path.Combine(folder, $"{table.FactFileId}.parquet");
        using var session = DuckSession.Open(new DuckLimits(), [table.ParquetPath], folder);
        session.Execute(
            $"""
            COPY (SELECT * FROM '{table.ParquetPath}' UNION ALL
                  SELECT * REPLACE (line_no + 1000 AS line_no) FROM '{table.ParquetPath}') TO '{path}' (FORMAT parquet)
            """,
            TestContext.Current.CancellationToken);
        return table with { ParquetPath = path, Rows = table.Rows * 2 };
    }

    private static (decimal? T05, decimal? I05) Full(
        PartialStore store, FigureDay day, IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts)
    {
        var set = store.Ensure(day.Plan, facts, day.Registers, Packs, TestContext.Current.CancellationToken);
        using var merge = new FigureMerge(store.Folder, new DuckLimits());
        decimal? Value(string pack, string figure) => new FigureResults(store.Folder).Merge(
            Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(figure)), merge, set, day.Plan.Pack(pack)!,
            day.Registers, TestContext.Current.CancellationToken).Figures[figure];
        return (Value("tech/loans", "T05"), Value("inclusive/loans", "I05"));
    }

    [Fact]
    public async Task Partial_results_that_were_deleted_are_computed_again()
    {
        var before = await city.ValueAsync("T05");
        Directory.Delete(Path.Combine(city.Folder, "partials", "segments"), recursive: true);
        Directory.Delete(Path.Combine(city.Folder, "partials", "values"), recursive: true);
        Assert.Equal(before, await city.ValueAsync("T05"));
    }
}
