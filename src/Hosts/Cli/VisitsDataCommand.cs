using System.CommandLine;
using System.Globalization;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Import;

namespace Huoshui.Cli;

/// <summary><c>huoshui visits import</c> and <c>recount</c>: the register of entities to visit, and the counters of
/// visits against the events.</summary>
internal static class VisitsDataCommand
{
    private static readonly Argument<string> Source = new("FILE")
    {
        Description = "名册 CSV（UTF-8）：统一社会信用代码、名称、街道代码 / a register: code, name, street",
    };

    private static readonly Option<string?> Errors = new("--errors")
    {
        Description = "未收的行写到这个文件，缺省为 FILE.errors.csv / where the refused rows are written",
    };

    private static readonly Option<bool> Rebuild = new("--rebuild")
    {
        Description = "由明细重建计数和检索，再对照 / make counters and search keys anew from the events, then compare",
    };

    public static Command Import()
    {
        var import = new Command(
            "import",
            "导入待走访主体名册；中断后再运行一次即可 / import a register; stopped, it is simply run again\n"
            + "例 example: huoshui visits import register.csv --data ./data")
        {
            Source, Errors, CommonOptions.Data, CommonOptions.As,
        };
        import.SetAction(ImportAsync);
        return import;
    }

    public static Command Recount()
    {
        var recount = new Command(
            "recount",
            "由走访、步骤、借据等明细重算，列出与计数不符之处 / recount from the raw events and name every difference\n"
            + "例 example: huoshui visits recount --data ./data")
        {
            Rebuild, CommonOptions.Data,
        };
        recount.SetAction(RecountAsync);
        return recount;
    }

    private static async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(Source);
        if (!File.Exists(file))
            return Say.Wrong($"找不到文件 {file} / no such file: {file}");
        var folder = parsed.GetRequiredValue(CommonOptions.Data);
        await using var store = await DataStore.OpenAsync(folder, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var actor = await store.ViewerAsync(parsed.GetValue(CommonOptions.As), cancellationToken);
        await using var stream = File.OpenRead(file);
        var answer = await store.Get<EntityImport>().RunAsync(
            actor, stream, file, new Told(), cancellationToken);
        foreach (var refusal in answer.Refusals)
            Say.Wrong($"{file}: {refusal.ToLine("zh")}");
        if (answer.Value is not { } run)
            return ExitCodes.InputFailed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Rows} 行：新增 {run.Added}，更新 {run.Changed}，不变 {run.Unchanged}，未收 {run.Rejected}")
            + " / rows: added, changed, unchanged, refused");
        if (run.Rejected == 0)
            return ExitCodes.Good;
        var errors = parsed.GetValue(Errors) ?? file + ".errors.csv";
        await File.WriteAllTextAsync(errors, run.Report, cancellationToken);
        Say.Wrong($"未收的行和原因 / the refused rows with reasons: {errors}");
        return ExitCodes.InputFailed;
    }

    private static async Task<int> RecountAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(CommonOptions.Data);
        await using var store = await DataStore.OpenAsync(folder, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var recount = store.Get<VisitRecount>();
        if (parsed.GetValue(Rebuild))
            await recount.RebuildAsync(cancellationToken);
        var report = await recount.CompareAsync(cancellationToken);
        foreach (var difference in report.Differences)
            Console.WriteLine(difference);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"核对 {report.Entities} 户、{report.Counters} 项计数：{report.Differences.Count} 处不符")
            + " / entities, counters, differences");
        return report.Differences.Count == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    // Every hundred thousand rows a word, so that a long import is seen to go on.
    private sealed class Told : IProgress<int>
    {
        private const int Step = 100_000;

        private int _told;

        public void Report(int value)
        {
            if (value / Step == _told)
                return;
            _told = value / Step;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {value} 行 / rows"));
        }
    }
}
