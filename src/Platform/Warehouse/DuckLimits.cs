namespace Huoshui.Warehouse;

/// <summary>What one session of the column engine may use. Immutable.</summary>
public sealed record DuckLimits
{
    /// <summary>Memory in MiB; more is spilled to disk.</summary>
    public int MemoryMebibytes { get; init; } = 512;

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Disk for spilling in MiB; 0 forbids it.</summary>
    public int SpillMebibytes { get; init; } = 16 * 1024;

    /// <summary>Folder under which the session makes its own temporary folder; null for the system's.</summary>
    public string? TempFolder { get; init; }

    /// <summary>True writes rows in the order read; false lets threads write as they come, with less memory.</summary>
    public bool PreserveOrder { get; init; } = true;

    /// <summary>True plans <c>x IN (many constants)</c> as a join of its own, as the engine would by itself. Checks
    /// have dozens of code lists in one statement: as joins they cost a second before the first row is read, as
    /// comparisons in place a tenth of it, and no more over a million rows (bench/RESULTS.md).</summary>
    public bool JoinsLongLists { get; init; }
}
