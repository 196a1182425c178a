using System.CommandLine;
using System.Globalization;
using Huoshui.Systems.Visits.Loans;

namespace Huoshui.Cli;

/// <summary><c>huoshui visits</c>: the ledger of the coordination mechanism and the comparison with filed
/// loans.</summary>
internal static class VisitsCommand
{
    private static readonly Option<string> Date = new("--date")
    {
        Description = "数据日期，年-月-日 / reporting date, yyyy-MM-dd",
        Required = true,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "写到哪个文件夹，每个区一个子文件夹 / folder to write to, one below it for each district",
        Required = true,
    };

    /// <summary>The command.</summary>
    public static Command Create() => new("visits", "千企万户大走访 / visits to firms")
    {
        Ledger(), Compare(), VisitsDataCommand.Import(), VisitsDataCommand.Recount(), VisitsMapCommand.Create(),
    };

    private static Command Ledger()
    {
        var command = new Command(
            "ledger",
            """
            融资协调机制台账：报表 coordination 的 VE.csv 与 RF.csv，每个区一份 / the ledger of each district
            例 example: huoshui visits ledger --data ./data --date 2025-06-30 --out ./ledger
            """)
        {
            Date, Out, CommonOptions.Data,
        };
        command.SetAction(LedgerAsync);
        return command;
    }

    private static Command Compare()
    {
        var command = new Command(
            "compare",
            """
            把银行自报的放款与报送的贷款再核对一次 / compare what banks told with the loans that they filed
            例 example: huoshui visits compare --data ./data
            """)
        {
            CommonOptions.Data,
        };
        command.SetAction(CompareAsync);
        return command;
    }

    private static async Task<int> LedgerAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        if (!DateOnly.TryParseExact(
            parse.GetValue(Date), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
        {
            return Say.Wrong($"--date {parse.GetValue(Date)}：应为年-月-日，例如 2025-06-30 / wanted yyyy-MM-dd, such as 2025-06-30");
        }

        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var ledger = store.Get<VisitLedger>();
        var districts = await ledger.DistrictsAsync(asOf, cancellationToken);
        foreach (var district in districts)
            await WriteAsync(ledger, district, asOf, Path.Combine(parse.GetValue(Out)!, district), cancellationToken);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{asOf:yyyy-MM-dd}: {districts.Count} 个区 districts → {parse.GetValue(Out)}"));
        return ExitCodes.Good;
    }

    /// <summary>Writes the tables of one district into a folder.</summary>
    internal static async Task WriteAsync(
        VisitLedger ledger, string district, DateOnly asOf, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var table in VisitLedger.Tables)
        {
            await using var file = File.Create(Path.Combine(folder, table + ".csv"));
            await ledger.WriteAsync(table, district, asOf, file, cancellationToken);
        }
    }

    private static async Task<int> CompareAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var changed = await store.Get<LoanComparison>().RefreshAsync(cancellationToken);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{changed} 笔借据的核对结果有变 / results changed"));
        return ExitCodes.Good;
    }
}
