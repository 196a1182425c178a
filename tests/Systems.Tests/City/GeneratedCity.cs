using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DuckDB.NET.Data;
using Huoshui.Policies;
using Huoshui.Systems.City;
using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>A city of scale 0.001, generated once for all tests of this folder, and a plain DuckDB to count it
/// again.</summary>
public sealed class GeneratedCity : IDisposable
{
    public const int Seed = 7;

    public const decimal Scale = 0.001m;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public GeneratedCity()
    {
        Folder = Directory.CreateTempSubdirectory("huoshui-city-").FullName;
        CityGenerator.Generate(new CityOptions(Scale, Seed, Folder), PolicyLibrary.FindFolder(),
            cancellation: TestContext.Current.CancellationToken);
        Truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "truth.json")));
        _connection.Open();
    }

    public string Folder { get; }

    public JsonDocument Truth { get; }

    public decimal Figure(string id) => Truth.RootElement.GetProperty("figures").GetProperty(id).GetDecimal();

    public decimal Series(string id, string date) => Truth.RootElement.GetProperty("series").GetProperty(id)
        .GetProperty(date).GetDecimal();

    public decimal Shadow(string name) => Truth.RootElement.GetProperty("shadow").GetProperty(name).GetDecimal();

    /// <summary>SQL that reads a table of all institutions at a date, every column as text, with the column
    /// inst.</summary>
    public string Table(string returnId, string date, string table) =>
        $"(SELECT *, split_part(filename, '/', -2) AS inst FROM "
            + $"read_csv('{Folder}/filings/{returnId}/{date}/*/{table}.csv', all_varchar = true, filename = true))";

    /// <summary>The one number of a query.</summary>
    public decimal Number(string sql) => Decimal(Rows(sql)[0][0]);

    /// <summary>A cell of a row as a number.</summary>
    public static decimal Decimal(object cell) => cell switch
    {
        BigInteger big => (decimal)big,
        _ => Convert.ToDecimal(cell, CultureInfo.InvariantCulture),
    };

    public List<object[]> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Truth.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
