using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Huoshui.Systems.City.Dirty;

/// <summary>One filed table as text cells, to plant errors into. Row 0 is physical line 2.</summary>
internal sealed class DirtyTable
{
    private static readonly CsvConfiguration Plain = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    private readonly Dictionary<string, int> _columns;
    private readonly string[] _header;
    private readonly List<string[]> _rows = [];
    private readonly HashSet<int> _used = [];
    private readonly Dictionary<string, ILookup<string, int>> _indexes = new(StringComparer.Ordinal);

    public DirtyTable(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, Plain);
        csv.Read();
        csv.ReadHeader();
        _header = csv.HeaderRecord!;
        _columns = _header.Select((code, i) => (code, i)).ToDictionary(p => p.code, p => p.i, StringComparer.Ordinal);
        while (csv.Read())
            _rows.Add([.. Enumerable.Range(0, _header.Length).Select(i => csv.GetField(i) ?? string.Empty)]);
    }

    public int Count => _rows.Count;

    public bool IsChanged { get; private set; }

    public string this[int row, string field]
    {
        get => _rows[row][_columns[field]];
        set
        {
            _rows[row][_columns[field]] = value;
            _indexes.Remove(field);
            IsChanged = true;
        }
    }

    /// <summary>The physical line of a row; the header is line 1.</summary>
    public static int LineOf(int row) => row + 2;

    /// <summary>The first row that no error has been planted into and that meets the condition; null if there is
    /// none.</summary>
    public int? Find(Func<int, bool> condition)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            if (!_used.Contains(row) && condition(row))
                return row;
        }

        return null;
    }

    /// <summary>The first row that has a value, used or not; null if there is none.</summary>
    public int? RowOf(string field, string value) => Index(field)[value] is { } rows && rows.Any() ? rows.First()
        : null;

    /// <summary>The number of rows that have a value.</summary>
    public int CountOf(string field, string value) => Index(field)[value].Count();

    /// <summary>Keeps a row from further errors.</summary>
    public void Take(int row) => _used.Add(row);

    /// <summary>Appends a copy of a row.</summary>
    /// <returns>The new row.</returns>
    public int Repeat(int row)
    {
        _rows.Add([.. _rows[row]]);
        _used.Add(_rows.Count - 1);
        _indexes.Clear();
        IsChanged = true;
        return _rows.Count - 1;
    }

    /// <summary>Deletes a row; to be done before anything is planted, since lines move.</summary>
    public void Delete(int row)
    {
        _rows.RemoveAt(row);
        _indexes.Clear();
        IsChanged = true;
    }

    public void Save(string path)
    {
        using var writer = new StreamWriter(path);
        using var csv = new CsvWriter(writer, Plain);
        foreach (var row in _rows.Prepend(_header))
        {
            foreach (var cell in row)
                csv.WriteField(cell);
            csv.NextRecord();
        }
    }

    private ILookup<string, int> Index(string field)
    {
        if (!_indexes.TryGetValue(field, out var index))
        {
            _indexes[field] = index = Enumerable.Range(0, _rows.Count).ToLookup(r => _rows[r][_columns[field]],
                StringComparer.Ordinal);
        }

        return index;
    }
}
