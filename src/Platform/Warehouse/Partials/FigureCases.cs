using System.Globalization;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>What became of one case of a figure pack.</summary>
/// <param name="PackId">The pack.</param>
/// <param name="Name">The case's sentence.</param>
/// <param name="Problem">What was expected and what came; null when it holds.</param>
public sealed record FigureCaseOutcome(string PackId, string Name, string? Problem)
{
    /// <inheritdoc />
    public override string ToString() => $"{PackId}: {Name}";
}

/// <summary>Runs the cases.yaml of a figure pack (given rows → expected figures) through the same compiled scripts as
/// real filings.</summary>
/// <param name="compiler">Compiles the packs.</param>
/// <param name="folder">The policies folder.</param>
public sealed class FigureCases(FigureCompiler compiler, string folder)
{
    private const string DefaultInstitution = "A";
    private static readonly DuckLimits Limits = new() { MemoryMebibytes = 256, Threads = 1 };

    /// <summary>Packs that have figures and a cases.yaml.</summary>
    public IEnumerable<string> PackIds => compiler.Figures.Packs.Select(p => p.Id).Where(id => File.Exists(PathOf(id)));

    /// <summary>The sentences of a pack's cases, in the order of the file.</summary>
    public IReadOnlyList<string> Names(string packId) => [.. Read(packId).Cases.Select(c => c.Name)];

    /// <summary>Runs one case or, without a name, all cases of a pack.</summary>
    public IReadOnlyList<FigureCaseOutcome> Run(string packId, string? name = null)
    {
        var file = Read(packId);
        return
        [
            .. file.Cases.Where(c => name is null || string.Equals(c.Name, name, StringComparison.Ordinal))
                .Select(c => new FigureCaseOutcome(packId, c.Name, Problem(packId, c, c.AsOf ?? file.AsOf))),
        ];
    }

    private FigureCaseFile Read(string packId) => FigureCaseFile.Parse(File.ReadAllText(PathOf(packId)));

    private string PathOf(string packId) => Path.Combine(folder, packId, "cases.yaml");

    private string? Problem(string packId, FigureCaseFile.CasePart part, string date)
    {
        if (!DateOnly.TryParseExact(
            date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
        {
            return $"as_of {date} is no date (yyyy-MM-dd)";
        }

        var plan = compiler.Plan(asOf);
        if (plan.Pack(packId) is not { } pack)
            return (plan.Diagnostics.Count > 0 ? plan.Diagnostics[0].ToLine("zh") : null) ?? $"{packId} has no scripts";
        using var session = DuckSession.Open(Limits, []);
        FactRelations.DefineKeyedHash(session, BorrowerKey.OfCases);
        foreach (var table in pack.Tables.Values.SelectMany(t => t))
            Insert(session, FigureCompiler.StructureOf(table), part.Given.GetValueOrDefault(table.Code, []));
        foreach (var register in pack.Pack.Registers.Concat(
            pack.Pack.Uses.SelectMany(u => plan.Pack(u)?.Pack.Registers ?? [])).Distinct())
        {
            Register(session, compiler.Registers[register], part.Given.GetValueOrDefault(register));
        }

        Compute(session, plan, pack);
        return Compare(session, pack, part);
    }

    private static void Compute(DuckSession session, FigurePlan plan, CompiledFigurePack pack)
    {
        foreach (var part in pack.Pack.Uses.Select(plan.Pack).OfType<CompiledFigurePack>().Append(pack))
        {
            foreach (var result in part.Lent.Concat(part.Stored))
                session.Execute($"CREATE TEMP TABLE {Sql.Name(result.Name)} AS {result.Sql}");
        }
    }

    private static string? Compare(DuckSession session, CompiledFigurePack pack, FigureCaseFile.CasePart part)
    {
        foreach (var (figure, operands) in part.Values)
            session.Execute(FigureMerge.Operands(figure + "_values", operands));
        foreach (var (name, expected) in part.Expect)
        {
            var result = pack.Figures.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));
            if (result is null)
                return $"there is no figure {name}";
            var value = session.Query($"SELECT value FROM ({result.Sql})", r => FigureMerge.Number(r)).FirstOrDefault();
            if (!IsEqual(value ?? 0, expected ?? 0))
                return string.Create(CultureInfo.InvariantCulture, $"{name}: expected {expected}, got {value}");
        }

        foreach (var (name, expected) in part.Rows)
        {
            var rows = session.Scalar<long>($"SELECT count(*) FROM {Sql.Name(name)}");
            if (rows != expected)
                return string.Create(CultureInfo.InvariantCulture, $"{name}: expected {expected} rows, got {rows}");
        }

        return null;
    }

    // Ratios come out of binary division: equal to twelve digits is equal.
    private static bool IsEqual(decimal value, decimal expected) =>
        Math.Abs(value - expected) <= Math.Abs(expected) * 1e-12m;

    private static void Register(
        DuckSession session, RegisterDataset register, List<Dictionary<string, string?>>? given)
    {
        if (given is null)
            FactRelations.Define(session, [register]);
        else
            Insert(session, register.Structure, given);
    }

    private static void Insert(DuckSession session, DataStructure structure, List<Dictionary<string, string?>> rows)
    {
        var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} {FactRelations.TypeOf(c)}");
        session.Execute($"CREATE TEMP TABLE {Sql.Name(structure.Name)} ({string.Join(", ", columns)})");
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = structure.Components.Select(c => Cell(rows[i], c.Name, i));
            session.Execute($"INSERT INTO {Sql.Name(structure.Name)} VALUES ({string.Join(", ", cells)})");
        }
    }

    private static string Cell(Dictionary<string, string?> row, string column, int index)
    {
        if (row.TryGetValue(column, out var value))
            return value is null ? "NULL" : Sql.Text(value);
        return column switch
        {
            "institution" => Sql.Text(DefaultInstitution),
            "file_no" => "1",
            "line_no" => (index + 2).ToString(CultureInfo.InvariantCulture),
            _ => "NULL",
        };
    }
}
