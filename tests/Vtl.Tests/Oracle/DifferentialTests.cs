using System.Data.Common;
using System.Globalization;
using CsCheck;
using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on the oracle and on DuckDB: the same rows, or both stop. A few of each
/// family in the gate; many with HUOSHUI_SLOW_TESTS=1.</summary>
public sealed class DifferentialTests : IDisposable
{
    internal static readonly long Count = Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1" ? 1_500 : 20;

    private readonly Database _database = new();

    public static TheoryData<string> Families => [.. Oracle.Families.All.Keys];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_oracle_and_DuckDB_agree(string family) => Agree(family, _database, Count);

    /// <summary>Runs random scripts of a family on the oracle and on a database.</summary>
    internal static void Agree(
        string family, ITestDatabase database, long count,
        Func<VtlResult, OracleTable[], ITestDatabase, List<string>>? run = null) => Oracle.Families.CaseOf(family).Sample(
        (script, tables) =>
        {
            var difference = Compared(() => Difference(script, tables, database, run ?? Run));
            Assert.True(difference is null, $"{script}\n{difference}\n{string.Join('\n', tables.Select(Shown))}");
        },
        iter: count, threads: 1, print: _ => string.Empty);

    // A fault of the oracle is told with its script too.
    private static string? Compared(Func<string?> difference)
    {
        try
        {
            return difference();
        }
        catch (InvalidOperationException exception)
        {
            return exception.ToString();
        }
    }

    /// <summary>Runs random scripts of a family in two ways.</summary>
    /// <param name="family">Of operators.</param>
    /// <param name="database">Whose dialect is compiled for.</param>
    /// <param name="count">How many.</param>
    /// <param name="difference">What is different; null for nothing.</param>
    internal static void Same(
        string family, ITestDatabase database, long count, Func<VtlResult, OracleTable[], string?> difference) =>
        Oracle.Families.CaseOf(family).Sample(
            (script, tables) =>
            {
                var module = Scripts.MustCompile(script, Oracle.Families.Inputs(script, tables, database.Dialect));
                var found = difference(module.Results[^1], tables);
                Assert.True(found is null, $"{script}\n{found}\n{string.Join('\n', tables.Select(Shown))}");
            },
            iter: count, threads: 1, print: _ => string.Empty);

    /// <summary>The rows of a statement in one order, or that it stops.</summary>
    internal static string Tried(VtlResult result, ITestDatabase database, string sql)
    {
        try
        {
            return string.Join('\n', Lines(result, database.Cells(sql)));
        }
        catch (DbException exception) when (VtlRuntimeError.Of(result, exception.Message).Code != "VTL5000")
        {
            return "stops: " + VtlRuntimeError.Of(result, exception.Message).Code;
        }
    }

    public void Dispose() => _database.Dispose();

    /// <summary>What is different between the oracle and a database; null for nothing.</summary>
    internal static string? Difference(
        string script, OracleTable[] tables, ITestDatabase database, Func<VtlResult, OracleTable[], ITestDatabase, List<string>>? run = null)
    {
        var module = Scripts.Compile(script, Oracle.Families.Inputs(script, tables, database.Dialect));
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
            // Expected below: the database stops too.
        }

        List<string>? actual = null;
        var stopped = string.Empty;
        try
        {
            actual = (run ?? Run)(result, tables, database);
        }
        catch (DbException exception)
        {
            stopped = exception.Message;
        }

        if (expected is null)
            return actual is null ? null : $"the oracle stops, {database.Dialect} gives\n{string.Join('\n', actual)}\n{result.Sql}";
        if (actual is null)
            return $"{database.Dialect} stops: {stopped}\n{result.Sql}";
        return AreSame(expected, actual) ? null
            : $"oracle\n{string.Join('\n', expected)}\n{database.Dialect}\n{string.Join('\n', actual)}\n{result.Sql}";
    }

    private static List<string> Run(VtlResult result, OracleTable[] tables, ITestDatabase database)
    {
        foreach (var statement in tables.SelectMany(t => Statements(t, database, t.Structure.Name)))
            database.Execute(statement);
        return Lines(result, database.Cells(result.Sql));
    }

    /// <summary>Rows of a result in one order, as the oracle's are written.</summary>
    internal static List<string> Lines(VtlResult result, IEnumerable<string?[]> rows)
    {
        var components = result.Structure.Components;
        return [.. rows.Select(r => Line(r.Select((c, i) => Value(components[i], c)))).Order(StringComparer.Ordinal)];
    }

    /// <summary>What makes a table with the rows.</summary>
    internal static IEnumerable<string> Statements(OracleTable table, ITestDatabase database, string called)
    {
        var components = table.Structure.Components;
        var name = $"\"{called}\"";
        var columns = components.Select(c => $"\"{c.Name}\" {database.TypeOf(c)}");
        var engine = database.Dialect == SqlDialect.ClickHouse ? " ENGINE = Memory" : string.Empty;
        yield return $"DROP TABLE IF EXISTS {name}";
        yield return $"CREATE TABLE {name} ({string.Join(", ", columns)}){engine}";
        var rows = table.Rows.Select(r => $"({string.Join(", ", r.Select((v, i) => v is null ? "NULL" : $"CAST('{v}' AS {database.TypeOf(components[i])})"))})");
        if (table.Rows.Count > 0)
            yield return $"INSERT INTO {name} VALUES {string.Join(", ", rows)}";
    }

    private static IReadOnlyList<Dictionary<string, object?>> RowsOf(OracleTable table) =>
        [.. table.Rows.Select(r => table.Structure.Components.Zip(r).ToDictionary(
            p => p.First.Name, p => Value(p.First, p.Second), StringComparer.Ordinal))];

    private static object? Value(Component component, string? text) => text is null ? null : component.Kind switch
    {
        ScalarKind.Integer => long.Parse(text, CultureInfo.InvariantCulture),
        ScalarKind.Number when component.Scale is not null => decimal.Parse(text, CultureInfo.InvariantCulture),
        ScalarKind.Number => double.Parse(text, CultureInfo.InvariantCulture),
        ScalarKind.Boolean => text == "true",
        ScalarKind.Date => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    // Numbers to nine digits, whatever type they come in, but exact numbers with all of theirs.
    private static string Line(IEnumerable<object?> values) => string.Join(" | ", values.Select(v => v switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"'{s}'",
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal d => $"{Cells.Plain(d)}m",
        IConvertible n => Digits(n.ToDouble(CultureInfo.InvariantCulture)),
        System.Numerics.BigInteger n => Digits((double)n),
        _ => v.ToString(),
    }));

    // Nine digits of nearly the same number can differ by one.
    private static bool AreSame(List<string> expected, List<string> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(p => p.First == p.Second || AreNear(p.First.Split(" | "), p.Second.Split(" | ")));

    private static bool AreNear(string[] expected, string[] actual) =>
        expected.Length == actual.Length && expected.Zip(actual).All(p => p.First == p.Second || IsNear(p.First, p.Second));

    private static bool IsNear(string expected, string actual) =>
        double.TryParse(expected, CultureInfo.InvariantCulture, out var x) && double.TryParse(actual, CultureInfo.InvariantCulture, out var y)
            && Math.Abs(x - y) <= 2e-9 * Math.Abs(x);

    private static string Digits(double x) =>
        Math.Abs(x) < 1e-12 ? "0" : x.ToString("G9", CultureInfo.InvariantCulture);

    private static string Shown(OracleTable table) =>
        $"{table.Structure.Name}: {string.Join("; ", table.Rows.Select(r => string.Join(",", r.Select(v => v ?? "null"))))}";
}
