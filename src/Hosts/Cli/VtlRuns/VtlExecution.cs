using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs compiled scripts on the column engine over small tables or CSV files.</summary>
internal sealed class VtlExecution : ICaseDatabase
{
    // Rows of a result whose identifiers have to be looked at.
    private const string Kept = "vtl result";

    private static readonly HashSet<string> Streaming =
        new(["PROJECTION", "FILTER", "UNNEST", "SEQ_SCAN", "TABLE_SCAN", "EMPTY_RESULT"], StringComparer.Ordinal);

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
    public void Load(DataStructure structure, string path)
    {
        var file = new CsvInput(path, structure);
        try
        {
            var found = _session.Query($"DESCRIBE SELECT * FROM {file.Relation}", r => r.GetString(0));
            if (structure.Components.FirstOrDefault(c => !found.Contains(c.Name)) is { } missing)
                throw new VtlLoadException(LoadErrors.MissingColumn(structure.Name, missing.Name));
            Read(structure, file, found);
            foreach (var component in structure.Components.Where(c => CsvInput.IsTimeText(c.Kind)))
                Normalize(structure.Name, component);
            RequireKeys(structure, file, found);
        }
        catch (DuckDBException exception)
        {
            throw new VtlLoadException(LoadErrors.BadFile(path, exception.Message.Split('\n')[0]));
        }
    }

    // A good file is read once; only one with a bad cell is looked through for its place, column by column.
    private void Read(DataStructure structure, CsvInput file, IReadOnlyList<string> header)
    {
        var table = Sql.Name(structure.Name);
        try
        {
            _session.Execute($"CREATE TABLE {table} AS SELECT {file.CheckedColumns} FROM {file.Relation}");
        }
        catch (DuckDBException exception) when (exception.Message.Contains(CsvInput.BadText, StringComparison.Ordinal))
        {
            throw new VtlLoadException(structure.Components.Where(c => !CsvInput.IsTimeText(c.Kind))
                .Select(c => BadCell(file, header, c, CsvInput.Wrong(c))).First(d => d is not null)!);
        }

        foreach (var component in structure.Components.Where(c => CsvInput.IsTimeText(c.Kind)))
        {
            // Few periods on many rows: each text is looked at once.
            var name = Sql.Name(component.Name);
            var bad = _session.Query(
                $"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL", r => r.GetString(0))
                .Where(t => !CellText.IsValid(component.Kind, t)).Take(100).Select(Sql.Text).ToList();
            if (bad.Count > 0)
                throw new VtlLoadException(BadCell(file, header, component, $"{name} IN ({string.Join(", ", bad)})")!);
        }
    }

    // The first cell of a column that is no value of its type.
    private Diagnostic? BadCell(CsvInput file, IReadOnlyList<string> header, Component component, string wrong)
    {
        var name = Sql.Name(component.Name);
        if (_session.Query($"SELECT 1 FROM {file.Relation} WHERE {wrong} LIMIT 1", _ => true).Count == 0)
            return null;
        var (line, text) = _session.Query(
            $"SELECT line, {name} FROM {file.Lines(header, "*")} WHERE {wrong} ORDER BY line LIMIT 1",
            r => (r.GetInt64(0), r.GetString(1)))[0];
        var column = header.ToList().IndexOf(component.Name) + 1;
        return LoadErrors.BadCell(
            new CellPlace(file.Name, line, column, component.Name), ComponentText.Of(component).Type, text);
    }

