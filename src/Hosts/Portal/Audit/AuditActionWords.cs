using Huoshui.Policies;
using Huoshui.Policies.Processes;
using Huoshui.Presentation;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.FirstLoans;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Problems;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Audit;

/// <summary>An action of the audit log in the reader's words: the portal's own, or the title that the policy gives to the
/// step of a process.</summary>
/// <param name="texts">The words of the portal.</param>
/// <param name="library">The processes.</param>
internal sealed class AuditActionWords(IStringLocalizer<Texts> texts, PolicyLibrary library)
{
    /// <summary>What stands before the dot, and the pack whose process names what stands behind it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Packs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["case"] = VisitPolicy.PackId,
        ["problem"] = ProblemPolicy.PackId,
        ["campaign"] = CampaignPolicy.PackId,
        ["coaching"] = CoachingPolicy.PackId,
    };

    /// <summary><c>token.issue</c> as <c>签发接口令牌</c>, <c>case.recommend</c> as <c>融资需求件：列入推荐清单</c>; an action
    /// without words (of a step that the policy has no longer) as it was written.</summary>
    public string Readable(string action) => Word(action) ?? OfProcess(action) ?? action;

    private string? OfProcess(string action)
    {
        var parts = action.Split('.', 2);
        return parts.Length == 2 && Packs.TryGetValue(parts[0], out var pack) && Step(pack, parts[1]) is { } step
            ? Word(parts[0]) + texts["Colon"] + step.Title.Here()
            : null;
    }

    private ProcessStep? Step(string pack, string id) =>
        library.Pack(pack)?.Process?.Steps.FirstOrDefault(s => s.Id == id);

    private string? Word(string action) =>
        texts["Act_" + action] is { ResourceNotFound: false } found ? found.Value : null;
}
