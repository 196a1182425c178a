using Huoshui.Registry;
using Huoshui.Systems.Indicators;

namespace Huoshui.Cli.Demo;

/// <summary>Publishes the figures of the demo once: an analyst proposes, an approver approves.</summary>
internal static class DemoPublication
{
    private const string Reason = "演示数据发布";

    /// <summary>Publishes what has a value and stands unpublished.</summary>
    /// <exception cref="DemoFailedException">The desk refused.</exception>
    public static async Task PublishAsync(
        IServiceProvider services, IReadOnlyList<FigureValue> values, CancellationToken cancellationToken)
    {
        var desk = services.GetRequiredService<PublicationDesk>();
        var standing = (await desk.StandingAsync(cancellationToken)).Select(p => (p.FigureId, p.AsOf)).ToHashSet();
        var fresh = values.Concat(await SeriesAsync(services, values, cancellationToken))
            .Where(value => value.Value is not null && !standing.Contains((value.Figure.Id, value.AsOf))).ToList();
        if (fresh.Count == 0)
            return;
        var proposed = await desk.ProposeAsync(fresh, Person(Roles.Analyst), cancellationToken);
        if (proposed.TooSmall is { Count: > 0 } small)
        {
            // A small city has totals of one bank: they stay unpublished, as the rule wants.
            fresh.RemoveAll(value => small.Contains((value.Figure.Id, value.AsOf)));
            proposed = await desk.ProposeAsync(fresh, Person(Roles.Analyst), cancellationToken);
        }

        Demand(proposed);
        if (proposed.Ids.Count == 0)
            return;
        Demand(await desk.ApproveAsync(proposed.Ids, Reason, Person(Roles.Approver), cancellationToken));
    }

    // The chart of each chapter of the bulletin needs its figure at the earlier dates too.
    private static async Task<IEnumerable<FigureValue>> SeriesAsync(
        IServiceProvider services, IReadOnlyList<FigureValue> values, CancellationToken cancellationToken)
    {
        var live = services.GetRequiredService<LiveFigures>();
        var series = new List<FigureValue>();
        foreach (var value in values.Where(value => Bulletin.Leading.Values.Contains(value.Figure.Id,
            StringComparer.Ordinal)))
        {
            series.AddRange((await live.SeriesAsync(value.Figure, cancellationToken))
                .Where(point => point.AsOf < value.AsOf));
        }

        return series;
    }

    private static void Demand(PublicationOutcome outcome)
    {
        if (outcome.Problem is { } problem)
            throw new DemoFailedException(problem.ToLine("zh"));
    }

    private static Viewer Person(string role) =>
        new(role, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);
}
