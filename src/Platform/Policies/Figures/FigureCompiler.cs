using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Vtl.Templates;

namespace Huoshui.Policies.Figures;

/// <summary>Compiles the figure scripts of packs for a date, each once a date. Thread safe.</summary>
/// <param name="policies">Parameters, tables and scripts.</param>
/// <param name="figures">What the packs register.</param>
/// <param name="registers">Structures and rows of the register datasets, by name.</param>
/// <param name="dialect">The database that runs them.</param>
public sealed class FigureCompiler(
    PolicyLibrary policies,
    FigureLibrary figures,
    IReadOnlyDictionary<string, RegisterDataset> registers,
    SqlDialect dialect = SqlDialect.DuckDb)
{
    // Raised when the meaning of a compiled script changes without a change of the script.
    private const string Edition = "figures/2";

    private static readonly HostFunction KeyedHash = new("keyed_hash", [ScalarKind.String], ScalarKind.String);

    private readonly ConcurrentDictionary<(DateOnly AsOf, string Pack), Lazy<Part>> _parts = new();

    private SqlDialect Dialect => dialect;

    /// <summary>The registers that the scripts may read.</summary>
    public IReadOnlyDictionary<string, RegisterDataset> Registers => registers;

    /// <summary>What is compiled.</summary>
    public FigureLibrary Figures => figures;

    /// <summary>The plan of a date.</summary>
    public FigurePlan Plan(DateOnly asOf) => Plan(asOf, figures.Packs.Select(p => p.Id));

    /// <summary>The plan of a date for some packs, with those that they use.</summary>
    public FigurePlan Plan(DateOnly asOf, IEnumerable<string> packs)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(packs);
        while (waiting.TryDequeue(out var id))
        {
            if (wanted.Add(id) && figures.Pack(id) is { } pack)
                pack.Uses.ToList().ForEach(waiting.Enqueue);
        }

        var done = new List<CompiledFigurePack>();
        var diagnostics = new List<Diagnostic>();
        foreach (var pack in figures.Packs.Where(p => p.IsComputed && wanted.Contains(p.Id)))
        {
            var used = pack.Uses.Select(u => done.Find(d => string.Equals(d.Pack.Id, u, StringComparison.Ordinal)))
                .ToList();
            if (used.Contains(null))
                continue;
            var part = _parts.GetOrAdd((asOf, pack.Id), _ => new Lazy<Part>(() => Compile(pack, used!, asOf))).Value;
            diagnostics.AddRange(part.Diagnostics);
            if (part.Pack is not null)
                done.Add(part.Pack);
        }

        return new FigurePlan(asOf, done, diagnostics);
    }

    /// <summary>A structure's table as scripts see it: identifiers institution, file_no, line_no, and every
    /// field.</summary>
    public static DataStructure StructureOf(TableDefinition table) => new(
        table.Code,
        [
            new Component("institution", ComponentRole.Identifier, ScalarKind.String, IsNullable: false),
            new Component("file_no", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
            new Component("line_no", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
            .. table.Fields.Select(f => new Component(f.Code, ComponentRole.Measure, KindOf(f.Kind), ScaleOf(f))),
        ]);

    private static ScalarKind KindOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => ScalarKind.Integer,
        ColumnKind.Decimal => ScalarKind.Number,
        ColumnKind.Date => ScalarKind.Date,
        ColumnKind.Boolean => ScalarKind.Boolean,
        _ => ScalarKind.String,
    };

    private static int? ScaleOf(FieldDefinition field) => field.Kind == ColumnKind.Decimal ? field.Scale : null;

    private Part Compile(FigurePack pack, List<CompiledFigurePack> used, DateOnly asOf)
    {
        var diagnostics = new List<Diagnostic>();
        return new Part(new PackCompilation(this, pack, used, asOf, diagnostics).Run(), diagnostics);
    }

    private sealed record Part(CompiledFigurePack? Pack, IReadOnlyList<Diagnostic> Diagnostics);

    /// <summary>One pack for one date.</summary>
    private sealed class PackCompilation(
        FigureCompiler owner, FigurePack pack, List<CompiledFigurePack> used, DateOnly asOf,
            List<Diagnostic> diagnostics)
    {
        private const string Institution = "institution";
        private const string Formulas = "partials.formulas";

        private static readonly string[] Scripts = ["rows.vtl", "partials.vtl", Formulas, "indicators.vtl"];

        private readonly PolicyPack? _policy = owner.PolicyPack(pack.Id);

        public CompiledFigurePack? Run()
        {
            if (_policy is null)
                return null;
            var constants = Constants();
            var tables = Tables();
            var tableStructures = tables.Values.SelectMany(t => t).Select(StructureOf).ToList();
            var lentToUs = used.SelectMany(u => u.Lent).Select(r => r.Structure with { Name = r.Name }).ToList();
            var registerStructures = pack.Registers.Select(r => owner.Registers[r].Structure).ToList();

            var rows = Module("rows.vtl", [.. tableStructures, .. lentToUs, .. registerStructures], constants);
            var lent = rows?.Results.Where(r => pack.Shared.Contains(r.Name, StringComparer.Ordinal)).ToList() ?? [];
            List<DataStructure> lentByUs = [.. lent.Select(r => r.Structure with { Name = r.Name })];
            var partials = Module(
                "partials.vtl", [.. tableStructures, .. lentToUs, .. lentByUs, .. registerStructures], constants);
            var stored = partials?.Results.Where(r => r.IsPersistent).ToList() ?? [];
            var structures = stored.Select(r => r.Structure with { Name = r.Name })
                .Concat(used.SelectMany(u => u.StoredStructures.Values)).DistinctBy(s => s.Name, StringComparer.Ordinal)
                    .ToList();
            var figures =
                Module("indicators.vtl", [.. structures, .. registerStructures, .. OperandStructures()], constants);
            if (diagnostics.Exists(d => d.Severity == DiagnosticSeverity.Error && IsOurs(d)))
                return null;
            return Finish(new Parts(lent, stored, rows, partials, figures, structures, constants), tables);
        }

        private CompiledFigurePack Finish(Parts parts, Dictionary<string, IReadOnlyList<TableDefinition>> tables)
        {
            var partialsHash = Hash(
                [Edition, .. Texts("rows.vtl"), .. Texts("partials.vtl"), .. Texts(Formulas),
                 .. parts.Constants.Select(Text),
                 .. pack.Registers.Select(r => owner.Registers[r].Hash), .. used.Select(u => u.PartialsHash),
                 .. tables.Values.SelectMany(t => t).Select(TableText)]);
            return new CompiledFigurePack
            {
                Pack = pack,
                Lent = parts.Lent,
                Stored = parts.Stored,
                Rows = [.. parts.Rows?.Results ?? [], .. parts.Partials?.Results.Where(r => !r.IsPersistent) ?? []],
                Figures = parts.Figures?.Results.Where(r => r.IsPersistent).ToList() ?? [],
                Steps = parts.Figures?.Results.Where(r => !r.IsPersistent).ToList() ?? [],
                Tables = tables,
                PartialsHash = partialsHash,
                FiguresHash = Hash([partialsHash, .. Texts("indicators.vtl")]),
                StoredStructures = parts.Structures.ToDictionary(s => s.Name, StringComparer.Ordinal),
            };
        }

        private VtlModule? Module(
            string file, IReadOnlyList<DataStructure> datasets, IReadOnlyList<VtlConstant> constants)
        {
            IReadOnlyList<SourceText> scripts = [.. _policy!.Scripts(file), .. Templates(file)];
            if (scripts.Count == 0)
                return null;
            var module = VtlCompiler.Compile(
                scripts,
                new VtlInputs
                {
                    Datasets = datasets,
                    Functions = [KeyedHash],
                    Constants = constants,
                    Dialect = owner.Dialect,
                });
            diagnostics.AddRange(module.Diagnostics);
            return module;
        }

        // Formulas of a template return are one more script beside partials.vtl, which gives them CELLS (institution,
        // cell, value): docs/reference/template-formulas.md.
        private IEnumerable<SourceText> Templates(string file)
        {
            foreach (var source in file == Scripts[1] ? _policy!.Scripts(Formulas) : [])
            {
                var read = TemplateFormulas.Read(source);
                diagnostics.AddRange(read.Diagnostics);
                if (read.Diagnostics.Count == 0)
                {
                    yield return new SourceText(
                        source.Name, read.ToVtl(TemplateCells.Usual with { Units = [Institution] }));
                }
            }
        }

        private bool IsOurs(Diagnostic diagnostic) =>
            diagnostic.Source?.Name.Contains(pack.Id + "/", StringComparison.Ordinal) == true;

        // The pack's own parameters first, then those of the packs it uses and of the returns it reads; only those that
        // the
        // scripts name, so that another parameter may change without making results stale.
        private List<VtlConstant> Constants()
        {
            IEnumerable<PolicyPack?> packs =
                [_policy, .. used.Select(u => owner.PolicyPack(u.Pack.Id)),
                    .. pack.Inputs.Keys.Select(r => owner.Return(r)?.Pack)];
            var text = string.Join('\n', Scripts.SelectMany(Texts));
            return
            [
                .. packs.OfType<PolicyPack>().SelectMany(p => p.Parameters.At(asOf))
                    .DistinctBy(c => c.Name, StringComparer.Ordinal)
                    .Where(c => text.Contains(c.Name, StringComparison.Ordinal)),
                new VtlConstant("as_of", ScalarKind.Date, asOf),
                new VtlConstant("year_start", ScalarKind.Date, new DateOnly(asOf.Year, 1, 1)),
                new VtlConstant("as_of_year", ScalarKind.String, asOf.Year.ToString(CultureInfo.InvariantCulture)),
            ];
        }

        private Dictionary<string, IReadOnlyList<TableDefinition>> Tables()
        {
            var tables = used.SelectMany(u => u.Tables)
                .Concat(pack.Inputs.Select(i => KeyValuePair.Create(i.Key, Definitions(i.Key, i.Value))))
                .GroupBy(t => t.Key, StringComparer.Ordinal);
            return tables.ToDictionary(
                g => g.Key,
                g => (IReadOnlyList<TableDefinition>)[.. g.SelectMany(t => t.Value)
                    .DistinctBy(t => t.Code, StringComparer.Ordinal)],
                StringComparer.Ordinal);
        }

        private IReadOnlyList<TableDefinition> Definitions(string returnId, IReadOnlyList<string> codes)
        {
            var found = new List<TableDefinition>();
            foreach (var code in codes)
            {
                if (owner.Return(returnId)?.Table(code) is { } table)
                {
                    found.Add(table);
                    continue;
                }

                diagnostics.Add(Diagnostic.Error(
                    "PAK1105",
                    $"{pack.Id} 读取的表 {returnId}/{code} 不存在",
                    $"{pack.Id} reads table {returnId}/{code}, which does not exist",
                    new SourceText($"policies/{pack.Id}/pack.yaml", string.Empty)));
            }

            return found;
        }

        private IEnumerable<DataStructure> OperandStructures() => pack.Figures.Where(f => f.Operands.Count > 0).Select(
            f => new DataStructure(
                f.Result + "_values",
                [
                    new Component("figure", ComponentRole.Identifier, ScalarKind.String, IsNullable: false),
                    .. f.Operands.Keys.Order(StringComparer.Ordinal)
                        .Select(o => new Component(o, ComponentRole.Measure, ScalarKind.Number)),
                ]));

        private IEnumerable<string> Texts(string file) => _policy!.Scripts(file).Select(s => s.Content);

        private static string Text(VtlConstant c) =>
            string.Create(CultureInfo.InvariantCulture, $"{c.Name}:{c.Kind}={c.Value}");

        private static string TableText(TableDefinition table) =>
            table.Code + ":" + string.Join(',',
                table.Fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Code}/{f.Kind}/{f.Scale}")));

        private static string Hash(IEnumerable<string> texts) =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001e', texts))));

        private sealed record Parts(
            List<VtlResult> Lent,
            List<VtlResult> Stored,
            VtlModule? Rows,
            VtlModule? Partials,
            VtlModule? Figures,
            List<DataStructure> Structures,
            List<VtlConstant> Constants);
    }

    private PolicyPack? PolicyPack(string id) => policies.Pack(id);

    private ReturnDefinition? Return(string id) => policies.Return(id);
}