    // 2010-03 and 2010M3 become 2010M03, as in rows of text.
    private void Normalize(string table, Component component)
    {
        var (name, target) = (Sql.Name(component.Name), Sql.Name(table));
        var texts = _session.Query(
            $"SELECT DISTINCT {name} FROM {target} WHERE {name} IS NOT NULL", r => r.GetString(0));
        var changed = texts.Select(t => (From: t, To: CellText.Sortable(component.Kind, t)))
            .Where(p => p.From != p.To).ToList();
        if (changed.Count == 0)
            return;
        var pairs = string.Join(", ", changed.Select(p => $"({Sql.Text(p.From)}, {Sql.Text(p.To)})"));
        _session.Execute(
            $"UPDATE {target} SET {name} = forms.\"vtl new\" " +
            $"FROM (VALUES {pairs}) AS forms(\"vtl old\", \"vtl new\") WHERE {name} = forms.\"vtl old\"");
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
            return [.. _session.Query(sql, reader => Text(reader, 0), stop).OfType<string>()];
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

            if (result.IsKeyed && IsStreamed(result.Sql))
                by = string.Empty;
            _session.Execute($"COPY (SELECT * FROM {rows}{by}) TO {Sql.Text(path)} (FORMAT csv, HEADER)");
        }
        catch (DuckDBException exception)
        {
            throw new VtlRuntimeException(VtlRuntimeError.Of(result, exception.Message));
        }
    }

    // The rows come in the order of one input and need not be held to be sorted: nothing but scans, conditions and
    // calculations stands between.
    private bool IsStreamed(string sql)
    {
        using var plan = JsonDocument.Parse(_session.Query($"EXPLAIN (FORMAT json) {sql}", r => r.GetString(1))[0]);
        return plan.RootElement.EnumerateArray().All(IsStreamed);
    }

    private static bool IsStreamed(JsonElement step) =>
        Streaming.Contains(step.GetProperty("name").GetString()!.Trim())
        && step.GetProperty("children").EnumerateArray().All(IsStreamed);

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
        var keys = IdentifiersOf(result.Structure);
        var list = string.Join(", ", keys.Select(k => Sql.Name(k)));
        foreach (var key in keys)
        {
            if (First($"SELECT {PointSql(keys)} FROM {rows} WHERE {Sql.Name(key)} IS NULL LIMIT 1") is { } point)
                throw new VtlRuntimeException(VtlRuntimeError.NullIdentifier(result, key, point));
        }

        var twice = keys.Count == 0 ? $"SELECT '' FROM {rows} HAVING count(*) > 1"
            : $"SELECT {PointSql(keys)} FROM {rows} GROUP BY {list} HAVING count(*) > 1 LIMIT 1";
        if (First(twice) is { } same)
            throw new VtlRuntimeException(VtlRuntimeError.DuplicateIdentifiers(result, same));
    }

    private void RequireKeys(DataStructure structure, CsvInput file, IReadOnlyList<string> header)
    {
        var (keys, table) = (IdentifiersOf(structure), Sql.Name(structure.Name));
        var lines = file.Lines(header, file.TypedColumns);
        bool HasNull(string k) => First($"SELECT '' FROM {table} WHERE {Sql.Name(k)} IS NULL LIMIT 1") is not null;
        foreach (var key in keys.Where(HasNull))
        {
            var line = First($"SELECT CAST(min(line) AS VARCHAR) FROM {lines} WHERE {Sql.Name(key)} IS NULL");
            throw new VtlLoadException(LoadErrors.NullIdentifier(file.Name, key, line));
        }

        var (list, point) = (string.Join(", ", keys.Select(k => Sql.Name(k))), PointSql(keys));
        if (keys.Count == 0 ||
            First($"SELECT {point} FROM {table} GROUP BY {list} HAVING count(*) > 1 LIMIT 1") is not { } twice)
        {
            return;
        }

        var both = _session.Query(
            $"SELECT CAST(line AS VARCHAR), {list} FROM {lines} ORDER BY line",
            r => PointOf(structure, keys, r) == twice ? r.GetString(0) : null).OfType<string>().Take(2);
        throw new VtlLoadException(LoadErrors.DuplicateIdentifiers(file.Name, twice, string.Join(", ", both)));
    }

    private static string PointOf(DataStructure structure, List<string> keys, DuckDBDataReader row) => string.Join(
        ", ", keys.Select((k, i) => $"{k} = " + CellText.Sortable(
            structure.Components.First(c => c.Name == k).Kind, Text(row, i + 1) ?? "null")));

    private string? First(string sql) => _session.Query(sql, r => r.GetString(0)).FirstOrDefault();

    private static List<string> IdentifiersOf(DataStructure structure) =>
        [.. structure.Components.Where(c => c.Role == ComponentRole.Identifier).Select(c => c.Name)];

    // Id_1 = 1, Id_2 = a
    private static string PointSql(IEnumerable<string> keys) => string.Join(" || ', ' || ", keys.Select(
        k => $"{Sql.Text(k + " = ")} || coalesce(CAST({Sql.Name(k)} AS VARCHAR), 'null')"));

    private static string Cell(Component component, string? value) => value is null ? "NULL" : component.Kind switch
    {
        ScalarKind.String or ScalarKind.TimePeriod or ScalarKind.Time or ScalarKind.Duration => Sql.Text(value),
        ScalarKind.Date => $"DATE {Sql.Text(value[..10])}",
        _ => $"CAST({Sql.Text(value)} AS {CsvInput.TypeName(component.Kind)})",
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
