using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Indicators;

/// <summary>Reads the members of one figure in a prepared session.</summary>
internal sealed class FigureRowReader(
    DuckSession session, FigureDefinition figure, TableDefinition table, IReadOnlyList<AcceptedTable> facts)
{
    private const string Detail = "F27";
    private const int FirstFact = 7;

    // What the rules look at, in the order of the screen; a dataset shows those that it has.
    private static readonly string[] FactColumns =
    [
        "borrower", "currency", "H010010", "balance_yuan", "H010019", "H010021", "F270009", "F270016", "F270025",
            "F270029", "F270040",
        "F270041", "F270043", "industry_used", "district", "size", "credit_total", "credit_personal", "limit_yuan",
            "verdict", "B010061", "template_value", "disagreements", "first_disagreement",
    ];

    private HashSet<string> _keyColumns = [];
    private readonly FigureDrill _drill = figure.Drill!;

    public static string? Text(object value) => value switch
    {
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    public FigureRowPage Read(FigureRowQuery query, Viewer viewer, CancellationToken cancellationToken)
    {
        var columns = session.Query($"SELECT column_name FROM (DESCRIBE {RowSession.Rows})", r =>
            r.GetString(0), cancellationToken)
            .ToHashSet(StringComparer.Ordinal);
        _keyColumns = columns;
        var key = $"CAST({Sql.Name(table.Key.FirstOrDefault(columns.Contains) ?? "line_no")} AS VARCHAR)";
        var amount = _drill.Amount is { } a ? Sql.Name(a) : "1";
        var where = query.Key is { } wanted ? $"WHERE {key} = {Sql.Text(wanted)}" : string.Empty;
        var (total, sum) = session.Query(
            $"SELECT count(*), sum({amount}) FROM {RowSession.Rows} {where}",
            r => (Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture), ExactNumber.In(r, 1) ?? 0),
            cancellationToken)[0];
        var shown = FactColumns.Where(columns.Contains).ToList();
        var detail = columns.Contains("detail_line") ? "detail_file, detail_line" : "NULL, NULL";
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT institution, {key}, {amount}, file_no, line_no,
                {detail}{string.Concat(shown.Select(c => ", " + Sql.Name(c)))}
            FROM {RowSession.Rows} {where}
            ORDER BY 3 DESC, 1, 2, 4, 5 LIMIT {query.Limit} OFFSET {query.Offset}
            """);
        return new FigureRowPage(total, sum, session.Query(sql, r => Row(r, shown, viewer), cancellationToken));
    }

    private FigureRow Row(DuckDBDataReader r, List<string> shown, Viewer viewer)
    {
        var institution = r.GetString(0);
        var clear = viewer.SeesClearOf(institution);
        var cells = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var i = 0; i < shown.Count; i++)
        {
            cells[shown[i]] = r.IsDBNull(FirstFact + i) ? null
                : Shown(shown[i], Text(r.GetValue(FirstFact + i))!, clear);
        }

        return new FigureRow(institution, r.IsDBNull(1) ? "-"
            : KeyOf(r.GetString(1), clear), ExactNumber.In(r, 2) ?? 0, cells, Lines(r, institution));
    }

    private string KeyOf(string key, bool clear) =>
        clear || table.Key.FirstOrDefault(_keyColumns.Contains) is not { } code
            || table.Field(code)?.Sensitivity is not (FieldSensitivity.Personal or FieldSensitivity.SensitivePersonal)
            ? key
            : Masking.Mask(FieldSensitivity.Personal, key);

    private List<FiledLine> Lines(DuckDBDataReader r, string institution)
    {
        var lines = new List<FiledLine>();
        foreach (var (code, file, line) in new[] { (table.Code, 3, 4), (Detail, 5, 6) })
        {
            var fact = facts.FirstOrDefault(f => string.Equals(f.InstitutionId, institution, StringComparison.Ordinal)
                && string.Equals(f.Table, code, StringComparison.Ordinal));
            if (fact is not null && !r.IsDBNull(line))
            {
                lines.Add(new FiledLine(
                    code,
                    Convert.ToInt32(r.GetValue(file), CultureInfo.InvariantCulture),
                    Convert.ToInt64(r.GetValue(line), CultureInfo.InvariantCulture),
                    fact.VersionNumber,
                    fact.FactFileId));
            }
        }

        return lines;
    }

    private static string Shown(string column, string value, bool clear) =>
        column is "borrower" && !clear ? Masking.Mask(FieldSensitivity.Sensitive, value) : value;
}
