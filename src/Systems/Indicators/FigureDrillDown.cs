using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Indicators;

/// <summary>溯源: from a figure to its records and the filed lines behind them. Scope and masking are enforced here, at
/// the data.</summary>
public sealed class FigureDrillDown(FigureCalculator calculator, IEnumerable<FindFiledNames> names)
{
    private const int MostRows = 1_000_000;

    /// <summary>The records of a figure that the viewer may see; none for the public.</summary>
    public async Task<FigureRowPage> RowsAsync(
        FigureDefinition figure, FigureRowQuery query, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(viewer);
        using var run = new FigureRun(calculator, query.KnownAt);
        var day = await run.DayAsync(query.AsOf ?? figure.AsOf, [figure.PackId], cancellationToken);
        if (viewer.IsPublic || figure.Drill is null || day.Plan.Pack(figure.PackId) is not { } pack)
            return FigureRowPage.Empty;
        var facts = FactsOf(day, pack).Where(f => viewer.Sees(f.InstitutionId)
            && (query.InstitutionId is null
                || string.Equals(query.InstitutionId, f.InstitutionId, StringComparison.Ordinal))).ToList();
        if (facts.Count == 0)
            return FigureRowPage.Empty;
        using var session = RowSession.Open(calculator, day, figure, facts, cancellationToken);
        if (session is null)
            return FigureRowPage.Empty;
        var table = pack.Tables.Values.SelectMany(t => t)
            .First(t => string.Equals(t.Code, figure.Drill.Table, StringComparison.Ordinal));
        var bounded = query with { Limit = Math.Clamp(query.Limit, 1, MostRows), Offset = Math.Max(query.Offset, 0) };
        var page = new FigureRowReader(session, figure, table, facts).Read(bounded, viewer, cancellationToken);
        var known = await NamesAsync(page.Rows.SelectMany(row => row.Lines), cancellationToken);
        return page with
        {
            Rows = [.. page.Rows.Select(row => row with { Lines = [.. row.Lines.Select(line => Named(line, known))] })],
        };
    }

    /// <summary>One filed line with every field, masked for the viewer; null if it is not there or not theirs to
    /// see.</summary>
    public async Task<FiledLineContent?> LineAsync(
        FigureDefinition figure, FiledLineQuery query, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(viewer);
        using var run = new FigureRun(calculator, query.KnownAt);
        var day = await run.DayAsync(query.AsOf ?? figure.AsOf, [figure.PackId], cancellationToken);
        if (viewer.IsPublic || day.Plan.Pack(figure.PackId) is not { } pack)
            return null;
        var file = FactsOf(day, pack)
            .FirstOrDefault(f => f.FactFileId == query.FactFileId && viewer.Sees(f.InstitutionId));
        var table = pack.Tables.Values.SelectMany(t => t)
            .FirstOrDefault(t => string.Equals(t.Code, file?.Table, StringComparison.Ordinal));
        if (file is null || table is null || ReadLine(file, table, query, viewer, cancellationToken) is not { } line)
            return null;
        return line with { Line = Named(line.Line, await NamesAsync([line.Line], cancellationToken)) };
    }

    private async Task<Dictionary<(Guid FactFileId, int FileNo), string>> NamesAsync(
        IEnumerable<FiledLine> lines, CancellationToken cancellationToken)
    {
        var files = lines.Select(line => line.FactFileId).Distinct().ToList();
        var known = new Dictionary<(Guid FactFileId, int FileNo), string>();
        foreach (var find in names)
        {
            foreach (var (file, name) in await find(files, cancellationToken))
                known[file] = name;
        }

        return known;
    }

    private static FiledLine Named(FiledLine line, Dictionary<(Guid FactFileId, int FileNo), string> known) =>
        line with { FileName = known.GetValueOrDefault((line.FactFileId, line.FileNo)) };

    internal static IReadOnlyList<AcceptedTable> FactsOf(FigureDay day, CompiledFigurePack pack) =>
    [
        .. pack.Tables.SelectMany(t => day.Facts.GetValueOrDefault(t.Key, [])
            .Where(f => t.Value.Any(d => string.Equals(d.Code, f.Table, StringComparison.Ordinal)))),
    ];

    private FiledLineContent? ReadLine(
        AcceptedTable file, TableDefinition table, FiledLineQuery query, Viewer viewer,
            CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(calculator.Interactive, [file.ParquetPath]);
        var clear = viewer.SeesClearOf(file.InstitutionId);
        var line = new FiledLine(file.Table, query.FileNo, query.LineNo, file.VersionNumber, file.FactFileId);
        return session.Query(
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM read_parquet({Sql.Text(file.ParquetPath)})
            WHERE file_no = {query.FileNo} AND line_no = {query.LineNo}
            """),
            r => new FiledLineContent(line, file.InstitutionId, [.. table.Fields.Select(f => Field(r, f, clear))]),
            cancellationToken).FirstOrDefault();
    }

    private static FiledField Field(DuckDBDataReader row, FieldDefinition field, bool clear)
    {
        var at = Ordinal(row, field.Code);
        var value = at < 0 || row.IsDBNull(at) ? null : FigureRowReader.Text(row.GetValue(at));
        var masked = !clear && value is not null && field.Sensitivity != FieldSensitivity.General;
        return new FiledField(field.Code, field.Title, masked ? Masking.Mask(field.Sensitivity, value!)
            : value, masked);
    }

    private static int Ordinal(DuckDBDataReader row, string name)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (string.Equals(row.GetName(i), name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}

/// <summary>Which line of which staged table.</summary>
/// <param name="FactFileId">The staged table.</param>
/// <param name="FileNo">Which of its files; from 1.</param>
/// <param name="LineNo">Physical line.</param>
/// <param name="AsOf">The figure's date; null takes its own.</param>
/// <param name="KnownAt">What the platform knew then; null is now.</param>
public sealed record FiledLineQuery(Guid FactFileId, int FileNo, long LineNo, DateOnly? AsOf =
    null, DateTimeOffset? KnownAt = null);
