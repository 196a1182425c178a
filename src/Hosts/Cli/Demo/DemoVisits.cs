using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Demo;

/// <summary>
/// 千企万户大走访 of the demo: visits of the last weeks, and cases at every stage, among them one overdue at the demo
/// bank. Everything goes through the desks, with a clock of its own that is set to the day of each act; the audit log
/// says when it was really written.
/// </summary>
/// <param name="services">The composed platform.</param>
/// <param name="city">What the generator wrote.</param>
/// <param name="bank">The bank whose people have accounts.</param>
internal sealed class DemoVisits(IServiceProvider services, CityFolder city, string bank)
{
    private const int OnlyVisited = 64;
    private const int Longest = 60; // days back that visits lie

    private readonly DateOnly _today = VisitPolicy.DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>Writes them, unless they are there already.</summary>
    /// <exception cref="DemoFailedException">A step was refused: the message says why.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var desks = await VisitDesks.OpenAsync(services, cancellationToken);
        if (await desks.HasStoriesAsync(cancellationToken) || desks.Streets.Count == 0)
            return;
        // Firms of the district whose people have accounts come first: they see the most. Those of the history have
        // theirs behind them.
        var known = await desks.KnownAsync(cancellationToken);
        var waiting = new Queue<DemoFirm>(DemoFirms.Read(city).Where(f => !known.Contains(f.Usci))
            .OrderBy(f => f.District == desks.Home.DistrictCode ? 0 : 1));
        await CasesAsync(desks, waiting, cancellationToken);
        await VisitsAsync(desks, waiting, cancellationToken);
        foreach (var story in DemoProblem.All)
            await desks.RaiseAsync(story, _today, cancellationToken);
    }

    private async Task CasesAsync(VisitDesks desks, Queue<DemoFirm> firms, CancellationToken cancellationToken)
    {
        var other = desks.Banks.Order(StringComparer.Ordinal).FirstOrDefault(b => b != bank);
        foreach (var story in DemoStories.All(bank, other))
        {
            if (firms.TryDequeue(out var firm))
                await desks.PlayAsync(firm, _today.AddDays(-story.DaysAgo), story, cancellationToken);
        }
    }

    private async Task VisitsAsync(VisitDesks desks, Queue<DemoFirm> firms, CancellationToken cancellationToken)
    {
        string[] outcomes = ["no_need", "no_need", "need", "no_need", "closed_door", "no_need", "declined", "no_need",
            "wrong_address", "need", "unreachable", "no_need", "deregistered", "no_need", "no_need", "duplicate"];
        for (var n = 0; n < OnlyVisited; n++)
        {
            var street = n % 2 == 0 ? desks.Home : desks.Streets[n * 5 % desks.Streets.Count];
            var outcome = outcomes[n % outcomes.Length];
            var day = _today.AddDays(-1 - (n * 7 % Longest));
            var entity = n % 13 == 12
                ? new EntityRequest(DemoPeople.Person(n), true, DemoPeople.NameOf(n) + "小吃店", street.Code)
                : firms.TryDequeue(out var firm) ? new EntityRequest(firm.Usci, false, firm.Name, street.Code) : null;
            if (entity is not null)
                await desks.VisitAsync(entity, street, day, outcome, null, cancellationToken);
        }
    }
}
