using Huoshui.Portal;
using Huoshui.Systems.Indicators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>The store as the hosts compose it, with every part.</summary>
public sealed class MigrationTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_model_equals_the_snapshot(Provider provider)
    {
        await using var services = Compose(TestStore.NewOptions(provider));
        await using var context = Context(services);
        Assert.False(
            context.Database.HasPendingModelChanges(),
            "The model differs from the migrations: run eng/migrations (before the first release) or eng/migrations NAME.");
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task The_hosts_compose_the_parts_that_the_migrations_were_written_from(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        await using var services = Compose(options);
        await using var composed = Context(services);
        await using var designed = DesignTimeContext.Create(options);
        Assert.Equal(Tables(designed), Tables(composed));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_new_store_is_prepared_and_works(Provider provider)
    {
        await using var services = Compose(TestStore.NewOptions(provider));
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await using var context = Context(services);
        context.Audit("test", "store.try", "store");
        context.Enqueue(new JobRequest("none", 1));
        await context.SaveChangesAsync(TestStore.Token);
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_store_of_every_earlier_release_upgrades_with_its_data(Provider provider)
    {
        await using var probe = Compose(TestStore.NewOptions(provider));
        await using var names = Context(probe);
        foreach (var release in names.Database.GetMigrations())
        {
            await using var services = Compose(TestStore.NewOptions(provider));
            await using (var old = Context(services))
            {
                await old.GetService<IMigrator>().MigrateAsync(release, TestStore.Token);
                await FillAsync(old);
            }

            await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
            await AssertFilledAsync(services);
        }
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Of_two_publications_that_both_stood_the_later_one_stands(Provider provider)
    {
        await using var services = Compose(TestStore.NewOptions(provider));
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await using (var old = Context(services))
        {
            var before = old.Database.GetMigrations().Single(name => name.EndsWith("_PublicationSupport", StringComparison.Ordinal));
            await old.GetService<IMigrator>().MigrateAsync(before, TestStore.Token);
            await PublishAsync(old, ids[0], new DateOnly(2025, 6, 30), decidedAt: 2);
            await PublishAsync(old, ids[1], new DateOnly(2025, 6, 30), decidedAt: 1);
            await PublishAsync(old, ids[2], new DateOnly(2024, 6, 30), decidedAt: 1);
        }

        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await using var context = Context(services);
        var all = await context.Set<FigurePublication>().ToDictionaryAsync(p => p.Id, TestStore.Token);
        Assert.Equal((PublicationState.Revised, ids[0]), (all[ids[1]].State, all[ids[1]].ReplacedById));
        Assert.All([all[ids[0]], all[ids[2]]], standing => Assert.Equal(PublicationState.Published, standing.State));
    }

    private static Task<int> PublishAsync(OperationsContext context, Guid id, DateOnly asOf, long decidedAt) =>
        context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "FigurePublications" ("Id", "FigureId", "AsOf", "KnownAt", "ValueText", "Unit", "RulesHash", "IsIncomplete",
                "CoverageText", "State", "ProposedBy", "ProposedAt", "DecidedAt", "Revision")
            VALUES ({0}, 'T05', {1}, 0, '1', 'yuan', '', {2}, '3/3; ', 'Published', 'analyst', 0, {3}, 1)
            """,
            [id, asOf, false, decidedAt],
            TestStore.Token);

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_store_without_a_history_is_refused_with_what_to_do(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        await using (var tables = new ServiceCollection().AddOperations(options).BuildServiceProvider())
            await tables.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await using var services = Compose(options);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token));
        Assert.Contains("new data folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_killed_while_it_migrated_does_not_lock_the_store()
    {
        await using var services = Compose(TestStore.NewOptions(Provider.Sqlite));
        var database = services.GetRequiredService<OperationsDatabase>();
        await database.PrepareAsync(TestStore.Token);
        await using var context = Context(services);
        await context.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2025-06-30 00:00:00+00:00');
            """,
            TestStore.Token);
        await database.PrepareAsync(TestStore.Token).WaitAsync(TimeSpan.FromSeconds(30), TestStore.Token);
    }

    // In the columns of the first release; a later release that drops one amends this beside its migration.
    private static async Task FillAsync(OperationsContext context)
    {
        await context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "Institutions" ("Id", "NameZh", "NameEn", "Kind", "IsLocalLegalPerson", "ActiveFrom")
            VALUES ('B0001', '测试银行', 'Test Bank', '03', {0}, {1})
            """,
            [true, new DateOnly(2010, 1, 1)],
            TestStore.Token);
        await context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "Jobs" ("Id", "Kind", "Payload", "MaxAttempts", "CreatedAt", "DueAt", "State", "Attempts",
                "ProgressPermille", "CancelRequested")
            VALUES ({0}, 'filing.check', '1', 3, 1751270400000000, 1751270400000000, 'Waiting', 0, 0, {1})
            """,
            [Guid.CreateVersion7(), false],
            TestStore.Token);
    }

    private static async Task AssertFilledAsync(ServiceProvider services)
    {
        await using var context = Context(services);
        var bank = await context.Set<Registry.Institution>().SingleAsync(TestStore.Token);
        Assert.Equal(("测试银行", new DateOnly(2010, 1, 1)), (bank.NameZh, bank.ActiveFrom));
        var job = await context.Jobs.SingleAsync(TestStore.Token);
        Assert.Equal(new DateTimeOffset(2025, 6, 30, 8, 0, 0, TimeSpan.Zero), job.DueAt);
    }

    private static ServiceProvider Compose(OperationsOptions options) => new ServiceCollection().AddLogging()
        .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql })
        .BuildServiceProvider();

    private static OperationsContext Context(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContext();

    private static string[] Tables(OperationsContext context) =>
        [.. context.Model.GetEntityTypes().Select(e => $"{e.Name}: {e.GetTableName()}").Order(StringComparer.Ordinal)];
}
