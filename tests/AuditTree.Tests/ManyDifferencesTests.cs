using System.Diagnostics;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>More differs than is named, and more was forgotten than is looked at one by one.</summary>
public sealed class ManyDifferencesTests
{
    private const int Rows = 1_300;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Rows_that_are_not_named_are_counted_said_and_not_settled(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(Rows);
        await house.EnterAsync();
        await EditAsync(house, Rows);
        Assert.Equal(["AUD1001/1300"], await house.FoundAsync());
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x'""");
        var report = await house.WholeAsync();
        Assert.Equal((Rows, 1_001), (report.Count, report.Found.Count));
        Assert.Contains(report.Found, f => f.Reason.Message.En.StartsWith("300 more differences", StringComparison.Ordinal));
        Assert.DoesNotContain("AUD1001/1300", TreeHouse.Names(report.Found));
        var standing = await StandingAsync(house);
        Assert.Contains("AUD1001/1300", standing); // it still differs, though it is not among the first thousand
        Assert.Contains("AUD1009/", standing);

        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = '李四' WHERE "Sequence" <= 200""");
        report = await house.WholeAsync();
        Assert.Equal(Rows - 200, report.Count);
        Assert.Contains(
            await house.Reconciliation.StandingAsync(2_000, TreeHouse.Token),
            f => f.Code == "AUD1009" && f.En.StartsWith("100 more", StringComparison.Ordinal));

        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = '李四'""");
        Assert.Empty(await house.FoundAsync());
        Assert.Empty(await StandingAsync(house));
        Assert.Equal(0, await house.Reconciliation.CountStandingAsync(TreeHouse.Token));
    }

    [Fact]
    public void Stretches_are_joined_and_hold_what_one_of_them_holds()
    {
        var ranges = new RowRanges([(9, 9), (1, 3), (2, 2), (4, 5), (20, 10), (11, 12), (long.MaxValue, long.MaxValue),
            (long.MinValue, -5)]);
        Assert.Equal(5, ranges.Count);
        Assert.Equal(
            [1, 2, 3, 4, 5, 9, 11, 12], Enumerable.Range(-4, 40).Select(n => (long)n).Where(ranges.Contains));
        Assert.True(ranges.Contains(long.MaxValue) && ranges.Contains(long.MinValue) && ranges.Contains(-5));
        Assert.False(new RowRanges([]).Contains(1));
    }

    [Fact]
    public void A_million_forgotten_rows_by_ten_thousand_acts_cost_in_proportion()
    {
        const int factor = 8;
        Look(10_000, 100);
        var (small, large) = (Fastest(10_000 / factor), Fastest(10_000));
        Assert.True(large < small * factor * 3, $"{small.TotalMilliseconds} → {large.TotalMilliseconds} ms"); // 64 before
    }

    [Fact]
    public async Task Rows_that_many_acts_forgot_are_forgotten_and_no_others()
    {
        await using var house = await TreeHouse.OpenAsync(Provider.Sqlite);
        await house.ActAsync(400);
        await house.EnterAsync();
        for (var row = 1; row <= 300; row += 3)
            await house.Get<AuditRetention>().ForgetAsync(row, row + 1, "li", "保存期满", TreeHouse.Token);
        await house.EnterAsync();
        await house.ExecuteAsync("""UPDATE "AuditLeaves" SET "Salt" = NULL WHERE "Sequence" IN (3, 299, 350)""");
        var report = await house.WholeAsync();
        Assert.Equal(["AUD1006/3", "AUD1006/350"], TreeHouse.Names(report.Found));
        Assert.Equal(200, report.Forgotten);
    }

    private static TimeSpan Fastest(int acts) => Enumerable.Range(0, 5).Select(_ => Look(acts, 100)).Min();

    // Acts that touch no other, in the worst order, and every row of theirs looked for.
    private static TimeSpan Look(int acts, int rows)
    {
        var ranges = Enumerable.Range(0, acts).Reverse().Select(n => ((long)n * (rows + 1) + 1, (long)n * (rows + 1) + rows))
            .ToList();
        var begun = Stopwatch.GetTimestamp();
        var lawful = new RowRanges(ranges);
        var held = 0;
        for (var row = 1L; row <= (long)acts * (rows + 1); row++)
            held += lawful.Contains(row) ? 1 : 0;
        var taken = Stopwatch.GetElapsedTime(begun);
        Assert.Equal(acts * rows, held);
        return taken;
    }

    private static async Task EditAsync(TreeHouse house, long row) =>
        await house.ExecuteAsync($"""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = {row}""");

    private static async Task<string[]> StandingAsync(TreeHouse house) =>
        [.. (await house.Reconciliation.StandingAsync(2_000, TreeHouse.Token)).Select(f => $"{f.Code}/{f.Sequence}")];
}
