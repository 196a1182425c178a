using System.Globalization;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A CSV file as a relation of texts, and what of it is a value of which type.</summary>
internal sealed class CsvInput(string path, DataStructure structure)
{
    // The engine makes whole buffers, 32 MiB unless told, each time that it looks at a file.
    private const int BufferBytes = 8 << 20;

    // 2^52: from here on a binary fraction does not hold every half, and would take it for an integer.
    private const string LeastInexact = "4503599627370496";

    /// <summary>What the error of <see cref="CheckedRows"/> says.</summary>
    public const string BadText = "huoshui: no value of its type";

    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Every column as text; an empty cell is null.</summary>
    public string Relation { get; } = ReadCsv(path, string.Empty);

    /// <summary>As <see cref="CheckedRows"/>, for files whose numbers are all plain: the engine reads them as numbers,
    /// and stops at what is none, is not finite, or is no integer that a binary fraction holds. Then the careful query
    /// says what there is.</summary>
    public string PlainRows
    {
        get
        {
            var numbers = structure.Components.Where(IsNumber)
                .Select(c => $"{Sql.Text(c.Name)}: 'DOUBLE'").ToList();
            var cells = structure.Components.Select((c, i) => IsNumber(c) ? Plain(c) : Checked(c, Value(i)));
            var casts = structure.Components.SelectMany((c, i) => IsNumber(c) ? [Sql.Name(c.Name)] : Casts(c, i));
            var types = numbers.Count == 0 ? string.Empty : $", types = {{{string.Join(", ", numbers)}}}";
            return $"SELECT {string.Join(", ", cells)} FROM "
                + $"(SELECT {string.Join(", ", casts)} FROM {ReadCsv(path, types)})";
        }
    }

    /// <summary>A query of the components, typed; what is no value of its type stops it, so that a good file is read
    /// once. A cell is cast once, and looked at again only where it is not written plainly.</summary>
    public string CheckedRows
    {
        get
        {
            var casts = structure.Components.SelectMany(Casts);
            var cells = structure.Components.Select((c, i) => Checked(c, Value(i)));
            return $"SELECT {string.Join(", ", cells)} FROM (SELECT {string.Join(", ", casts)} FROM {Relation})";
        }
    }

    /// <summary>The components, typed.</summary>
    public string TypedColumns { get; } = string.Join(", ", structure.Components.Select(
        c => $"TRY_CAST({Sql.Name(c.Name)} AS {TypeName(c.Kind)}) AS {Sql.Name(c.Name)}"));

    public static bool IsTimeText(ScalarKind kind) =>
        kind is ScalarKind.TimePeriod or ScalarKind.Time or ScalarKind.Duration;

    private static bool IsNumber(Component component) => component.Kind is ScalarKind.Integer or ScalarKind.Number;

    private string[] Casts(Component component, int index)
    {
        var (cell, type) = (Sql.Name(component.Name), TypeName(component.Kind));
        return type == "VARCHAR" ? [cell] : [cell, $"TRY_CAST({cell} AS {type}) AS {Value(index)}"];
    }

    private static string Plain(Component component)
    {
        var cell = Sql.Name(component.Name);
        var (fits, value) = component.Kind == ScalarKind.Number ? ($"isfinite({cell})", cell)
            : ($"abs({cell}) < {LeastInexact} AND {cell} = trunc({cell})", $"CAST({cell} AS BIGINT)");
        return $"CASE WHEN {fits} THEN {value} WHEN {cell} IS NOT NULL THEN error({Sql.Text(BadText)}) END AS {cell}";
    }

    private static string ReadCsv(string path, string types) => $"read_csv({Sql.Text(path)}, "
        + "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', "
        + $"buffer_size = {BufferBytes.ToString(CultureInfo.InvariantCulture)}{types})";

    private static string Checked(Component component, string value)
    {
        var cell = Sql.Name(component.Name);
        var plain = component.Kind switch
        {
            ScalarKind.Integer => $"CAST({value} AS VARCHAR) = {cell}",
            ScalarKind.Number => $"isfinite({value})",
            ScalarKind.Date => $"{value} IS NOT NULL",
            _ => "false",
        };
        return TypeName(component.Kind) == "VARCHAR" ? cell : $"CASE WHEN {plain} THEN {value} "
            + $"WHEN {Wrong(component)} THEN error({Sql.Text(BadText)}) ELSE {value} END AS {cell}";
    }

    // A name that no component has.
    private string Value(int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vtl value {index}");
        while (structure.Components.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            name += "_";
        return Sql.Name(name);
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
