using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Systems.City;
using Huoshui.Systems.Indicators;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Cluster.Tests;

/// <summary>
/// Every figure of every pack, and every row-level and stored result behind it, over the filings of a generated city: the
/// same on DuckDB, on one node of ClickHouse and on three, sharded by borrower, at random and by institution.
/// </summary>
public sealed class FigureTests(Nodes nodes, FigureTests.City city) : IClassFixture<Nodes>, IClassFixture<FigureTests.City>
{
    private const string KeyedHash = "63617365";

    [Fact]
    public async Task One_node_of_ClickHouse_says_what_DuckDB_says()
    {
        Nodes.SkipWithout();
        await nodes.EverywhereAsync(Hash);
        var one = new OneNodeRun(nodes.One);
        await one.LoadAsync(city.Facts);
        CheckTests.Same(await city.ExpectedAsync(), await city.ComputedAsync(one), "one node");
    }

    [Theory]
    [InlineData(Layout.Borrower)]
    [InlineData(Layout.Random)]
    [InlineData(Layout.Institution)]
    public async Task Three_nodes_say_what_DuckDB_says(string layout)
    {
        Nodes.SkipWithout();
        await nodes.EverywhereAsync(Hash);
        var tables = city.Library.Returns.SelectMany(r => r.Tables);
        var three = new ClusterRun(nodes, Layout.Of(layout, tables, "institution"));
        await three.LoadAsync(city.Facts);
        CheckTests.Same(await city.ExpectedAsync(), await city.ComputedAsync(three), $"three nodes, by {layout}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{layout}: {string.Join(", ", three.Steps)}");
    }

    [Fact]
    public async Task The_city_gives_nearly_every_figure_a_value()
    {
        Nodes.SkipWithout();
        var figures = (await city.ExpectedAsync()).Where(r => r.Key.StartsWith("figure ", StringComparison.Ordinal)).ToList();
        var empty = figures.Where(f => f.Value.TrueForAll(r => r.EndsWith("NULL", StringComparison.Ordinal))).Select(f => f.Key).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{figures.Count} figures; without a value: {string.Join(", ", empty)}");
        Assert.True(figures.Count >= 60, $"{figures.Count} figures");
        Assert.True(empty.Count <= figures.Count / 10, string.Join('\n', empty));
    }

    // The keyed hash as FactRelations defines it: the first 72 bits of SHA-256 over key and text.
    internal static string Hash => "CREATE OR REPLACE FUNCTION keyed_hash AS (x) -> " +
        $"base64Encode(substring(SHA256(concat(unhex('{KeyedHash}'), toString(x))), 1, 9))";

    /// <summary>The smallest generated city, its last date, in DuckDB; nothing without libchdb.</summary>
    public sealed class City : IAsyncLifetime
    {
        private static readonly DateOnly AsOf = new(2025, 6, 30);

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-city-");
        private Facts? _facts;
        private Dictionary<string, List<string>>? _expected;

        internal PolicyLibrary Library { get; } = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);

        internal Facts Facts => _facts!;

        public ValueTask InitializeAsync()
        {
            if (Environment.GetEnvironmentVariable("HUOSHUI_CHDB") is not { Length: > 0 })
                return ValueTask.CompletedTask;
            CityGenerator.Generate(
                new CityOptions(SlopeTests.Scale ?? CityOptions.MinimumScale, 7, _folder.FullName, CityFormat.Parquet), Library.Folder, null,
                TestContext.Current.CancellationToken);
            _facts = new Facts(_folder.FullName);
            _facts.Session.Execute("CREATE OR REPLACE MACRO keyed_hash(x) AS " +
                $"to_base64(unhex(substr(sha256(unhex('{KeyedHash}') || encode(CAST(x AS VARCHAR))), 1, 18)))");
            foreach (var (returnId, tables) in Plan(SqlDialect.DuckDb).Packs.SelectMany(p => p.Tables))
                tables.ToList().ForEach(t => Make(returnId, t));
            foreach (var register in Registers.Values)
                _facts.Make(register.Structure, register.Rows);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _facts?.Dispose();
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }

