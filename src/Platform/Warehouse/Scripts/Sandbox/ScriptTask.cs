namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>What the process of a run is told: one line of JSON on its standard input.</summary>
/// <param name="Walls">What it may take.</param>
/// <param name="Tables">Files in its folder, each with the name of its data set.</param>
/// <param name="Results">What it computes, in order.</param>
internal sealed record ScriptTask(
    ScriptWalls Walls, IReadOnlyList<TaskTable> Tables, IReadOnlyList<TaskResult> Results)
{
    /// <summary>A small one, to load the engine and all else before the task comes.</summary>
    public static ScriptTask Trial => new(
        ScriptWalls.Of(new ScriptLimits(), new ScriptLimits().RunTime), [],
        [
            new TaskResult(
                "SELECT i, CAST(i AS VARCHAR) AS t FROM range(3) AS r(i)",
                [new TaskColumn("i", IsIdentifier: true, IsText: false), new TaskColumn("t", false, IsText: true)],
                IsKeyed: false),
        ]);
}

/// <summary>What a run may take, as its process is told.</summary>
internal sealed record ScriptWalls
{
    public required DuckLimits Engine { get; init; }

    public required int RunMilliseconds { get; init; }

    public required int MaxResultRows { get; init; }

    public required int ShownRows { get; init; }

    public required int ShownCharacters { get; init; }

    public required int ReplyCharacters { get; init; }

    /// <summary>Of limits, when some of the time is over.</summary>
    /// <param name="limits">What a run may take.</param>
    /// <param name="rest">What is left of its time.</param>
    public static ScriptWalls Of(ScriptLimits limits, TimeSpan rest) => new()
    {
        Engine = limits.Engine,
        RunMilliseconds = Math.Max(1, (int)rest.TotalMilliseconds),
        MaxResultRows = limits.MaxResultRows,
        ShownRows = limits.ShownRows,
        ShownCharacters = limits.ShownCharacters,
        ReplyCharacters = limits.ReplyCharacters,
    };
}

/// <summary>A data set of a run: a Parquet file in the folder of its process.</summary>
internal sealed record TaskTable(string Name, string File);

/// <summary>A result to compute.</summary>
/// <param name="Sql">One SELECT over the tables.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="IsKeyed">True where its identifiers need not be looked at.</param>
internal sealed record TaskResult(string Sql, IReadOnlyList<TaskColumn> Columns, bool IsKeyed);

/// <summary>A column of a result.</summary>
internal sealed record TaskColumn(string Name, bool IsIdentifier, bool IsText);

/// <summary>What the process of a run answers: one line of JSON on its standard output.</summary>
/// <param name="Results">Results as far as they came.</param>
/// <param name="Stop">What stopped it; null where nothing did.</param>
internal sealed record ScriptReply(IReadOnlyList<ReplyResult> Results, ReplyStop? Stop);

/// <summary>The first rows of a result, by its identifiers; cells as text.</summary>
internal sealed record ReplyResult(IReadOnlyList<IReadOnlyList<string?>> Rows, long TotalRows);

/// <summary>Why a run stopped.</summary>
/// <param name="Reason">Which of the reasons.</param>
/// <param name="Result">The number of the result that was computed, from 0.</param>
/// <param name="Text">What the engine said, or the data point.</param>
/// <param name="Component">The identifier that is null.</param>
internal sealed record ReplyStop(StopReason Reason, int Result, string? Text = null, string? Component = null);

/// <summary>Why a run stopped.</summary>
internal enum StopReason
{
    /// <summary>The engine said why.</summary>
    Engine,

    /// <summary>It took too long.</summary>
    Time,

    /// <summary>It needed too much memory.</summary>
    Memory,

    /// <summary>A result has too many rows.</summary>
    Rows,

    /// <summary>An identifier is null.</summary>
    NullIdentifier,

    /// <summary>Two data points have the same identifiers.</summary>
    SameIdentifiers,
}
