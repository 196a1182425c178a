using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns.Uploads;

/// <summary>
/// How much of what was sent into a filing is still to come in. Each file is staged and checked by a job of its own,
/// so until the last one ends the tables and findings are those of a state in between.
/// </summary>
/// <param name="Left">Uploads that arrive, wait for their job or are being checked.</param>
/// <param name="Sent">Those and the ones before them without a break in the queue.</param>
public sealed record UploadsUnderway(int Left, int Sent)
{
    /// <summary>All is in.</summary>
    public static UploadsUnderway None { get; } = new(0, 0);

    /// <summary>Is any file still to come in?</summary>
    public bool IsAny => Left > 0;

    // An upload whose job was given up will never end: it holds nothing up. One that arrives counts while parts come.
    internal static async Task<UploadsUnderway> OfAsync(
        OperationsContext context, Guid filingId, DateTimeOffset now, FilingLimits limits, CancellationToken cancellationToken)
    {
        var alive = now + limits.UploadLifetime - limits.UploadPause;
        var left = await context.Set<Upload>().AsNoTracking()
            .Where(u => u.FilingId == filingId
                && ((u.State == UploadState.Receiving && u.ExpiresAt > alive)
                    || ((u.State == UploadState.Waiting || u.State == UploadState.Working) && context.Jobs.Any(j => j.Id == u.JobId
                        && (j.State == JobState.Waiting || j.State == JobState.Running)))))
            .Select(u => u.CreatedAt).ToListAsync(cancellationToken);
        if (left.Count == 0)
            return None;
        var ended = await (
            from upload in context.Set<Upload>().AsNoTracking()
            join job in context.Jobs on upload.JobId equals job.Id
            where upload.FilingId == filingId && job.FinishedAt != null
            select new { upload.CreatedAt, job.FinishedAt }).ToListAsync(cancellationToken);
        var began = left.Min();
        var sent = left.Count;
        foreach (var upload in ended.OrderByDescending(u => u.FinishedAt).TakeWhile(u => u.FinishedAt >= began))
        {
            sent++;
            if (upload.CreatedAt < began)
                began = upload.CreatedAt;
        }

        return new UploadsUnderway(left.Count, sent);
    }
}
