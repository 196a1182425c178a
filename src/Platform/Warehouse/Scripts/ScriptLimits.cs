namespace Huoshui.Warehouse.Scripts;

/// <summary>What a script that somebody writes on the portal may take (脚本试运行的限额). Immutable.</summary>
public sealed record ScriptLimits
{
    /// <summary>Longest script, in characters.</summary>
    public int MaxCharacters { get; init; } = 100_000;

    /// <summary>Most statements of a script: the SQL of each holds those that it reads.</summary>
    public int MaxStatements { get; init; } = 200;

    /// <summary>Most expressions of a script, those of defined operators once for each call (VTL2044).</summary>
    public int MaxExpressions { get; init; } = 50_000;

    /// <summary>Most characters of SQL that is written for a script, all its results together (VTL2046).</summary>
    public long MaxSqlCharacters { get; init; } = 20_000_000;

    /// <summary>Most characters of a text that a script makes (VTL5004).</summary>
    public int MaxTextCharacters { get; init; } = 50_000;

    /// <summary>Rows of each table that a run reads: the first ones, by institution, file and line.</summary>
    public int SampleRows { get; init; } = 20_000;

    /// <summary>Most rows of a result; a result of more is refused.</summary>
    public int MaxResultRows { get; init; } = 1_000_000;

    /// <summary>Rows of a result that are shown: the first ones, by identifiers.</summary>
    public int ShownRows { get; init; } = 200;

    /// <summary>Characters of a cell that are shown.</summary>
    public int ShownCharacters { get; init; } = 500;

    /// <summary>Characters of the SQL of a result that are shown.</summary>
    public int ShownSqlCharacters { get; init; } = 20_000;

    /// <summary>Columns whose lineage is listed, and components that are listed.</summary>
    public int ShownColumns { get; init; } = 500;

    /// <summary>Most results of a run, and whose SQL is shown.</summary>
    public int MaxResults { get; init; } = 20;

    /// <summary>Longest run, with the reading of its tables; then the engine is interrupted.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs of everybody at once; the next one is told to come back.</summary>
    public int RunsAtOnce { get; init; } = 2;

    /// <summary>Runs of one account at once.</summary>
    public int RunsAtOncePerAccount { get; init; } = 1;

    /// <summary>How long a run waits for its place before it is told to come back.</summary>
    public TimeSpan WaitTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most memory of the process of a run that lies in the machine, its program's included; beyond it the
    /// process is ended. The engine may use less (<see cref="Engine"/>); texts that it is at work on come on
    /// top.</summary>
    public int ProcessMebibytes { get; init; } = 1_024;

    /// <summary>Most private writable memory of that process, stacks included, in the machine or not: what asks for
    /// more is refused at once.</summary>
    public int DataMebibytes { get; init; } = 1_536;

    /// <summary>Most processor time of that process, its start included.</summary>
    public int ProcessorSeconds { get; init; } = 20;

    /// <summary>How much longer than <see cref="RunTime"/> that process may take before it is ended.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most characters of the cells that are shown of a run, all results together.</summary>
    public int ReplyCharacters { get; init; } = 4_000_000;

    /// <summary>Longest answer of that process, in characters of JSON, each cell's character escaped.</summary>
    public int ReplyBytes { get; init; } = 64_000_000;

    /// <summary>What the engine may use for a run.</summary>
    public DuckLimits Engine { get; init; } = new() { MemoryMebibytes = 512, Threads = 1, SpillMebibytes = 512 };
}
