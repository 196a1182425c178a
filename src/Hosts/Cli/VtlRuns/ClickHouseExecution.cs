using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs compiled scripts on ClickHouse in this process, over small tables in memory.</summary>
internal sealed class ClickHouseExecution(Chdb server) : ICaseDatabase
{
    private readonly List<string> _tables = [];

    // Inputs with days that ClickHouse does not have: an error of the results that read them, not of the others.
    private readonly Dictionary<string, Diagnostic> _beyond = new(StringComparer.Ordinal);

    public SqlDialect Dialect => SqlDialect.ClickHouse;

    /// <inheritdoc/>
    public void Load(DataStructure structure, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var cells = LoadedRows.Of(structure, header, rows);
        if (BeyondDates(structure, cells) is { } diagnostic)
        {
            _beyond[structure.Name] = diagnostic;
            return;
        }

        var columns = structure.Components.Select(c => $"{Name(c.Name)} {TypeName(c)}");
        server.Execute($"CREATE TABLE {Name(structure.Name)} ({string.Join(", ", columns)}) ENGINE = Memory");
        _tables.Add(structure.Name);
        if (cells.Count == 0)
            return;
        var values = cells.Select(
            row => $"({string.Join(", ", structure.Components.Select((c, i) => Cell(c, row[i])))})");
        server.Execute($"INSERT INTO {Name(structure.Name)} VALUES {string.Join(", ", values)}");
    }

    // ClickHouse would take the nearest day that it has.
    private static Diagnostic? BeyondDates(DataStructure structure, IReadOnlyList<string?[]> rows)
    {
        for (var i = 0; i < structure.Components.Count; i++)
        {
            var component = structure.Components[i];
            if (component.Kind == ScalarKind.Date
                && rows.Select(r => r[i]).FirstOrDefault(t => t is not null && IsBeyond(t)) is { } text)
            {
                return LoadErrors.BeyondDates(structure.Name, component.Name, text);
            }
        }

        return null;
    }

    private static bool IsBeyond(string date) =>
        string.CompareOrdinal(date, "1900") < 0 || string.CompareOrdinal(date[..4], "2299") > 0;

    /// <inheritdoc/>
    public List<string?[]> Rows(VtlResult result, CancellationToken stop = default)
    {
        if (result.Inputs.FirstOrDefault(_beyond.ContainsKey) is { } input)
            throw new VtlLoadException(_beyond[input]);
        List<string?[]> rows;
        try
        {
            rows = server.Rows(result.Sql);
        }
        catch (ChdbException exception)
        {
            throw new VtlRuntimeException(VtlRuntimeError.Of(result, exception.Message));
        }

        LoadedRows.RequireKeys(result, rows);
        return rows;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Codes(string sql, CancellationToken stop = default)
    {
        try
        {
            return [.. server.Rows(sql).Select(r => r[0]).OfType<string>()];
        }
        catch (ChdbException exception)
        {
            var pivot = new VtlResult("pivot", false, new DataStructure("pivot", []), [], sql);
            throw new VtlRuntimeException(VtlRuntimeError.Of(pivot, exception.Message));
        }
    }

    /// <inheritdoc/>
    public bool TryClear()
    {
        try
        {
            foreach (var table in _tables)
                server.Execute($"DROP TABLE IF EXISTS {Name(table)}");
            _tables.Clear();
            _beyond.Clear();
            return true;
        }
        catch (ChdbException)
        {
            return false;
        }
    }

    public void Dispose() => TryClear();

    /// <summary>The type of a column that may be null.</summary>
    public static string TypeName(Component component) => $"Nullable({component.Kind switch
    {
        ScalarKind.Integer => "Int64",
        ScalarKind.Number when component.Scale is { } scale =>
            string.Create(CultureInfo.InvariantCulture, $"Decimal(18, {scale})"),
        ScalarKind.Number => "Float64",
        ScalarKind.Boolean => "Bool",
        ScalarKind.Date => "Date32",
        _ => "String",
    }})";

    // A backslash escapes, in names too.
    private static string Name(string name) => Sql.Name(name.Replace("\\", "\\\\", StringComparison.Ordinal));

    private static string Cell(Component component, string? value) => value is null ? "NULL"
        : component.Kind == ScalarKind.Date ? Text(value[..10])
        : component.Kind == ScalarKind.Integer
            ? decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString("F0", CultureInfo.InvariantCulture)
        : component.Kind is ScalarKind.Number or ScalarKind.Boolean
            ? $"CAST({Text(value.Trim())} AS {TypeName(component)})"
        : Text(value);

    private static string Text(string text) => Sql.Text(text.Replace("\\", "\\\\", StringComparison.Ordinal));
}
