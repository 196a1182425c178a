using Huoshui.AuditTree;
using Huoshui.Operations;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>A data folder of its own with hand-made accepted filings on a real SQLite store and real Parquet.</summary>
public sealed class FiguresFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-figures-");
    private ServiceProvider _services = default!;

    internal static DateOnly AsOf { get; } = new(2025, 6, 30);

    internal static DateTimeOffset Instant { get; } = new(2025, 7, 10, 8, 0, 0, TimeSpan.Zero);

    internal static Viewer Analyst { get; } = Person("analyst", Roles.Analyst);

    internal static Viewer Approver { get; } = Person("approver", Roles.Approver);

    internal string Folder => _folder.FullName;

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal static Viewer Person(string name, string role, string? institution = null) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    internal static FigureDefinition Figure(string id) => RepositoryPolicies.Compiler.Figures.Find(id)!;

    /// <summary>The services of the figures on a data folder.</summary>
    internal static ServiceProvider Compose(string folder, FactDatabase? facts = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLocalization();
        services.AddOperations(new OperationsOptions { DataFolder = folder });
        services.AddAuditTree(AuditTreeOptions.Of(folder) with { Passphrase = "test" });
        services.AddRegistry();
        services.AddSingleton(RepositoryPolicies.Library);
        services.AddSingleton(new WarehouseOptions());
        if (facts is not null)
            services.AddSingleton(facts);
        new IndicatorsModule().AddServices(services);
        return services.BuildServiceProvider();
    }

    public async ValueTask InitializeAsync()
    {
        _services = Compose(Folder);
        await Get<OperationsDatabase>().PrepareAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>Files and accepts a version of onetable: rows by table, only the columns that matter.</summary>
    internal async Task AcceptAsync(
        string institution, Dictionary<string, List<Dictionary<string, object?>>> tables, DateTimeOffset? at =
            null, DateOnly? asOf = null, IReadOnlyList<string>? zero = null, string returnId = "onetable")
    {
        var accepted = at ?? Instant;
        var date = asOf ?? AsOf;
        await using var context = await Get<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        var earlier = await context.Set<FilingVersion>()
            .Where(v => v.ReturnId == returnId && v.InstitutionId == institution && v.AsOf == date)
                .ToListAsync(TestContext.Current.CancellationToken);
        foreach (var old in earlier.Where(v => v.SupersededAt is null))
            old.SupersededAt = accepted;
        var version = new FilingVersion
        {
            Id = Guid.CreateVersion7(accepted),
            ReturnId = returnId,
            InstitutionId = institution,
            AsOf = date,
            Number = earlier.Count + 1,
            CertifiedAt = accepted,
            AcceptedAt = accepted,
        };
        foreach (var (code, rows) in tables)
            context.Add(FactStage.Write(Folder, version, code, rows));
        foreach (var code in zero ?? [])
            version.Tables.Add(new FilingVersionTable { VersionId = version.Id, Table = code, State = TableState.Zero });
        context.Add(version);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<decimal?> ValueAsync(string id, DateTimeOffset? knownAt = null) =>
        (await Get<FigureCalculator>().ValueAsync(Figure(id), AsOf, knownAt, TestContext.Current.CancellationToken))
            .BaseValue;
}

/// <summary>Rows of a small filing of loans.</summary>
internal sealed class LoanRows
{
    private readonly Dictionary<string, List<Dictionary<string, object?>>> _tables = new(StringComparer.Ordinal)
    {
        ["H01"] = [],
        ["F27"] = [],
        ["H13"] = [],
        ["B01"] = [],
    };

    public Dictionary<string, List<Dictionary<string, object?>>> Tables => _tables;

    public static LoanRows One(string id, decimal balance, string tech = "1") => new LoanRows().Loan(id, balance, tech);

    public LoanRows Loan(string id, decimal balance, string tech = "1", string? inclusive = null, string? usci = null)
    {
        var customer = "C" + id;
        _tables["H01"].Add(new() { ["H010001"] = id, ["H010010"] = balance, ["H010019"] = "01", ["H010021"] = 3.5m });
        _tables["F27"].Add(new()
        {
            ["F270001"] = id,
            ["F270002"] = customer,
            ["F270003"] = "P" + id,
            ["F270006"] = "CNY",
            ["F270041"] = tech,
            ["F270043"] = inclusive,
            ["F270023"] = "C3971",
        });
        _tables["B01"]
            .Add(new()
            {
                ["B010001"] = customer,
                ["B010004"] = usci
                ?? "91440300" + id.PadLeft(10, '0'),
                ["B010026"] = "4",
                ["B010030"] = "440305"
            });
        return this;
    }

    public LoanRows Credit(string loan, decimal total)
    {
        _tables["H13"].Add(
            new() { ["H130001"] = "A" + loan, ["H130002"] = "C" + loan, ["H130007"] = "CNY", ["H130025"] = total });
        return this;
    }
}
