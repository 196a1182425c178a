using System.Globalization;

namespace Huoshui.Systems.City.Filing;

/// <summary>
/// Writes filings/RETURN/DATE/INSTITUTION/TABLE.csv or .parquet. Small tables are written by one COPY and cut, large
/// ones file by file, so that
/// neither the number of files nor the number of rows costs too much. Rows are ordered, so the bytes are the same each
/// time.
/// </summary>
internal sealed class FilingWriter
{
    /// <summary>Tables of at most this many rows over all dates are written in one go and cut.</summary>
    private const long CutRows = 1_000_000;

    private readonly CitySession _session;
    private readonly CityOptions _options;
    private readonly FieldCatalog _catalog;
    private readonly HashSet<(string Return, string Date, string Institution, string Table)> _written = [];

    public FilingWriter(CitySession session, CityOptions options, FieldCatalog catalog)
    {
        _session = session;
        _options = options;
        _catalog = catalog;
    }

    /// <summary>Every file written so far.</summary>
    public IReadOnlyCollection<(string Return, string Date, string Institution, string Table)> Written => _written;

    private string Extension => _options.Format == CityFormat.Parquet ? "parquet" : "csv";

    /// <summary>Writes every file of a table.</summary>
    public void Write(Recipe recipe)
    {
        var rows = (long)_session.Whole($"SELECT count(*) FROM {recipe.From} WHERE {recipe.Where}");
        if (rows == 0)
            return;
        if (rows <= CutRows && _options.Format == CityFormat.Csv)
            WriteCut(recipe);
        else
            WriteSingly(recipe);
    }

    /// <summary>A written Parquet file as CSV.</summary>
    public void ToCsv(string parquet, string csv) => Copy($"FROM read_parquet('{CitySession.Quote(parquet)}')", csv,
        "csv");

    // One COPY of everything, in order, then a cut at each change of date or institution: a COPY for each of thousands
    // of files
    // would cost far more than the rows.
    private void WriteCut(Recipe recipe)
    {
        var columns = _catalog.Columns(recipe.Return, recipe.Table);
        var header = string.Join(',', columns.Select(c => c.Code));
        var whole = Path.Combine(_options.OutputFolder, ".parts.csv");
        Copy(
            $"SELECT filed_on, inst, * EXCLUDE (filed_on, inst) FROM ({recipe.Query(columns, typed: false)} "
                + $"ORDER BY filed_on, inst, {recipe.Order})",
            whole,
            "csv");
        StreamWriter? file = null;
        var current = string.Empty;
        foreach (var line in File.ReadLines(whole).Skip(1))
        {
            var end = line.IndexOf(',', line.IndexOf(',', StringComparison.Ordinal) + 1);
            if (!line.AsSpan(0, end).SequenceEqual(current))
            {
                file?.Dispose();
                current = line[..end];
                file = new StreamWriter(Target(recipe, current[..10], current[11..]));
                file.Write(header + "\n");
            }

            file!.Write(line.AsSpan(end + 1));
            file.Write('\n');
        }

        file?.Dispose();
        File.Delete(whole);
    }

    private void WriteSingly(Recipe recipe)
    {
        var query = recipe.Query(_catalog.Columns(recipe.Return, recipe.Table), _options.Format == CityFormat.Parquet);
        foreach (var date in recipe.Dates)
        {
            _session.Execute($"""
                CREATE TEMP TABLE page AS
                SELECT * FROM ({query} AND d = DATE '{date:yyyy-MM-dd}' ORDER BY {recipe.Institution}, {recipe.Order});
                """);
            foreach (var institution in _session.Query("SELECT DISTINCT inst FROM page ORDER BY inst").Select(r =>
                (string)r[0]!))
            {
                Copy(
                    $"SELECT * EXCLUDE (inst, filed_on) FROM page WHERE inst = '{institution}'",
                    Target(recipe, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), institution),
                    Extension);
            }

            _session.Execute("DROP TABLE page");
        }
    }

    private void Copy(string query, string path, string extension)
    {
        var format = extension == "parquet" ? "FORMAT parquet, COMPRESSION zstd" : "FORMAT csv, HEADER true";
        _session.Execute($"COPY ({query}) TO '{CitySession.Quote(path)}' ({format})");
    }

    private string Target(Recipe recipe, string date, string institution)
    {
        var folder = Path.Combine(_options.OutputFolder, "filings", recipe.Return, date, institution);
        Directory.CreateDirectory(folder);
        _written.Add((recipe.Return, date, institution, recipe.Table));
        return Path.Combine(folder, $"{recipe.Table}.{Extension}");
    }
}
