using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Scripts;

/// <summary>A result of a run, as far as it is shown.</summary>
/// <param name="Structure">Its components.</param>
/// <param name="Rows">The first rows by identifiers; cells as text, null for null.</param>
/// <param name="TotalRows">Rows that it has.</param>
public sealed record ScriptResult(
    DataStructure Structure, IReadOnlyList<IReadOnlyList<string?>> Rows, long TotalRows);

/// <summary>A table as a run read it.</summary>
/// <param name="Name">Its name in the script.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="TotalRows">Rows that there are; more than <paramref name="Rows"/> where only a sample was read.</param>
/// <param name="IsMasked">True where fields of persons and customers were masked before the script saw them.</param>
public sealed record ScriptTable(string Name, long Rows, long TotalRows, bool IsMasked);

/// <summary>What came of a run.</summary>
/// <param name="Tables">The tables read.</param>
/// <param name="Results">Results, in the order of the script; empty where it stopped.</param>
/// <param name="Problem">What stopped it (SCR1003 to SCR1005, SCR1010 to SCR1012, VTL5xxx); null where nothing
/// did.</param>
public sealed record ScriptOutcome(
    IReadOnlyList<ScriptTable> Tables, IReadOnlyList<ScriptResult> Results, Diagnostic? Problem)
{
    /// <summary>What the engine or the process said of a problem that is told in general words only: for the log, never
    /// for a page. Null where there is nothing more to know.</summary>
    public string? Cause { get; init; }

    /// <summary>Where in the script the problem is, as <c>source:line:column</c>, from 1; null where that is not
    /// known.</summary>
    public string? Place { get; init; }
}
