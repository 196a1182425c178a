using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs compiled scripts on the column engine over small tables or CSV files.</summary>
internal sealed class VtlExecution : ICaseDatabase
{
    // Rows of a result whose identifiers have to be looked at.
    private const string Kept = "vtl result";

    private const string Multiplying = "UNNEST";

    private static readonly HashSet<string> Streaming =
        new(["PROJECTION", "FILTER", Multiplying, "SEQ_SCAN", "TABLE_SCAN", "EMPTY_RESULT"], StringComparer.Ordinal);

    private readonly DuckSession _session;

    private readonly List<string> _tables = [];

    public VtlExecution(IReadOnlyList<string> readPaths, string? writeFolder = null) => _session = DuckSession.Open(
        new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 2048 }, readPaths, writeFolder);

    private VtlExecution(DuckLimits limits) => _session = DuckSession.Open(limits, []);

    public SqlDialect Dialect => SqlDialect.DuckDb;

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
    /// <exception cref="OperationCanceledException">The reading is stopped.</exception>
    public void Load(DataStructure structure, string path, CancellationToken stop = default) =>
        new CsvLoad(_session, structure, path).Run(stop);

    /// <summary>The rows of a result as text.</summary>
    /// <exception cref="VtlRuntimeException">The statement stops, or its identifiers are null or appear
    /// twice.</exception>
    public List<string?[]> Rows(VtlResult result, CancellationToken stop = default)
    {
        List<string?[]> rows;
        try
        {
            rows = _session.Query(result.Sql, reader =>
                Enumerable.Range(0, reader.FieldCount).Select(i => DataPoints.Text(reader, i)).ToArray(), stop);
        }
        catch (DuckDBException exception)
        {
            throw new VtlRuntimeException(VtlRuntimeError.Of(result, exception.Message));
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
            return [.. _session.Query(sql, reader => DataPoints.Text(reader, 0), stop).OfType<string>()];
        }
        catch (DuckDBException exception)
        {
            var pivot = new VtlResult("pivot", false, new DataStructure("pivot", []), [], sql);
            throw new VtlRuntimeException(VtlRuntimeError.Of(pivot, exception.Message));
        }
    }

    /// <summary>Writes a result as CSV with a header; null is an empty cell.</summary>
    /// <exception cref="VtlRuntimeException">As for <see cref="Rows"/>.</exception>
    public void Write(VtlResult result, string path)
    {
        var order = result.Structure.Components.Where(
            c => c.Role == ComponentRole.Identifier).Select(c => Sql.Name(c.Name)).ToList();
        var by = order.Count == 0 ? string.Empty : $" ORDER BY {string.Join(", ", order)}";
        try
        {
            var rows = $"({result.Sql})";
            if (!result.IsKeyed)
            {
                _session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(Kept)} AS {result.Sql}");
                rows = Sql.Name(Kept);
                RequireKeys(result, rows);
            }

            var steps = result.IsKeyed ? StepsOf(result.Sql) : [];
            var query = IsStreamed(steps) ? Streamed(result, steps) : $"SELECT * FROM {rows}{by}";
            _session.Execute($"COPY ({query}) TO {Sql.Text(path)} (FORMAT csv, HEADER)");
        }
        catch (DuckDBException exception)
        {
            throw new VtlRuntimeException(VtlRuntimeError.Of(result, exception.Message));
        }
    }

    // The rows come in the order of one input and need not be held to be sorted: nothing but scans, conditions and
    // calculations stands between.
    private static bool IsStreamed(HashSet<string> steps) => steps.Count > 0 && steps.IsSubsetOf(Streaming);

    // Where a row becomes many, threads side by side would hold all that a row group becomes until it is its turn: a
    // positional join (with no row, which adds none) keeps to one thread, in order. Measured on 28 million rows: less
    // than half of the processor's time and a seventh of the memory.
    private static string Streamed(VtlResult result, HashSet<string> steps) => !steps.Contains(Multiplying)
        ? result.Sql : $"SELECT {Columns(result)} FROM ({result.PrintedSql}) AS t0 POSITIONAL JOIN "
        + "(SELECT range FROM range(0)) AS t1";

    private static string Columns(VtlResult result) =>
        string.Join(", ", result.Structure.Components.Select(c => "t0." + Sql.Name(c.Name)));

    // A plan is an array of steps, each with a name and an array of the steps below it: as deep as the script.
    private HashSet<string> StepsOf(string sql)
    {
        var plan = Encoding.UTF8.GetBytes(
            _session.Query($"EXPLAIN (FORMAT json) {sql}", r => r.GetString(1))[0]);
        var reader = new Utf8JsonReader(plan, new JsonReaderOptions { MaxDepth = plan.Length });
        var steps = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth % 2 == 0
                && reader.ValueTextEquals("name"u8) && reader.Read())
            {
                steps.Add(reader.GetString()!.Trim());
            }
        }

        return steps;
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
        var columns = structure.Components.Select(c => $"{Sql.Name(c.Name)} {CsvInput.TypeName(c.Kind)}");
        _session.Execute($"CREATE TABLE {Sql.Name(structure.Name)} ({string.Join(", ", columns)})");
        _tables.Add(structure.Name);
    }

    private void RequireKeys(VtlResult result, string rows)
    {
        var keys = DataPoints.IdentifiersOf(result.Structure);
        var list = string.Join(", ", keys.Select(k => Sql.Name(k)));
        foreach (var key in keys)
        {
            var empty = $"SELECT {DataPoints.Shown(keys)} FROM {rows} WHERE {Sql.Name(key)} IS NULL LIMIT 1";
            if (_session.FirstText(empty) is { } point)
                throw new VtlRuntimeException(VtlRuntimeError.NullIdentifier(result, key, point));
        }

        var twice = keys.Count == 0 ? $"SELECT '' FROM {rows} HAVING count(*) > 1"
            : $"SELECT {DataPoints.Shown(keys)} FROM {rows} GROUP BY {list} HAVING count(*) > 1 LIMIT 1";
        if (_session.FirstText(twice) is { } same)
            throw new VtlRuntimeException(VtlRuntimeError.DuplicateIdentifiers(result, same));
    }

    private static string Cell(Component component, string? value) => value is null ? "NULL" : component.Kind switch
    {
        ScalarKind.String or ScalarKind.TimePeriod or ScalarKind.Time or ScalarKind.Duration => Sql.Text(value),
        ScalarKind.Date => $"DATE {Sql.Text(value[..10])}",
        _ => $"CAST({Sql.Text(value)} AS {CsvInput.TypeName(component.Kind)})",
    };
}
