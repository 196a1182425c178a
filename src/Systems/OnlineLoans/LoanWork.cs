using System.Diagnostics;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// 自动审批: one round of one application: ask the sources, decide, save. Everything that a round changes is saved at once
/// or not at all; a round that was cut off is done again from the start. Thread safe.
/// </summary>
public sealed class LoanWork(
    IDbContextFactory<OperationsContext> contexts,
    LoanPolicy policy,
    SourceClient sources,
    LoanPersons persons,
    LoanPackArchive archive,
    LoanExposure exposure,
    TimeProvider time)
{
    private const string Undecided = "Undecided";
    private const string OfPack = "policy";

    /// <summary>Does a round of a claimed application.</summary>
    /// <returns>The state afterwards; null when somebody else changed it meanwhile, and nothing was saved.</returns>
    public async Task<LoanState?> RunAsync(LoanApplication application, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(application);
        var asOf = LoanPolicy.DayOf(application.AppliedAt);
        var champion = policy.Champion(asOf);
        var begun = Stopwatch.GetTimestamp();
        var replies = await AskAsync(application, champion.Decision!, asOf, cancellationToken);
        var round = new Round(champion, asOf, replies, Stopwatch.GetElapsedTime(begun));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Attach(application);
        application.Rounds++;
        if (replies.FirstOrDefault(r => r.Fault is not null) is { } failed)
            Queue(application, $"{failed.Fault}:{failed.Source}", replies, asOf);
        else if (!await DecideAsync(context, application, round, cancellationToken))
            Queue(application, $"{Undecided}:{OfPack}", replies, asOf);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return application.State;
        }
        catch (DbUpdateException error) when (StoreConflict.Of<LoanApplication>(error)
            || StoreConflict.Of<LoanDecision>(error))
        {
            return null; // withdrawn meanwhile, or taken by another worker after this one's lease
        }
    }

    private async Task<IReadOnlyList<SourceReply>> AskAsync(
        LoanApplication application, PackDecision decision, DateOnly asOf, CancellationToken cancellationToken)
    {
        var person = persons.Read(application);
        var patience = SourcePatience.Of(policy, asOf);
        var gathered = Gathered(application);
        return await Task.WhenAll(LoanSources.All.Select(async source =>
        {
            var wanted = LoanSources.FactsOf(decision, source).ToList();
            if (wanted.Count == 0)
                return new SourceReply(source, "{}", null, string.Empty);
            if (gathered.TryGetValue(source, out var known))
                return known;
            if (application.Authorisations.FirstOrDefault(a => a.Source == source) is not { RevokedAt: null } leave)
                return SourceReply.Failed(source, SourceFault.NotAuthorised);
            var question = new SourceQuestion(
                application.Id, application.FirmId, application.FirmName, person.Name, person.IdentityNumber,
                leave.Version, leave.GrantedAt, asOf);
            return await sources.AskAsync(source, question, wanted, patience, cancellationToken);
        }));
    }

    private static Dictionary<string, SourceReply> Gathered(LoanApplication application) =>
        application.Gathered is { } text
            ? JsonSerializer.Deserialize<List<SourceReply>>(text)!.ToDictionary(r => r.Source, StringComparer.Ordinal)
            : [];

    // What was answered is kept for the next round; the wait doubles each time.
    private void Queue(LoanApplication application, string problem, IReadOnlyList<SourceReply> replies, DateOnly asOf)
    {
        var now = time.Now();
        var longest = policy.Whole("source_retry_seconds_max", asOf);
        var seconds = Math.Min(
            longest, policy.Whole("source_retry_seconds", asOf) * Math.Pow(2, Math.Min(application.Rounds - 1, 20)));
        var isNews = application.Problem != problem;
        application.Problem = problem;
        application.Gathered = problem.StartsWith(Undecided, StringComparison.Ordinal) ? null
            : JsonSerializer.Serialize(replies.Where(r => r.Fault is null));
        (application.DueAt, application.LeaseOwner, application.LeaseUntil) = (now.AddSeconds(seconds), null, null);
        if (isNews || application.State == LoanState.Received)
            application.Move(LoanAction.Queue, new LoanAct(LoanAct.Platform, now, problem));
    }

    private async Task<bool> DecideAsync(
        OperationsContext context, LoanApplication application, Round round, CancellationToken cancellationToken)
    {
        var related = await RelatedParties.FindAsync(context, application, exposure, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        var facts = round.Replies.ToDictionary(r => r.Source, r => r.Facts!, StringComparer.Ordinal);
        var decided = new List<(PolicyPack Pack, string Facts, PackAnswer Answer)>();
        foreach (var pack in Packs(round))
        {
            var written = LoanFacts.Write(application, related, facts, pack.Decision!);
            decided.Add((pack, written, LoanDecider.Decide(pack.Decision!, round.AsOf, written)));
        }

        var evidence = Evidence(application, round.Replies);
        var compute = Stopwatch.GetElapsedTime(begun);
        if (decided[0].Answer.Verdict is not { } verdict)
            return false;
        if (!await archive.KeepAsync(decided[0].Pack, decided[0].Answer.PackHash, cancellationToken))
            return false;
        if (decided is [_, var challenged]
            && !await archive.KeepAsync(challenged.Pack, challenged.Answer.PackHash, cancellationToken))
        {
            decided.RemoveAt(1); // what cannot be replayed is not written down; it holds nobody up
        }

        var now = time.Now();
        var kept = decided.Select((d, i) => new LoanDecision
        {
            ApplicationId = application.Id,
            IsChampion = i == 0,
            PackId = d.Pack.Id,
            PackHash = d.Answer.PackHash,
            AsOf = round.AsOf,
            Facts = d.Facts,
            Answer = d.Answer.Answer,
            Evidence = evidence,
            At = now,
            SourcesMicroseconds = (long)round.Waited.TotalMicroseconds,
            ComputeMicroseconds = (long)compute.TotalMicroseconds,
        }).ToList();
        application.Decide(verdict, kept, now);
        LoanDecisionRecords.Audit(context, kept);
        return true;
    }

    // The champion first: only the first counts.
    private IEnumerable<PolicyPack> Packs(Round round)
    {
        yield return round.Champion;
        if (policy.Challenger(round.AsOf) is { } challenger)
            yield return challenger;
    }

    private static string Evidence(LoanApplication application, IReadOnlyList<SourceReply> replies) =>
        JsonSerializer.Serialize(replies.Select(r => new LoanEvidence(
            r.Source, application.Authorisations.FirstOrDefault(a => a.Source == r.Source)?.Version, r.Sha256)));

    private sealed record Round(
        PolicyPack Champion, DateOnly AsOf, IReadOnlyList<SourceReply> Replies, TimeSpan Waited);
}

/// <summary>On whose word a decision rests.</summary>
/// <param name="Source">The source.</param>
/// <param name="AuthorisationVersion">Version of the authorisation under which it was asked.</param>
/// <param name="Sha256">Of its answer.</param>
public sealed record LoanEvidence(string Source, DateOnly? AuthorisationVersion, string Sha256);
