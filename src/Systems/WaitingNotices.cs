using Huoshui.Notices;
using Huoshui.Registry;

namespace Huoshui.Systems;

/// <summary>Tells of the 待办 of every system as <see cref="FindStanding"/> asks for it: places and numbers, no names.
/// Thread safe.</summary>
/// <param name="waiting">What each system finds.</param>
public sealed class WaitingNotices(IEnumerable<FindWaiting> waiting)
{
    private const string Inbox = "/inbox";

    /// <summary>What waits for a viewer, by kind of notice.</summary>
    public async Task<IReadOnlyList<StandingKind>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        var groups = new List<WaitingGroup>();
        foreach (var find in waiting)
            groups.AddRange(await find(viewer, most, cancellationToken));
        return
        [
            .. groups.Where(g => g.NoticeKind is not null && g.Total > 0)
                .GroupBy(g => g.NoticeKind!, StringComparer.Ordinal)
                .Select(kind => new StandingKind(
                    kind.Key, kind.Sum(g => g.Total),
                    [.. kind.SelectMany(g => g.First).Select(t => $"{t.Href} {t.AsOf:O} {t.Due:O}").Distinct()],
                    kind.Count() == 1 ? kind.First().AllHref : Inbox)),
        ];
    }
}
