using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

/// <summary>Values in the store that nothing can be read from: each is named, and nothing else goes unsaid.</summary>
public sealed class MalformedTests
{
    private const int Rows = 20;
    private const string Edit = """UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 7""";
    private const string NoTime = """UPDATE "AuditEntries" SET "At" = 300000000000000000 WHERE "Sequence" = 5""";
    private const string BeforeTime = """UPDATE "AuditEntries" SET "At" = -300000000000000000 WHERE "Sequence" = 1""";
    private const string Roots = """UPDATE "AuditTreeStates" SET "Roots" = 'x'""";
    private const string Verified = """UPDATE "AuditTreeStates" SET "Verified" = 999999""";

    [Theory]
    [InlineData(Provider.Sqlite, NoTime, "AUD1001/5")]
    [InlineData(Provider.PostgreSql, NoTime, "AUD1001/5")]
    [InlineData(Provider.Sqlite, BeforeTime, "AUD1001/1")]
    [InlineData(Provider.PostgreSql, BeforeTime, "AUD1001/1")]
    public async Task A_time_that_is_none_is_named_with_the_other_rows(Provider provider, string sql, string expected)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync(sql);
        await house.ExecuteAsync(Edit);
        await house.EnterAsync();
        Assert.Equal([expected, "AUD1001/7"], (await TamperingTests.StandingAsync(house)).Order());
        Assert.Equal([expected, "AUD1001/7"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, true)]
    [InlineData(Provider.Sqlite, false)]
    [InlineData(Provider.PostgreSql, true)]
    [InlineData(Provider.PostgreSql, false)]
    public async Task A_commitment_of_another_length_is_named_with_the_other_rows(Provider provider, bool isForgotten)
    {
        await using var house = await EnteredAsync(provider);
        if (isForgotten)
        {
            await house.Get<AuditRetention>().ForgetAsync(5, 5, "li", "保存期满", TreeHouse.Token);
            await house.EnterAsync();
        }

        await using (var context = house.Store.Context())
        {
            await context.AuditLeaves.Where(l => l.Sequence == 5).ExecuteUpdateAsync(
                set => set.SetProperty(l => l.Commitment, new byte[40]), TreeHouse.Token);
        }

        await house.ExecuteAsync(Edit);
        await house.EnterAsync();
        Assert.Equal(["AUD1001/5", "AUD1001/7"], (await TamperingTests.StandingAsync(house)).Order());
        Assert.Equal(["AUD1001/5", "AUD1001/7"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, 256, "AUD1007/6")]
    [InlineData(Provider.PostgreSql, 256, "AUD1007/6")]
    [InlineData(Provider.Sqlite, 1_000_000_000_000_000_000, "AUD1005/6")]
    public async Task A_kind_that_is_none_is_named_with_the_other_rows(Provider provider, long more, string expected)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync($"""UPDATE "AuditLeaves" SET "Kind" = "Kind" + {more} WHERE "Sequence" = 6""");
        await house.ExecuteAsync(Edit);
        Assert.Equal([expected, "AUD1001/7"], await house.FoundAsync());
    }

    [Theory]
    [InlineData(Provider.Sqlite, "x")]
    [InlineData(Provider.PostgreSql, "x")]
    [InlineData(Provider.Sqlite, "null")]
    public async Task An_act_of_deletion_that_cannot_be_read_excuses_nothing(Provider provider, string detail)
    {
        await using var house = await EnteredAsync(provider);
        await house.Get<AuditRetention>().ForgetAsync(2, 3, "li", "保存期满", TreeHouse.Token);
        await house.EnterAsync();
        await house.SetDetailAsync(Rows + 1, detail);
        Assert.Equal(["AUD1001/21", "AUD1006/2", "AUD1006/3"], (await house.FoundAsync()).Order());
    }

    [Theory]
    [InlineData(Provider.Sqlite, Roots)]
    [InlineData(Provider.PostgreSql, Roots)]
    [InlineData(Provider.Sqlite, Verified)]
    [InlineData(Provider.PostgreSql, Verified)]
    public async Task A_note_of_progress_that_is_none_is_named_and_noted_anew(Provider provider, string sql)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync(sql);
        await house.EnterAsync();
        Assert.Equal(["AUD1010/"], await TamperingTests.StandingAsync(house));
        Assert.Equal(["AUD1010/"], await house.FoundAsync());
        Assert.Empty(await house.FoundAsync());
        await house.ActAsync(3);
        await house.EnterAsync();
        Assert.Empty(await TamperingTests.StandingAsync(house));
        Assert.Equal(Rows + 3, (await house.Reconciliation.StateAsync(TreeHouse.Token)).Verified);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_touch_whose_number_was_given_before_those_that_were_read_is_read_later(Provider provider)
    {
        await using var house = await EnteredAsync(provider);
        await house.ExecuteAsync("""INSERT INTO "AuditTouches" ("Number", "Subject") VALUES (1001, 'audit/1'), (1003, 'audit/3')""");
        await using var context = house.Store.Context();
        var read = await Reconciling.TouchRuns.ReadAsync(context, 10, TreeHouse.Token);
        await house.ExecuteAsync("""INSERT INTO "AuditTouches" ("Number", "Subject") VALUES (1002, 'audit/2')""");
        await read.TakeAwayAsync(context, TreeHouse.Token);
        Assert.Equal(["audit/1", "audit/3"], read.Subjects!.Order());
        Assert.Equal(["audit/2"], await context.AuditTouches.Select(t => t.Subject).ToListAsync(TreeHouse.Token));
        read = await Reconciling.TouchRuns.ReadAsync(context, 0, TreeHouse.Token);
        Assert.Null(read.Subjects); // more than are looked at one by one
    }

    [Fact]
    public async Task A_touch_that_was_not_committed_when_others_were_read_is_compared_by_the_next_interval()
    {
        await using var house = await EnteredAsync(Provider.PostgreSql);
        await using var slow = house.Store.Context();
        await using var transaction = await slow.Database.BeginTransactionAsync(TreeHouse.Token);
        await slow.Database.ExecuteSqlRawAsync(Edit, TreeHouse.Token); // its touch has its number now
        await house.ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 9""");
        await house.EnterAsync();
        Assert.Equal(["AUD1001/9"], await TamperingTests.StandingAsync(house));
        await transaction.CommitAsync(TreeHouse.Token);
        await house.EnterAsync();
        Assert.Equal(["AUD1001/7", "AUD1001/9"], (await TamperingTests.StandingAsync(house)).Order());
    }

    [Fact]
    public async Task A_date_in_a_subject_does_not_follow_the_session_of_who_changes_the_row()
    {
        var table = new AuditedTable("Samples", "'sample/' || cast({row}.\"Day\" as varchar)");
        await using var house = await TreeHouse.OpenAsync(
            Provider.PostgreSql, more: services => Operations.OperationsServices.AddAuditedTable(services, table));
        await using var context = house.Store.Context();
        await context.Database.OpenConnectionAsync(TreeHouse.Token);
        await context.Database.ExecuteSqlRawAsync("SET DateStyle = 'German'", TreeHouse.Token);
        context.Add(new Sample { Id = Guid.CreateVersion7(), Name = "a", Day = new DateOnly(2025, 6, 30), At = house.Store.Time.GetUtcNow() });
        await context.SaveChangesAsync(TreeHouse.Token);
        Assert.Equal(["sample/2025-06-30"], await context.AuditTouches.Select(t => t.Subject).ToListAsync(TreeHouse.Token));
    }

    private static async Task<TreeHouse> EnteredAsync(Provider provider)
    {
        var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(Rows);
        await house.EnterAsync();
        return house;
    }
}
