using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Huoshui.Warehouse.ClickHouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>Computes figures from accepted filings as of a date and known at an instant. Thread safe; keeps compiled
/// scripts.</summary>
public sealed class FigureCalculator
{
    private readonly Lazy<FigureCompiler> _compiler;
    private readonly Lazy<FigureCompiler> _compilerOfServer;
    private readonly Lazy<string> _keyId;

    /// <summary>Takes what it computes with; with a database of facts, partial results are computed there.</summary>
    public FigureCalculator(
        PolicyLibrary policies,
        FactCatalog catalog,
        InstitutionRegistry institutions,
        OperationsOptions options,
        WarehouseOptions warehouse,
        TimeProvider time,
        FactDatabase? facts = null)
    {
        Policies = policies;
        Catalog = catalog;
        Institutions = institutions;
        Time = time;
        Limits = warehouse.Work;
        Interactive = warehouse.Interactive;
        Folder = Path.Combine(Path.GetFullPath(options.DataFolder), "partials");
        var server = facts is null ? null : new PartialServer(facts, PlanOfServer);
        Partials = new PartialStore(Folder, Limits, server: server);
        Results = new FigureResults(Folder);
        _keyId = new Lazy<string>(() => BorrowerKey.In(Folder).Id);
        _compiler = Compiles(SqlDialect.DuckDb);
        _compilerOfServer = Compiles(SqlDialect.ClickHouse);
    }

    /// <summary>Compiled scripts.</summary>
    public FigureCompiler Compiler => _compiler.Value;

    /// <summary>Every registered figure.</summary>
    public FigureLibrary Figures => Compiler.Figures;

    internal PolicyLibrary Policies { get; }

    internal FactCatalog Catalog { get; }

    internal InstitutionRegistry Institutions { get; }

    internal TimeProvider Time { get; }

    internal DuckLimits Limits { get; }

    internal DuckLimits Interactive { get; }

    internal string Folder { get; }

    internal PartialStore Partials { get; }

    internal FigureResults Results { get; }

    internal string BorrowerKeyId => _keyId.Value;

    /// <summary>Every figure of the register, in order.</summary>
    /// <param name="asOf">The date; null takes each figure's own.</param>
    /// <param name="knownAt">What the platform knew then; null is now.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<IReadOnlyList<FigureValue>> AllAsync(
        DateOnly? asOf, DateTimeOffset? knownAt, CancellationToken cancellationToken) =>
        await ValuesAsync(Figures.Figures, asOf, knownAt, cancellationToken);

    /// <summary>One figure or shadow figure.</summary>
    public async Task<FigureValue> ValueAsync(
        FigureDefinition figure, DateOnly? asOf, DateTimeOffset? knownAt, CancellationToken cancellationToken) =>
        (await ValuesAsync([figure], asOf, knownAt, cancellationToken))[0];

    /// <summary>Several figures or shadow figures of one date, each computed once.</summary>
    public async Task<IReadOnlyList<FigureValue>> ValuesAsync(
        IEnumerable<FigureDefinition> figures, DateOnly? asOf, DateTimeOffset? knownAt,
            CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var wanted = figures.Select(f => (Figure: f, AsOf: asOf ?? f.AsOf)).ToList();
        using var run = new FigureRun(this, knownAt);
        await run.PrepareAsync(wanted, cancellationToken);
        var values = new List<FigureValue>(wanted.Count);
        foreach (var (figure, date) in wanted)
            values.Add(await run.ValueAsync(figure, date, cancellationToken));
        return values;
    }

    private FigurePlan PlanOfServer(DateOnly asOf, IEnumerable<string> packs) =>
        _compilerOfServer.Value.Plan(asOf, packs);

    private Lazy<FigureCompiler> Compiles(SqlDialect dialect) => new(() => new FigureCompiler(
        Policies, FigureLibrary.Load(Policies.Folder), RegisterSource.Static(Policies.Vocabulary), dialect));
}
