using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>Figures whose partial results a server computes: the same, and what is loaded is loaded once, whole.</summary>
public sealed class ServerFigureTests(FiledBanks banks) : IClassFixture<FiledBanks>
{
    [Fact]
    public async Task Every_figure_is_that_of_the_embedded_engine()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(banks.Folder, await banks.DatabaseAsync());
        var values = await served.AllAsync();
        Assert.Equal(await banks.ExpectedAsync(), values);
        Assert.Contains(values, v => v.StartsWith("T05 = 1030", StringComparison.Ordinal));
        Assert.Contains(values, v => v.StartsWith("I05 = 1,", StringComparison.Ordinal)); // one borrower of two banks
        Assert.Empty(served.Unfinished);
        Assert.Empty(await TablesAsync(served, "run_%"));
    }

    [Fact]
    public async Task A_refiling_replaces_its_rows_and_what_was_known_before_stays_known()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(banks.Folder, await banks.DatabaseAsync());
        var before = await served.AllAsync(FiledBanks.Refiled.AddDays(-1));
        Assert.Contains(before, v => v.StartsWith("T05 = 1130", StringComparison.Ordinal));
        Assert.Equal(await banks.ExpectedAsync(FiledBanks.Refiled.AddDays(-1)), before);
        banks.Server.Seen.Clear();
        Assert.Contains(await served.AllAsync(), v => v.StartsWith("T05 = 1030", StringComparison.Ordinal));
        Assert.Equal(["4"], await RowsAsync(served, "SELECT count() FROM huoshui_loads WHERE fact_table LIKE 'facts_H01%'"));
    }

    [Fact]
    public async Task What_is_loaded_is_not_loaded_again()
    {
        Nodes.SkipWithout();
        var server = await banks.DatabaseAsync();
        await using (var first = new ServedFigures(banks.Folder, server))
            await first.AllAsync();
        Assert.NotEmpty(Loads());
        banks.Server.Seen.Clear();
        await using var second = new ServedFigures(banks.Folder, server);
        Assert.Equal(await banks.ExpectedAsync(), await second.AllAsync());
        Assert.Empty(Loads());
    }

    [Fact]
    public async Task A_load_that_breaks_off_is_never_seen_and_is_swept_up()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(banks.Folder, await banks.DatabaseAsync());
        banks.Server.Fate = s => s.StartsWith("INSERT INTO huoshui_loads", StringComparison.Ordinal) ? Fate.Broken : Fate.Passed;
        Assert.Equal("WHS2008", (await Assert.ThrowsAsync<FactsException>(() => served.AllAsync())).Code);
        Assert.Empty(served.Unfinished);
        banks.Server.Fate = _ => Fate.Passed;
        Assert.Equal(await banks.ExpectedAsync(), await served.AllAsync());

        var sweep = new FactSweep(served.Facts!, new Later());
        var found = Assert.Single(sweep.Run(null, removes: false, TestContext.Current.CancellationToken));
        Assert.True(found is { Rows: > 0, Moved: 0, Fault: null }, $"{found}");
        Assert.Equal(found.Rows, sweep.Run(null, removes: true, TestContext.Current.CancellationToken)[0].Rows);
        Assert.Equal(0, sweep.Run(null, removes: true, TestContext.Current.CancellationToken)[0].Rows);
        Assert.Equal(0, new FactSweep(served.Facts!, TimeProvider.System).Run(null, removes: false, TestContext.Current.CancellationToken)[0].Rows);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_leaves_nothing_half_done()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(banks.Folder, await banks.DatabaseAsync());
        var results = 0;
        banks.Server.Fate = s => s.Contains("WHERE \"institution\" IN", StringComparison.Ordinal) && ++results > 5
            ? Fate.Broken : Fate.Passed;
        var lost = await Assert.ThrowsAsync<FactsException>(() => served.AllAsync());
        Assert.Equal(("WHS2008", true), (lost.Code, lost.IsOutage));
        Assert.Empty(served.Unfinished);
        banks.Server.Fate = _ => Fate.Passed;
        Assert.Equal(await banks.ExpectedAsync(), await served.AllAsync());
    }

    [Fact]
    public async Task An_institution_with_dates_that_the_server_has_not_is_computed_here()
    {
        Nodes.SkipWithout();
        var filed = new FiguresFixture();
        await filed.InitializeAsync();
        var endless = new LoanRows().Loan("7", 11);
        foreach (var field in RepositoryPolicies.Library.Return("onetable")!.Table("F27")!.Fields.Where(f => f.Kind == Policies.ColumnKind.Date))
            endless.Tables["F27"][0][field.Code] = "9999-12-31";
        await filed.AcceptAsync("B1", new LoanRows().Loan("1", 100).Tables);
        await filed.AcceptAsync("B4", endless.Tables);
        await using var embedded = new ServedFigures(filed.Folder, null);
        await using var served = new ServedFigures(filed.Folder, await banks.DatabaseAsync());

        Assert.Equal(await embedded.AllAsync(), await served.AllAsync());
        var asked = banks.Server.Seen.Where(s => s.Contains("WHERE \"institution\" IN", StringComparison.Ordinal)).ToList();
        Assert.Contains(asked, s => s.Contains("IN ('B1')", StringComparison.Ordinal));
        Assert.DoesNotContain(asked, s => s.Contains("'B4'", StringComparison.Ordinal));
        await filed.DisposeAsync();
    }

    [Fact]
    public async Task Rows_that_somebody_deleted_on_the_server_are_loaded_again()
    {
        Nodes.SkipWithout();
        var server = await banks.DatabaseAsync();
        await using (var first = new ServedFigures(banks.Folder, server))
        {
            await first.AllAsync();
            var table = Assert.Single(await TablesAsync(first, "facts_H01%"));
            await banks.Node.ExecuteAsync($"TRUNCATE TABLE {server.All[0].Database}.{table}");
        }

        await using var second = new ServedFigures(banks.Folder, server);
        Assert.Equal(await banks.ExpectedAsync(), await second.AllAsync());
    }

    [Fact]
    public async Task A_database_that_was_emptied_meanwhile_is_filled_again()
    {
        Nodes.SkipWithout();
        var server = await banks.DatabaseAsync();
        await using var served = new ServedFigures(banks.Folder, server);
        Assert.NotEmpty(await served.AllAsync(FiledBanks.Refiled.AddDays(-1)));
        foreach (var table in await TablesAsync(served, "%"))
            await banks.Node.ExecuteAsync($"DROP TABLE {server.All[0].Database}.{table}");
        Assert.Equal(await banks.ExpectedAsync(), await served.AllAsync());
    }

    [Fact]
    public async Task Neither_the_key_of_borrowers_nor_the_password_stands_in_a_statement()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(banks.Folder, await banks.DatabaseAsync());
        await served.AllAsync();
        var key = (await File.ReadAllTextAsync(Path.Combine(served.Folder, "partials", "borrower.key"), TestContext.Current.CancellationToken)).Trim();
        Assert.NotEmpty(banks.Server.Seen);
        Assert.DoesNotContain(banks.Server.Seen, s => s.Contains(key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(banks.Server.Seen, s => s.Contains(FaultyServer.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_person_of_two_banks_has_the_hash_of_the_embedded_engine_and_no_mark_or_number_is_kept()
    {
        Nodes.SkipWithout();
        const string identity = "440301199001011239";
        await using var figures = new FiguresFixture();
        await figures.InitializeAsync();
        foreach (var (bank, loan) in new[] { ("B1", "1"), ("B2", "2") })
        {
            var tables = new LoanRows().Loan(loan, 100, "1", "03").Credit(loan, 1_000_000).Tables;
            tables["B04"] = [new() { ["B040001"] = "C" + loan, ["B040005"] = identity }];
            await figures.AcceptAsync(bank, tables);
        }

        Warehouse.Partials.BorrowerKey.In(Path.Combine(figures.Folder, "partials"));
        await using var embedded = new ServedFigures(figures.Folder, null);
        await using var served = new ServedFigures(figures.Folder, await banks.DatabaseAsync());
        Assert.Equal(await embedded.AllAsync(), await served.AllAsync());
        var (expected, kept) = (Borrowers(embedded.Folder), Borrowers(served.Folder));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, kept);
        Assert.DoesNotContain(kept, b => b.Contains('~', StringComparison.Ordinal) || b.Contains(identity, StringComparison.Ordinal));
    }

    // Every borrower that a partial result holds.
    private static List<string> Borrowers(string folder)
    {
        using var session = Warehouse.DuckSession.Open(new Warehouse.DuckLimits(), [folder]);
        return [.. Directory.EnumerateFiles(Path.Combine(folder, "partials"), "*.parquet", SearchOption.AllDirectories)
            .Where(f => session.Query($"SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet('{f}'))", r => r.GetString(0)).Contains("borrower"))
            .SelectMany(f => session.Query($"SELECT DISTINCT borrower FROM read_parquet('{f}')", r => r.GetString(0)))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Loads() => banks.Server.Seen.Where(s => s.StartsWith("INSERT INTO \"facts_", StringComparison.Ordinal));

    private Task<List<string>> TablesAsync(ServedFigures served, string like) => RowsAsync(
        served, $"SELECT name FROM system.tables WHERE database = '{served.Facts!.Servers.All[0].Database}' AND name LIKE '{like}'");

    private Task<List<string>> RowsAsync(ServedFigures served, string sql) => banks.Node.RowsAsync(
        sql.Replace("huoshui_loads", served.Facts!.Servers.All[0].Database + ".huoshui_loads", StringComparison.Ordinal));
}
