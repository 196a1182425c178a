using System.CommandLine;
using System.Text.Json;
using Huoshui.Cli.Benches;

namespace Huoshui.Cli;

/// <summary><c>huoshui bench NAME</c>: measures a part of the platform on this machine.</summary>
internal static class BenchCommand
{
    private const int DefaultRows = 1_000_000;
    private const decimal DefaultScale = 0.01m;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Name = new("NAME")
    {
        Description = string.Join("；", Bench.All.Select(b => $"{b.Name}: {b.Description}")),
    };

    private static readonly Option<int> Rows = new("--rows")
    {
        Description = "checks 的行数 / rows of the largest table, for checks",
        DefaultValueFactory = _ => DefaultRows,
    };

    private static readonly Option<decimal> Scale = new("--scale")
    {
        Description = "figures、refile、visits 的城市规模，1 为全市 / scale of the city, for figures, refile and visits",
        DefaultValueFactory = _ => DefaultScale,
    };

    private static readonly Option<DirectoryInfo?> City = new("--city")
    {
        Description = "已生成的城市（只读）；默认现生成 / a city generated before, with that scale; default: generate one",
    };

    private static readonly Option<DirectoryInfo?> Kept = new("--data")
    {
        Description = "报送所在文件夹，用后保留，可续跑（须同时给 --city）/ where the city is filed; it stays, and is "
            + "filed on from where it stopped (with --city)",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "visits 用的空 PostgreSQL 连接串；own 为自建一个；缺省用 SQLite / for visits: connection to an empty "
            + "PostgreSQL, or own; default SQLite",
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description = "visits 只做一部分：change、pages、phones、import、recount / for visits: one part of it only",
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
        Only.AcceptOnlyFromAmong([.. Benches.Visits.VisitsBench.Parts]);
        var command = new Command(
            "bench",
            """
            在本机测速 / measure speed on this machine
            例 example: huoshui bench figures --scale 0.1 --json
            """)
        {
            Name, Rows, Scale, City, Kept, Postgres, Only, Record, Work, CommonOptions.Json,
        };
        command.Subcommands.Add(HandWritten.Create());
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
            var settings = new BenchSettings(
                parse.GetValue(Rows), work.FullName, parse.GetValue(Scale), parse.GetValue(City)?.FullName,
                parse.GetValue(Kept)?.FullName)
            {
                PostgreSql = parse.GetValue(Postgres),
                Only = parse.GetValue(Only),
            };
            var figures = await bench.RunAsync(settings, cancellationToken);
            if (parse.GetValue(CommonOptions.Json))
                Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            else
                BenchReport.Print(bench.Name, figures);
            if (parse.GetValue(Record))
                Console.Error.WriteLine(BenchReport.Append(bench.Name, figures, TimeProvider.System.GetUtcNow()));
            return figures.All(f => f.IsMet != false) ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
