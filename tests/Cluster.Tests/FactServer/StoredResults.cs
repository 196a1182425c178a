using Huoshui.Warehouse;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>What is kept of a computation in a data folder.</summary>
internal static class StoredResults
{
    /// <summary>Every row of every partial result, with pack, result and the type of each column, in the order of
    /// texts.</summary>
    public static List<string> Rows(string folder)
    {
        using var session = DuckSession.Open(new DuckLimits(), [folder]);
        return [.. Files(folder).SelectMany(f => Rows(session, f)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Addresses of partial results and of values, and the values.</summary>
    public static List<string> Addresses(string folder)
    {
        var partials = Path.Combine(folder, "partials");
        var values = Directory.EnumerateFiles(Path.Combine(partials, "values"), "*.json", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(partials, "values", "last"), StringComparison.Ordinal))
            .Select(f => $"{Path.GetFileName(f)} {File.ReadAllText(f)}");
        return [.. values.Concat(Pointers(partials).Select(f => Path.GetFileName(f)!)).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many addresses point to each segment.</summary>
    public static List<int> Segments(string folder) => [.. Pointers(Path.Combine(folder, "partials"))
        .GroupBy(f => File.ReadAllText(f).Split(' ')[0], StringComparer.Ordinal).Select(g => g.Count())];

    private static IEnumerable<string> Pointers(string partials) => Directory.EnumerateDirectories(partials)
        .Where(d => Path.GetFileName(d).Length == 2).SelectMany(Directory.EnumerateFiles);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "partials", "segments"), "*.parquet", SearchOption.AllDirectories);

    private static List<string> Rows(DuckSession session, string file)
    {
        var source = $"read_parquet({Sql.Text(file)}, hive_partitioning = false)";
        var types = string.Join(", ", session.Query($"DESCRIBE SELECT * FROM {source}", r => $"{r.GetString(0)} {r.GetString(1)}"));
        var name = string.Join('.', Path.GetFileName(file).Split('.')[..2]);
        return session.Query($"SELECT CAST(r AS VARCHAR) FROM {source} r", r => $"{name} ({types}) {r.GetString(0)}");
    }
}
