using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Operations.Leaves;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>
/// The operations store: one context for every folder's tables, so that one SaveChanges is one transaction.
/// Get it from <see cref="IDbContextFactory{TContext}"/>, one for each unit of work. Not thread-safe.
/// </summary>
/// <param name="options">The provider and its connection.</param>
/// <param name="parts">Whose tables it holds.</param>
/// <param name="followers">What follows from changes.</param>
/// <param name="time">Stamps the audit log.</param>
public sealed class OperationsContext(
    DbContextOptions<OperationsContext> options, IEnumerable<IModelPart> parts, IEnumerable<IChangeFollower> followers,
    TimeProvider time)
    : IdentityDbContext<Account, AccountRole, Guid>(options), IDataProtectionKeyContext
{
    private static readonly JsonSerializerOptions DetailJson = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyList<IModelPart> _parts = Sorted(parts);
    private readonly List<AuditDraft> _auditDrafts = [];
    private DateTimeOffset _lastStamp = DateTimeOffset.MinValue;

    // The Database property may not be asked while the model is being made.
    private readonly bool _isPostgreSql = options.Extensions.Any(
        e => e.Info.IsDatabaseProvider && e.GetType().Name.StartsWith("Npgsql", StringComparison.Ordinal));

    /// <summary>The audit log; written by <see cref="Audit"/> only.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>A leaf of the audit tree for each entry, with its salt; written by <see cref="Audit"/> only.</summary>
    public DbSet<AuditLeaf> AuditLeaves => Set<AuditLeaf>();

    /// <summary>Rows that changed and are to be compared with the audit tree; written by triggers.</summary>
    public DbSet<AuditTouch> AuditTouches => Set<AuditTouch>();

    /// <summary>The job queue; written through <see cref="JobQueue"/>.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>Work that one process at a time may do; written through <see cref="LeaseStore"/>.</summary>
    public DbSet<Lease> Leases => Set<Lease>();

    /// <summary>Messages that leave with the change they tell of.</summary>
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    /// <summary>Numbers without gaps.</summary>
    public DbSet<NumberSequence> Sequences => Set<NumberSequence>();

    /// <summary>Tokens of machines, hashed.</summary>
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    /// <inheritdoc />
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    internal string PartsKey { get; } = string.Join(';', Sorted(parts).Select(p => p.GetType().FullName));

    /// <summary>Records an act; it is written by the next SaveChangesAsync, in the same transaction as the act
    /// itself.</summary>
    /// <param name="actor">The account's name, or <c>自动</c>.</param>
    /// <param name="action">A noun and a verb, e.g. <c>filing.certify</c>.</param>
    /// <param name="subject">To what, e.g. <c>filing/0199…</c>.</param>
    /// <param name="detail">Anything JSON can hold; never personal data in clear.</param>
    /// <param name="purpose">The reason that the actor gave, where one is asked for.</param>
    public void Audit(string actor, string action, string subject, object? detail = null, string? purpose = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        ArgumentException.ThrowIfNullOrWhiteSpace(action);
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        var json = detail is null ? null : JsonSerializer.Serialize(detail, DetailJson);
        _auditDrafts.Add(new AuditDraft(time.Now(), actor, action, subject, json, purpose));
    }

    /// <summary>Adds a message that is delivered after, and only if, this change is saved.</summary>
    /// <param name="topic">Who listens, e.g. <c>filing.accepted</c>.</param>
    /// <param name="payload">Anything JSON can hold.</param>
    public void Publish(string topic, object payload)
    {
        var now = time.Now();
        OutboxMessages.Add(new OutboxMessage
        {
            Id = Guid.CreateVersion7(now),
            Topic = topic,
            Payload = JsonSerializer.Serialize(payload, DetailJson),
            CreatedAt = NextStamp(now),
            DueAt = now,
        });
    }

    /// <summary>Adds a job that starts after, and only if, this change is saved.</summary>
    /// <param name="request">What to do.</param>
    /// <returns>The job's id.</returns>
    public Guid Enqueue(JobRequest request)
    {
        var now = time.Now();
        var job = Job.From(request, NextStamp(now), now);
        Jobs.Add(job);
        return job.Id;
    }

    /// <summary>Takes the next number of a sequence and locks it until the transaction ends. Needs a
    /// transaction.</summary>
    /// <param name="name">The sequence; a new one begins at 1.</param>
    /// <param name="cancellationToken">Stops waiting for the lock.</param>
    public Task<long> NextAsync(string name, CancellationToken cancellationToken) =>
        LastOfAsync(name, 1, cancellationToken);

    /// <summary>Takes the next numbers of a sequence at once, as <see cref="NextAsync(string,
    /// CancellationToken)"/> takes one.</summary>
    /// <returns>The last of them.</returns>
    public Task<long> NextAsync(string name, int count, CancellationToken cancellationToken) =>
        LastOfAsync(name, count, cancellationToken);

    /// <inheritdoc />
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        Prepare();
        if (_auditDrafts.Count > 0 || Following().Count > 0)
            throw new InvalidOperationException("What is audited or counted is saved with SaveChangesAsync.");
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc />
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Prepare();
        var following = Following();
        if (_auditDrafts.Count == 0 && following.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        var own = Database.CurrentTransaction is null
            ? await Database.BeginTransactionAsync(cancellationToken)
            : null;
        await using (own)
        {
            var entries = await ChainAsync(cancellationToken);
            var bulk = new BulkSave(this);
            try
            {
                var saved = await bulk.WriteAsync(entries, AuditLeaf.Of(entries), cancellationToken);
                saved += await base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
                foreach (var follow in following)
                    await follow(cancellationToken);
                if (own is not null)
                    await own.CommitAsync(cancellationToken);
                if (acceptAllChangesOnSuccess)
                    ChangeTracker.AcceptAllChanges();
                _auditDrafts.Clear();
                return saved;
            }
            catch
            {
                bulk.Undo();
                throw;
            }
        }
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        if (_isPostgreSql)
            configurationBuilder.Properties<string>().UseCollation("C"); // the order of code points, as in SQLite
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        OperationsModel.Configure(builder);
        foreach (var part in _parts)
            part.Configure(builder);
        OperationsModel.Finish(builder);
    }

    private List<Func<CancellationToken, Task>> Following() =>
        [.. followers.Select(f => f.Follow(this)).OfType<Func<CancellationToken, Task>>()];

    private static IReadOnlyList<IModelPart> Sorted(IEnumerable<IModelPart> parts) =>
        [.. parts.DistinctBy(p => p.GetType()).OrderBy(p => p.GetType().FullName, StringComparer.Ordinal)];

    // Two messages of one change keep their order even within one microsecond.
    private DateTimeOffset NextStamp(DateTimeOffset now)
    {
        _lastStamp = now > _lastStamp ? now : _lastStamp.AddMicroseconds(1);
        return _lastStamp;
    }

    private async Task<List<AuditEntry>> ChainAsync(CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>(_auditDrafts.Count);
        var previous = AuditChain.Genesis;
        foreach (var (sequence, before) in await FreeAsync(_auditDrafts.Count, cancellationToken))
        {
            entries.Add(AuditChain.Link(_auditDrafts[entries.Count], sequence, before ?? previous));
            previous = entries[^1].Hash;
        }

        return entries;
    }

    // Several numbers at once, of which the last is given back.
    private async Task<long> LastOfAsync(string name, int count, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is null)
            throw new InvalidOperationException("A number is taken inside a transaction; begin one first.");
        var taken = await Database.SqlQuery<long>(
            $"""
             INSERT INTO "Sequences" ("Name", "Value") VALUES ({name}, {count})
             ON CONFLICT ("Name") DO UPDATE SET "Value" = "Sequences"."Value" + {count}
             RETURNING "Value"
             """).ToListAsync(cancellationToken);
        return taken[0];
    }

    // So many numbers, with the hash of a row that stands before one already. A number at which somebody has put a row
    // behind the platform's back is passed over: such a row stops the tree, which names it, and no act.
    private async Task<List<(long Sequence, string? Before)>> FreeAsync(int count, CancellationToken cancellationToken)
    {
        const int more = 10_000;
        var last = await LastOfAsync(NumberSequence.Audit, count, cancellationToken);
        var free = new List<(long Sequence, string? Before)>(count);
        for (var (from, to) = (last - count + 1, last); free.Count < count; (from, to) = (to + 1, to + more))
        {
            var (first, end) = (from, to);
            var hashes = await AuditEntries.Where(e => e.Sequence >= first - 1 && e.Sequence <= end)
                .Select(e => new { e.Sequence, e.Hash })
                .ToDictionaryAsync(e => e.Sequence, e => e.Hash, cancellationToken);
            var leaves = await AuditLeaves.Where(l => l.Sequence >= first && l.Sequence <= end)
                .Select(l => l.Sequence).ToHashSetAsync(cancellationToken);
            for (var at = from; at <= to && free.Count < count; at++)
            {
                if (!hashes.ContainsKey(at) && !leaves.Contains(at))
                    free.Add((at, hashes.GetValueOrDefault(at - 1)));
            }
        }

        if (free[^1].Sequence > last)
            await LastOfAsync(NumberSequence.Audit, checked((int)(free[^1].Sequence - last)), cancellationToken);
        return free;
    }

    private void Prepare()
    {
        ChangeTracker.DetectChanges();
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.Entity is AuditEntry or AuditLeaf && entry.State is EntityState.Modified or EntityState.Deleted)
                throw new InvalidOperationException("The audit log is append-only.");
            if (entry.Entity is IRevised revised && entry.State is EntityState.Added or EntityState.Modified)
                revised.Revision = entry.State == EntityState.Added ? 1 : revised.Revision + 1;
        }
    }
}
