using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>Records of a table that acts tell of.</summary>
public sealed class RecordTests
{
    private static readonly AuditedTable Table = new("Samples", "'sample/' || {row}.\"Name\"");

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_record_that_is_as_stated_is_equal(Provider provider)
    {
        await using var house = await OpenAsync(provider);
        Assert.Empty(await house.FoundAsync());
        await house.EnterAsync();
        Assert.Empty(await TamperingTests.StandingAsync(house));
    }

    [Theory]
    [InlineData(Provider.Sqlite, """UPDATE "Samples" SET "BalanceFen" = 1 WHERE "Name" = 'b'""", "AUD1020/2")]
    [InlineData(Provider.PostgreSql, """UPDATE "Samples" SET "BalanceFen" = 1 WHERE "Name" = 'b'""", "AUD1020/2")]
    [InlineData(Provider.Sqlite, """DELETE FROM "Samples" WHERE "Name" = 'c'""", "AUD1020/3")]
    [InlineData(Provider.PostgreSql, """DELETE FROM "Samples" WHERE "Name" = 'c'""", "AUD1020/3")]
    [InlineData(Provider.Sqlite, Copy, "AUD1020/")]
    [InlineData(Provider.PostgreSql, Copy, "AUD1020/")]
    public async Task A_record_changed_deleted_or_added_is_named_by_the_next_interval(
        Provider provider, string sql, string expected)
    {
        await using var house = await OpenAsync(provider);
        await house.ExecuteAsync(sql.Replace("$id", provider == Provider.Sqlite ? "hex(randomblob(16))" : "gen_random_uuid()", StringComparison.Ordinal));
        await house.EnterAsync();
        Assert.Equal([expected], await TamperingTests.StandingAsync(house));
        Assert.Equal([expected], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_is_saved_while_records_are_read_is_not_named(Provider provider)
    {
        await using var house = await OpenAsync(provider);
        var samples = (Samples)house.Get<IAuditedRecords>();
        samples.Between = () => AddAsync(house, "d"); // after the records were read, before the acts are
        Assert.Empty(await house.FoundAsync());
        samples.Between = () => AddAsync(house, "e");
        await house.ExecuteAsync("""UPDATE "Samples" SET "BalanceFen" = 1 WHERE "Name" = 'b'""");
        Assert.Equal(["AUD1020/2"], await house.FoundAsync());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_difference_of_a_record_added_while_records_are_read_is_named_all_the_same(Provider provider)
    {
        await using var house = await OpenAsync(provider);
        ((Samples)house.Get<IAuditedRecords>()).Between = async () =>
        {
            await AddAsync(house, "d");
            await house.ExecuteAsync("""UPDATE "Samples" SET "BalanceFen" = 1 WHERE "Name" = 'd'""");
        };
        Assert.Equal(["AUD1020/4"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, "x")]
    [InlineData(Provider.PostgreSql, "x")]
    [InlineData(Provider.Sqlite, "[1]")]
    [InlineData(Provider.PostgreSql, "7")]
    [InlineData(Provider.Sqlite, """{"id":"b","id":"b"}""")]
    [InlineData(Provider.PostgreSql, """{"id":"\ud800"}""")]
    public async Task An_act_whose_detail_cannot_be_read_is_named_with_all_else_that_was_changed(
        Provider provider, string detail)
    {
        await using var house = await OpenAsync(provider);
        await house.SetDetailAsync(2, detail);
        await house.ExecuteAsync("""UPDATE "Samples" SET "BalanceFen" = 1 WHERE "Name" = 'c'""");
        await house.EnterAsync();
        string[] expected = ["AUD1001/2", "AUD1020/2", "AUD1020/3"];
        Assert.Equal(["AUD1001/2", "AUD1020/3"], (await TamperingTests.StandingAsync(house)).Order());
        Assert.Equal(expected, (await house.FoundAsync()).Order());
        Assert.Equal(expected, (await TamperingTests.StandingAsync(house)).Order());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_table_that_cannot_be_read_is_named_and_silences_nothing(Provider provider)
    {
        await using var house = await OpenAsync(provider);
        await house.ExecuteAsync("""UPDATE "Samples" SET "At" = 300000000000000000 WHERE "Name" = 'a'""");
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 2""");
        await house.EnterAsync();
        Assert.Equal(["AUD1001/2", "AUD1020/"], (await TamperingTests.StandingAsync(house)).Order());
        Assert.Equal(["AUD1001/2", "AUD1020/"], (await house.FoundAsync()).Order());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_rows_showed_is_kept_although_the_records_fail(Provider provider)
    {
        await using var house = await OpenAsync(provider);
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 2""");
        ((Samples)house.Get<IAuditedRecords>()).Between = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(house.WholeAsync);
        Assert.Equal(["AUD1001/2"], await TamperingTests.StandingAsync(house));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_whole_comparison_of_many_records_holds_a_part_of_them_in_memory_and_misses_none(Provider provider)
    {
        const int count = 12_000;
        await using var house = await OpenAsync(provider);
        await using (var context = house.Store.Context())
        {
            for (var n = 0; n < count; n++)
            {
                var sample = new Sample { Id = Guid.CreateVersion7(), Name = $"s{n}", BalanceFen = n, At = house.Store.Time.GetUtcNow() };
                context.Add(sample);
                context.Audit("a", "sample.add", $"sample/s{n}", Samples.Told(sample));
            }

            await context.SaveChangesAsync(TreeHouse.Token);
        }

        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        Assert.InRange(((Samples)house.Get<IAuditedRecords>()).MostAtOnce, 1, 5_000);
        await house.ExecuteAsync("""UPDATE "Samples" SET "BalanceFen" = -1 WHERE "Name" IN ('a', 's0', 's7000', 's11999')""");
        await house.ExecuteAsync("""UPDATE "Samples" SET "Name" = 'nobody' WHERE "Name" = 's3'""");
        Assert.Equal(
            ["AUD1020/", "AUD1020/1", "AUD1020/12003", "AUD1020/4", "AUD1020/7", "AUD1020/7004"], (await house.FoundAsync()).Order());
    }

    private const string Copy =
        """
        INSERT INTO "Samples" ("Id", "Name", "BalanceFen", "Day", "At", "Share", "IsOpen", "Revision")
        SELECT $id, 'd', 5, "Day", "At", "Share", "IsOpen", 1 FROM "Samples" WHERE "Name" = 'a'
        """;

    private static async Task<TreeHouse> OpenAsync(Provider provider)
    {
        var house = await TreeHouse.OpenAsync(provider, more: services => services.AddAuditedTable(Table)
            .AddSingleton<IAuditedRecords, Samples>());
        foreach (var name in (string[])["a", "b", "c"])
            await AddAsync(house, name);
        await house.EnterAsync();
        return house;
    }

    private static async Task AddAsync(TreeHouse house, string name)
    {
        await using var context = house.Store.Context();
        var sample = new Sample { Id = Guid.CreateVersion7(), Name = name, BalanceFen = 7, At = house.Store.Time.GetUtcNow() };
        context.Add(sample);
        context.Audit("a", "sample.add", $"sample/{name}", Samples.Told(sample));
        await context.SaveChangesAsync(TreeHouse.Token);
    }

    private sealed class Samples : StatedRecords<Sample>
    {
        public override string Action => "sample.add";

        public override string Noun => "sample";

        public static object Told(Sample sample) => new { id = sample.Name, sample.BalanceFen };

        /// <summary>What somebody does, once, after the records were read.</summary>
        public Func<Task>? Between { get; set; }

        /// <summary>Most rows that were in memory at once.</summary>
        public int MostAtOnce { get; private set; }

        protected override async Task<List<Sample>> FindAsync(
            OperationsContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
        {
            var names = subjects.Select(s => s["sample/".Length..]).ToList();
            var rows = await context.Set<Sample>().AsNoTracking().Where(s => names.Contains(s.Name))
                .ToListAsync(cancellationToken);
            MostAtOnce = Math.Max(MostAtOnce, rows.Count);
            var between = Between;
            Between = null;
            if (between is not null)
                await between();
            return rows;
        }

        protected override IAsyncEnumerable<string> SubjectsAsync(OperationsContext context, DateTimeOffset since) =>
            context.Set<Sample>().AsNoTracking().Where(s => s.At >= since).Select(s => s.Name).AsAsyncEnumerable()
                .Select(name => $"sample/{name}");

        protected override string SubjectOf(Sample row) => $"sample/{row.Name}";

        protected override DateTimeOffset MadeAt(Sample row) => row.At;

        protected override object Statement(Sample row) => Told(row);
    }
}
