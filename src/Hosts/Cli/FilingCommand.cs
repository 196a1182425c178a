using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Huoshui.Cli.Remote;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Huoshui.Systems.Returns;

namespace Huoshui.Cli;

/// <summary>
/// <c>huoshui filing …</c>: the steps of filings on a data folder. A filing is named by its id or by
/// <c>RETURN:INSTITUTION:DATE</c>. Exit code 0: all done, 2: one was refused, 1: could not run.
/// </summary>
internal static class FilingCommand
{
    private const int ListRows = 500;

    private static readonly Argument<string[]> Ids = new("FILING")
    {
        Description = "报送批次编号，或 报表:机构:日期 / id, or RETURN:INSTITUTION:DATE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Reason = new("--reason") { Description = "理由 / why" };

    private static readonly Option<bool> Reject = new("--reject")
    {
        Description = "退改（须写 --reason）/ send it back, with --reason",
    };

    private static readonly Option<string?> Deadline = new("--deadline")
    {
        Description = "期限 / until when, yyyy-MM-dd",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "filing",
            """
            报送批次：查看、复核、签发、受理 / filings: look at them, review, certify, accept
            例 example: huoshui filing sign onetable:B0001:2025-06-30 --as wang --data ./data
            """);
        command.Subcommands.Add(List());
        command.Subcommands.Add(FilingMigration.Create());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Step("submit", "提交复核 / submit for review", [], _ => [new RemoteCall(HttpMethod.Post, "submit")], (run, id) =>
            run.Desk.SubmitAsync(run.Viewer, id, run.Token)));
        command.Subcommands.Add(Step("review", "复核 / review", [Reject, Reason], parse => [Verdict("review", parse)], (run, id) =>
            run.Desk.ReviewAsync(run.Viewer, id, !run.Parse.GetValue(Reject), run.Parse.GetValue(Reason), run.Token)));
        command.Subcommands.Add(Step("sign", "签发 / certify", [Reject, Reason], parse => [Verdict("sign", parse)], (run, id) =>
            run.Desk.SignAsync(run.Viewer, id, !run.Parse.GetValue(Reject), run.Parse.GetValue(Reason), run.Token)));
        command.Subcommands.Add(Step("accept", "受理 / accept", [], _ => [new RemoteCall(HttpMethod.Post, "accept")], (run, id) =>
            run.Desk.AcceptAsync(run.Viewer, id, run.Token)));
        command.Subcommands.Add(Step("return", "退回（须写 --reason 和 --deadline）/ return", [Reason, Deadline], parse => [Reasoned("return", parse)], (run, id) =>
            run.Desk.ReturnAsync(run.Viewer, id, run.Parse.GetValue(Reason) ?? string.Empty, run.Day(Deadline), run.Token)));
        command.Subcommands.Add(Step("withdraw", "撤回 / withdraw", [Reason], parse => [Reasoned("withdraw", parse)], (run, id) =>
            run.Desk.WithdrawAsync(run.Viewer, id, run.Parse.GetValue(Reason) ?? string.Empty, run.Token)));
        command.Subcommands.Add(Step("remind", "催报 / remind", [Reason, Deadline], parse => [Reasoned("remind", parse)], (run, id) =>
            run.Desk.RemindAsync(run.Viewer, id, run.Parse.GetValue(Reason) ?? string.Empty, run.Day(Deadline), run.Token),
            (run, key) => run.Desk.RemindAsync(
                run.Viewer, key, run.Parse.GetValue(Reason) ?? string.Empty, run.Day(Deadline), run.Token)));
        command.Subcommands.Add(Zero());
        command.Subcommands.Add(Explain());
        return command;
    }

    private static bool IsRemote(ParseResult parse) => parse.GetValue(RemoteOptions.Server) is not null;

    private static Command List()
    {
        var returnId = new Option<string?>("--return") { Description = "报表 / return" };
        var date = new Option<string?>("--date") { Description = "数据日期 / date" };
        var institution = new Option<string?>("--institution") { Description = "机构 / institution" };
        var command = new Command("list", "列出报送批次 / list filings")
        {
            returnId, date, institution, CommonOptions.Data, CommonOptions.As, CommonOptions.Json, CommonOptions.Language,
            RemoteOptions.Server, RemoteOptions.TokenFile,
        };
        command.SetAction((parse, token) => IsRemote(parse)
            ? RemoteOptions.RunAsync(parse, server => RemoteStep.ListAsync(
                server, parse.GetValue(returnId), parse.GetValue(institution), parse.GetValue(date), token))
            : FilingSteps.WithStoreAsync(parse, token, async run =>
        {
            var page = await run.Store.Get<FilingList>().PageAsync(
                run.Viewer,
                new FilingQuery
                {
                    ReturnId = parse.GetValue(returnId),
                    InstitutionId = parse.GetValue(institution),
                    AsOf = parse.GetValue(date) is { } day ? FilingSteps.ParseDay(day) : null,
                    Limit = ListRows,
                },
                token);
            FilingSteps.Print(page, run.Style);
            return ExitCodes.Good;
        }));
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "一个报送批次的全部情况 / all about one filing")
        {
            Ids, CommonOptions.Data, CommonOptions.As, CommonOptions.Json, CommonOptions.Language,
            RemoteOptions.Server, RemoteOptions.TokenFile,
        };
        command.SetAction((parse, token) => IsRemote(parse)
            ? RemoteOptions.RunAsync(parse, server => RemoteStep.ShowAsync(server, parse.GetValue(Ids)!, token))
            : FilingSteps.WithStoreAsync(parse, token, async run =>
        {
            var code = ExitCodes.Good;
            foreach (var name in parse.GetValue(Ids)!)
            {
                var view = await run.IdOfAsync(name) is { } id
                    ? await run.Store.Get<FilingList>().FindAsync(run.Viewer, id, token)
                    : null;
                if (view is null)
                    code = FilingSteps.NotFound(name);
                else
                    FilingSteps.Print(view, run.Style);
            }

            return code;
        }));
        return command;
    }

    private static Command Zero()
    {
        var tables = new Option<string[]>("--table") { Description = "表号 / table codes", Required = true, AllowMultipleArgumentsPerToken = true };
        var undo = new Option<bool>("--undo") { Description = "取消零报送 / take it back" };
        return Step("zero", "零报送 / declare tables empty", [tables, undo],
            parse => [.. parse.GetValue(tables)!.Select(table => new RemoteCall(
                HttpMethod.Put, $"tables/{Uri.EscapeDataString(table)}", new { state = parse.GetValue(undo) ? "none" : "zero" }))],
            async (run, id) =>
        {
            Answer<Filing>? last = null;
            foreach (var table in run.Parse.GetValue(tables)!)
            {
                last = await run.Desk.DeclareAsync(run.Viewer, id, table, !run.Parse.GetValue(undo), run.Token);
                if (!last.Succeeded)
                    break;
            }

            return last!;
        });
    }

    private static Command Explain()
    {
        var rule = new Option<string>("--rule") { Description = "规则 / rule", Required = true };
        var table = new Option<string?>("--table") { Description = "表号，默认取规则编号的前缀 / table" };
        var key = new Option<string>("--key")
        {
            Description = "业务主键；* 表示整条规则 / business key, * for the whole rule",
            DefaultValueFactory = _ => Explanation.WholeRule,
        };
        var text = new Option<string>("--text") { Description = "说明 / explanation", Required = true };
        return Step("explain", "差异说明 / explain warnings", [rule, table, key, text],
            parse => [new RemoteCall(HttpMethod.Post, "explanations", new { explanations = new[] { Written(parse) } })],
            (run, id) =>
            run.Store.Get<ExplanationDesk>().ExplainAsync(
                run.Viewer, id,
                [Written(run.Parse)],
                run.Token));
        NewExplanation Written(ParseResult parse) => new(
            parse.GetValue(table) ?? FilingSteps.TableOf(parse.GetValue(rule)!), parse.GetValue(rule)!, parse.GetValue(key)!,
            parse.GetValue(text)!);
    }

    private static RemoteCall Verdict(string step, ParseResult parse) => new(
        HttpMethod.Post, step, new { passes = !parse.GetValue(Reject), note = parse.GetValue(Reason) });

    private static RemoteCall Reasoned(string step, ParseResult parse) => new(
        HttpMethod.Post, step, new { reason = parse.GetValue(Reason) ?? string.Empty, deadline = parse.GetValue(Deadline) });

    private static Command Step(
        string name,
        string description,
        IReadOnlyList<Option> options,
        Func<ParseResult, IReadOnlyList<RemoteCall>> calls,
        Func<StepRun, Guid, Task<Answer<Filing>>> act,
        Func<StepRun, FilingKey, Task<Answer<Filing>>>? begin = null)
    {
        var command = new Command(name, description)
        {
            Ids, CommonOptions.Data, CommonOptions.As, CommonOptions.Json, CommonOptions.Language,
            RemoteOptions.Server, RemoteOptions.TokenFile,
        };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((parse, token) => IsRemote(parse)
            ? RemoteOptions.RunAsync(parse, server => RemoteStep.ActAsync(server, parse, parse.GetValue(Ids)!, calls(parse), token))
            : FilingSteps.WithStoreAsync(parse, token, async run =>
        {
            var code = ExitCodes.Good;
            foreach (var filing in parse.GetValue(Ids)!)
                code = Math.Max(code, await FilingSteps.ActAsync(run, filing, act, begin));
            return code;
        }));
        return command;
    }
}

