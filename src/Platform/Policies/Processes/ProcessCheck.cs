using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Processes;

/// <summary>Whether a state machine holds together: no unknown state, each can be reached, none is a trap.</summary>
internal static class ProcessCheck
{
    public static void Run(
        YamlReader yaml, YamlMappingNode map, IReadOnlyList<ProcessState> states, IReadOnlyList<ProcessStep> steps)
    {
        var known = states.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            foreach (var state in step.From.Append(step.To).Where(s => !known.Contains(s)))
            {
                yaml.Error(At(yaml, map, "steps", step.Id), PackCodes.UnknownReference,
                    $"步骤“{step.Id}”里没有状态“{state}”", $"step \"{step.Id}\" names no state of the list: \"{state}\"");
            }
        }

        var reached = Reached(steps);
        foreach (var state in states)
        {
            var place = At(yaml, map, "states", state.Id);
            if (!reached.Contains(state.Id))
            {
                yaml.Error(place, PackCodes.StateNotReached,
                    $"没有一步步能走到状态“{state.Id}”", $"no steps lead to state \"{state.Id}\"");
            }

            var leads = steps.Any(s => s.From.Contains(state.Id, StringComparer.Ordinal));
            if (leads == state.IsFinal)
            {
                yaml.Error(place, PackCodes.StateIsTrap,
                    state.IsFinal ? $"终点状态“{state.Id}”还有出路" : $"状态“{state.Id}”没有出路，也没有标为 final",
                    state.IsFinal ? $"a step leads out of the final state \"{state.Id}\""
                        : $"no step leads out of state \"{state.Id}\", and it is not final");
            }
        }
    }

    private static HashSet<string> Reached(IReadOnlyList<ProcessStep> steps)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var before = -1;
        while (before != reached.Count)
        {
            before = reached.Count;
            foreach (var step in steps.Where(s => s.From.Count == 0 || s.From.Any(reached.Contains)))
                reached.Add(step.To);
        }

        return reached;
    }

    private static YamlNode? At(YamlReader yaml, YamlMappingNode map, string part, string id) =>
        yaml.Get(map, part) is YamlMappingNode all ? yaml.Get(all, id) : null;
}
