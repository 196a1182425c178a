using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs compiled scripts on the column engine over small tables or CSV files.</summary>
internal sealed class VtlExecution : IDisposable
{
    private readonly DuckSession _session;

    private readonly List<string> _tables = [];

    public VtlExecution(IReadOnlyList<string> readPaths, string? writeFolder = null) => _session = DuckSession.Open(
        new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 2048 }, readPaths, writeFolder);

    private VtlExecution(DuckLimits limits) => _session = DuckSession.Open(limits, []);

    /// <summary>For many small cases one after the other, several of these side by side.</summary>
    public static VtlExecution ForCases() => new(new DuckLimits { Threads = 1, MemoryMebibytes = 512 });

    /// <summary>A table from rows of text; an empty cell of a CSV file and null are null.</summary>
    /// <exception cref="VtlLoadException">A column is missing, a text is no value of its type, an identifier is null,
    /// or identifiers appear twice.</exception>
    public void Load(DataStructure structure, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var cells = LoadedRows.Of(structure, header, rows);
        Create(structure);
        if (cells.Count == 0)
            return;
        var values = cells.Select(
            row => $"({string.Join(", ", structure.Components.Select((c, i) => Cell(c, row[i])))})");
        _session.Execute($"INSERT INTO {Sql.Name(structure.Name)} VALUES {string.Join(", ", values)}");
    }

    /// <summary>A table from a CSV file with a header; columns are found by name.</summary>
    /// <exception cref="VtlLoadException">As for rows of text.</exception>
    public void Load(DataStructure structure, string path)
    {
        var file = $"read_csv({Sql.Text(path)}, "
            + "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')";
        try
        {
            var found = _session.Query($"DESCRIBE SELECT * FROM {file}", r => r.GetString(0));
            if (structure.Components.FirstOrDefault(c => !found.Contains(c.Name)) is { } missing)
                throw new VtlLoadException(LoadErrors.MissingColumn(structure.Name, missing.Name));
            var columns = structure.Components.Select(
                c => $"TRY_CAST({Sql.Name(c.Name)} AS {TypeName(c.Kind)}) AS {Sql.Name(c.Name)}");
            var bad = structure.Components.Select(c => BadCell(path, file, found, c)).FirstOrDefault(d => d is not null);
            if (bad is not null)
                throw new VtlLoadException(bad);
            _session.Execute(
                $"CREATE TABLE {Sql.Name(structure.Name)} AS SELECT {string.Join(", ", columns)} FROM {file}");
        }
        catch (DuckDBException exception)
        {
            throw new VtlLoadException(LoadErrors.BadFile(path, exception.Message.Split('\n')[0]));
        }

        RequireKeys(structure);
    }

    // The first cell of a column that is no value of its type. A line is counted with the line ends that quoted cells
    // before it hold.
    private Diagnostic? BadCell(string path, string file, IReadOnlyList<string> header, Component component)
    {
        var ends = string.Join(" + ", header.Select(
            c => $"coalesce(length({Sql.Name(c)}) - length(replace({Sql.Name(c)}, chr(10), '')), 0)"));
        var (name, type) = (Sql.Name(component.Name), TypeName(component.Kind));
        var bad = _session.Query(
            $"""
            SELECT CAST(line AS BIGINT), cell FROM (
              SELECT {name} AS cell, 1 + row_number() OVER () + coalesce(sum({ends}) OVER (
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS line FROM {file})
            WHERE cell IS NOT NULL AND TRY_CAST(cell AS {type}) IS NULL ORDER BY line LIMIT 1
            """,
            r => (Line: r.GetInt64(0), Text: r.GetString(1)));
        return bad.Count == 0 ? null : LoadErrors.BadCell(
            new CellPlace(
                Path.GetFileName(path), bad[0].Line, header.ToList().IndexOf(component.Name) + 1, component.Name),
            ComponentText.Of(component).Type,
            bad[0].Text);
    }

    /// <summary>The rows of a result as text.</summary>
    /// <exception cref="VtlRuntimeException">The statement stops, or its identifiers are null or appear
    /// twice.</exception>
    public List<string?[]> Rows(VtlResult result, CancellationToken stop = default)
    {
        List<string?[]> rows;
        try
        {
            rows = _session.Query(result.Sql, reader =>
                Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i)).ToArray(), stop);
        }
        catch (DuckDBException exception)
        {
            throw VtlRuntimeException.Of(result.Name, exception);
        }

        LoadedRows.RequireKeys(result, rows);
        return rows;
    }

    /// <summary>The values of a query's first column that are not null, in order: the columns of a pivot.</summary>
    /// <exception cref="VtlRuntimeException">The query stops.</exception>
    public IReadOnlyList<string> Codes(string sql, CancellationToken stop = default)
    {
        try
        {
            return [.. _session.Query(sql, reader => Text(reader, 0), stop).OfType<string>()];
        }
        catch (DuckDBException exception)
        {
            throw VtlRuntimeException.Of("pivot", exception);
        }
    }

    /// <summary>Writes a result as CSV with a header; null is an empty cell.</summary>
    /// <exception cref="VtlRuntimeException">As for <see cref="Rows"/>.</exception>
    public void Write(VtlResult result, string path)
    {
        var order = result.Structure.Components.Where(
            c => c.Role == ComponentRole.Identifier).Select(c => Sql.Name(c.Name)).ToList();
        var sorted = order.Count == 0 ? result.Sql
            : $"SELECT * FROM ({result.Sql}) ORDER BY {string.Join(", ", order)}";
        try
        {
            _session.Execute($"COPY ({sorted}) TO {Sql.Text(path)} (FORMAT csv, HEADER)");
        }
        catch (DuckDBException exception)
        {
            throw VtlRuntimeException.Of(result.Name, exception);
        }
    }

    /// <summary>Drops all tables.</summary>
    /// <returns>False when the database no longer answers.</returns>
    public bool TryClear()
    {
        try
        {
            if (_tables.Count > 0)
                _session.Execute(string.Join(";", _tables.Select(t => $"DROP TABLE IF EXISTS {Sql.Name(t)}")));
            _tables.Clear();
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    public void Dispose() => _session.Dispose();

    private void Create(DataStructure structure)
    {
        var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} {TypeName(c.Kind)}");
        _session.Execute($"CREATE TABLE {Sql.Name(structure.Name)} ({string.Join(", ", columns)})");
        _tables.Add(structure.Name);
    }

    private void RequireKeys(DataStructure structure)
    {
        var table = Sql.Name(structure.Name);
        var keys = structure.Components.Where(c => c.Role == ComponentRole.Identifier).ToList();
        foreach (var key in keys)
        {
            if (_session.Scalar<long>($"SELECT count(*) FROM {table} WHERE {Sql.Name(key.Name)} IS NULL") > 0)
                throw new VtlLoadException(LoadErrors.NullIdentifier(structure.Name, key.Name, null));
        }

        if (keys.Count == 0)
            return;
        var list = string.Join(", ", keys.Select(k => Sql.Name(k.Name)));
        var twice = _session.Query(
            $"SELECT concat_ws(', ', {list}) FROM {table} GROUP BY {list} HAVING count(*) > 1 LIMIT 1",
            r => r.GetString(0));
        if (twice.Count > 0)
            throw new VtlLoadException(LoadErrors.DuplicateIdentifiers(structure.Name, twice[0]));
    }

    private static string Cell(Component component, string? value) => value is null ? "NULL" : component.Kind switch
    {
        ScalarKind.String or ScalarKind.TimePeriod or ScalarKind.Time or ScalarKind.Duration => Sql.Text(value),
        ScalarKind.Date => $"DATE {Sql.Text(value[..10])}",
        _ => $"CAST({Sql.Text(value)} AS {TypeName(component.Kind)})",
    };

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
