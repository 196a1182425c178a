using System.CommandLine;
using Huoshui.Cli.DmnRuns;

namespace Huoshui.Cli;

/// <summary><c>huoshui dmn</c>: evaluates, verifies and tests DMN models.</summary>
internal static class DmnCommand
{
    public static Command Create() =>
        new("dmn", "DMN 1.5 决策模型：求值、核查、一致性测试 / DMN 1.5 decision models: evaluate, verify, conformance")
    {
        Evaluate(), Verify(), Export(), Import(), Conformance(),
    };

    private static Command Evaluate()
    {
        var (model, imports) = (Model(), Imports());
        var decision = new Option<string>("--decision")
        {
            Description = "决策（或决策服务）的名称 / name of the decision or decision service",
            Required = true,
        };
        var input = new Option<FileInfo?>("--input")
        {
            Description = "输入：JSON 对象，键为输入数据的名称 / inputs: a JSON object by name of input data",
        };
        var explain = new Option<bool>("--explain")
        {
            Description = "同时输出各规则命中与否及原因 / also tell which rules matched and why others did not",
        };
        var command = new Command(
            "evaluate", "对一组输入求值，输出 JSON / evaluate for one set of inputs, print JSON\n"
            + "例 example: huoshui dmn evaluate loan.dmn --decision 额度 --input in.json --explain")
        {
            model, imports, decision, input, explain, CommonOptions.Language,
        };
        command.SetAction(parsed => ModelRun.Evaluate(
            parsed.GetRequiredValue(model), parsed.GetValue(imports) ?? [],
            new ModelQuestion(
                parsed.GetRequiredValue(decision), parsed.GetValue(input), parsed.GetValue(explain),
                parsed.GetValue(CommonOptions.Language)!)));
        return command;
    }

    private static Command Verify()
    {
        var (model, imports) = (Model(), Imports());
        var command = new Command(
            "verify", "核查决策表：缺口、重叠、被遮盖与多余的规则 / check decision tables: gaps, overlaps, masked and "
            + "redundant rules\n例 example: huoshui dmn verify loan.dmn --lang en")
        {
            model, imports, CommonOptions.Language,
        };
        command.SetAction(parsed => ModelRun.Verify(
            parsed.GetRequiredValue(model), parsed.GetValue(imports) ?? [], parsed.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Command Export()
    {
        var (model, decision) = (Model(), Table());
        var target = new Option<FileInfo>("--out") { Description = "写到的 xlsx / xlsx to write", Required = true };
        var command = new Command(
            "export", "决策表导出为 xlsx / write a decision table as xlsx\n"
            + "例 example: huoshui dmn export loan.dmn --decision 额度 --out 额度.xlsx")
        {
            model, decision, target, CommonOptions.Language,
        };
        command.SetAction(parsed => SheetRun.Export(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(decision), parsed.GetRequiredValue(target),
            parsed.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Command Import()
    {
        var (model, decision) = (Model(), Table());
        var from = new Option<FileInfo>("--from") { Description = "改过的 xlsx / the edited xlsx", Required = true };
        var to = new Option<FileInfo>("--out")
        {
            Description = "写到的模型，可以就是原模型 / model to write, may be the same file",
            Required = true,
        };
        var command = new Command(
            "import", "从 xlsx 读回决策表；有错误时不写 / read a decision table back; nothing is written with errors\n"
            + "例 example: huoshui dmn import loan.dmn --decision 额度 --from 额度.xlsx --out loan.dmn")
        {
            model, decision, from, to, CommonOptions.Language,
        };
        command.SetAction(parsed => SheetRun.Import(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(decision),
            (parsed.GetRequiredValue(from), parsed.GetRequiredValue(to)), parsed.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Option<string> Table() => new("--decision")
    {
        Description = "逻辑是决策表的决策或知识模型 / decision or knowledge model whose logic is a table",
        Required = true,
    };

    private static Command Conformance()
    {
        var folder = new Argument<DirectoryInfo>("folder")
        {
            Description = "按 DMN TCK 布局的文件夹 / a folder in the layout of the DMN TCK",
        };
        var report = new Option<FileInfo?>("--report")
        {
            Description = "TCK 格式的逐例结果 CSV / CSV in the kit's format with the outcome of each case",
        };
        var command = new Command(
            "conformance", "运行一致性测试 / run conformance cases\n"
            + "例 example: huoshui dmn conformance tck/TestCases --report out.csv")
        {
            folder, report,
        };
        command.SetAction(parsed => KitReport.Run(parsed.GetRequiredValue(folder), parsed.GetValue(report)));
        return command;
    }

    private static Argument<FileInfo> Model() => new("model") { Description = "DMN 模型 / DMN model" };

    private static Option<FileInfo[]> Imports() => new("--import")
    {
        Description = "被引入的模型；不写则取同一文件夹中的其他 .dmn / imported models; by default the other .dmn of the folder",
    };
}
