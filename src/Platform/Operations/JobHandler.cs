using System.Text.Json;

namespace Huoshui.Operations;

/// <summary>
/// Does one kind of job. A job may run again after a crash, so what it does twice must be as if done once.
/// Register it with <see cref="OperationsServices.AddJobHandler{THandler}"/>.
/// </summary>
public interface IJobHandler
{
    /// <summary>The kind, e.g. <c>filing.check</c>.</summary>
    string Kind { get; }

    /// <summary>Jobs of the kind that may run at once, over all processes; at least 1.</summary>
    int Limit => 1;

    /// <summary>Does it. An exception means another try, later, until the tries are used up.</summary>
    /// <param name="run">The job, and how to report progress.</param>
    /// <param name="cancellationToken">Fires when somebody cancels the job, the lease is lost or the process
    /// ends.</param>
    Task RunAsync(JobRun run, CancellationToken cancellationToken);
}

/// <summary>One try of one job.</summary>
public sealed class JobRun
{
    private readonly Func<int, string?, CancellationToken, Task> _report;

    internal JobRun(Job job, Func<int, string?, CancellationToken, Task> report)
    {
        Job = job;
        _report = report;
    }

    /// <summary>The job as it was when the try began.</summary>
    public Job Job { get; }

    /// <summary>The payload as its type.</summary>
    public TPayload Payload<TPayload>() => JsonSerializer.Deserialize<TPayload>(Job.Payload)!;

    /// <summary>Says how far it is.</summary>
    /// <param name="share">0 to 1; values outside are clipped.</param>
    /// <param name="text">What it is doing; null leaves the last words.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public Task ReportAsync(double share, string? text, CancellationToken cancellationToken) =>
        _report((int)Math.Round(Math.Clamp(share, 0, 1) * 1000, MidpointRounding.ToEven), text, cancellationToken);
}
