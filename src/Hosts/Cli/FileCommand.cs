using System.CommandLine;
using System.Globalization;
using Huoshui.Cli.Remote;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;

namespace Huoshui.Cli;

/// <summary>
/// <c>huoshui file RETURN PATH…</c>: files a return, or with <c>--check-only</c> checks it before filing, without a
/// data
/// folder. Exit code 0: no fatal finding, 2: fatal findings or refused files, 1: could not run.
/// </summary>
internal static class FileCommand
{
    private static readonly Argument<string> ReturnId = new("RETURN")
    {
        Description = "报表编号，如 onetable / id of the return",
    };

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "文件或文件夹：CSV（UTF-8 或 GB18030）、Parquet 或 zip / files or folders",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Institution = new("--institution")
    {
        Description = "机构编号（用 --split-by 时不给）/ the filer's id",
    };

    private static readonly Option<string> Date = new("--date")
    {
        Description = "数据日期 / the reporting date, yyyy-MM-dd",
        Required = true,
    };

    private static readonly Option<bool> CheckOnly = new("--check-only")
    {
        Description = "只校验，不报送；不需要数据文件夹 / check before filing, needs no data folder",
    };

    private static readonly Option<string?> Findings = new("--findings")
    {
        Description = "把全部校验问题写入此 CSV 文件 / write every finding into this CSV file",
    };

    private static readonly Option<string[]> Previous = new("--previous")
    {
        Description = "上期的文件或文件夹，用于跨期校验；只与 --check-only 同用 / files of the period before, for rules across periods",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "一个文件含多家机构：按此列拆分报送 / one file for many filers: split by this column",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "file",
            """
            报送或预校验一份报表 / file a return, or check it before filing
            例 example: huoshui file onetable F27.csv H01.csv --institution B0001 --date 2025-06-30 --check-only
            例 example: huoshui file onetable F27.csv H01.csv --institution B0001 --date 2025-06-30 --server https://… --token-file token
            跨期 across periods: huoshui file onetable 6月/ --institution B0001 --date 2025-06-30 --check-only --previous 5月/
            """)
        {
            ReturnId, Paths, Institution, Date, CheckOnly, Previous, Findings, SplitBy,
            CommonOptions.Json, CommonOptions.Data, CommonOptions.As, CommonOptions.Language,
            RemoteOptions.Server, RemoteOptions.TokenFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private const string OnlyBeforeFiling =
        "--previous 只与 --check-only 同用：报送时自动取数据文件夹中已受理的上期版本 / "
        + "--previous goes with --check-only: a filing is compared with the accepted version of the period before";

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        if (!DateOnly.TryParseExact(
                parse.GetValue(Date), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return Say.Wrong($"--date {parse.GetValue(Date)}：应为 yyyy-MM-dd，如 2025-06-30 / must be like 2025-06-30");
        }

        var split = parse.GetValue(SplitBy);
        if ((parse.GetValue(Institution) is null) == (split is null))
            return Say.Wrong("请给出 --institution 或 --split-by 之一 / give either --institution or --split-by");
        var before = SentFiles.Find(parse.GetValue(Previous) ?? []);
        if (parse.GetValue(Previous) is { Length: > 0 } && !parse.GetValue(CheckOnly))
            return Say.Wrong(OnlyBeforeFiling);
        var files = SentFiles.Find(parse.GetValue(Paths)!);
        if ((files.Missing ?? before.Missing) is { } missing)
            return Say.Wrong($"找不到文件或文件夹 {missing}，请核对路径 / there is no file or folder {missing}");
        if (files.Found.Count == 0 || (parse.GetValue(Previous) is { Length: > 0 } && before.Found.Count == 0))
        {
            var empty = files.Found.Count == 0 ? parse.GetValue(Paths)! : parse.GetValue(Previous)!;
            return Say.Wrong(
                $"{string.Join(' ', empty)}：没有 .csv、.parquet 或 .zip 文件，请先另存为其中一种 / "
                + "no .csv, .parquet or .zip file: save it as one of these first");
        }

        var order = new FileOrder(
            parse.GetValue(ReturnId)!, parse.GetValue(Institution), date, files.Found, parse.GetValue(Findings), split,
            new ReportStyle(parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Language)!))
        {
            Previous = before.Found,
        };
        if (parse.GetValue(RemoteOptions.Server) is not null && !parse.GetValue(CheckOnly))
        {
            return split is null
                ? await RemoteOptions.RunAsync(parse, server => new RemoteFiling(server, order).RunAsync(cancellationToken))
                : Say.Wrong("--split-by 只用于 --data / --split-by works with --data only");
        }

        return parse.GetValue(CheckOnly)
            ? await CheckOnlyRun.RunAsync(order, cancellationToken)
            : await FilingRun.RunAsync(
                order, parse.GetValue(CommonOptions.Data)!, parse.GetValue(CommonOptions.As), cancellationToken);
    }
}

