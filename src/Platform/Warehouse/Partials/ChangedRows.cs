using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>
/// The rows behind a sum over groups that changed since it was merged last. The value after is the value before, less
/// what the keys of changed rows gave, plus what they give: of everybody else only the rows with these keys are
/// grouped. One refiling of sixty changes few keys, often none.
/// </summary>
internal sealed class ChangedRows
{
    // Of more the whole sum is cheaper.
    private const int AtMostOneOf = 3;
    private const string Rows = "changed_rows";
    private const string Keys = "changed_keys";
    private const string Beside = "rows_beside";

    private readonly VtlResult _figure;
    private readonly decimal _value;
    private readonly (string? Before, string? After, string? Beside) _parts;

    private ChangedRows(VtlResult figure, decimal value, (string? Before, string? After, string? Beside) parts)
    {
        _figure = figure;
        _value = value;
        _parts = parts;
    }

    /// <summary>Null where the figure was not merged before, too much changed, or an earlier part is gone.</summary>
    public static ChangedRows? Of(VtlResult figure, CompiledFigurePack pack, PartialSet partials, MergedBefore before)
    {
        if (figure.Sums is not { } sums || !before.Values.TryGetValue(figure.Name, out var value)
            || partials.Storing(pack, sums.Input)?.Pack.Id is not { } storing
            || before.Places.GetValueOrDefault(storing) is not { } old)
        {
            return null;
        }

        var now = partials.Places.GetValueOrDefault(storing, []);
        var (gone, come) = (Without(old, now), Without(now, old));
        var changed = gone.Concat(come).SelectMany(s => s.Institutions).Distinct(StringComparer.Ordinal).Count();
        if (changed * AtMostOneOf > now.Sum(s => s.Institutions.Count)
            || gone.Any(s => !Directory.Exists(PartialSegments.FolderOf(partials.Folder, s.Segment))))
        {
            return null;
        }

        string? RowsOf(IEnumerable<SegmentShare> shares) =>
            PartialSet.Select(partials.Folder, storing, sums.Input, shares);
        return new ChangedRows(figure, value, (RowsOf(gone), RowsOf(come), RowsOf(Without(now, come))));
    }

    /// <summary>The value after the change; null where only the whole sum can tell it.</summary>
    public decimal? ValueAfter(DuckSession session, CancellationToken cancellationToken)
    {
        if (_parts is { Before: null, After: null })
            return _value;
        var read = _figure.Columns[_figure.Sums!.Input].Order(StringComparer.Ordinal);
        var columns = string.Join(", ", read.Select(Sql.Name));
        var keys = string.Join(", ", _figure.Sums.Keys.Select(Sql.Name));
        session.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE {Rows} AS {Marked(columns)};
            CREATE OR REPLACE TEMP TABLE {Keys} AS SELECT DISTINCT {keys} FROM (
                SELECT {columns} FROM {Rows} GROUP BY {columns} HAVING sum(side) <> 0)
            """,
            cancellationToken);
        var unknown = string.Join(" OR ", _figure.Sums.Keys.Select(k => $"{Sql.Name(k)} IS NULL"));
        var (count, nulls) = session.Query(
            $"SELECT count(*), count(*) FILTER ({unknown}) FROM {Keys}",
            r => (r.GetInt64(0), r.GetInt64(1)),
            cancellationToken)[0];
        if (count == 0)
            return _value;
        if (nulls > 0)
            return null; // a null key joins nothing, but is a group
        session.Execute($"CREATE OR REPLACE TEMP TABLE {Beside} AS {BesideOf(columns, keys)}", cancellationToken);
        var after = _value - Sum(session, -1, columns, keys) + Sum(session, 1, columns, keys);
        return after == 0 ? null : after; // a sum of no rows is not zero but missing
    }

    private string Marked(string columns)
    {
        var parts = new[] { (Rows: _parts.Before, Side: "-1"), (Rows: _parts.After, Side: "1") };
        return string.Join(
            " UNION ALL ",
            parts.Where(p => p.Rows is not null).Select(p => $"SELECT {columns}, {p.Side} AS side FROM ({p.Rows})"));
    }

    private string BesideOf(string columns, string keys) => _parts.Beside is { } rows
        ? $"SELECT {columns} FROM ({rows}) SEMI JOIN {Keys} USING ({keys})"
        : $"SELECT {columns} FROM {Rows} WHERE false";

    private decimal Sum(DuckSession session, int side, string columns, string keys) => session.Query(
        $"""
        WITH {Sql.Name(_figure.Sums!.Input)} AS (
            SELECT {columns} FROM {Beside} UNION ALL
            SELECT {columns} FROM {Rows} SEMI JOIN {Keys} USING ({keys}) WHERE side = {side})
        SELECT value FROM ({_figure.Sql})
        """,
        r => FigureMerge.Number(r))[0] ?? 0;

    // The shares without what is read from the same segment in others.
    private static List<SegmentShare> Without(IEnumerable<SegmentShare> shares, IEnumerable<SegmentShare> others)
    {
        var taken = others.SelectMany(s => s.Institutions.Select(i => (s.Segment, i))).ToHashSet();
        var left = new List<SegmentShare>();
        foreach (var share in shares)
        {
            List<string> own = [.. share.Institutions.Where(i => !taken.Contains((share.Segment, i)))];
            if (own.Count > 0)
                left.Add(new SegmentShare(share.Segment, own, share.IsWhole && own.Count == share.Institutions.Count));
        }

        return left;
    }
}
