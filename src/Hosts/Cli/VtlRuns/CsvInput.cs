using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A CSV file as a relation of texts, and what of it is a value of which type.</summary>
internal sealed class CsvInput(string path, DataStructure structure)
{
    /// <summary>What the error of <see cref="CheckedColumns"/> says.</summary>
    public const string BadText = "huoshui: no value of its type";

    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Every column as text; an empty cell is null.</summary>
    public string Relation { get; } = $"read_csv({Sql.Text(path)}, "
        + "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')";

    /// <summary>The components, typed; what is no value of its type stops the query, so that a good file is read once.
    /// </summary>
    public string CheckedColumns { get; } = string.Join(", ", structure.Components.Select(Checked));

    /// <summary>The components, typed.</summary>
    public string TypedColumns { get; } = string.Join(", ", structure.Components.Select(
        c => $"TRY_CAST({Sql.Name(c.Name)} AS {TypeName(c.Kind)}) AS {Sql.Name(c.Name)}"));

    public static bool IsTimeText(ScalarKind kind) =>
        kind is ScalarKind.TimePeriod or ScalarKind.Time or ScalarKind.Duration;

    private static string Checked(Component component)
    {
        var cell = Sql.Name(component.Name);
        return TypeName(component.Kind) == "VARCHAR" ? cell
            : $"CASE WHEN {Wrong(component)} THEN error({Sql.Text(BadText)}) "
            + $"ELSE TRY_CAST({cell} AS {TypeName(component.Kind)}) END AS {cell}";
    }

    /// <summary>A condition that is true for a text that is no value of the component's type.</summary>
    public static string Wrong(Component component)
    {
        var cell = Sql.Name(component.Name);
        var fits = component.Kind switch
        {
            // A cast would round 1.5 to 2.
            ScalarKind.Integer => $"TRY_CAST({cell} AS DOUBLE) = TRY_CAST({cell} AS BIGINT)",
            ScalarKind.Number => $"isfinite(TRY_CAST({cell} AS DOUBLE))",
            ScalarKind.Boolean => $"lower(trim({cell})) IN ('true', 'false')",
            ScalarKind.Date => $"TRY_CAST({cell} AS DATE) IS NOT NULL",
            _ => "true",
        };
        return $"{cell} IS NOT NULL AND NOT coalesce({fits}, false)";
    }

    /// <summary>The file with the line that each row begins on, as <c>line</c>; the header is line 1. A line is counted
    /// with the line ends that quoted cells before it hold.</summary>
    /// <param name="header">The file's columns.</param>
    /// <param name="columns">What to select beside the line.</param>
    public string Lines(IReadOnlyList<string> header, string columns)
    {
        var ends = string.Join(" + ", header.Select(
            c => $"coalesce(length({Sql.Name(c)}) - length(replace({Sql.Name(c)}, chr(10), '')), 0)"));
        return $"(SELECT {columns}, CAST(1 + row_number() OVER () + coalesce(sum({ends}) OVER (" +
            $"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT) AS line FROM {Relation})";
    }

    public static string TypeName(ScalarKind kind) => kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };
}
