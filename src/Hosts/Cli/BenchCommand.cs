using System.CommandLine;
using System.Text.Json;
using Huoshui.Cli.Benches;

namespace Huoshui.Cli;

/// <summary><c>huoshui bench NAME</c>: measures a part of the platform on this machine.</summary>
internal static class BenchCommand
{
    private const int DefaultRows = 1_000_000;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Name = new("NAME")
    {
        Description = string.Join("；", Bench.All.Select(b => $"{b.Name}: {b.Description}")),
    };

    private static readonly Option<int> Rows = new("--rows")
    {
        Description = "行数 / rows of the largest table",
        DefaultValueFactory = _ => DefaultRows,
    };

    private static readonly Option<bool> Record = new("--record")
    {
        Description = "把结果追加到 bench/RESULTS.md / append the results to bench/RESULTS.md",
    };

    private static readonly Option<string?> Work = new("--work")
    {
        Description = "临时文件夹（用后删除）/ folder for temporary files, removed afterwards",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Name.AcceptOnlyFromAmong([.. Bench.All.Select(b => b.Name)]);
        var command = new Command(
            "bench",
            """
            在本机测速 / measure speed on this machine
            例 example: huoshui bench checks --rows 1000000 --json
            """)
        {
            Name, Rows, Record, Work, CommonOptions.Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var bench = Bench.All.Single(b => b.Name == parse.GetValue(Name));
        var parent = parse.GetValue(Work) ?? Path.GetTempPath();
        var work = Directory.CreateDirectory(Path.Combine(parent, "huoshui-bench-" + Path.GetRandomFileName()));
        try
        {
            var settings = new BenchSettings(parse.GetValue(Rows), work.FullName);
            var figures = await bench.RunAsync(settings, cancellationToken);
            if (parse.GetValue(CommonOptions.Json))
                Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            else
                BenchReport.Print(bench.Name, figures);
            if (parse.GetValue(Record))
                Console.Error.WriteLine(BenchReport.Append(bench.Name, settings, figures, TimeProvider.System.GetUtcNow()));
            return figures.All(f => f.IsMet != false) ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
