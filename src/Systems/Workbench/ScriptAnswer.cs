using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>What is asked about a script.</summary>
/// <param name="Script">The script.</param>
/// <param name="Data">Which data: <c>example</c> or <c>return@date</c>; null is the example.</param>
/// <param name="Institution">One institution; null for all that the viewer may see.</param>
internal sealed record ScriptQuestion(string Script, string? Data, string? Institution);

/// <summary>The SQL of a result in both dialects.</summary>
/// <param name="Name">The result.</param>
/// <param name="DuckDb">For DuckDB.</param>
/// <param name="ClickHouse">For ClickHouse; null where the script has no form for it.</param>
public sealed record ScriptSql(string Name, string DuckDb, string? ClickHouse);

/// <summary>Everything there is to say about a script.</summary>
public sealed record ScriptAnswer
{
    /// <summary>The script.</summary>
    public required SourceText Source { get; init; }

    /// <summary>Why nothing was looked at; null where it was.</summary>
    public Diagnostic? Refusal { get; init; }

    /// <summary>What is wrong with it, in order of place.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Structures of the data sets that it reads.</summary>
    public IReadOnlyList<DataStructure> Inputs { get; init; } = [];

    /// <summary>Structures of its results, as far as they are right.</summary>
    public IReadOnlyList<DataStructure> Results { get; init; } = [];

    /// <summary>It in words.</summary>
    public IReadOnlyList<ExplainedStatement> Explanation { get; init; } = [];

    /// <summary>Its SQL; empty where it is wrong.</summary>
    public IReadOnlyList<ScriptSql> Sql { get; init; } = [];

    /// <summary>Where its results come from; null where it is wrong.</summary>
    public VtlLineage? Lineage { get; init; }

    /// <summary>What a run gave; null where none was asked for, or none was possible.</summary>
    public ScriptOutcome? Outcome { get; init; }

    /// <summary>What a data set or component is called.</summary>
    public Func<string, LocalizedText?> TitleOf { get; init; } = static _ => null;

    /// <summary>True when there is no error in it.</summary>
    public bool IsRight => Refusal is null && !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
