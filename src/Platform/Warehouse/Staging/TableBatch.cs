using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>The files of one table that one query reads: of one large filing, or of many small ones.</summary>
/// <param name="Table">The table.</param>
/// <param name="Csv">Its CSV files.</param>
/// <param name="Parquet">Its Parquet files.</param>
internal sealed record TableBatch(TableDefinition Table, IReadOnlyList<CsvSource> Csv, IReadOnlyList<ParquetSource> Parquet)
{
    public IReadOnlyList<int> Filings { get; } =
        [.. Csv.Select(c => c.Filing).Concat(Parquet.Select(p => p.Filing)).Distinct().Order()];

    public long Bytes { get; } = Csv.Sum(c => c.Length) + Parquet.Sum(p => p.Length);

    /// <summary>Cuts sources into batches: a large filing alone, small ones together up to the limits.</summary>
    public static IEnumerable<TableBatch> Cut(
        TableDefinition table, IReadOnlyList<CsvSource> csv, IReadOnlyList<ParquetSource> parquet, WarehouseOptions options)
    {
        var filings = csv.Select(c => c.Filing).Concat(parquet.Select(p => p.Filing)).Distinct().Order();
        var csvOf = csv.ToLookup(c => c.Filing);
        var parquetOf = parquet.ToLookup(p => p.Filing);
        var open = new List<TableBatch>();
        foreach (var one in filings.Select(f => new TableBatch(table, [.. csvOf[f]], [.. parquetOf[f]])))
        {
            if (one.Bytes > options.SmallFileBytes)
            {
                yield return one;
                continue;
            }

            if (open.Count == options.BatchFilings || open.Sum(b => b.Bytes) + one.Bytes > options.BatchBytes)
            {
                yield return Join(open);
                open.Clear();
            }

            open.Add(one);
        }

        if (open.Count > 0)
            yield return Join(open);
    }

    private static TableBatch Join(List<TableBatch> batches) =>
        new(batches[0].Table, [.. batches.SelectMany(b => b.Csv)], [.. batches.SelectMany(b => b.Parquet)]);
}
