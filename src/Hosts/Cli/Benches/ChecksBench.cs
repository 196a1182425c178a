using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench checks</c>: a filing of F27 and H01 from file to findings, clean and with 30 % of the rows
/// failing; the
/// derived rules by hand in the engine's own SQL; 200 typed comparisons; a filing of twelve empty tables.
/// </summary>
internal sealed class ChecksBench
{
    private const int FailingPercent = 30;
    private const int EmptyTables = 12;
    private const int Comparisons = 200;
    private const double GoalWallSeconds = 15;
    private const double GoalMebibytes = 2048;
    private const double GoalFailingRatio = 2;
    private const double GoalHandRatio = 1.15;
    private const double GoalComparisonsCpuSeconds = 1;
    private const double GoalSmallMilliseconds = 100;

    private static readonly DateOnly AsOf = new(2025, 6, 30);
    private static readonly string[] Tables = ["F27", "H01"];

    private readonly BenchSettings _settings;
    private readonly CancellationToken _cancellationToken;
    private readonly PolicyLibrary _library;
    private readonly ReturnDefinition _definition;
    private readonly WarehouseOptions _options = new();
    private readonly Stager _stager;
    private readonly Lazy<LoanFiles> _files;
    private readonly List<BenchFigure> _figures = [];

    private ChecksBench(BenchSettings settings, CancellationToken cancellationToken)
    {
        _settings = settings;
        _cancellationToken = cancellationToken;
        _library = PolicyLibrary.Load(PolicyLibrary.FindFolder());
        _definition = _library.Return("onetable") ?? throw new InvalidOperationException("policies/returns/onetable is missing");
        _stager = new Stager(_options, TimeProvider.System);
        _files = new Lazy<LoanFiles>(() => new LoanFiles(_definition, AsOf, settings.Rows, settings.WorkFolder));
    }

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var bench = new ChecksBench(settings, cancellationToken);
        var checks = bench.Compile();
        var clean = await bench.FilingAsync("clean", 0, checks);
        await bench.FilingAsync("30 % failing", FailingPercent, checks);
        bench.Compare("wall, 30 % failing : clean", GoalFailingRatio, "30 % failing: wall", "clean: wall");
        await bench.ByHandAsync(clean);
        await bench.ComparisonsAsync(clean);
        await bench.EmptyFilingAsync(checks: bench.Library.Checks("onetable", AsOf, bench.EmptyCodes().ToHashSet()));
        return bench._figures;
    }

    private PolicyLibrary Library => _library;

    private ReturnChecks Compile()
    {
        var checks = _library.Checks("onetable", AsOf, Tables.ToHashSet());
        Add("rules of F27 and H01", checks.Rules.Count, "rules");
        Add("of these written", checks.Rules.Count(r => !r.IsDerived), "rules");
        return checks;
    }

    private async Task<StagingResult> FilingAsync(string name, int failingPercent, ReturnChecks checks)
    {
        var folder = Path.Combine(_settings.WorkFolder, "in-" + failingPercent.ToString(CultureInfo.InvariantCulture));
        var files = Generate(folder, failingPercent);
        StagingResult? staged = null;
        var (staging, _) = await Measured.OfAsync(async () => staged = await StageAsync(files, folder));
        var (checking, report) = await Measured.OfAsync(() => CheckAsync(checks, staged!, folder));
        Refuse(staged!.Diagnostics);
        Add($"{name}: CSV", files.Sum(f => new FileInfo(f.Path).Length) / 1e6, "MB");
        Add($"{name}: wall", staging.Wall + checking.Wall, "s", Goal(GoalWallSeconds));
        Add($"{name}: staging, wall", staging.Wall, "s");
        Add($"{name}: checking, wall", checking.Wall, "s");
        Add($"{name}: CPU", staging.Cpu + checking.Cpu, "s");
        Add($"{name}: staging, CPU", staging.Cpu, "s");
        Add($"{name}: peak memory", Math.Max(staging.PeakMebibytes, checking.PeakMebibytes), "MiB", GoalMebibytes);
        Add($"{name}: rows of each table", _files.Value.Rows, "rows");
        Add($"{name}: rows a second, both tables", 2 * _files.Value.Rows / (staging.Wall + checking.Wall), "rows/s");
        Add($"{name}: checking a cell", checking.Cpu * 1e6 / Cells, "µs CPU");
        Add($"{name}: findings", report.Counts.Sum(c => c.Fails), "findings");
        foreach (var file in files)
            File.Delete(file.Path);
        return staged;
    }

    private double Cells => Tables.Sum(t => (double)_definition.Table(t)!.Fields.Count) * _files.Value.Rows;

    // The goals are about a million rows; fewer are a smoke test, without goals of time.
    private double? Goal(double seconds) => _settings.Rows >= 1_000_000 ? seconds : null;

    private List<IncomingFile> Generate(string folder, int failingPercent)
    {
        Directory.CreateDirectory(folder);
        return [.. Tables.Select((table, n) =>
        {
            var path = Path.Combine(folder, table + ".csv");
            _files.Value.Write(table, failingPercent, path);
            return new IncomingFile(path, table + ".csv", 0, n + 1);
        })];
    }

    private Task<StagingResult> StageAsync(IReadOnlyList<IncomingFile> files, string folder) => _stager.StageAsync(
        _definition, files, new StagingOptions(Path.Combine(folder, "facts"), Path.Combine(folder, "work")), _cancellationToken);

    private Task<CheckReport> CheckAsync(ReturnChecks checks, StagingResult staged, string folder) =>
        new CheckRunner(_options).RunAsync(
            checks,
            [new CheckInput(0, staged.Tables.ToDictionary(t => t.Table, t => t.ParquetPath), new Dictionary<string, string>())],
            staged.Tables,
            Path.Combine(folder, "findings.parquet"),
            _cancellationToken);

    private async Task ByHandAsync(StagingResult staged)
    {
        var library = DerivedOnly.Load(Path.Combine(_settings.WorkFolder, "policies"));
        var checks = library.Checks("onetable", AsOf, Tables.ToHashSet());
        var byHand = new HandWrittenChecks(library, _definition, AsOf);
        var paths = staged.Tables.ToDictionary(t => t.Table, t => t.ParquetPath);
        var (hand, found) = await Measured.OfAsync(() => Task.Run(() =>
            Run(paths, [.. Tables.Select(byHand.Findings)], _options.Work with { JoinsLongLists = true })));
        var (ours, ourFound) = await Measured.OfAsync(() => Task.Run(() =>
            Run(paths, [.. checks.Module.Checks.Select(p => p.FindingsSql)], _options.Work)));
        Add("derived rules", checks.Rules.Count, "rules");
        Add("derived rules, compiled: CPU", ours.Cpu, "s");
        Add("derived rules, by hand: CPU", hand.Cpu, "s");
        Add("derived rules, compiled : by hand", ours.Cpu / hand.Cpu, "×", GoalHandRatio);
        Add("derived rules, compiled: a cell", ours.Cpu * 1e6 / Cells, "µs CPU");
        Add("derived rules, findings compiled − by hand", ourFound - found, "findings");
    }

    private async Task ComparisonsAsync(StagingResult staged)
    {
        var script = TypedComparisons.Script(_definition.Table("F27")!, Comparisons);
        var module = VtlCompiler.Compile([script], TypedComparisons.Inputs(_definition.Table("F27")!));
        Refuse([.. module.Diagnostics.Select(d => new FileDiagnostic(0, 0, script.Name, d))]);
        var paths = staged.Tables.ToDictionary(t => t.Table, t => t.ParquetPath);
        var (taken, _) = await Measured.OfAsync(() => Task.Run(() =>
            Run(paths, [.. module.Checks.Select(p => p.FindingsSql)], _options.Work)));
        Add($"{Comparisons} typed comparisons: CPU", taken.Cpu, "s", Goal(GoalComparisonsCpuSeconds));
    }

    // Runs queries over staged tables in a session like that of a check, and counts the rows; what is written by hand
    // is planned as the engine does by itself.
    private long Run(Dictionary<string, string> paths, IReadOnlyList<string> queries, DuckLimits limits)
    {
        using var session = DuckSession.Open(limits, [.. paths.Values]);
        foreach (var (table, path) in paths)
            session.Execute($"CREATE VIEW {Sql.Name(table)} AS SELECT 0 AS filing, * FROM read_parquet({Sql.Text(path)})");
        return queries.Sum(q =>
        {
            session.Execute($"CREATE OR REPLACE TEMP TABLE found AS {q}", _cancellationToken);
            return session.Scalar<long>("SELECT count(*) FROM found");
        });
    }

    private IEnumerable<string> EmptyCodes() => _definition.Tables.Take(EmptyTables).Select(t => t.Code);

    private async Task EmptyFilingAsync(ReturnChecks checks)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_settings.WorkFolder, "empty")).FullName;
        var files = EmptyCodes().Select((code, n) =>
        {
            var path = Path.Combine(folder, code + ".csv");
            File.WriteAllText(path, string.Join(',', _definition.Table(code)!.Fields.Select(f => f.Code)) + "\n");
            return new IncomingFile(path, code + ".csv", 0, n + 1);
        }).ToList();
        for (var round = 0; round < 2; round++)
        {
            var (taken, _) = await Measured.OfAsync(async () => await CheckAsync(checks, await StageAsync(files, folder), folder));
            var name = round == 0 ? "first" : "again";
            Add($"filing of {EmptyTables} empty tables, {name}: wall", taken.Wall * 1000, "ms", round == 0 ? null : GoalSmallMilliseconds);
        }
    }

    private void Compare(string name, double atMost, string numerator, string denominator) =>
        Add(name, _figures.First(f => f.Name == numerator).Value / _figures.First(f => f.Name == denominator).Value, "×", atMost);

    private void Add(string name, double value, string unit, double? atMost = null)
    {
        _figures.Add(new BenchFigure(name, value, unit, atMost));
        Console.Error.WriteLine(FormattableString.Invariant($"{name}: {value:0.###} {unit}"));
    }

    private static void Refuse(IReadOnlyList<FileDiagnostic> diagnostics)
    {
        if (diagnostics.FirstOrDefault(d => d.Diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException($"{error.File}: {error.Diagnostic.ToLine("en")}");
    }
}
