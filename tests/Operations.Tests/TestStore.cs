using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>Which database a test runs on.</summary>
public enum Provider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Every provider, for [ClassData].</summary>
public sealed class BothProviders : TheoryData<Provider>
{
    public BothProviders() : base(Provider.Sqlite, Provider.PostgreSql)
    {
    }
}

/// <summary>A clock that a test moves; timers run in real time.</summary>
internal sealed class TestTime : TimeProvider
{
    private DateTimeOffset _now = new(2025, 6, 30, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}

/// <summary>A store of one test, with its clock.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestStore(OperationsOptions options, Action<IServiceCollection>? more, TestTime time)
    {
        (Options, Time) = (options, time);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddOperations(options);
        more?.Invoke(services);
        _services = services.AddModelPart<SamplePart>().BuildServiceProvider();
    }

    public OperationsOptions Options { get; }

    public TestTime Time { get; }

    public IServiceProvider Services => _services;

    public JobQueue Jobs => _services.GetRequiredService<JobQueue>();

    public LeaseStore Leases => _services.GetRequiredService<LeaseStore>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="provider">Which database.</param>
    /// <param name="more">Adds what the test needs besides.</param>
    /// <param name="lease">How long a job is its worker's, who looks in six times meanwhile; null for the product's own.</param>
    public static async Task<TestStore> OpenAsync(
        Provider provider, Action<IServiceCollection>? more = null, TimeSpan? lease = null)
    {
        var options = NewOptions(provider);
        var store = new TestStore(options with { LeaseDuration = lease ?? options.LeaseDuration }, more, new TestTime());
        await store._services.GetRequiredService<OperationsDatabase>().PrepareAsync(Token);
        return store;
    }

    /// <summary>A second process's view of the same database.</summary>
    public TestStore Again(Action<IServiceCollection>? more = null) => new(Options, more, Time);

    /// <summary>The store of a restored folder.</summary>
    public TestStore At(OperationsOptions options) => new(options, null, Time);

    public IDataProtector Protector() =>
        _services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    public static OperationsOptions NewOptions(Provider provider)
    {
        var postgres = provider == Provider.PostgreSql ? Cluster().CreateDatabase() : null;
        return new OperationsOptions
        {
            DataFolder = Directory.CreateTempSubdirectory("huoshui-ops-").FullName,
            PostgreSql = postgres,
            PollInterval = TimeSpan.FromMilliseconds(20),
        };
    }

    public OperationsContext Context() =>
        _services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static PostgresCluster Cluster() =>
        TestContext.Current.GetFixture<PostgresCluster>().AsTask().GetAwaiter().GetResult()!;
}
