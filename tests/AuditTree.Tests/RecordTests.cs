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
        {
            await using var context = house.Store.Context();
            var sample = new Sample { Id = Guid.CreateVersion7(), Name = name, BalanceFen = 7, At = house.Store.Time.GetUtcNow() };
            context.Add(sample);
            context.Audit("a", "sample.add", $"sample/{name}", Samples.Told(sample));
            await context.SaveChangesAsync(TreeHouse.Token);
        }

        await house.EnterAsync();
        return house;
    }

    private sealed class Samples : StatedRecords<Sample>
    {
        public override string Action => "sample.add";

        public override string Noun => "sample";

        public static object Told(Sample sample) => new { id = sample.Name, sample.BalanceFen };

        protected override Task<List<Sample>> FindAsync(
            OperationsContext context, RecordScope scope, CancellationToken cancellationToken)
        {
            var names = scope.Subjects?.Select(s => s["sample/".Length..]).ToList();
            return context.Set<Sample>().AsNoTracking().Where(s => names == null || names.Contains(s.Name))
                .ToListAsync(cancellationToken);
        }

        protected override string SubjectOf(Sample row) => $"sample/{row.Name}";

        protected override DateTimeOffset MadeAt(Sample row) => row.At;

        protected override object Statement(Sample row) => Told(row);
    }
}
