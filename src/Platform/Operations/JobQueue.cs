using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>
/// The leased queue of long work. Jobs of one kind start in the order of asking; a job whose worker vanished is taken
/// by
/// another when its lease ends. Thread-safe; several processes may share one database.
/// </summary>
public sealed class JobQueue(IDbContextFactory<OperationsContext> contexts, OperationsOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private const int LongestBackoffExponent = 7;
    private const int LongestErrorCharacters = 2000;

    /// <summary>Asks for work in a transaction of its own; <see cref="OperationsContext.Enqueue"/> joins
    /// another's.</summary>
    /// <returns>The job's id.</returns>
    public async Task<Guid> EnqueueAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = context.Enqueue(request);
        await context.SaveChangesAsync(cancellationToken);
        return id;
    }

    /// <summary>One job; null if there is none of that id.</summary>
    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancellationToken);
    }

    /// <summary>The newest jobs about a subject, newest first.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync(string subject, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().Where(j => j.Subject == subject)
            .OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Asks a job to stop: a waiting one is cancelled at once, a running one by its worker within a few
    /// seconds.</summary>
    public async Task CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Jobs.Where(j => j.Id == id && (j.State == JobState.Waiting || j.State == JobState.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequested, true), cancellationToken);
        await context.Jobs.Where(j => j.Id == id && j.State == JobState.Waiting)
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, JobState.Cancelled).SetProperty(j => j.FinishedAt, now),
                cancellationToken);
    }

    /// <summary>Takes the next job that is due and below the limit of its kind.</summary>
    /// <param name="owner">The worker; unique.</param>
    /// <param name="limits">The kinds that this worker can do, with the limit of each over all processes.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The job, now running and leased to the worker; null when there is nothing to do.</returns>
    public async Task<Job?> ClaimAsync(
        string owner, IReadOnlyDictionary<string, int> limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await Ready(context, now).AnyAsync(cancellationToken))
            return null;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.NextAsync(NumberSequence.Jobs, cancellationToken); // one claim at a time, or limits would not hold
        await BuryAsync(context, now, cancellationToken);
        var kinds = await OpenKindsAsync(context, limits, now, cancellationToken);
        var job = await Ready(context, now).Where(j => kinds.Contains(j.Kind))
            .OrderBy(j => j.CreatedAt).ThenBy(j => j.Id).FirstOrDefaultAsync(cancellationToken);
        if (job is not null)
        {
            job.State = JobState.Running;
            job.Attempts++;
            job.LeaseOwner = owner;
            job.LeaseUntil = now + options.LeaseDuration;
            job.StartedAt = now;
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return job;
    }

    /// <summary>Keeps a claimed job for another duration.</summary>
    /// <returns>What the worker should do now.</returns>
    public async Task<JobHold> RenewAsync(Job job, CancellationToken cancellationToken)
    {
        var until = time.Now() + options.LeaseDuration;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var held = await Claimed(context, job)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, until), cancellationToken);
        if (held == 0)
            return JobHold.Lost;
        var cancel = await Claimed(context, job).Select(j => j.CancelRequested).FirstOrDefaultAsync(cancellationToken);
        return cancel ? JobHold.CancelRequested : JobHold.Held;
    }

    /// <summary>Writes how far a claimed job is; does nothing when it was lost.</summary>
    public async Task ReportAsync(Job job, int permille, string? text, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Claimed(context, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.ProgressPermille, permille)
                .SetProperty(j => j.ProgressText, j => text ?? j.ProgressText),
            cancellationToken);
    }

    /// <summary>Ends a claimed job well.</summary>
    public Task SucceedAsync(Job job, CancellationToken cancellationToken) =>
        EndAsync(job, JobState.Succeeded, null, cancellationToken);

    /// <summary>Ends a claimed job because somebody asked for it.</summary>
    public Task StopAsync(Job job, CancellationToken cancellationToken) =>
        EndAsync(job, JobState.Cancelled, null, cancellationToken);

    /// <summary>Ends a try that failed: the job waits, each time twice as long, until its tries are used up.</summary>
    public async Task FailAsync(Job job, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(error);
        var reason = error.Length > LongestErrorCharacters ? error[..LongestErrorCharacters] : error;
        if (job.Attempts >= job.MaxAttempts)
        {
            await EndAsync(job, JobState.Failed, reason, cancellationToken);
            return;
        }

        var wait = FirstRetry * Math.Pow(2, Math.Min(job.Attempts - 1, LongestBackoffExponent));
        await PutBackAsync(job, time.Now() + wait, reason, cancellationToken);
    }

    /// <summary>Puts a claimed job back for another worker, at once: this process ends.</summary>
    public Task HandBackAsync(Job job, CancellationToken cancellationToken) =>
        PutBackAsync(job, time.Now(), null, cancellationToken);

    private static IQueryable<Job> Claimed(OperationsContext context, Job job) => context.Jobs.Where(
        j => j.Id == job.Id && j.State == JobState.Running && j.LeaseOwner == job.LeaseOwner && j.Attempts == job.Attempts);

    private static IQueryable<Job> Ready(OperationsContext context, DateTimeOffset now) => context.Jobs.Where(
        j => (j.State == JobState.Waiting && j.DueAt <= now) || (j.State == JobState.Running && j.LeaseUntil <= now));

    private static async Task<List<string>> OpenKindsAsync(
        OperationsContext context, IReadOnlyDictionary<string, int> limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var running = await context.Jobs.Where(j => j.State == JobState.Running && j.LeaseUntil > now)
            .GroupBy(j => j.Kind).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return [.. limits.Where(l => running.GetValueOrDefault(l.Key) < l.Value).Select(l => l.Key)];
    }

    // A worker that vanished in the last try: the job would otherwise bring down one worker after another.
    private static Task<int> BuryAsync(OperationsContext context, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.Jobs
            .Where(j => j.State == JobState.Running && j.LeaseUntil <= now
                && (j.Attempts >= j.MaxAttempts || j.CancelRequested))
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, j => j.CancelRequested ? JobState.Cancelled : JobState.Failed)
                    .SetProperty(j => j.Error, "The worker vanished during the last try.")
                    .SetProperty(j => j.FinishedAt, now),
                cancellationToken);

    private async Task EndAsync(Job job, JobState state, string? error, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Claimed(context, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, state)
                .SetProperty(j => j.Error, error)
                .SetProperty(j => j.ProgressPermille, j => state == JobState.Succeeded ? 1000 : j.ProgressPermille)
                .SetProperty(j => j.FinishedAt, now)
                .SetProperty(j => j.LeaseOwner, (string?)null)
                .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    private async Task PutBackAsync(Job job, DateTimeOffset due, string? error, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Claimed(context, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, JobState.Waiting)
                .SetProperty(j => j.DueAt, due)
                .SetProperty(j => j.Error, error)
                .SetProperty(j => j.Attempts, j => error == null ? j.Attempts - 1 : j.Attempts)
                .SetProperty(j => j.LeaseOwner, (string?)null)
                .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }
}

/// <summary>Whether a worker still has its job.</summary>
public enum JobHold
{
    /// <summary>It has.</summary>
    Held,

    /// <summary>It has, and somebody asked for the job to stop.</summary>
    CancelRequested,

    /// <summary>Another worker has it: stop and save nothing.</summary>
    Lost,
}
