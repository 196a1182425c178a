namespace Huoshui.Systems.Returns;

/// <summary>One line of a filing's history: a step, or the uploads that one person made one after the other.</summary>
/// <param name="Steps">One step or more, latest first.</param>
public sealed record HistoryAct(IReadOnlyList<FilingStep> Steps)
{
    /// <summary>The latest of them.</summary>
    public FilingStep Last => Steps[0];

    /// <summary>The acts of a history, latest first.</summary>
    /// <param name="steps">Latest first.</param>
    public static IReadOnlyList<HistoryAct> Of(IReadOnlyList<FilingStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        List<List<FilingStep>> acts = [];
        foreach (var step in steps)
        {
            if (acts.Count > 0 && Continues(acts[^1][^1], step))
                acts[^1].Add(step);
            else
                acts.Add([step]);
        }

        return [.. acts.Select(act => new HistoryAct(act))];
    }

    // A state that changes between two uploads is not folded away.
    private static bool Continues(FilingStep later, FilingStep earlier) =>
        later.Action == FilingAction.Upload && earlier.Action == FilingAction.Upload
        && later.From == later.To && string.Equals(later.Actor, earlier.Actor, StringComparison.Ordinal);
}
