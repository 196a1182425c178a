using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>The session in which one computation merges partial results: opened when first needed, used for every pack.
/// Not thread safe.</summary>
/// <param name="folder">The folder of partial results.</param>
/// <param name="limits">What the session may use.</param>
public sealed class FigureMerge(string folder, DuckLimits limits) : IDisposable
{
    // A relation that many figures read is held; one that few read is scanned for the columns that they need.
    private const int HeldFromUses = 3;

    private readonly Dictionary<string, List<LeftOutRows>> _leftOut = new(StringComparer.Ordinal);
    private DuckSession? _session;

    private DuckSession Session => _session ??= DuckSession.Open(limits with { PreserveOrder = false }, [folder]);

    /// <summary>Values of the figures of a pack that read no other figure, and the rows that it leaves out.</summary>
    internal PackValues Values(
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        MergedBefore? before,
        CancellationToken cancellationToken)
    {
        var computed = pack.Figures.Where(f => f.Inputs.All(i => IsThere(pack, i))).ToList();
        var known = Followed(partials, pack, computed, before, cancellationToken);
        var figures = computed.Where(f => !known.ContainsKey(f.Name)).ToList();
        FactRelations.Define(Session, pack.Pack.Registers.Select(r => registers[r]));
        foreach (var input in figures.SelectMany(f => f.Inputs).GroupBy(i => i, StringComparer.Ordinal)
            .Where(i => pack.StoredStructures.ContainsKey(i.Key)))
        {
            var isHeld = input.Count() >= HeldFromUses;
            Define(input.Key, Merged(partials, pack, pack.StoredStructures[input.Key], figures), isHeld, cancellationToken);
        }

        foreach (var (name, value) in Run(figures, cancellationToken))
            known[name] = value;
        return new PackValues(known, LeftOut(partials, pack, cancellationToken));
    }

    // Sums over groups follow what changed since they were merged last.
    private Dictionary<string, decimal?> Followed(
        PartialSet partials,
        CompiledFigurePack pack,
        IEnumerable<VtlResult> figures,
        MergedBefore? before,
        CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var figure in before is null ? [] : figures.Where(f => f.Sums is not null))
        {
            var changed = ChangedRows.Of(figure, pack, partials, before!);
            if (changed?.ValueAfter(Session, cancellationToken) is { } value)
                known[figure.Name] = value;
        }

        return known;
    }

    /// <summary>Values of the figures that read values of others.</summary>
    internal IReadOnlyDictionary<string, decimal?> Values(
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
        CancellationToken cancellationToken)
    {
        foreach (var (name, columns) in operands)
            Session.Execute(Operands(name, columns), cancellationToken);
        return Run([.. pack.Figures.Where(f => f.Inputs.Any(operands.ContainsKey))], cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _session?.Dispose();

    /// <summary>A one-row view of the values of other figures.</summary>
    internal static string Operands(string name, IReadOnlyDictionary<string, decimal?> columns)
    {
        var cells = columns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(
            c => $"CAST({c.Value?.ToString(CultureInfo.InvariantCulture) ?? "NULL"} AS DOUBLE) AS {Sql.Name(c.Key)}");
        return $"CREATE OR REPLACE TEMP VIEW {Sql.Name(name)} AS SELECT 'city' AS figure, {string.Join(", ", cells)}";
    }

    /// <summary>A figure's value at a row of the reader; null where there is none.</summary>
    internal static decimal? Number(DuckDBDataReader row, int column = 0) =>
        row.IsDBNull(column) ? null : row.GetValue(column) switch
        {
            decimal d => d,
            double d when double.IsFinite(d) => decimal.Parse(
                d.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
            double => null,
            BigInteger b => (decimal)b,
            var other => Convert.ToDecimal(other, CultureInfo.InvariantCulture),
        };

    private static bool IsThere(CompiledFigurePack pack, string input) =>
        pack.StoredStructures.ContainsKey(input) || pack.Pack.Registers.Contains(input, StringComparer.Ordinal);

    private static string Merged(
        PartialSet partials, CompiledFigurePack pack, DataStructure structure, IEnumerable<VtlResult> figures)
    {
        if (partials.SelectFor(pack, structure.Name) is not { } rows)
            return FactRelations.Nothing(structure);
        var needed = new NeededColumns(figures);
        var columns = structure.Components.Select(c => c.Name)
            .Where(c => needed.Has(structure.Name, c)).Select(Sql.Name);
        return $"SELECT {string.Join(", ", columns)} FROM ({rows})";
    }

    private void Define(string name, string rows, bool isHeld, CancellationToken cancellationToken)
    {
        var kind = isHeld ? "TABLE" : "VIEW";
        Session.Execute($"CREATE OR REPLACE TEMP {kind} {Sql.Name(name)} AS {rows}", cancellationToken);
    }

    // One query for all figures of a pack: each is one row.
    private Dictionary<string, decimal?> Run(List<VtlResult> figures, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        if (figures.Count == 0)
            return values;
        var each = figures.Select(f => $"(SELECT value FROM ({f.Sql}) LIMIT 1)");
        var row = Session.Query(
            $"SELECT {string.Join(",\n", each)}",
            r => figures.Select((_, i) => Number(r, i)).ToList(),
            cancellationToken)[0];
        for (var i = 0; i < figures.Count; i++)
            values[figures[i].Name] = row[i];
        return values;
    }

    private List<LeftOutRows> LeftOut(
        PartialSet partials, CompiledFigurePack pack, CancellationToken cancellationToken)
    {
        var parts = pack.Pack.Uses.Select(partials.Plan.Pack).Append(pack).OfType<CompiledFigurePack>()
            .SelectMany(p => p.Pack.LeftOut.Select(r => partials.Select(p.Pack.Id, r))).OfType<string>()
            .Select(rows => $"SELECT left_reason, left_rows, left_yuan FROM ({rows})").ToList();
        if (parts.Count == 0)
            return [];
        var rows = string.Join("\nUNION ALL\n", parts);
        if (_leftOut.TryGetValue(rows, out var known))
            return known;
        return _leftOut[rows] = Session.Query(
            $"""
            SELECT left_reason, sum(left_rows), sum(left_yuan) FROM ({rows})
            GROUP BY left_reason ORDER BY left_reason
            """,
            r => new LeftOutRows(r.GetString(0), (long)(Number(r, 1) ?? 0), Number(r, 2) ?? 0),
            cancellationToken);
    }
}
