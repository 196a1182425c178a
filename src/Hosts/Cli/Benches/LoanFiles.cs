using System.Globalization;
using Huoshui.Policies;
using Huoshui.Systems.City;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// Writes large CSV files of F27 and H01, set-wise: the loans of a small generated city (realistic, and clean under
/// every
/// rule), as often as it takes, each copy with keys of its own. The same rows on every machine.
/// </summary>
internal sealed class LoanFiles
{
    private const decimal Scale = 0.001m;
    private const int Seed = 7;

    private readonly ReturnDefinition _definition;
    private readonly string _filings;
    private readonly string _city;
    private readonly int _copies;

    /// <summary>Generates the city.</summary>
    /// <param name="definition">The return.</param>
    /// <param name="asOf">Whose filings are taken.</param>
    /// <param name="rows">Rows wanted; the loans of the city are taken whole, so there are some more.</param>
    /// <param name="folder">Where the city may lie.</param>
    public LoanFiles(ReturnDefinition definition, DateOnly asOf, int rows, string folder)
    {
        _definition = definition;
        _city = Path.Combine(folder, "city");
        CityGenerator.Generate(new CityOptions(Scale, Seed, _city), PolicyLibrary.FindFolder());
        _filings = Path.Combine(_city, "filings", definition.Id, asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        using var session = Open(folder);
        var loans = session.Scalar<long>($"SELECT count(*) FROM {Source("F27")}");
        _copies = (int)((rows + loans - 1) / loans);
        Rows = loans * _copies;
    }

    /// <summary>Rows of F27; H01 has as many.</summary>
    public long Rows { get; }

    /// <summary>Writes a table.</summary>
    /// <param name="code">Code of the table.</param>
    /// <param name="failingPercent">Rows of a hundred that get an error: a negative amount, an unknown code, or no
    /// date.</param>
    /// <param name="path">Where to.</param>
    public void Write(string code, int failingPercent, string path)
    {
        var table = _definition.Table(code)!;
        var columns = table.Fields.Select(f => Column(table, f, failingPercent));
        using var session = Open(Path.GetDirectoryName(path)!);
        session.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"COPY (SELECT {string.Join(", ", columns)} FROM {Source(code)}, range({_copies}) r(copy)) TO {Sql.Text(path)} (HEADER)"));
    }

    private DuckSession Open(string folder) => DuckSession.Open(
        new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 1024 }, [_city], folder);

    private string Source(string code) =>
        $"read_csv({Sql.Text(_filings)} || '/*/{code}.csv', all_varchar=true, header=true, hive_partitioning=false)";

    private static string Column(TableDefinition table, FieldDefinition field, int failingPercent)
    {
        var name = Sql.Name(field.Code);
        var value = field.Code == table.Key[0] ? $"{name} || '-' || copy" : name;
        return $"{Dirty(table, field.Code, value, failingPercent)} AS {name}";
    }

    private static string Dirty(TableDefinition table, string field, string value, int percent)
    {
        (int Third, string Text)? wrong = field switch
        {
            "F270009" or "H010010" => (0, "-1.00"),
            "F270010" or "H010019" => (1, "99"),
            "F270017" or "H010021" => (2, "2025/13/45"),
            _ => null,
        };
        if (percent == 0 || wrong is not { } found)
            return value;
        var row = $"hash({Sql.Name(table.Key[0])} || copy)";
        return FormattableString.Invariant(
            $"CASE WHEN {row} % 100 < {percent} AND {row} % 3 = {found.Third} THEN {Sql.Text(found.Text)} ELSE {value} END");
    }
}
