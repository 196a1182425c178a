using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// The derived rules of a table as one would write them in the engine's SQL, from the same declaration but without the
/// compiler: one query, prefiltered, that lists file, line and rule of what fails.
/// </summary>
internal sealed class HandWrittenChecks(PolicyLibrary library, ReturnDefinition definition, DateOnly asOf)
{
    private const char Multiple = '*'; // ends the id of a list of which a cell may hold several codes

    /// <summary>The query over a relation named after the table.</summary>
    public string Findings(string code)
    {
        var table = definition.Table(code)!;
        var wrong = table.Fields.SelectMany(Wrong).Concat(Orders(table)).ToList();
        var rules = wrong.Select((condition, n) => FormattableString.Invariant($"CASE WHEN {condition} THEN {n} END"));
        // The CASE keeps the engine from turning every list of codes into a join of its own, which is five times
        // slower.
        return $"""
            SELECT file_no, line_no, rule FROM (
              SELECT file_no, line_no, unnest([{string.Join(", ", rules)}]) AS rule FROM {Sql.Name(code)}
              WHERE CASE WHEN {string.Join(" OR ", wrong)} THEN true ELSE false END)
            WHERE rule IS NOT NULL
            UNION ALL
            SELECT file_no, line_no, -1 FROM {Sql.Name(code)} SEMI JOIN (
              SELECT {Key(table)} FROM {Sql.Name(code)} GROUP BY ALL HAVING count(*) > 1) USING ({Key(table)})
            """;
    }

    private static string Key(TableDefinition table) => string.Join(", ", table.Key.Select(Sql.Name));

    private IEnumerable<string> Wrong(FieldDefinition field)
    {
        var name = Sql.Name(field.Code);
        if (field.IsRequired)
            yield return $"{name} IS NULL";
        if (field.ExactLength is { } exact)
            yield return FormattableString.Invariant($"length({name}) <> {exact}");
        else if (field.MaxLength is { } most)
            yield return FormattableString.Invariant($"length({name}) > {most}");
        if (field.CodeList is { } list && library.Vocabulary.List(list.TrimEnd(Multiple)) is { Codes.Count: > 0 } codes)
            yield return NotOf(name, [.. codes.Codes.Select(c => c.Value)], list.EndsWith(Multiple));
        if (field.CheckDigit is { } digits)
            yield return $"NOT {CheckDigits.FunctionName(digits)}({name})";
        if (Range(field.Range) is { } range)
            yield return $"NOT ({name} {range})";
        if (field.Kind == ColumnKind.Date && field.IsRequired && field.Title.Zh == "采集日期")
            yield return $"{name} <> DATE '{asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
    }

    // Several codes in one cell are joined by ';'.
    private static string NotOf(string name, List<string> codes, bool isMultiple)
    {
        var outside = $"{name} NOT IN ({string.Join(", ", codes.Select(Sql.Text))})";
        return isMultiple ? $"({outside} AND NOT list_has_all({Sql.List(codes)}, string_split({name}, ';')))" : outside;
    }

    private static IEnumerable<string> Orders(TableDefinition table) =>
        table.DateOrders.Select(o => $"{Sql.Name(o.Earlier)} > {Sql.Name(o.Later)}");

    private static string? Range(ValueRange? range) => range switch
    {
        ValueRange.NonNegative => ">= 0",
        ValueRange.Positive => "> 0",
        ValueRange.Probability => "BETWEEN 0 AND 1",
        ValueRange.Percent => "BETWEEN 0 AND 100",
        ValueRange.Rate => "BETWEEN 0 AND 36",
        _ => null,
    };
}
