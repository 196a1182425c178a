using System.Globalization;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cluster.Tests;

/// <summary>Data sets in DuckDB, from where they are sent to the nodes of ClickHouse.</summary>
internal sealed class Facts : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-cluster-");
    private readonly Dictionary<string, DataStructure> _datasets = new(StringComparer.Ordinal);

    public Facts(params IReadOnlyList<string> readFolders) => Session = DuckSession.Open(
        new DuckLimits { MemoryMebibytes = 2048, Threads = 2 }, readFolders, _folder.FullName);

    public DuckSession Session { get; }

    /// <summary>What was made, with the components that a node gets.</summary>
    public IReadOnlyCollection<DataStructure> Datasets => _datasets.Values;

    /// <summary>Makes a data set of rows of text; what is no value of its type is null.</summary>
    public void Make(DataStructure structure, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} VARCHAR");
        Session.Execute($"CREATE OR REPLACE TEMP TABLE texts ({string.Join(", ", columns)})");
        foreach (var chunk in rows.Chunk(200))
        {
            var values = chunk.Select(r => $"({string.Join(", ", r.Select(c => c is null ? "NULL" : Sql.Text(c)))})");
            Session.Execute($"INSERT INTO texts VALUES {string.Join(", ", values)}");
        }

        Make(structure, "texts");
    }

    /// <summary>Makes a data set of a relation with its columns, whatever their types.</summary>
    public void Make(DataStructure structure, string source)
    {
        var typed = structure.Components.Select(c => $"TRY_CAST({Sql.Name(c.Name)} AS {TypeOf(c)}) AS {Sql.Name(c.Name)}");
        Session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(structure.Name)} AS SELECT {string.Join(", ", typed)} FROM {source}");
        _datasets[structure.Name] = structure;
    }

    /// <summary>The rows of a data set for which a condition holds, as Parquet.</summary>
    public byte[] Parquet(DataStructure dataset, string condition)
    {
        var path = Path.Combine(_folder.FullName, "rows.parquet");
        Session.Execute($"COPY (SELECT * FROM {Sql.Name(dataset.Name)} WHERE {condition}) TO {Sql.Text(path)} (FORMAT parquet)");
        return File.ReadAllBytes(path);
    }

    /// <summary>The columns of a table of ClickHouse.</summary>
    public static string ColumnsOf(DataStructure dataset) => string.Join(", ", dataset.Components.Select(
        c => $"{Sql.Name(c.Name)} Nullable({ClickHouseTypeOf(c)})"));

    private static string ClickHouseTypeOf(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "Int64",
        ScalarKind.Number when component.Scale is { } scale => string.Create(CultureInfo.InvariantCulture, $"Decimal(18, {scale})"),
        ScalarKind.Number => "Float64",
        ScalarKind.Boolean => "Bool",
        ScalarKind.Date => "Date32",
        _ => "String",
    };

    private static string TypeOf(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number when component.Scale is { } scale => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(18,{scale})"),
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };

    public void Dispose()
    {
        Session.Dispose();
        _folder.Delete(recursive: true);
    }
}
