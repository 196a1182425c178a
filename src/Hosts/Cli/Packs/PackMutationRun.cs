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
            ? $"{report.Packs} packs, {report.Mutants} changes, {report.Survivors.Count} unnoticed: {killed} % noticed"
            : $"{report.Packs} 个政策包、{report.Mutants} 处改动，{report.Survivors.Count} 处没有例子发现：{killed}% 被发现");
        return report.KilledPercent >= KilledPercentWanted ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static int Failed(string zh, string en, string language)
    {
        Console.Error.WriteLine(language == "en" ? en : zh);
        return ExitCodes.InputFailed;
    }
}
