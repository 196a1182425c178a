namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>How the portal watches the nodes of the cross-border logs. Immutable.</summary>
public sealed record BorderOptions
{
    /// <summary>The file that names nodes, witnesses and providers (docs/crossborder/operator.md); null: none are
    /// watched.</summary>
    public string? NodesFile { get; init; }

    /// <summary>How often each is asked.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may take; then the node counts as unreachable.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest answer that is read, in bytes: a full bundle of our entries has 25 KB.</summary>
    public int LargestAnswerBytes { get; init; } = 1 << 20;

    /// <summary>Most bundles of one log that are read in one round; the rest follows in the next.</summary>
    public int MostBundles { get; init; } = 200;

    /// <summary>Most cells, of hour, kind, scenario and key, that one round of a log counts apart; what comes after
    /// them is counted as no entry of ours, so that a log cannot fill the store.</summary>
    public int MostCells { get; init; } = 4_096;

    /// <summary>A checkpoint is old when no witness signed it, or the log did not grow, for longer than this.</summary>
    public TimeSpan OldAfter { get; init; } = TimeSpan.FromHours(26);

    /// <summary>A reading that says nothing new is kept only this often.</summary>
    public TimeSpan ReadingEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Readings are deleted after this.</summary>
    public TimeSpan KeepReadings { get; init; } = TimeSpan.FromDays(92);
}
