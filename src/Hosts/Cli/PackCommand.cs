using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Cli.Packs;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Cli;

/// <summary><c>huoshui pack</c>: checks the packs, shows the rules of a table, writes the reference pages.</summary>
internal static class PackCommand
{
    private static readonly Argument<string?> Where = new("PATH")
    {
        Description = "政策文件夹、一个政策包的文件夹或编号，缺省为全部 / policies folder, a pack's folder or id; all when left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Pack = new("PACK") { Description = "政策包编号，如 returns/onetable / id of a pack" };
    private static readonly Argument<string?> Table = new("TABLE") { Description = "表代码，如 F27 / code of a table", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Out = new("--out") { Description = "写到的文件夹 / folder to write", DefaultValueFactory = _ => "docs/reference" };
    private static readonly Option<bool> OnlyCheck = new("--check") { Description = "只看是否最新，不写 / only whether the pages are fresh; writes nothing" };

    private static readonly Option<string> AsOf = new("--as-of")
    {
        Description = "业务日期，如 2025-06-30 / business date",
        Required = true,
    };

    private static readonly Option<string> Facts = new("--input")
    {
        Description = "事实：JSON 对象的文件，- 为标准输入 / facts: a file with a JSON object, - for standard input",
        Required = true,
    };

    private static readonly Option<string> From = Version("--from", "原版本 / the first version");
    private static readonly Option<string> To = Version("--to", "新版本 / the second version");

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "只比较这一项结论 / compare only this output",
    };

    private static readonly Option<string?> Portfolio = new("--portfolio")
    {
        Description = "存量客户：CSV 或 Parquet，一列一个事实 / customers: CSV or Parquet, a column for each fact",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("pack", "政策包 / policy packs");
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Decide());
        command.Subcommands.Add(Diff());
        command.Subcommands.Add(Mutate());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Docs());
        return command;
    }

    private static Command Check()
    {
        var check = new Command(
            "check",
            """
            检查政策包并运行其例子 / check packs and run their cases
            例 example: huoshui pack check policies/returns/onetable
            """)
        {
            Where, CommonOptions.Json, CommonOptions.Language,
        };
        check.SetAction((parse, cancellationToken) => Task.FromResult(RunCheck(parse, cancellationToken)));
        return check;
    }

    private static Command Decide()
    {
        var decide = new Command(
            "decide",
            """
            按政策包作出决定并说明理由 / decide by a pack, with reasons
            例 example: huoshui pack decide inclusive/firstloan --as-of 2022-12-31 --input facts.json
            """)
        {
            Pack, AsOf, Facts, CommonOptions.Json, CommonOptions.Language,
        };
        decide.SetAction(parse => PackDecide.Run(
            new DecideQuestion(
                parse.GetValue(Pack)!, parse.GetValue(AsOf)!, parse.GetValue(Facts)!, parse.GetValue(CommonOptions.Json),
                parse.GetValue(CommonOptions.Language)!)));
        return decide;
    }

    private static Command Diff()
    {
        var diff = new Command(
            "diff",
            """
            比较一个政策包的两个版本：谁的结论变了 / compare two versions of a pack: whose answer changes
            例 example: huoshui pack diff tech/mergerloans --from 2024-12-31 --to 2025-06-30 --portfolio loans.csv
            """)
        {
            Pack, From, To, Output, Portfolio, CommonOptions.Json, CommonOptions.Language,
        };
        diff.SetAction(parse => PackDiff.Run(
            new DiffQuestion(
                parse.GetValue(Pack)!, parse.GetValue(From)!, parse.GetValue(To)!, parse.GetValue(Output),
                parse.GetValue(Portfolio),
                parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Language)!)));
        return diff;
    }

    private static Option<string> Version(string name, string what) => new(name)
    {
        Description = what + "：日期、政策文件夹或 文件夹@日期 / a date, a policies folder, or FOLDER@DATE",
        Required = true,
    };

    private static Command Mutate()
    {
        var mutate = new Command(
            "mutate",
            """
            逐处改动决策包，看例子是否发现（达到 95% 为通过）
            change one rule or number at a time: do the cases notice (95 % wanted)
            例 example: huoshui pack mutate policies/inclusive/firstloan
            """)
        {
            Where, CommonOptions.Language,
        };
        mutate.SetAction((parse, cancellationToken) => Task.FromResult(
            PackSelection.Find(parse.GetValue(Where)) is { } selection
                ? PackMutationRun.Run(selection, parse.GetValue(CommonOptions.Language)!, cancellationToken)
                : NoSuch(parse)));
        return mutate;
    }

    private static Command Show()
    {
        var show = new Command(
            "show",
            """
            打印一张表的规则，或一个决策包问什么、答什么 / print the rules of a table, or what a decision pack asks and answers
            例 example: huoshui pack show returns/onetable F27
            例 example: huoshui pack show inclusive/firstloan
            """)
        {
            Pack, Table, CommonOptions.Language,
        };
        show.SetAction(RunShow);
        return show;
    }

    private static Command Docs()
    {
        var docs = new Command(
            "docs",
            """
            生成参考页 / write the reference pages
            例 example: huoshui pack docs --out docs/reference
            """)
        {
            Out, OnlyCheck,
        };
        docs.SetAction(parse => PackDocs.Run(parse.GetValue(Out)!, parse.GetValue(OnlyCheck)));
        return docs;
    }

    private static int RunCheck(ParseResult parse, CancellationToken cancellationToken)
    {
        if (PackSelection.Find(parse.GetValue(Where)) is not { } selection)
            return NoSuch(parse);
        var report = PackReport.Run(selection, cancellationToken);
        if (parse.GetValue(CommonOptions.Json))
            Console.Out.WriteLine(Json(report));
        else
            Print(report, parse.GetValue(CommonOptions.Language)!);
        return report.HasError ? ExitCodes.InputFailed : ExitCodes.Good;
    }

    private static int NoSuch(ParseResult parse) =>
        Say.Wrong($"没有这样的政策文件夹或政策包：{parse.GetValue(Where)} / no such policies folder or pack");

    private static void Print(PackReport report, string language)
    {
        foreach (var diagnostic in report.Diagnostics)
            Console.Error.WriteLine(Shown(diagnostic, language));
        var notes = (report.Notes, language) switch
        {
            (0, _) => string.Empty,
            (_, "en") => $", {report.Notes} notes",
            _ => $"、{report.Notes} 个说明",
        };
        Console.Out.WriteLine(language == "en"
            ? $"{report.Packs} packs, {report.Rules} written rules, {report.Cases} cases: {report.Errors} errors, "
                + $"{report.Warnings} warnings{notes}"
            : $"{report.Packs} 个政策包、{report.Rules} 条手写规则、{report.Cases} 个例子：{report.Errors} 个错误、"
                + $"{report.Warnings} 个提醒{notes}");
    }

    // An error is one line, for editors and grep; a note is read, and may be long.
    private static string Shown(Diagnostic diagnostic, string language)
    {
        var text = CaretRenderer.Render(diagnostic, language);
        if (diagnostic.Severity != DiagnosticSeverity.Information)
            return text;
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? WrappedText.Of(text) : WrappedText.Of(text[..end]) + text[end..];
    }

    private static string Json(PackReport report) => new JsonObject
    {
        ["packs"] = report.Packs,
        ["rules"] = report.Rules,
        ["cases"] = report.Cases,
        ["errors"] = report.Errors,
        ["warnings"] = report.Warnings,
        ["diagnostics"] = new JsonArray([.. report.Diagnostics.Select(d => (JsonNode)new JsonObject
        {
            ["code"] = d.Code,
            ["severity"] = d.Severity.ToString().ToLowerInvariant(),
            ["file"] = d.Source?.Name,
            ["line"] = d.Position?.Line,
            ["column"] = d.Position?.Column,
            ["zh"] = d.Message.Zh,
            ["en"] = d.Message.En,
        })]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static int RunShow(ParseResult parse)
    {
        var folder = PackSelection.Find(parse.GetValue(Pack)!)?.Folder ?? PolicyLibrary.FindFolder();
        var library = PolicyLibrary.Load(folder, ModelLoading.WhenAsked);
        var id = PackDecide.Trimmed(library, parse.GetValue(Pack)!);
        if (library.Pack(id) is not { } pack)
        {
            var among = NearName.Among(id, library.Packs.Select(p => p.Id));
            return Say.Wrong($"没有政策包 {id}{among.Zh} / no such pack{among.En}");
        }

        return PackText.Print(library, pack, parse.GetValue(Table), parse.GetValue(CommonOptions.Language)!);
    }
}
