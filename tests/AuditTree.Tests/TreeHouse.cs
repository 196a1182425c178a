using Huoshui.AuditTree.Proofs;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Tests;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.AuditTree.Tests;

/// <summary>A store with its audit tree.</summary>
internal sealed class TreeHouse : IAsyncDisposable
{
    private TreeHouse(TestStore store, AuditTreeOptions options) => (Store, Options) = (store, options);

    public TestStore Store { get; }

    public AuditTreeOptions Options { get; }

    public AuditTreeWorker Worker => Get<AuditTreeWorker>();

    public AuditReconciliation Reconciliation => Get<AuditReconciliation>();

    public AuditProofs Proofs => Get<AuditProofs>();

    public static CancellationToken Token => TestStore.Token;

    public static async Task<TreeHouse> OpenAsync(
        Provider provider, int rowsOfTurn = 0, Action<IServiceCollection>? more = null, TimeSpan? interval = null,
        TimeSpan? lease = null)
    {
        AuditTreeOptions? options = null;
        var store = await TestStore.OpenAsync(provider, services =>
        {
            options = OptionsOf(services) with { RowsOfTurn = rowsOfTurn };
            options = options with { CheckpointInterval = interval ?? options.CheckpointInterval };
            services.AddAuditTree(options);
            more?.Invoke(services);
        }, lease);
        return new TreeHouse(store, options!);
    }

    /// <summary>Another process on the same folder and database.</summary>
    public TreeHouse Again() => new(Store.Again(services => services.AddAuditTree(Options)), Options);

    /// <summary>The options that a folder's store has in tests.</summary>
    public static AuditTreeOptions OptionsOf(IServiceCollection services) => AuditTreeOptions.Of(
        ((OperationsOptions)services.Single(s => s.ServiceType == typeof(OperationsOptions)).ImplementationInstance!)
        .DataFolder) with
    {
        Passphrase = "test",
        Origin = "audit.test/tree",
    };

    public T Get<T>()
        where T : notnull => Store.Services.GetRequiredService<T>();

    /// <summary>So many acts, one save each or all at once.</summary>
    public async Task ActAsync(int count, bool atOnce = true, string action = "case.step")
    {
        for (var done = 0; done < count; done += atOnce ? count : 1)
        {
            await using var context = Store.Context();
            for (var n = 0; n < (atOnce ? count : 1); n++)
                context.Audit("李四", action, $"case/{done + n}", new { n, 金额 = 12345 }, n % 3 == 0 ? "理由" : null);
            await context.SaveChangesAsync(Token);
        }
    }

    public async Task EnterAsync() => await Worker.RunOnceAsync(Token);

    public async Task ExecuteAsync(string sql)
    {
        await using var context = Store.Context();
        await context.Database.ExecuteSqlRawAsync(sql, Token);
    }

    public async Task SetDetailAsync(long row, string detail)
    {
        await using var context = Store.Context();
        await context.AuditEntries.Where(e => e.Sequence == row)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Detail, detail), Token);
    }

    public Task<ReconciliationReport> WholeAsync() => Reconciliation.WholeAsync(null, Token);

    /// <summary>Codes with rows, as <c>AUD1001/3</c>, of everything that a whole comparison finds.</summary>
    public async Task<string[]> FoundAsync() => Names((await WholeAsync()).Found);

    public static string[] Names(IEnumerable<Found> found) =>
        [.. found.Select(f => $"{f.Reason.Code}/{f.Sequence}").Distinct(StringComparer.Ordinal)];

    public VerificationPolicy Policy() => new(
        [VerifierKey.TryParse(File.ReadAllText(Path.Combine(Options.Folder, "log.vkey")).Trim())!]);

    public async ValueTask DisposeAsync()
    {
        await Worker.LetGoAsync();
        await Store.DisposeAsync();
    }
}
