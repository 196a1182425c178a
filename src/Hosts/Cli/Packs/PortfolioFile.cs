using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Packs;

/// <summary>What is wrong with a portfolio's file as a whole, in both languages.</summary>
internal sealed class PortfolioException(string message) : Exception(message);

/// <summary>Reads a portfolio: CSV or Parquet, a column for each fact, a row for each customer.</summary>
internal static class PortfolioFile
{
    /// <summary>Most rows of a portfolio.</summary>
    public const int MaxRows = 20_000_000;

    /// <summary>Reads all cells as texts.</summary>
    /// <exception cref="PortfolioException">Neither CSV nor Parquet, not readable as such, or too long.</exception>
    public static PortfolioTable Read(string path)
    {
        if (!File.Exists(path))
            throw new PortfolioException(MissingFile.Words(path));
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => Csv(path),
            ".PARQUET" => Parquet(Path.GetFullPath(path)),
            ".XLSX" or ".XLS" or ".ET" => throw new PortfolioException(
                "在表格软件里另存为“CSV UTF-8” / save it as \"CSV UTF-8\" in the spreadsheet"),
            _ => throw new PortfolioException("应为 .csv 或 .parquet / must be .csv or .parquet"),
        };
    }

    private static PortfolioTable Csv(string path)
    {
        if (SheetFile.Trouble(path) is { } trouble)
            throw new PortfolioException($"{trouble.Zh} / {trouble.En}");
        try
        {
            return PortfolioCsv.Read(path, MaxRows) ?? throw TooLong();
        }
        catch (InvalidDataException error)
        {
            throw new PortfolioException($"读不出 / cannot be read: {error.Message}");
        }
    }

    private static PortfolioTable Parquet(string full)
    {
        var scratch = Directory.CreateTempSubdirectory("huoshui-portfolio-");
        try
        {
            var limits = new DuckLimits
            {
                Threads = Environment.ProcessorCount,
                MemoryMebibytes = 1024,
                PreserveOrder = true,
            };
            using var session = DuckSession.Open(limits, [Path.GetDirectoryName(full)!], scratch.FullName);
            return Read(session, $"read_parquet({Sql.Text(full)}, hive_partitioning=false)");
        }
        catch (DuckDB.NET.Data.DuckDBException error)
        {
            throw new PortfolioException($"读不出 / cannot be read: {error.Message.Split('\n')[0]}");
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static PortfolioException TooLong() =>
        new($"超过 {MaxRows:N0} 行，请分拆 / more than {MaxRows:N0} rows; split it");

    private static PortfolioTable Read(DuckSession session, string source)
    {
        var rows = session.Scalar<long>($"SELECT count(*) FROM {source}");
        if (rows > MaxRows)
            throw TooLong();
        var names = session.Query($"SELECT column_name FROM (DESCRIBE SELECT * FROM {source})", r => r.GetString(0));
        var cells = names.Select(_ => new string?[rows]).ToArray();
        var at = 0;
        var list = string.Join(", ", names.Select(n => $"CAST({Sql.Name(n)} AS VARCHAR)"));
        session.Query($"SELECT {list} FROM {source}", r =>
        {
            for (var column = 0; column < cells.Length; column++)
                cells[column][at] = r.IsDBNull(column) ? null : r.GetString(column);
            return at++;
        });
        return new PortfolioTable([.. names], cells, (int)rows);
    }
}
