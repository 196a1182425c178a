namespace Huoshui.Vtl;

/// <summary>A column of a data set (数据集的列).</summary>
/// <param name="Dataset">An input or a result.</param>
/// <param name="Column">A component of it.</param>
public readonly record struct ColumnName(string Dataset, string Column)
{
    /// <inheritdoc />
    public override string ToString() => $"{Dataset}#{Column}";
}

/// <summary>Where a column of a result comes from, one statement back.</summary>
/// <param name="Component">The column.</param>
/// <param name="Sources">Columns whose values make its values: of inputs and of other results; sorted, without
/// repetition. Empty for a constant and for a count of rows.</param>
public sealed record ColumnLineage(Component Component, IReadOnlyList<ColumnName> Sources);

/// <summary>Where a result comes from, one statement back (一步血缘).</summary>
/// <param name="Result">Its name.</param>
/// <param name="Place">Where its assignment stands: source, line and column; empty where it is not known.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Conditions">Columns that decide which rows it has: of filters, joins, groups and sets; sorted.</param>
/// <param name="Datasets">Inputs and results whose rows it reads; sorted.</param>
public sealed record ResultLineage(
    string Result, string Place, IReadOnlyList<ColumnLineage> Columns, IReadOnlyList<ColumnName> Conditions,
    IReadOnlyList<string> Datasets);

/// <summary>The origin of a column down to the inputs (源头).</summary>
/// <param name="Values">Columns of inputs whose values make its values; sorted.</param>
/// <param name="Conditions">Columns of inputs that decide which rows there are, and are not among the values;
/// sorted.</param>
public sealed record ColumnOrigin(IReadOnlyList<ColumnName> Values, IReadOnlyList<ColumnName> Conditions);

/// <summary>
/// Lineage of compiled scripts (血缘), from their typed plans: statement by statement, and of any column down to the
/// inputs. A column that the lineage of another does not name can change without a change of that other one, as long as
/// no result stops. Several scripts may be put together: what one reads and another gives is followed. Immutable.
/// </summary>
public sealed class VtlLineage
{
    private readonly Dictionary<string, ResultLineage> _byName;
    private readonly Lazy<LineageOrigins> _origins;

    private VtlLineage(IReadOnlyList<ResultLineage> results)
    {
        Results = results;
        _byName = results.ToDictionary(r => r.Result, StringComparer.Ordinal);
        _origins = new Lazy<LineageOrigins>(() => new LineageOrigins(results, _byName));
    }

    /// <summary>Each result once, in order.</summary>
    public IReadOnlyList<ResultLineage> Results { get; }

    /// <summary>Reads the plans.</summary>
    /// <param name="results">Results of one or more modules; of two with one name the first counts.</param>
    public static VtlLineage Of(IEnumerable<VtlResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new VtlLineage([.. results.DistinctBy(r => r.Name, StringComparer.Ordinal).Select(r => r.Lineage)]);
    }

    /// <summary>A result; null where none has the name.</summary>
    public ResultLineage? Find(string result) => _byName.GetValueOrDefault(result);

    /// <summary>The origin of a column.</summary>
    /// <param name="column">A column of a result. One of an input is its own origin.</param>
    public ColumnOrigin OriginOf(ColumnName column) => _origins.Value.Of(column);

    /// <summary>What leads to some columns: the results on the way, with those of their columns that count.</summary>
    /// <param name="columns">Columns of results; empty for all columns of all results.</param>
    public VtlLineage Towards(params IReadOnlyList<ColumnName> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            return this;
        var (needed, read) = Behind(columns);
        return new VtlLineage(
        [
            .. Results.Where(r => read.Contains(r.Result)).Select(r => r with
            {
                Columns = [.. r.Columns.Where(c => needed.Contains(new ColumnName(r.Result, c.Component.Name)))],
            }),
        ]);
    }

    // The columns and data sets behind some columns. A data set whose rows are read counts even where none of its
    // columns does, and so do the conditions of its rows.
    private (HashSet<ColumnName> Columns, HashSet<string> Datasets) Behind(IEnumerable<ColumnName> columns)
    {
        var needed = new HashSet<ColumnName>();
        var read = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<ColumnName>(columns);
        var rows = new Queue<string>();
        while (waiting.Count > 0 || rows.Count > 0)
        {
            if (waiting.TryDequeue(out var column))
            {
                if (!needed.Add(column) || Find(column.Dataset) is not { } result)
                    continue;
                rows.Enqueue(column.Dataset);
                var found = result.Columns.Where(c => c.Component.Name == column.Column);
                foreach (var source in found.SelectMany(c => c.Sources))
                    waiting.Enqueue(source);
            }
            else if (rows.TryDequeue(out var dataset) && read.Add(dataset) && Find(dataset) is { } result)
            {
                foreach (var condition in result.Conditions)
                    waiting.Enqueue(condition);
                foreach (var other in result.Datasets)
                    rows.Enqueue(other);
            }
        }

        return (needed, read);
    }
}

/// <summary>By data set, then by column.</summary>
internal sealed class ColumnOrder : IComparer<ColumnName>
{
    public static ColumnOrder Instance { get; } = new();

    public int Compare(ColumnName x, ColumnName y)
    {
        var byDataset = string.CompareOrdinal(x.Dataset, y.Dataset);
        return byDataset != 0 ? byDataset : string.CompareOrdinal(x.Column, y.Column);
    }
}
