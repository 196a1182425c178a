using Huoshui.Systems.OnlineLoans.Sources;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>样例申请人 of this deployment: those whom its sample sources know; none where the sources are real. Thread
/// safe.</summary>
public sealed class LoanSamples(LoanPolicy policy, LoanOptions options)
{
    private readonly Lock _lock = new();
    private (DateOnly Day, string Pack, IReadOnlyList<SampleApplicant> Found)? _kept;

    /// <summary>The samples of today's rules.</summary>
    public IReadOnlyList<SampleApplicant> All()
    {
        if (options is not { IsOpen: true, SampleSeed: { } seed })
            return [];
        var day = policy.Today();
        var pack = policy.Champion(day).Decision!.PackHash;
        lock (_lock)
        {
            if (_kept is not { } kept || kept.Day != day || kept.Pack != pack)
                _kept = kept = (day, pack, SampleApplicants.Find(policy, seed));
            return kept.Found;
        }
    }
}
