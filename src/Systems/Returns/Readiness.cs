using Huoshui.Diagnostics;

namespace Huoshui.Systems.Returns;

/// <summary>What still stands between a filing and 待复核.</summary>
/// <param name="MissingTables">Due tables that are neither 已传 nor 零报送 nor 不适用.</param>
/// <param name="FatalFindings">Findings of fatal rules that are not waived.</param>
/// <param name="UnexplainedWarnings">Findings of warning rules without a 差异说明 that the regulator has not
/// rejected.</param>
public sealed record Readiness(IReadOnlyList<string> MissingTables, long FatalFindings, long UnexplainedWarnings)
{
    /// <summary>Nothing blocks.</summary>
    public bool IsReady => MissingTables.Count == 0 && FatalFindings == 0 && UnexplainedWarnings == 0;

    /// <summary>Each block with what to do about it; empty when ready.</summary>
    public IReadOnlyList<Diagnostic> Blocks
    {
        get
        {
            var blocks = new List<Diagnostic>();
            if (MissingTables.Count > 0)
                blocks.Add(Refusals.TablesMissing(MissingTables));
            if (FatalFindings > 0)
                blocks.Add(Refusals.FatalFindings(FatalFindings));
            if (UnexplainedWarnings > 0)
                blocks.Add(Refusals.WarningsUnexplained(UnexplainedWarnings));
            return blocks;
        }
    }
}
