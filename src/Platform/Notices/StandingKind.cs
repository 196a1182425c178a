using Huoshui.Registry;

namespace Huoshui.Notices;

/// <summary>What waits for somebody, of one kind.</summary>
/// <param name="Kind">A code of a pack's <c>notices.yaml</c>.</param>
/// <param name="Total">How many.</param>
/// <param name="First">Where the first of them stand.</param>
/// <param name="AllHref">Where all of them stand.</param>
public sealed record StandingKind(string Kind, int Total, IReadOnlyList<string> First, string AllHref);

/// <summary>Finds what waits for a viewer and is told when it grows. Thread safe.</summary>
/// <param name="viewer">For whom.</param>
/// <param name="most">Places listed of each kind.</param>
/// <param name="cancellationToken">Stops it.</param>
public delegate Task<IReadOnlyList<StandingKind>> FindStanding(
    Viewer viewer, int most, CancellationToken cancellationToken);

/// <summary>Tells what no act brings about but the day: deadlines that come near or pass. What was told before it tells
/// again under the same key, which is harmless.</summary>
/// <param name="cancellationToken">Stops it.</param>
public delegate Task TellTheDay(CancellationToken cancellationToken);
