using System.Globalization;
using CsCheck;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on the oracle and on DuckDB: the same rows, or both stop. A few of each
/// family in the gate; many with HUOSHUI_SLOW_TESTS=1.</summary>
public sealed class DifferentialTests : IDisposable
{
    private static readonly long Count = Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1" ? 1_500 : 20;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DifferentialTests() => _connection.Open();

    public static TheoryData<string> Families => ["Numbers", "Stops", "Texts", "Booleans", "Clauses", "Aggregates", "Analytics",
        "Sets", "Joins", "DataSets", "Checks", "Conditions", "TimeSeries", "Chains"];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_oracle_and_DuckDB_agree(string family) => Gen.Select(ScriptsOf(family), Scripted.Tables).Sample(
        (script, tables) =>
        {
            var difference = Difference(script, tables);
            Assert.True(difference is null, $"{script}\n{difference}\n{string.Join('\n', tables.Select(Shown))}");
        },
        iter: Count, threads: 1, print: _ => string.Empty);

    public void Dispose() => _connection.Dispose();

    private static Gen<string> ScriptsOf(string family) => family switch
    {
        "Numbers" => Scripted.Numbers,
        "Stops" => Scripted.Stops,
        "Texts" => Scripted.Texts,
        "Booleans" => Scripted.Booleans,
        "Clauses" => Scripted.Clauses,
        "Aggregates" => Scripted.Aggregates,
        "Analytics" => Scripted.Analytics,
        "Sets" => Scripted.Sets,
        "Joins" => Scripted.Joins,
        "DataSets" => Scripted.DataSets,
        "Checks" => Scripted.Checks,
        "Conditions" => Scripted.Conditions,
        "Chains" => Scripted.Chains,
        _ => Scripted.TimeSeries,
    };

    private string? Difference(string script, OracleTable[] tables)
    {
        var module = Scripts.Compile(script, new VtlInputs { Datasets = [.. tables.Select(t => t.Structure)], Extensions = false });
        if (!module.Succeeded)
            return string.Join('\n', module.Diagnostics.Select(d => CaretRenderer.Render(d, "en")));
        var result = module.Results[^1];
        var inputs = tables.ToDictionary(t => t.Structure.Name, RowsOf, StringComparer.Ordinal);
        List<string>? expected = null;
        try
        {
            var names = result.Structure.Components.Select(c => c.Name).ToList();
            expected = [.. new Relations(inputs).Rows(result.Plan).Select(r => Line(names.Select(n => r[n]))).Order(StringComparer.Ordinal)];
        }
        catch (OracleError)
        {
            // Expected below: DuckDB stops too.
        }

        List<string>? actual = null;
        var stopped = string.Empty;
        try
        {
            actual = Run(result.Sql, tables);
        }
        catch (DuckDBException exception)
        {
            stopped = exception.Message;
        }

        if (expected is null)
            return actual is null ? null : $"the oracle stops, DuckDB gives\n{string.Join('\n', actual)}";
        if (actual is null)
            return $"DuckDB stops: {stopped}";
        return expected.SequenceEqual(actual, StringComparer.Ordinal) ? null
            : $"oracle\n{string.Join('\n', expected)}\nDuckDB\n{string.Join('\n', actual)}\n{result.Sql}";
    }

    private List<string> Run(string sql, OracleTable[] tables)
    {
        Execute(string.Join(';', tables.Select(t => Create(t))));
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(Line(Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Create(OracleTable table)
    {
        var components = table.Structure.Components;
        var columns = components.Select(c => $"\"{c.Name}\" {TypeOf(c)}");
        var rows = table.Rows.Select(r => $"({string.Join(", ", r.Select((v, i) => v is null ? "NULL" : $"CAST('{v}' AS {TypeOf(components[i])})"))})");
        return $"CREATE OR REPLACE TABLE \"{table.Structure.Name}\" ({string.Join(", ", columns)})" +
            (table.Rows.Count == 0 ? string.Empty : $"; INSERT INTO \"{table.Structure.Name}\" VALUES {string.Join(", ", rows)}");
    }

    private static string TypeOf(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        _ => "VARCHAR",
    };

    private static IReadOnlyList<Dictionary<string, object?>> RowsOf(OracleTable table) =>
        [.. table.Rows.Select(r => table.Structure.Components.Zip(r).ToDictionary(
            p => p.First.Name, p => Value(p.First.Kind, p.Second), StringComparer.Ordinal))];

    private static object? Value(ScalarKind kind, string? text) => text is null ? null : kind switch
    {
        ScalarKind.Integer => long.Parse(text, CultureInfo.InvariantCulture),
        ScalarKind.Number => double.Parse(text, CultureInfo.InvariantCulture),
        ScalarKind.Boolean => text == "true",
        _ => text,
    };

    // Numbers to nine digits, whatever type they come in.
    private static string Line(IEnumerable<object?> values) => string.Join(" | ", values.Select(v => v switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"'{s}'",
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IConvertible n => Digits(n.ToDouble(CultureInfo.InvariantCulture)),
        System.Numerics.BigInteger n => Digits((double)n),
        _ => v.ToString(),
    }));

    private static string Digits(double x) =>
        Math.Abs(x) < 1e-12 ? "0" : x.ToString("G9", CultureInfo.InvariantCulture);

    private static string Shown(OracleTable table) =>
        $"{table.Structure.Name}: {string.Join("; ", table.Rows.Select(r => string.Join(",", r.Select(v => v ?? "null"))))}";
}