        internal async Task<Dictionary<string, List<string>>> ExpectedAsync() => _expected ??= await ComputedAsync(new DuckRun(Facts));

        /// <summary>Rows of every result of every pack.</summary>
        internal async Task<Dictionary<string, List<string>>> ComputedAsync(IRun run, Func<string, bool>? only = null)
        {
            var plan = Plan(run.Dialect);
            only ??= _ => true;
            var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            var owners = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pack in plan.Packs.Where(p => only(p.Pack.Id)))
            {
                foreach (var part in pack.Pack.Uses.Select(plan.Pack).OfType<CompiledFigurePack>().Append(pack))
                {
                    foreach (var result in part.Lent.Concat(part.Stored).Where(r => owners.GetValueOrDefault(r.Name) != part.Pack.Id))
                    {
                        rows[$"rows {part.Pack.Id}/{result.Name}"] = await run.KeptAsync(result);
                        owners[result.Name] = part.Pack.Id;
                    }
                }

                foreach (var figure in pack.Pack.Figures.Where(f => f.Operands.Count > 0))
                    await run.OperandsAsync(figure.Result + "_values", Operands(figure));
                foreach (var figure in pack.Figures)
                    rows[$"figure {pack.Pack.Id}/{figure.Name}"] = await run.RowsAsync(figure);
            }

            return rows;
        }

        // A ratio reads values of other figures: any do.
        private static string Operands(FigureDefinition figure)
        {
            var columns = figure.Operands.Keys.Order(StringComparer.Ordinal).Select(
                (o, i) => string.Create(CultureInfo.InvariantCulture, $"CAST({((i + 2) * 17) + 0.25} AS DOUBLE) AS {Sql.Name(o)}"));
            return $"SELECT 'city' AS figure, {string.Join(", ", columns)}";
        }

        private Dictionary<string, RegisterDataset> Registers
        {
            get
            {
                using var file = File.OpenRead(Path.Combine(_folder.FullName, "institutions.csv"));
                return RegisterSource.At(RegisterSource.Static(Library.Vocabulary), InstitutionCsv.Read(file).Institutions, AsOf);
            }
        }

        private FigurePlan Plan(SqlDialect dialect)
        {
            var plan = new FigureCompiler(Library, FigureLibrary.Load(Library.Folder), Registers, dialect).Plan(AsOf);
            Assert.DoesNotContain(plan.Diagnostics, d => d.Severity == Diagnostics.DiagnosticSeverity.Error);
            return plan;
        }

        // The last filings of the return that are not after the date.
        private void Make(string returnId, TableDefinition table)
        {
            var structure = FigureCompiler.StructureOf(table);
            if (Facts.Datasets.Any(d => d.Name == structure.Name))
                return;
            var files = FilesOf(returnId, table.Code);
            if (files.Count == 0)
            {
                Facts.Make(structure, []);
                return;
            }

            var source = $"read_parquet({Sql.List(files)}, union_by_name = true, filename = true, file_row_number = true)";
            var known = Facts.Session.Query($"DESCRIBE SELECT * FROM {source}", r => r.GetString(0)).ToHashSet(StringComparer.Ordinal);
            var fields = table.Fields.Select(f => $"{(known.Contains(f.Code) ? Sql.Name(f.Code) : "NULL")} AS {Sql.Name(f.Code)}");
            Facts.Make(structure, "(SELECT regexp_extract(filename, '/([^/]+)/[^/]+[.]parquet$', 1) AS institution, 1 AS file_no, " +
                $"file_row_number + 2 AS line_no, {string.Join(", ", fields)} FROM {source})");
        }

        private List<string> FilesOf(string returnId, string table)
        {
            var folder = new DirectoryInfo(Path.Combine(_folder.FullName, "filings", returnId));
            var last = !folder.Exists ? null : folder.EnumerateDirectories()
                .Where(d => string.CompareOrdinal(d.Name, AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) <= 0)
                .MaxBy(d => d.Name, StringComparer.Ordinal);
            return last is null ? [] : [.. last.EnumerateFiles($"{table}.parquet", SearchOption.AllDirectories)
                .Select(f => f.FullName).Order(StringComparer.Ordinal)];
        }
    }
}
