using System.Globalization;
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
        var report = PackMutation.Run(library, selection.Has, cancellationToken);
        foreach (var survivor in report.Survivors)
            Console.Error.WriteLine(survivor.ToLine(language));
        var killed = report.KilledPercent.ToString("0.0", CultureInfo.InvariantCulture);
        Console.Out.WriteLine(language == "en"
            ? $"{report.Packs} packs, {report.Mutants} changes, {report.Survivors.Count} unnoticed: {killed} % noticed"
            : $"{report.Packs} 个政策包、{report.Mutants} 处改动，{report.Survivors.Count} 处没有例子发现：{killed}% 被发现");
        return report.KilledPercent >= KilledPercentWanted ? ExitCodes.Good : ExitCodes.InputFailed;
    }
}