/// <summary>One run of a step: what was typed, on which store, by whom.</summary>
internal sealed record StepRun(ParseResult Parse, DataStore Store, Viewer Viewer, ReportStyle Style, CancellationToken Token)
{
    public FilingDesk Desk => Store.Get<FilingDesk>();

    /// <summary>The day of an option; a day long past when it was not given, which every step refuses.</summary>
    public DateOnly Day(Option<string?> option) =>
        Parse.GetValue(option) is { } text ? FilingSteps.ParseDay(text) ?? DateOnly.MinValue : DateOnly.MinValue;

    /// <summary>The id behind an id or RETURN:INSTITUTION:DATE; null when there is none for this viewer.</summary>
    public async Task<Guid?> IdOfAsync(string name)
    {
        if (Guid.TryParse(name, out var id))
            return id;
        return KeyOf(name) is { } key ? await Store.Get<FilingList>().IdOfAsync(Viewer, key, Token) : null;
    }

    /// <summary>What RETURN:INSTITUTION:DATE says; null for anything else.</summary>
    public static FilingKey? KeyOf(string name) =>
        name.Split(':') is [var returnId, var institution, var day] && FilingSteps.ParseDay(day) is { } date
            ? new FilingKey(returnId, institution, date)
            : null;
}

/// <summary>What the subcommands share: opening the store, acting, printing.</summary>
internal static class FilingSteps
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> WithStoreAsync(ParseResult parse, CancellationToken token, Func<StepRun, Task<int>> run)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, token);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var viewer = await store.ViewerAsync(parse.GetValue(CommonOptions.As), token);
        var style = new ReportStyle(parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Language)!);
        return await run(new StepRun(parse, store, viewer, style, token));
    }

    /// <summary>Takes a step; one that may also begin a filing is given the key of what is not there.</summary>
    public static async Task<int> ActAsync(
        StepRun run,
        string name,
        Func<StepRun, Guid, Task<Answer<Filing>>> act,
        Func<StepRun, FilingKey, Task<Answer<Filing>>>? begin = null)
    {
        Answer<Filing> answer;
        if (await run.IdOfAsync(name) is { } id)
            answer = await act(run, id);
        else if (begin is not null && StepRun.KeyOf(name) is { } key)
            answer = await begin(run, key);
        else
            return NotFound(name);
        foreach (var refusal in answer.Refusals)
            Say.Wrong($"{name}: {refusal.ToLine(run.Style.Language)}");
        if (answer.Value is { } filing)
        {
            Console.Out.WriteLine(run.Style.IsJson
                ? JsonSerializer.Serialize(new { id = filing.Id, state = filing.State.ToString(), version = filing.VersionNumber })
                : $"{name}: {Words.State(filing.State).In(run.Style.Language)}");
        }

        return answer.Succeeded ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    public static int NotFound(string name)
    {
        Say.Wrong($"没有报送批次 {name}，请核对编号 / there is no filing {name}, check its id");
        return ExitCodes.InputFailed;
    }

    public static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string TableOf(string rule)
    {
        var head = rule.Split('_')[0];
        return head.Length == 7 && head[1..].All(char.IsAsciiDigit) ? head[..3] : head; // F270009 is a field of F27
    }

    public static void Print(TablePage<FilingRow> page, ReportStyle style)
    {
        if (style.IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(page.Rows.Select(Model), Json));
            return;
        }

        foreach (var row in page.Rows)
        {
            var f = row.Filing;
            Console.Out.WriteLine(
                $"{f.Id}  {f.ReturnId,-12} {f.AsOf:yyyy-MM-dd}  {f.InstitutionId,-16} {Words.State(f.State).In(style.Language)}"
                + $"  v{f.VersionNumber}  {style.Of("强制", "fatal")} {row.Fatals}  {style.Of("提示", "warnings")} {row.Warnings}");
        }
    }

    public static void Print(FilingView view, ReportStyle style)
    {
        var f = view.Filing;
        if (style.IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    filing = Model(new FilingRow(f, f.InstitutionId, f.InstitutionId, view.Check?.Fatals, view.Check?.Warnings, 0)),
                    tables = f.Tables.Select(t => new { t.Table, state = t.State?.ToString(), t.Rows, t.UnreadableCells }),
                    unexplained = view.Unexplained,
                    steps = view.Steps.Select(s => new { s.At, s.Actor, action = s.Action.ToString(), to = s.To.ToString(), s.Note }),
                    versions = view.Versions.Select(v => new { v.Version.Number, v.Version.CertifiedAt, v.Version.AcceptedAt, receipt = v.Receipt?.Sha256 }),
                },
                Json));
            return;
        }

        Console.Out.WriteLine($"{f.ReturnId} {f.AsOf:yyyy-MM-dd} {view.Institution?.NameZh ?? f.InstitutionId}：{Words.State(f.State).In(style.Language)}");
        foreach (var table in f.Tables)
            Console.Out.WriteLine($"  {table.Table,-6} {Words.Table(table.State).In(style.Language)}  {table.Rows:N0}");
        foreach (var rule in view.Check?.Rules.Where(r => r.Fails > 0) ?? [])
            Console.Out.WriteLine($"  {(rule.IsFatal ? "✗" : "!")} {rule.Rule,-20} {rule.Fails:N0}");
        foreach (var step in view.Steps)
            Console.Out.WriteLine($"  {step.At:yyyy-MM-dd HH:mm}Z  {step.Actor}  {Words.Action(step.Action).In(style.Language)}  {step.Note}");
        foreach (var version in view.Versions)
            Console.Out.WriteLine($"  v{version.Version.Number}  {version.Receipt?.Sha256}");
    }

    private static object Model(FilingRow row) => new
    {
        id = row.Filing.Id,
        @return = row.Filing.ReturnId,
        institution = row.Filing.InstitutionId,
        date = row.Filing.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        state = row.Filing.State.ToString(),
        version = row.Filing.VersionNumber,
        fatal = row.Fatals,
        warnings = row.Warnings,
    };
}
