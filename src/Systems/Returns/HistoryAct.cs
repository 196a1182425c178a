namespace Huoshui.Systems.Returns;

/// <summary>One line of a filing's history: a step, or the uploads that one person made one after the other with the
/// checks between them.</summary>
/// <param name="Steps">One step or more, latest first.</param>
public sealed record HistoryAct(IReadOnlyList<FilingStep> Steps)
{
    /// <summary>The latest of them.</summary>
    public FilingStep Last => Steps[0];

    /// <summary>Its uploads, latest first; empty when it is another step.</summary>
    public IReadOnlyList<FilingStep> Uploads { get; } = [.. Steps.Where(s => s.Action == FilingAction.Upload)];

    /// <summary>What was done: the uploads say it, not the checks that followed each.</summary>
    public FilingAction Action => Uploads.Count > 0 ? FilingAction.Upload : Last.Action;

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
        IsUploading(later) && IsUploading(earlier)
        && later.From == later.To && string.Equals(later.Actor, earlier.Actor, StringComparison.Ordinal);

    private static bool IsUploading(FilingStep step) => step.Action is FilingAction.Upload or FilingAction.Check;
}
