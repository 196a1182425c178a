using Huoshui.Diagnostics;
using Huoshui.Registry;

namespace Huoshui.Systems;

/// <summary>Things of one kind that wait for one person.</summary>
/// <param name="Title">What is to be done, for example 待受理的报送批次.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="First">The first of them, the most urgent first.</param>
/// <param name="AllHref">The page where all of them stand.</param>
public sealed record WaitingGroup(LocalizedText Title, int Total, IReadOnlyList<WaitingTask> First, string AllHref)
{
    /// <summary>The kind of notice (a code of a pack's <c>notices.yaml</c>) by which people are told when more of these
    /// wait; null when events are told instead, or nothing.</summary>
    public string? NoticeKind { get; init; }
}

/// <summary>待办: one thing that waits for a person.</summary>
/// <param name="Subject">About whom or what.</param>
/// <param name="AsOf">数据日期; null for what has none.</param>
/// <param name="Since">Since when it waits, UTC; null when that is not kept.</param>
/// <param name="Due">Until when it is to be done, inclusive, in Shanghai; null when no day binds.</param>
/// <param name="Href">The place where it is done.</param>
public sealed record WaitingTask(
    LocalizedText Subject, DateOnly? AsOf, DateTimeOffset? Since, DateOnly? Due, string Href);

/// <summary>
/// Finds what waits for a viewer; each system registers its own, and none knows the others. What the viewer may not see
/// or do is not counted. Thread safe.
/// </summary>
/// <param name="viewer">Who asks.</param>
/// <param name="most">Things listed of each kind; 0 only counts.</param>
/// <param name="cancellationToken">Stops the queries.</param>
/// <returns>Kinds of which something waits.</returns>
public delegate Task<IReadOnlyList<WaitingGroup>> FindWaiting(
    Viewer viewer, int most, CancellationToken cancellationToken);
