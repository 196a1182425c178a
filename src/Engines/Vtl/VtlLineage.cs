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

    private VtlLineage(IReadOnlyList<ResultLineage> results)
    {
        Results = results;
        _byName = results.ToDictionary(r => r.Result, StringComparer.Ordinal);
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
    public ColumnOrigin OriginOf(ColumnName column)
    {
        var values = Closure([column], static _ => []);
        var all = Closure([column], static result => result.Conditions);
        return new ColumnOrigin(
            Leaves(values),
            [.. Leaves(all).Except(Leaves(values))]);
    }

    /// <summary>What leads to some columns: the results on the way, each with those of its columns that count.</summary>
    /// <param name="columns">Columns of results; empty for all columns of all results.</param>
    public VtlLineage Towards(params IReadOnlyList<ColumnName> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            return this;
        var needed = Closure(columns, static result => result.Conditions);
        return new VtlLineage(
        [
            .. Results.Where(r => needed.Exists(n => n.Dataset == r.Result)).Select(r => r with
            {
                Columns = [.. r.Columns.Where(c => needed.Contains(new ColumnName(r.Result, c.Component.Name)))],
            }),
        ]);
    }

    private List<ColumnName> Leaves(IEnumerable<ColumnName> columns) =>
        [.. columns.Where(c => !_byName.ContainsKey(c.Dataset)).Order(ColumnOrder.Instance)];

    // The columns and everything behind them. Conditions count for the result of each column that is met.
    private List<ColumnName> Closure(
        IEnumerable<ColumnName> from, Func<ResultLineage, IEnumerable<ColumnName>> conditions)
    {
        var seen = new HashSet<ColumnName>();
        var datasets = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<ColumnName>(from);
        while (waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next) || Find(next.Dataset) is not { } result)
                continue;
            foreach (var source in result.Columns.Where(c => c.Component.Name == next.Column).SelectMany(c => c.Sources))
                waiting.Enqueue(source);
            Rows(result);
        }

        return [.. seen];

        // A result whose rows are read is one even where none of its columns is.
        void Rows(ResultLineage result)
        {
            if (!datasets.Add(result.Result))
                return;
            foreach (var condition in conditions(result))
                waiting.Enqueue(condition);
            foreach (var other in result.Datasets.Select(Find).OfType<ResultLineage>().Where(o => conditions(o).Any()))
                Rows(other);
        }
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
