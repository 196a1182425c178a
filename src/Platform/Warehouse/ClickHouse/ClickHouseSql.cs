using System.Globalization;
using Huoshui.Policies;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>Literals, names and types of ClickHouse's SQL; in it a backslash escapes.</summary>
internal static class ClickHouseSql
{
    public static string Text(string value) => "'" + Escaped(value).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    public static string Name(string name) =>
        "\"" + Escaped(name).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>The type of a filed field.</summary>
    public static string TypeOf(FieldDefinition field) => "Nullable(" + field.Kind switch
    {
        ColumnKind.Integer => "Int64",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"Decimal(18, {field.Scale})"),
        ColumnKind.Date => "Date32",
        ColumnKind.Boolean => "Bool",
        _ => "String",
    } + ")";

    /// <summary>The type that has all values of a type of the embedded engine, null among them.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static string TypeOf(string duckType) => "Nullable(" + duckType switch
    {
        "VARCHAR" => "String",
        "BIGINT" => "Int64",
        "INTEGER" => "Int32",
        "HUGEINT" => "Decimal(38, 0)",
        "DOUBLE" => "Float64",
        "BOOLEAN" => "Bool",
        "DATE" => "Date32",
        _ when duckType.StartsWith("DECIMAL(", StringComparison.Ordinal) => "Decimal" + duckType["DECIMAL".Length..],
        _ => throw new NotSupportedException($"no type of ClickHouse for {duckType}"),
    } + ")";

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal);
}
