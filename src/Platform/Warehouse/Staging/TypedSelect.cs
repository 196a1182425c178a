using System.Globalization;
using System.Text;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>A column of a source relation.</summary>
/// <param name="Sql">Its quoted name.</param>
/// <param name="IsTyped">True when it has the field's type already; false when it is text.</param>
internal sealed record SourceColumn(string Sql, bool IsTyped);

/// <summary>
/// The SELECT that turns text columns into the typed columns of a table, in one pass: a cell that has text and cannot
/// be
/// read becomes null and an entry of the row's <c>_unreadable</c> list.
/// </summary>
/// <remarks>
/// Text goes straight to DECIMAL(18, s): a wider target is about 125 times slower (measured.md). Casts of the engine
/// are
/// lenient (they round 1.239 to 1.24, 1.5 to 2, and read 2024/01/05): what a field's format forbids is asked first.
/// </remarks>
internal static class TypedSelect
{
    /// <summary>Name of the list of unreadable cells.</summary>
    public const string Unreadable = "_unreadable";

    private const int MaxTextShown = 200;
    private const string UnreadableType = "STRUCT(field VARCHAR, \"text\" VARCHAR)[]";

    /// <summary>A SELECT of filing, file_no, line_no, the fields, _unreadable.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">For each field that the source has, its column of <paramref name="source"/>.</param>
    /// <param name="source">A relation with filing, file_no, line_no and those columns.</param>
    public static string Over(TableDefinition table, IReadOnlyDictionary<string, SourceColumn> columns, string source)
    {
        var fields = table.Fields.Select(f => new Cell(f, columns.GetValueOrDefault(f.Code))).ToList();
        var read = fields.Where(f => f.IsCast).ToList();
        var sql = new StringBuilder("SELECT filing, file_no, line_no");
        foreach (var field in fields)
            sql.Append(CultureInfo.InvariantCulture, $", {field.Output} AS {Sql.Name(field.Code)}");
        sql.Append(CultureInfo.InvariantCulture, $", {UnreadableList(read)} AS {Unreadable} FROM (SELECT *");
        foreach (var field in read)
            sql.Append(CultureInfo.InvariantCulture, $", {field.Expression} AS {field.Typed}");
        return sql.Append(CultureInfo.InvariantCulture, $" FROM ({source}))").ToString();
    }

    /// <summary>The typed columns of a table without rows, with filing.</summary>
    public static string Nothing(TableDefinition table) =>
        $"SELECT 0::INTEGER AS filing, {EmptyColumns(table)} WHERE false";

    /// <summary>Nulls of the right types: file_no, line_no, the fields, _unreadable.</summary>
    public static string EmptyColumns(TableDefinition table) =>
        "0::INTEGER AS file_no, 0::INTEGER AS line_no, "
        + string.Join(", ", table.Fields.Select(f => $"NULL::{SqlType(f)} AS {Sql.Name(f.Code)}"))
        + $", NULL::{UnreadableType} AS {Unreadable}";

    /// <summary>The engine's type of a field.</summary>
    public static string SqlType(FieldDefinition field) => field.Kind switch
    {
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Decimal => FormattableString.Invariant($"DECIMAL(18,{field.Scale})"),
        ColumnKind.Date => "DATE",
        ColumnKind.Boolean => "BOOLEAN",
        _ => "VARCHAR",
    };

    private static string UnreadableList(List<Cell> cells)
    {
        if (cells.Count == 0)
            return $"NULL::{UnreadableType}";
        var any = string.Join(" OR ", cells.Select(c => c.IsUnreadable));
        var list = string.Join(", ", cells.Select(c =>
            $"CASE WHEN {c.IsUnreadable} THEN {{'field': {Sql.Text(c.Code)}, 'text': left({c.Raw}, {MaxTextShown})}} END"));
        return $"CASE WHEN {any} THEN list_filter([{list}], x -> x IS NOT NULL) END";
    }

    // One field of the SELECT; column null: the source has no such column.
    private sealed class Cell(FieldDefinition definition, SourceColumn? column)
    {
        public string Code => definition.Code;

        public string Raw => column!.Sql;

        public string Typed => Sql.Name("t_" + definition.Code);

        public bool IsCast => column is { IsTyped: false } && definition.Kind != ColumnKind.Text;

        public string Output => column is null ? $"NULL::{SqlType(definition)}" : IsCast ? Typed : column.IsTyped ? Raw : Text;

        public string IsUnreadable => NullTexts is { } none
            ? $"({Typed} IS NULL AND {Raw} IS NOT NULL AND {Raw} NOT IN ({none}))"
            : $"({Typed} IS NULL AND {Raw} IS NOT NULL)";

        public string Expression => definition.Kind switch
        {
            ColumnKind.Integer => $"CASE WHEN NOT contains({Raw}, '.') THEN TRY_CAST({Raw} AS BIGINT) END",
            ColumnKind.Decimal => Decimal,
            ColumnKind.Date => Date,
            _ => $"CASE WHEN {Raw} IN ('1', 'Y', 'y', 'true', 'TRUE', '是') THEN true WHEN {Raw} IN ('0', 'N', 'n', 'false', 'FALSE', '否') THEN false END",
        };

        private string Text => NullTexts is { } none ? $"CASE WHEN {Raw} NOT IN ({none}) THEN {Raw} END" : Raw;

        private string? NullTexts =>
            definition.NullTexts.Count == 0 ? null : string.Join(", ", definition.NullTexts.Select(Sql.Text));

        // More decimals than the format allows are an error unless they are zeros.
        private string Decimal
        {
            get
            {
                var point = $"instr({Raw}, '.')";
                var scale = definition.Scale.ToString(CultureInfo.InvariantCulture);
                return $"CASE WHEN {point} > 0 AND strlen({Raw}) - {point} > {scale} AND strlen(rtrim({Raw}, '0')) - {point} > {scale} "
                    + $"THEN NULL ELSE TRY_CAST({Raw} AS {SqlType(definition)}) END";
            }
        }

        private string Date => definition.DatePattern is { } pattern
            ? $"CAST(try_strptime({Raw}, {Sql.Text(pattern)}) AS DATE)"
            : $"CASE WHEN {Raw} LIKE '____-__-__' THEN TRY_CAST({Raw} AS DATE) END";
    }
}
