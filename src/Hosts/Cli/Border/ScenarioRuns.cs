using Huoshui.Policies;

namespace Huoshui.Cli.Border;

/// <summary>Lists the scenarios for who issues or verifies.</summary>
internal static class ScenarioRuns
{
    public static int List(BorderWords words) => BorderGuard.Run(words, () =>
    {
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        foreach (var pack in library.Packs.Where(p => p.Scenario is not null))
        {
            var scenario = pack.Scenario!;
            Console.Out.WriteLine($"{pack.Id}  {words.In(pack.Title.Zh, pack.Title.En)}");
            var types = string.Join(' ', scenario.MediaTypes);
            var purposes = string.Join(' ', scenario.Purposes.Select(p => p.Id));
            var fields = string.Join(' ', scenario.Fields.Select(f => f.IsRequired ? f.Id : $"[{f.Id}]"));
            Console.Out.WriteLine($"  {scenario.Form}, {types}; {words.In("用途", "purposes")}: {purposes}; "
                + $"{words.In("字段", "fields")}: {fields}");
        }

        return ExitCodes.Good;
    });
}
