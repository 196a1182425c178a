namespace Huoshui.Warehouse.Checking;

/// <summary>Which data sets the filings of a run have.</summary>
internal sealed class CheckedFilings(IReadOnlyList<CheckInput> filings)
{
    public IReadOnlyList<CheckInput> All => filings;

    /// <summary>Every Parquet of the run, each once.</summary>
    public IReadOnlyList<string> Paths { get; } =
        [.. filings.SelectMany(f => f.Tables.Values.Concat(f.Previous.Values)).Distinct(StringComparer.Ordinal)];

    /// <summary>Filing and Parquet of each filing that has rows of a data set.</summary>
    public List<(int Filing, string Path)> FilesOf(string dataset)
    {
        var code = RuleSet.TableCode(dataset);
        var files = new List<(int Filing, string Path)>();
        foreach (var filing in filings)
        {
            var tables = RuleSet.IsPrevious(dataset) ? filing.Previous : filing.Tables;
            if (tables.TryGetValue(code, out var path))
                files.Add((filing.Filing, path));
        }

        return files;
    }

    /// <summary>Filings that have all of some data sets.</summary>
    public List<CheckInput> With(IReadOnlyList<string> datasets) => [.. filings.Where(f => datasets.All(d => Has(f, d)))];

    /// <summary>Filings that lack one of some data sets.</summary>
    public List<CheckInput> Without(IReadOnlyList<string> datasets) => [.. filings.Where(f => !datasets.All(d => Has(f, d)))];

    /// <summary>Whether a filing has a data set, were it without rows.</summary>
    public static bool Has(CheckInput filing, string dataset) => RuleSet.IsPrevious(dataset)
        ? filing.Previous.ContainsKey(RuleSet.TableCode(dataset))
        : filing.Tables.ContainsKey(dataset) || filing.ZeroTables.Contains(dataset);

    /// <summary>Those of some data sets that a filing has not.</summary>
    public static List<string> MissingOf(CheckInput filing, IReadOnlyList<string> datasets) =>
        [.. datasets.Where(d => !Has(filing, d))];
}
