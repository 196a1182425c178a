using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>Runs indicators.vtl over partial results and keeps each pack's values under the address of what they were
/// merged from.</summary>
/// <param name="folder">The folder of partial results.</param>
/// <param name="limits">What one run may use.</param>
public sealed class FigureResults(string folder, DuckLimits limits)
{
    /// <summary>Values of a pack's results, in base units; null where there is no row or no value.</summary>
    /// <param name="partials">Up to date.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="registers">Rows of registers, by name.</param>
    /// <param name="operands">Values of other figures by dataset (<c>I04_values</c>) and column.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IReadOnlyDictionary<string, decimal?> Of(
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
        CancellationToken cancellationToken = default)
    {
        var address = AddressOf(partials, pack, registers, operands);
        var path = Path.Combine(folder, "values", address[..2], address + ".json");
        if (File.Exists(path))
            return Read(path);
        var values = Compute(partials, pack, registers, operands, cancellationToken);
        Write(path, values);
        return values;
    }

    private static string AddressOf(
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands)
    {
        var merged = pack.Pack.Uses.Append(pack.Pack.Id)
            .SelectMany(p => partials.Addresses.GetValueOrDefault(p)?.Values ?? []);
        var others = pack.Pack.Registers.Select(r => registers[r].Hash)
            .Concat(operands.OrderBy(o => o.Key, StringComparer.Ordinal)
                .Select(o =>
                    o.Key + JsonSerializer.Serialize(new SortedDictionary<string, decimal?>(o.Value.ToDictionary()))));
        return PartialAddress.OfValues(pack, merged, others);
    }

    private Dictionary<string, decimal?> Compute(
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
        CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        using var session = DuckSession.Open(limits, [folder]);
        FactRelations.Define(session, pack.Pack.Registers.Select(r => registers[r]));
        foreach (var name in pack.Figures.SelectMany(f => f.Inputs).Distinct(StringComparer.Ordinal))
        {
            if (pack.StoredStructures.TryGetValue(name, out var structure))
                session.Execute(Merged(partials, pack, structure), cancellationToken);
            else if (operands.TryGetValue(name, out var columns))
                session.Execute(Operands(name, columns), cancellationToken);
        }

        // Without operands: everything that reads partial results. With operands: only what reads them.
        foreach (var figure in pack.Figures.Where(f => f.Inputs.All(i => IsThere(pack, operands, i))
                     && f.Inputs.Any(operands.ContainsKey) == operands.Count > 0))
        {
            values[figure.Name] = session.Query($"SELECT value FROM ({figure.Sql})", Number, cancellationToken)
                .FirstOrDefault();
        }

        return values;
    }

    private static bool IsThere(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
            string input) =>
        pack.StoredStructures.ContainsKey(input)
        || operands.ContainsKey(input)
        || pack.Pack.Registers.Contains(input, StringComparer.Ordinal);

    private static string Merged(PartialSet partials, CompiledFigurePack pack, DataStructure structure)
    {
        var storing = partials.Storing(pack, structure.Name);
        var files = storing is null ? [] : partials.Files(storing.Pack.Id, structure.Name);
        if (files.Count == 0)
            return FactRelations.EmptyView(structure);
        return $"CREATE OR REPLACE TEMP VIEW {Sql.Name(structure.Name)} AS "
            + $"SELECT * FROM read_parquet({Sql.List(files)})";
    }

    internal static string Operands(string name, IReadOnlyDictionary<string, decimal?> columns)
    {
        var cells = columns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(
            c => $"CAST({c.Value?.ToString(CultureInfo.InvariantCulture) ?? "NULL"} AS DOUBLE) AS {Sql.Name(c.Key)}");
        return $"CREATE OR REPLACE TEMP VIEW {Sql.Name(name)} AS SELECT 'city' AS figure, {string.Join(", ", cells)}";
    }

    internal static decimal? Number(DuckDB.NET.Data.DuckDBDataReader row) =>
        row.IsDBNull(0) ? null : row.GetValue(0) switch
        {
            decimal d => d,
            double d when double.IsFinite(d) => decimal.Parse(
                d.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
            double => null,
            BigInteger b => (decimal)b,
            var other => Convert.ToDecimal(other, CultureInfo.InvariantCulture),
        };

    private static Dictionary<string, decimal?> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, decimal?>>(File.ReadAllText(path))!;

    private static void Write(string path, Dictionary<string, decimal?> values)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + "." + Path.GetRandomFileName() + DurableFile.TemporaryExtension;
        File.WriteAllText(temporary,
            JsonSerializer.Serialize(new SortedDictionary<string, decimal?>(values, StringComparer.Ordinal)));
        File.Move(temporary, path, overwrite: true);
    }
}
