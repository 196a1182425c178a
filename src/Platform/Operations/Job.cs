using System.Text.Json;

namespace Huoshui.Operations;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Not started, or to be tried again at <see cref="Job.DueAt"/>.</summary>
    Waiting,

    /// <summary>A worker holds it until <see cref="Job.LeaseUntil"/>.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Given up after the last try; <see cref="Job.Error"/> says why.</summary>
    Failed,

    /// <summary>Stopped because somebody asked for it.</summary>
    Cancelled,
}

/// <summary>What to do, as asked for.</summary>
/// <param name="Kind">Which <see cref="IJobHandler"/> does it, e.g. <c>filing.check</c>.</param>
/// <param name="Payload">Anything JSON can hold.</param>
/// <param name="Subject">What it is about, for finding it again, e.g. <c>filing/0199…</c>; may be null.</param>
/// <param name="RequestedBy">The account's name; null for the platform itself.</param>
/// <param name="MaxAttempts">Tries before it is given up; at least 1.</param>
public sealed record JobRequest(
    string Kind, object Payload, string? Subject = null, string? RequestedBy = null, int MaxAttempts = 3)
{
    /// <summary>Tries before it is given up; at least 1.</summary>
    public int MaxAttempts { get; } = MaxAttempts >= 1 ? MaxAttempts : throw new ArgumentOutOfRangeException(nameof(MaxAttempts));
}

/// <summary>任务: one piece of long work. Owned by <see cref="JobQueue"/>; others read it.</summary>
public sealed class Job
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Which handler does it.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>What it is about; null if nothing.</summary>
    public string? Subject { get; init; }

    /// <summary>JSON for the handler.</summary>
    public string Payload { get; init; } = "null";

    /// <summary>Who asked for it; null for the platform itself.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Tries before it is given up.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>When it was asked for; jobs of one change keep their order.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; set; }

    /// <summary>Tries begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The worker that holds it; null unless running.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when it is that worker's; afterwards another may take it.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Done so far, 0 to 1000.</summary>
    public int ProgressPermille { get; set; }

    /// <summary>What it is doing; null if it did not say.</summary>
    public string? ProgressText { get; set; }

    /// <summary>Somebody asked for it to stop.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>When the last try began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended, well or not.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Why the last try failed; null if none did.</summary>
    public string? Error { get; set; }

    internal static Job From(JobRequest request, DateTimeOffset createdAt, DateTimeOffset dueAt)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Job
        {
            Id = Guid.CreateVersion7(dueAt),
            Kind = request.Kind,
            Subject = request.Subject,
            Payload = JsonSerializer.Serialize(request.Payload),
            RequestedBy = request.RequestedBy,
            MaxAttempts = request.MaxAttempts,
            CreatedAt = createdAt,
            DueAt = dueAt,
        };
    }
}
