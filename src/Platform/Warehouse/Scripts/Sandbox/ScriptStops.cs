using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>What the process of a run answered, as people are told.</summary>
internal static class ScriptStops
{
    private const string AnyError = "VTL5000";

    /// <summary>Why a process gave no answer.</summary>
    public static Diagnostic Of(StopReason? ended, ScriptLimits limits) => ended switch
    {
        StopReason.Time => ScriptProblems.TooSlow(limits),
        StopReason.Memory => ScriptProblems.TooLarge(limits),
        _ => ScriptProblems.Died(),
    };

    /// <summary>The answer; its tables are not known here.</summary>
    public static ScriptOutcome Told(ScriptReply reply, IReadOnlyList<VtlResult> results, ScriptLimits limits)
    {
        if (reply.Stop is { } stop)
            return Told(stop, results[Math.Min(stop.Result, results.Count - 1)], limits);
        return new ScriptOutcome(
            [],
            [.. reply.Results.Zip(results, (r, result) => new ScriptResult(result.Structure, r.Rows, r.TotalRows))],
            null);
    }

    private static ScriptOutcome Told(ReplyStop stop, VtlResult result, ScriptLimits limits)
    {
        var text = stop.Text ?? string.Empty;
        return stop.Reason switch
        {
            StopReason.Rows => new([], [], ScriptProblems.TooManyRows(result.Name, limits)),
            StopReason.NullIdentifier => Told(VtlRuntimeError.NullIdentifier(result, stop.Component!, text)),
            StopReason.SameIdentifiers => Told(VtlRuntimeError.DuplicateIdentifiers(result, text)),
            StopReason.Engine when !IsOutOfMemory(text) => Known(VtlRuntimeError.Of(result, text), text),
            StopReason.Engine => new([], [], ScriptProblems.TooLarge(limits)),
            var other => new([], [], Of(other, limits)),
        };
    }

    // What only the engine knows may name its files and its inside.
    private static ScriptOutcome Known(VtlRuntimeError error, string text) => error.Code == AnyError
        ? new ScriptOutcome([], [], ScriptProblems.Failed()) { Cause = text } : Told(error);

    private static ScriptOutcome Told(VtlRuntimeError error) =>
        new([], [], new Diagnostic(error.Code, DiagnosticSeverity.Error, error.Message)) { Place = error.Place };

    private static bool IsOutOfMemory(string message) =>
        message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("bad_alloc", StringComparison.Ordinal)
        || message.Contains("failed to allocate", StringComparison.OrdinalIgnoreCase);
}
