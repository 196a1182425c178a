using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class ListTests
{
    private static readonly ListColumns<Sample> Columns = ListColumns.ByKey((Sample s) => s.Id)
        .Searched("name", s => s.Name).Searched("remark", s => s.Remark)
        .Sorted("balance", s => s.BalanceFen).Sorted("day", s => s.Day).Sorted("lastDay", s => s.LastDay)
        .Sorted("at", s => s.At).Sorted("endedAt", s => s.EndedAt).Sorted("share", s => s.Share).Sorted("open", s => s.IsOpen);

    private static readonly string[] Names = ["b", "B", "a", "Á", "贷款", "一表通", "10", "9", "_", "a b"];

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Text_is_sorted_by_code_point(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        var page = await PageAsync(store, new PageRequest(Sort: "name"));
        Assert.Equal(Names.Order(StringComparer.Ordinal), page.Rows.Select(r => r.Name));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Every_column_sorts_both_ways_with_missing_values_last(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        var all = (await PageAsync(store, new PageRequest())).Rows;
        await AssertSortedAsync(store, "balance", all, s => s.BalanceFen);
        await AssertSortedAsync(store, "day", all, s => s.Day);
        await AssertSortedAsync(store, "lastDay", all, s => s.LastDay);
        await AssertSortedAsync(store, "at", all, s => s.At);
        await AssertSortedAsync(store, "endedAt", all, s => s.EndedAt);
        await AssertSortedAsync(store, "share", all, s => s.Share);
        await AssertSortedAsync(store, "open", all, s => s.IsOpen);
        await AssertSortedAsync(store, "remark", all, s => s.Remark, StringComparer.Ordinal);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Pages_neither_repeat_nor_miss_a_row_when_values_are_equal(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        var seen = new List<Guid>();
        for (var offset = 0; offset < Names.Length; offset += 3)
        {
            var page = await PageAsync(store, new PageRequest(offset, 3, "open"));
            Assert.Equal(Names.Length, page.Total);
            seen.AddRange(page.Rows.Select(r => r.Id));
        }

        Assert.Equal(Names.Length, seen.Distinct().Count());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Search_finds_Chinese_and_either_case_of_ASCII_letters(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        Assert.Equal(["贷款"], (await PageAsync(store, new PageRequest(Search: "款"))).Rows.Select(r => r.Name));
        var letters = await PageAsync(store, new PageRequest(Sort: "name", Search: "B"));
        Assert.Equal(["B", "a b", "b"], letters.Rows.Select(r => r.Name));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Search_takes_wildcards_literally(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        Assert.Equal(["_"], (await PageAsync(store, new PageRequest(Search: "_"))).Rows.Select(r => r.Name));
        Assert.Empty((await PageAsync(store, new PageRequest(Search: "%"))).Rows);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_unknown_sort_means_the_order_of_the_list(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        var page = await PageAsync(store, new PageRequest(Sort: "1; DROP TABLE"));
        Assert.Equal(page.Rows.Select(r => r.Id).Order(), page.Rows.Select(r => r.Id));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_page_has_at_most_the_largest_limit(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        Assert.Single((await PageAsync(store, new PageRequest(-5, 0))).Rows);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Instants_are_compared_in_the_database_to_the_microsecond(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        await using var context = store.Context();
        var limit = store.Time.GetUtcNow().AddMicroseconds(4).ToOffset(TimeSpan.FromHours(8));
        var found = context.Set<Sample>().Where(s => s.At < limit).Select(s => s.At).ToList();
        Assert.Equal(4, found.Count);
        Assert.All(found, at => Assert.Equal(TimeSpan.Zero, at.Offset));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Dates_are_compared_in_the_database(Provider provider)
    {
        await using var store = await FilledAsync(provider);
        await using var context = store.Context();
        var limit = new DateOnly(2025, 1, 3);
        Assert.Equal(3, context.Set<Sample>().Count(s => s.Day <= limit));
    }

    private static async Task<TestStore> FilledAsync(Provider provider)
    {
        var store = await TestStore.OpenAsync(provider);
        await using var context = store.Context();
        var now = store.Time.GetUtcNow();
        for (var i = 0; i < Names.Length; i++)
        {
            context.Add(new Sample
            {
                Id = Guid.CreateVersion7(now.AddMilliseconds(i * 7 % 10)),
                Name = Names[i],
                Remark = i % 3 == 0 ? null : $"说明{i * 7 % 10}",
                BalanceFen = (i * 13 % 10 - 5) * 1_000_000_000_000_000,
                Day = new DateOnly(2025, 1, 1).AddDays(i),
                LastDay = i % 2 == 0 ? null : new DateOnly(2030, 1, 1).AddDays(-i),
                At = now.AddMicroseconds(i),
                EndedAt = i % 4 == 0 ? null : now.AddDays(i * 3 % 10),
                Share = i * 0.37 % 1,
                IsOpen = i % 2 == 0,
            });
        }

        await context.SaveChangesAsync(TestStore.Token);
        return store;
    }

    private static async Task<Page<Sample>> PageAsync(TestStore store, PageRequest request)
    {
        await using var context = store.Context();
        return await Columns.PageAsync(context.Set<Sample>(), request, TestStore.Token);
    }

    private static async Task AssertSortedAsync<TValue>(
        TestStore store, string column, IReadOnlyList<Sample> all, Func<Sample, TValue> value, IComparer<TValue>? comparer = null)
    {
        var last = all.OrderBy(s => value(s) is null);
        var up = await PageAsync(store, new PageRequest(Sort: column));
        Assert.Equal(last.ThenBy(value, comparer).ThenBy(s => s.Id).Select(s => s.Id), up.Rows.Select(s => s.Id));
        var down = await PageAsync(store, new PageRequest(Sort: column, Descending: true));
        Assert.Equal(last.ThenByDescending(value, comparer).ThenBy(s => s.Id).Select(s => s.Id), down.Rows.Select(s => s.Id));
    }
}
