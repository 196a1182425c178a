using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace Huoshui.Cli.Tests;

/// <summary>What the rules said when the demo filed, read from its data folder in one go: a process for each filing takes
/// minutes.</summary>
internal static class StoredFindings
{
    /// <summary>What failed in the versions that were replaced before anybody signed them: the dirty ones.</summary>
    public static IReadOnlySet<PlantedError> OfReplacedVersions(string folder)
    {
        var checks = Rows(folder, """
            SELECT c.FindingsPath, c.Ordinal, f.ReturnId, f.AsOf, f.InstitutionId
            FROM FilingChecks c JOIN Filings f ON f.Id = c.FilingId WHERE c.Id <> f.CheckId
            """).ToLookup(row => (string)row[0], StringComparer.Ordinal);
        var found = new HashSet<PlantedError>();
        foreach (var run in checks)
        {
            var filings = run.ToDictionary(row => Convert.ToInt32(row[1], CultureInfo.InvariantCulture));
            foreach (var cells in Failing(Path.Combine(folder, run.Key)).Where(c => filings.ContainsKey((int)c[0]!)))
            {
                var filing = filings[(int)cells[0]!];
                found.Add(new PlantedError(
                    (string)filing[2], (string)filing[3], (string)filing[4], (string)cells[1]!,
                    PlantedError.PlaceOf((string?)cells[3], (string?)cells[4], (string?)cells[5]), (string)cells[2]!));
            }
        }

        return found;
    }

    /// <summary>How many filings are accepted, and how many findings of fatal rules they have.</summary>
    public static (long Filings, long Fatals) OfStandingVersions(string folder)
    {
        var row = Rows(
            folder, "SELECT count(*), sum(c.Fatals) FROM FilingChecks c JOIN Filings f ON f.CheckId = c.Id WHERE f.State = 'Accepted'").Single();
        return ((long)row[0], (long)row[1]);
    }

    private static List<object?[]> Failing(string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT filing, table_code, rule, line_no::VARCHAR, field, key FROM read_parquet('{path}') WHERE outcome = 'fails'
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    /// <summary>What a query of the operations store gives.</summary>
    internal static List<object[]> Rows(string folder, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(folder, "operations.db"),
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
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
}
