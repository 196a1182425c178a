using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Policies.Mutation;

namespace Huoshui.Cli.Packs;

/// <summary><c>huoshui pack mutate</c>: do the cases guard every rule and number?</summary>
internal static class PackMutationRun
{
    /// <summary>Share of the mutants that the cases must notice, in percent.</summary>
    public const decimal KilledPercentWanted = 95;

    /// <summary>Runs the mutants and prints the survivors.</summary>
    public static int Run(PackSelection selection, string language, CancellationToken cancellationToken)
    {
        var library = PolicyLibrary.Load(selection.Folder);
        var errors = library.Diagnostics.Where(
            d => d.Severity == DiagnosticSeverity.Error && PackReport.Concerns(selection, d)).ToList();
        foreach (var error in errors)
            Console.Error.WriteLine(error.ToLine(language));
        if (errors.Count > 0)
            return Failed("政策包有错误，先修好再运行 mutate", "the pack has errors: mend them first", language);
        var report = PackMutation.Run(library, selection.Has, cancellationToken);
        if (report.Packs == 0)
            return Failed("这里没有决策包", "no decision pack here", language);
        foreach (var survivor in report.Survivors)
            Console.Error.WriteLine(survivor.ToLine(language));
        if (report.Mutants == 0 && report.Survivors.Count > 0)
        {
            return Failed("有例子不符，先修好再运行 mutate", "cases do not hold: mend them first", language);
        }

        var killed = report.KilledPercent.ToString("0.0", CultureInfo.InvariantCulture);
        Console.Out.WriteLine(language == "en"
            ? $"{report.Packs} packs, {report.Mutants} changes{Templates(report, language)}, "
                + $"{report.Survivors.Count} unnoticed: {killed} % noticed"
            : $"{report.Packs} 个政策包、{report.Mutants} 处改动{Templates(report, language)}，"
                + $"{report.Survivors.Count} 处没有例子发现：{killed}% 被发现");
        foreach (var left in report.LeftOut)
            Console.Out.WriteLine(LeftOut(left, language));
        return report.KilledPercent >= KilledPercentWanted ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static string Templates(MutationReport report, string language) => (report.TemplateMutants, language) switch
    {
        (0, _) => string.Empty,
        (var count, "en") => $" ({report.Mutants - count} of the packs' own, {count} of templates)",
        var (count, _) => $"（各包自己的 {report.Mutants - count} 处，模板的 {count} 处）",
    };

    private static string LeftOut(TemplateLeftOut left, string language) => language == "en"
        ? $"template {left.Name} was not tried ({left.Mutants} changes): the cases of all packs that use it guard it "
            + $"({string.Join(", ", left.Packs)}); to try it: huoshui pack mutate templates/{left.Name}"
        : $"模板 {left.Name} 的模型（{left.Mutants} 处改动）没有试：它由用它的各包的例子一起守着"
            + $"（{string.Join("、", left.Packs)}）；要试它：huoshui pack mutate templates/{left.Name}";

    private static int Failed(string zh, string en, string language)
    {
        Console.Error.WriteLine(language == "en" ? en : zh);
        return ExitCodes.InputFailed;
    }
}