/// <summary>What the command line asked for.</summary>
internal sealed record FileOrder(
    string ReturnId,
    string? Institution,
    DateOnly Date,
    IReadOnlyList<SentFile> Files,
    string? FindingsPath,
    string? SplitBy,
    ReportStyle Style)
{
    /// <summary>Files of the period before, for a check before filing; empty if none.</summary>
    public IReadOnlyList<SentFile> Previous { get; init; } = [];

    /// <summary>The return; null after saying that there is none.</summary>
    public ReturnDefinition? Definition(PolicyLibrary library)
    {
        var definition = library.Return(ReturnId);
        if (definition is null)
        {
            var known = string.Join(", ", library.Returns.Select(r => r.Id));
            Say.Wrong($"没有报表 {ReturnId}；可用：{known} / there is no such return; known: {known}");
        }

        return definition;
    }
}

/// <summary>The files behind the paths of a command line.</summary>
/// <param name="Found">Sorted within each folder; a folder is taken with all below it.</param>
/// <param name="Missing">The first path that does not exist; null when all do.</param>
internal sealed record SentFiles(IReadOnlyList<SentFile> Found, string? Missing)
{
    private static readonly string[] Extensions = [".csv", ".parquet", ".zip"];

    public static SentFiles Find(IEnumerable<string> paths)
    {
        var found = new List<SentFile>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
                found.Add(new SentFile(Path.GetFullPath(path), Path.GetFileName(path)));
            else if (Directory.Exists(path))
                found.AddRange(Below(path));
            else
                return new SentFiles([], path);
        }

        return new SentFiles(found, null);
    }

    private static IEnumerable<SentFile> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(f => new SentFile(Path.GetFullPath(f), Path.GetFileName(f)));
}

/// <summary>The bank's own check: no data folder, no registered institution, values in clear.</summary>
internal static class CheckOnlyRun
{
    public static async Task<int> RunAsync(FileOrder order, CancellationToken cancellationToken)
    {
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        if (order.Definition(library) is not { } definition)
            return ExitCodes.CouldNotRun;
        var work = Directory.CreateTempSubdirectory("huoshui-check-");
        try
        {
            var options = new WarehouseOptions();
            var check = new PreCheck(library, new Stager(options, TimeProvider.System), new CheckRunner(options), options);
            var result = await check.RunAsync(
                new PreCheckOrder(definition, order.Date, order.Files)
                {
                    Previous = order.Previous,
                    SplitBy = order.SplitBy,
                },
                work.FullName, cancellationToken);
            return await ReportAsync(order, options, result, cancellationToken);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<RuleCount> OverFilers(IReadOnlyList<RuleCount> counts) =>
        [.. counts.GroupBy(c => c.Rule, StringComparer.Ordinal).Select(g => new RuleCount(
            0, g.Key, g.Sum(c => c.Fails), g.Sum(c => c.NotEvaluable), g.Select(c => c.Reason).FirstOrDefault(r => r is not null)))];

    private static async Task<int> ReportAsync(
        FileOrder order, WarehouseOptions options, PreCheckResult result, CancellationToken cancellationToken)
    {
        var report = new CheckReportText(order.Style)
        {
            Definition = result.Definition,
            Institution = order.Institution ?? order.SplitBy!,
            Date = order.Date,
            Checks = result.Checks,
            Notes = result.Notes,
            Elapsed = result.Elapsed,
            Counts = OverFilers(result.Counts),
            Tables = [.. result.Tables.Select(t => new TableLine(t.Table, t.Rows, t.UnreadableCells))],
        };
        if (result is { FindingsPath: { } path, Checks: { } checks })
        {
            var findings = new FindingsFile(path, checks, options);
            string? Name(Finding f) => f.FileNo is { } no ? result.Files[no - 1] : null;
            string Filer(Finding f) => order.Institution ?? result.Filers[f.Filing];
            await report.ReadExamplesAsync(findings, filing: null, seesClear: true, Name, cancellationToken);
            if (order.FindingsPath is { } target)
            {
                var csv = new FindingsCsv(Filer, order.Date, Name);
                await csv.WriteAsync(findings, new FindingsQuery(), seesClear: true, target, cancellationToken);
            }
        }

        report.Print(Console.Out);
        if (result.Checks is null)
            return result.Tables.Count > 0 ? ExitCodes.CouldNotRun : ExitCodes.InputFailed; // broken rules, or no table
        var isBad = report.Fatals > 0 || result.Notes.Any(n => n.Severity == DiagnosticSeverity.Error);
        return isBad ? ExitCodes.InputFailed : ExitCodes.Good;
    }
}
