using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

/// <summary>Names, constants and types as DuckDB writes them.</summary>
internal static class Literals
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Type(ScalarType type) => type.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number when type.Scale is { } scale =>
            string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38,{scale})"),
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };

    public static string Value(Constant constant) => constant.Value switch
    {
        null => constant.Type.Kind is null ? "NULL" : $"CAST(NULL AS {Type(constant.Type)})",
        long number =>
            number < 0 ? $"({number.ToString(CultureInfo.InvariantCulture)})"
            : number.ToString(CultureInfo.InvariantCulture),
        decimal number =>
            number < 0 ? $"({number.ToString(CultureInfo.InvariantCulture)})"
            : number.ToString(CultureInfo.InvariantCulture),
        double number => $"CAST({Text(number.ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE)",
        bool flag => flag ? "TRUE" : "FALSE",
        DateOnly date => $"DATE '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
        string text => Text(text),
        _ => throw new InvalidOperationException($"No literal for {constant.Value.GetType()}."),
    };
}
