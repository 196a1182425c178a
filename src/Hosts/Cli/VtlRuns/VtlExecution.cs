using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs compiled scripts on the column engine over small tables or CSV files.</summary>
internal sealed class VtlExecution : IDisposable
{
    private readonly DuckSession _session;

    public VtlExecution(IReadOnlyList<string> readPaths, string? writeFolder = null)
        : this(DuckSession.Open(
            new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 2048 }, readPaths, writeFolder))
    {
    }

    private VtlExecution(DuckSession session) => _session = session;

    /// <summary>For a few rows: one thread, little memory, no files.</summary>
    public static VtlExecution ForCase() =>
        new(DuckSession.Open(new DuckLimits { Threads = 1, MemoryMebibytes = 512 }, []));

    /// <summary>A table from rows of text; an empty cell of a CSV file and null are null.</summary>
    public void Load(DataStructure structure, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows,
        CancellationToken cancellationToken = default)
    {
        Create(structure);
        if (rows.Count == 0)
            return;
        var values = rows.Select(
            row => $"({string.Join(", ", structure.Components.Select(c => Cell(c, Of(row, header, c.Name))))})");
        _session.Execute($"INSERT INTO {Sql.Name(structure.Name)} VALUES {string.Join(", ", values)}", cancellationToken);
    }

    /// <summary>A view of a CSV file with a header; columns are found by name.</summary>
    public void Load(DataStructure structure, string path)
    {
        var columns = structure.Components.Select(
            c => $"CAST({Sql.Name(c.Name)} AS {TypeName(c.Kind)}) AS {Sql.Name(c.Name)}");
        _session.Execute(
            $"CREATE TABLE {Sql.Name(structure.Name)} AS SELECT {string.Join(", ", columns)} FROM " +
                $"read_csv({Sql.Text(path)}, all_varchar = true, header = true)");
    }

    /// <summary>The rows of a result as text.</summary>
    public List<string?[]> Rows(VtlResult result, CancellationToken cancellationToken = default) => _session.Query(
        result.Sql, reader => Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i)).ToArray(),
        cancellationToken);

    /// <summary>Writes a result as CSV with a header; null is an empty cell.</summary>
    public void Write(VtlResult result, string path)
    {
        var order = result.Structure.Components.Where(
            c => c.Role == ComponentRole.Identifier).Select(c => Sql.Name(c.Name)).ToList();
        var sorted = order.Count == 0 ? result.Sql
            : $"SELECT * FROM ({result.Sql}) ORDER BY {string.Join(", ", order)}";
        _session.Execute($"COPY ({sorted}) TO {Sql.Text(path)} (FORMAT csv, HEADER)");
    }

    public void Dispose() => _session.Dispose();

    private void Create(DataStructure structure)
    {
        var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} {TypeName(c.Kind)}");
        _session.Execute($"CREATE TABLE {Sql.Name(structure.Name)} ({string.Join(", ", columns)})");
    }

    private static string? Of(IReadOnlyList<string?> row, IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (string.Equals(header[i], name, StringComparison.Ordinal))
                return row[i];
        }

        return null;
    }

    private static string Cell(Component component, string? value)
    {
        if (value is null || (value.Length == 0 && component.Kind != ScalarKind.String))
            return "NULL";
        // A cast of '20.0' to BIGINT would round; the literal was checked to be whole.
        var text = component.Kind == ScalarKind.Integer ? value.Split('.')[0] : value;
        return $"CAST({Sql.Text(text)} AS {TypeName(component.Kind)})";
    }

    private static string TypeName(ScalarKind kind) => kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };

    private static string? Text(DuckDBDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        return reader.GetValue(column) switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        };
    }
}
