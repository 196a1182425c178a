using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>Why a record adds a different amount to a figure than before.</summary>
public enum RowChange
{
    /// <summary>新增: the record was not filed before.</summary>
    New,

    /// <summary>删除: the record is filed no more.</summary>
    Removed,

    /// <summary>更正: in the figure before and after, with another amount.</summary>
    Corrected,

    /// <summary>重分类: filed before and after, but in the figure only once.</summary>
    Reclassified,
}

/// <summary>Records of one kind of change.</summary>
/// <param name="Change">The kind.</param>
/// <param name="Rows">How many.</param>
/// <param name="BaseAmount">What they change the figure by, in base units.</param>
public sealed record ChangeSum(RowChange Change, long Rows, decimal BaseAmount);

/// <summary>版本比较: why a figure is not what it was.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Before">Value then, in base units, as the rules of today give it.</param>
/// <param name="After">Value now.</param>
/// <param name="Changes">By kind; they add up to After − Before where the figure is a sum of records.</param>
/// <param name="RuleChange">Value then by today's rules minus the value then published; null if none was
/// published.</param>
public sealed record FigureComparison(
    FigureDefinition Figure, decimal? Before, decimal? After, IReadOnlyList<ChangeSum> Changes, decimal? RuleChange);

/// <summary>Compares a figure as known at two instants, record by record, over the institutions that filed
/// again.</summary>
public sealed class FigureComparisons(FigureCalculator calculator)
{
    /// <summary>The comparison; regulator only, empty for others.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="between">The date and the two instants; a null end is now.</param>
    /// <param name="published">What was published as known at the first instant, in base units; null if
    /// nothing.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<FigureComparison> BetweenAsync(
        FigureDefinition figure, ComparedInstants between, decimal? published, Viewer viewer,
            CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(between);
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.IsRegulator)
            return new FigureComparison(figure, null, null, [], null);
        using var then = new FigureRun(calculator, between.From);
        using var now = new FigureRun(calculator, between.To);
        var before = (await then.ValueAsync(figure, between.AsOf, cancellationToken)).BaseValue;
        var after = (await now.ValueAsync(figure, between.AsOf, cancellationToken)).BaseValue;
        var days = (await then.DayAsync(between.AsOf, [figure.PackId], cancellationToken),
            await now.DayAsync(between.AsOf, [figure.PackId], cancellationToken));
        return new FigureComparison(
            figure, before, after, Changes(figure, days, cancellationToken), before - published);
    }

    private List<ChangeSum> Changes(
        FigureDefinition figure, (FigureDay Before, FigureDay After) days, CancellationToken cancellationToken)
    {
        if (figure.Drill is not { } drill || days.After.Plan.Pack(figure.PackId) is not { } pack)
            return [];
        var rows = pack.Rows.FirstOrDefault(r => string.Equals(r.Name, drill.Dataset, StringComparison.Ordinal));
        var table = pack.Tables.Values.SelectMany(t => t)
            .FirstOrDefault(t => string.Equals(t.Code, drill.Table, StringComparison.Ordinal));
        var (before, after) = (FigureDrillDown.FactsOf(days.Before, pack), FigureDrillDown.FactsOf(days.After, pack));
        var changed = Changed(before, after);
        if (rows is null || table is null || changed.Count == 0)
            return [];
        List<AcceptedTable> then = [.. before.Where(f => changed.Contains(f.InstitutionId))];
        List<AcceptedTable> now = [.. after.Where(f => changed.Contains(f.InstitutionId))];
        using var session = RowSource.Open(
            calculator.Limits, calculator.Folder, pack, [.. then.Concat(now).DistinctBy(f => f.FactFileId)],
                (days.After.Plan, days.After.Registers));
        foreach (var (name, facts) in new[] { ("then", then), ("now", now) })
        {
            RowSource.Point(session, pack, facts);
            var key = $"CAST({Sql.Name(table.Key[0])} AS VARCHAR)";
            var amount = drill.Amount is { } a ? Sql.Name(a) : "1";
            session.Execute(
                $"""
                CREATE TEMP TABLE in_{name} AS SELECT institution, {key} AS key, sum({amount}) AS amount
                FROM ({rows.Sql}) WHERE {Sql.Name(drill.Member)} = 1 GROUP BY ALL;
                CREATE TEMP TABLE filed_{name} AS SELECT DISTINCT institution, {key} AS key FROM {Sql.Name(table.Code)};
                """,
                cancellationToken);
        }

        return session.Query(Split, Read, cancellationToken);
    }

    private const string Split = """
        SELECT CASE WHEN t.key IS NOT NULL AND n.key IS NOT NULL THEN 'Corrected'
                    WHEN t.key IS NULL THEN CASE WHEN ft.key IS NULL THEN 'New' ELSE 'Reclassified' END
                    ELSE CASE WHEN fn.key IS NULL THEN 'Removed' ELSE 'Reclassified' END END AS change,
               count(*), sum(coalesce(n.amount, 0) - coalesce(t.amount, 0))
        FROM in_then t
        FULL JOIN in_now n ON n.institution = t.institution AND n.key = t.key
        LEFT JOIN filed_then ft ON ft.institution = n.institution AND ft.key = n.key
        LEFT JOIN filed_now fn ON fn.institution = t.institution AND fn.key = t.key
        WHERE t.amount IS DISTINCT FROM n.amount
        GROUP BY 1 ORDER BY 1
        """;

    private static ChangeSum Read(DuckDBDataReader row) => new(
        Enum.Parse<RowChange>(row.GetString(0)),
        Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture),
        ExactNumber.In(row, 2) ?? 0);

    private static HashSet<string> Changed(IReadOnlyList<AcceptedTable> before, IReadOnlyList<AcceptedTable> after)
    {
        var then = before.Select(f => f.FactFileId).ToHashSet();
        var now = after.Select(f => f.FactFileId).ToHashSet();
        return before.Where(f => !now.Contains(f.FactFileId)).Concat(after.Where(f => !then.Contains(f.FactFileId)))
            .Select(f => f.InstitutionId).ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>A date as known at two instants.</summary>
/// <param name="AsOf">数据日期.</param>
/// <param name="From">The earlier instant.</param>
/// <param name="To">The later instant; null is now.</param>
public sealed record ComparedInstants(DateOnly AsOf, DateTimeOffset From, DateTimeOffset? To);
