using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Makes a table of a CSV file; what is wrong with the file is told with its line and column.</summary>
internal sealed class CsvLoad(DuckSession session, DataStructure structure, string path)
{
    private readonly CsvInput _file = new(path, structure);
    private readonly string _table = Sql.Name(structure.Name);

    private List<string> _header = [];

    /// <summary>Makes it.</summary>
    /// <exception cref="VtlLoadException">A column is missing, a text is no value of its type, an identifier is null,
    /// identifiers appear twice, or the file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading is stopped.</exception>
    public void Run(CancellationToken stop)
    {
        try
        {
            _header = session.Query($"DESCRIBE SELECT * FROM {_file.Relation}", r => r.GetString(0), stop);
            if (structure.Components.FirstOrDefault(c => !_header.Contains(c.Name)) is { } missing)
                throw new VtlLoadException(LoadErrors.MissingColumn(structure.Name, missing.Name));
            Read(stop);
            foreach (var component in structure.Components.Where(c => CsvInput.IsTimeText(c.Kind)))
                Normalize(component, stop);
            RequireKeys(stop);
        }
        catch (DuckDBException exception)
        {
            throw new VtlLoadException(LoadErrors.BadFile(path, exception.Message.Split('\n')[0]));
        }
    }

    // A good file is read once; only one with a bad cell is looked through for its place, column by column.
    private void Read(CancellationToken stop)
    {
        try
        {
            Make(stop);
        }
        catch (DuckDBException exception) when (exception.Message.Contains(CsvInput.BadText, StringComparison.Ordinal))
        {
            throw new VtlLoadException(structure.Components.Where(c => !CsvInput.IsTimeText(c.Kind))
                .Select(c => BadCell(c, CsvInput.Wrong(c))).First(d => d is not null)!);
        }

        foreach (var component in structure.Components.Where(c => CsvInput.IsTimeText(c.Kind)))
        {
            var bad = TextsOf(component, stop).Where(t => !CellText.IsValid(component.Kind, t))
                .Take(100).Select(Sql.Text).ToList();
            if (bad.Count > 0)
            {
                throw new VtlLoadException(
                    BadCell(component, $"{Sql.Name(component.Name)} IN ({string.Join(", ", bad)})")!);
            }
        }
    }

    private void Make(CancellationToken stop)
    {
        try
        {
            session.Execute($"CREATE TABLE {_table} AS {_file.PlainRows}", stop);
        }
        catch (DuckDBException)
        {
            stop.ThrowIfCancellationRequested();
            session.Execute($"CREATE TABLE {_table} AS {_file.CheckedRows}", stop);
        }
    }

    // Few periods on many rows: each text is looked at once.
    private List<string> TextsOf(Component component, CancellationToken stop)
    {
        var name = Sql.Name(component.Name);
        return session.Query(
            $"SELECT DISTINCT {name} FROM {_table} WHERE {name} IS NOT NULL", r => r.GetString(0), stop);
    }

    // The first cell of a column that is no value of its type.
    private Diagnostic? BadCell(Component component, string wrong)
    {
        var name = Sql.Name(component.Name);
        if (session.Query($"SELECT 1 FROM {_file.Relation} WHERE {wrong} LIMIT 1", _ => true).Count == 0)
            return null;
        var (line, text) = session.Query(
            $"SELECT line, {name} FROM {_file.Lines(_header, "*")} WHERE {wrong} ORDER BY line LIMIT 1",
            r => (r.GetInt64(0), r.GetString(1)))[0];
        var column = _header.IndexOf(component.Name) + 1;
        return LoadErrors.BadCell(
            new CellPlace(_file.Name, line, column, component.Name), ComponentText.Of(component).Type, text);
    }

    // 2010-03 and 2010M3 become 2010M03, as in rows of text.
    private void Normalize(Component component, CancellationToken stop)
    {
        var name = Sql.Name(component.Name);
        var changed = TextsOf(component, stop).Select(t => (From: t, To: CellText.Sortable(component.Kind, t)))
            .Where(p => p.From != p.To).ToList();
        if (changed.Count == 0)
            return;
        var pairs = string.Join(", ", changed.Select(p => $"({Sql.Text(p.From)}, {Sql.Text(p.To)})"));
        session.Execute(
            $"UPDATE {_table} SET {name} = forms.\"vtl new\" " +
            $"FROM (VALUES {pairs}) AS forms(\"vtl old\", \"vtl new\") WHERE {name} = forms.\"vtl old\"", stop);
    }

    private void RequireKeys(CancellationToken stop)
    {
        var keys = DataPoints.IdentifiersOf(structure);
        var lines = _file.Lines(_header, _file.TypedColumns);
        foreach (var key in keys.Where(HasNull))
        {
            var line = session.FirstText(
                $"SELECT CAST(min(line) AS VARCHAR) FROM {lines} WHERE {Sql.Name(key)} IS NULL", stop);
            throw new VtlLoadException(LoadErrors.NullIdentifier(_file.Name, key, line));
        }

        var list = string.Join(", ", keys.Select(k => Sql.Name(k)));
        if (keys.Count == 0 || session.FirstText(
            $"SELECT {DataPoints.Shown(keys)} FROM {_table} GROUP BY {list} HAVING count(*) > 1 LIMIT 1", stop)
            is not { } twice)
        {
            return;
        }

        var both = session.Query(
            $"SELECT CAST(line AS VARCHAR), {list} FROM {lines} ORDER BY line",
            r => PointOf(keys, r) == twice ? r.GetString(0) : null, stop).OfType<string>().Take(2);
        throw new VtlLoadException(LoadErrors.DuplicateIdentifiers(_file.Name, twice, string.Join(", ", both)));
    }

    private bool HasNull(string key) =>
        session.FirstText($"SELECT '' FROM {_table} WHERE {Sql.Name(key)} IS NULL LIMIT 1") is not null;

    private string PointOf(List<string> keys, DuckDBDataReader row) => string.Join(
        ", ", keys.Select((k, i) => $"{k} = " + CellText.Sortable(
            structure.Components.First(c => c.Name == k).Kind, DataPoints.Text(row, i + 1) ?? "null")));
}
