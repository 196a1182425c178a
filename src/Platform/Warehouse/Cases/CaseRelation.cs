using System.Globalization;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Cases;

/// <summary>The SQL that makes and fills the tables of a return's cases.</summary>
internal static class CaseRelation
{
    private const string PreviousSuffix = "_prev";

    public static string Create(ReturnDefinition definition, string dataset)
    {
        var columns = TableOf(definition, dataset).Fields.Select(f => $"{Sql.Name(f.Code)} {TypeOf(f)}");
        return $"CREATE TABLE {Sql.Name(dataset)} (filing INTEGER, file_no INTEGER, line_no INTEGER, {string.Join(", ", columns)})";
    }

    public static string Insert(
        ReturnDefinition definition, string dataset, int filing, int line, IReadOnlyDictionary<string, string?> row)
    {
        var fields = TableOf(definition, dataset).Fields.Where(f => row.ContainsKey(f.Code)).ToArray();
        var names = string.Concat(fields.Select(f => ", " + Sql.Name(f.Code)));
        var cells = string.Concat(fields.Select(f => ", " + (row[f.Code] is { } cell ? Sql.Text(cell) : "NULL")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO {Sql.Name(dataset)} (filing, file_no, line_no{names}) VALUES ({filing}, 1, {line}{cells})");
    }

    private static TableDefinition TableOf(ReturnDefinition definition, string dataset) =>
        definition.Table(dataset.EndsWith(PreviousSuffix, StringComparison.Ordinal) ? dataset[..^PreviousSuffix.Length] : dataset)
        ?? throw new KeyNotFoundException($"{definition.Id} has no table {dataset}");

    private static string TypeOf(FieldDefinition field) => field.Kind switch
    {
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(18,{field.Scale})"),
        ColumnKind.Date => "DATE",
        ColumnKind.Boolean => "BOOLEAN",
        _ => "VARCHAR",
    };
}
