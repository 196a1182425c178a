using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns.Uploads;

/// <summary>Uploads on their way into filings: opened, filled part by part, handed to the queue when whole.</summary>
public sealed class UploadDesk(
    IDbContextFactory<OperationsContext> contexts, UploadStore store, FilingLimits limits, TimeProvider time)
{
    /// <summary>Opens an upload into an open filing of the viewer's institution.</summary>
    public async Task<Answer<Upload>> CreateAsync(
        Viewer viewer, Guid filingId, string name, long length, CancellationToken cancellationToken)
    {
        if (length > limits.UploadBytes)
            return Answer<Upload>.No(Refusals.TooLarge(name, limits.UploadBytes));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).AsNoTracking()
            .FirstOrDefaultAsync(f => f.Id == filingId, cancellationToken);
        if (filing is null)
            return Answer<Upload>.No(Refusals.NotFound(filingId.ToString()));
        if (FilingScope.Missing(viewer, FilingAction.Upload, filing.InstitutionId) is { } missing)
            return Answer<Upload>.No(missing);
        if (!filing.IsOpen)
            return Answer<Upload>.No(Refusals.WrongState(filing, FilingAction.Upload));
        var open = await context.Set<Upload>().CountAsync(
            u => u.Account == viewer.AccountName && u.State == UploadState.Receiving, cancellationToken);
        if (open >= limits.OpenUploads)
            return Answer<Upload>.No(Refusals.TooManyUploads(limits.OpenUploads));
        var now = time.Now();
        var upload = new Upload
        {
            Id = Guid.CreateVersion7(now),
            FilingId = filingId,
            InstitutionId = filing.InstitutionId,
            Account = viewer.AccountName,
            Name = Path.GetFileName(name.Replace('\\', '/')),
            Length = length,
            CreatedAt = now,
            ExpiresAt = store.NewEnd(),
        };
        store.Create(upload.Id);
        context.Add(upload);
        await context.SaveChangesAsync(cancellationToken);
        if (length == 0)
            await FinishAsync(upload.Id, cancellationToken);
        return Answer<Upload>.Yes(upload);
    }

    /// <summary>The upload, if it is the viewer's own and has not expired; null otherwise.</summary>
    public async Task<Upload?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.Now();
        var upload = await context.Set<Upload>().AsNoTracking().FirstOrDefaultAsync(
            u => u.Id == id && u.Account == viewer.AccountName
                && (u.State != UploadState.Receiving || u.ExpiresAt > now),
            cancellationToken);
        if (upload is { State: UploadState.Receiving } && store.OffsetOf(id) == upload.Length)
            await FinishAsync(id, cancellationToken); // the server was killed between the last byte and the queue
        return upload;
    }

    /// <summary>Hands uploads to the queue that were whole when the server was killed, and throws expired ones
    /// away.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var receiving = await context.Set<Upload>().AsNoTracking().Where(u => u.State == UploadState.Receiving)
            .ToListAsync(cancellationToken);
        foreach (var upload in receiving.Where(u => store.OffsetOf(u.Id) == u.Length))
            await FinishAsync(upload.Id, cancellationToken);
        await store.SweepAsync(cancellationToken);
    }

    /// <summary>The uploads of a filing that the viewer may see, latest first, at most 50.</summary>
    public async Task<IReadOnlyList<Upload>> ListAsync(Viewer viewer, Guid filingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = context.VisibleFilings(viewer).Where(f => f.Id == filingId).Select(f => f.Id);
        var uploads = await context.Set<Upload>().AsNoTracking().Where(u => visible.Contains(u.FilingId))
            .OrderByDescending(u => u.CreatedAt).Take(50).ToListAsync(cancellationToken);
        await TellGivenUpAsync(context, uploads, cancellationToken);
        return uploads;
    }

    // Its job was given up or stopped: nobody will ever end it, so it is told as not taken, with what to do.
    private static async Task TellGivenUpAsync(
        OperationsContext context, IReadOnlyList<Upload> uploads, CancellationToken cancellationToken)
    {
        var queued = uploads.Where(u => u.State is UploadState.Waiting or UploadState.Working).ToList();
        if (queued.Count == 0)
            return;
        var ids = queued.Select(u => u.JobId).OfType<Guid>().ToList();
        var gone = await context.Jobs.AsNoTracking()
            .Where(j => ids.Contains(j.Id) && (j.State == JobState.Failed || j.State == JobState.Cancelled))
            .ToDictionaryAsync(j => j.Id, j => j.State, cancellationToken);
        foreach (var upload in queued.Where(u => u.JobId is { } job && gone.ContainsKey(job)))
        {
            var message = Refusals.UploadGivenUp(upload, gone[upload.JobId!.Value] == JobState.Cancelled).Message;
            (upload.State, upload.Message) = (UploadState.Refused, $"{message.Zh}\n{message.En}");
        }
    }

    /// <summary>What of a filing that the viewer may see is still to come in.</summary>
    public async Task<UploadsUnderway> UnderwayAsync(Viewer viewer, Guid filingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.VisibleFilings(viewer).AnyAsync(f => f.Id == filingId, cancellationToken)
            ? await UploadsUnderway.OfAsync(context, filingId, time.Now(), limits, cancellationToken)
            : UploadsUnderway.None;
    }

    /// <summary>Bytes that are here.</summary>
    public long OffsetOf(Upload upload) =>
        upload.State == UploadState.Receiving ? store.OffsetOf(upload.Id) : upload.Length;

    /// <summary>Adds a part; the last one hands the upload to the queue.</summary>
    public async Task<PartOutcome> AppendAsync(
        Upload upload, long offset, Stream part, PartChecksum? checksum, CancellationToken cancellationToken)
    {
        if (upload.State != UploadState.Receiving)
            return offset == upload.Length ? PartOutcome.Written : PartOutcome.WrongOffset;
        PartOutcome? outcome = null;
        try
        {
            outcome = await store.AppendAsync(upload, offset, part, checksum, cancellationToken);
        }
        finally
        {
            if (outcome != PartOutcome.NoRoom) // a full disk takes no row either
                await ProlongAsync(upload.Id);
        }

        if (outcome == PartOutcome.Written && store.OffsetOf(upload.Id) == upload.Length)
            await FinishAsync(upload.Id, cancellationToken);
        return outcome.Value;
    }

    private async Task ProlongAsync(Guid id)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var end = store.NewEnd();
        await context.Set<Upload>().Where(u => u.Id == id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.ExpiresAt, end), CancellationToken.None);
    }

    /// <summary>Takes a whole file in one go (simple multipart).</summary>
    public async Task<Answer<Upload>> TakeAsync(
        Viewer viewer, Guid filingId, string name, Stream content, long length, CancellationToken cancellationToken)
    {
        var answer = await CreateAsync(viewer, filingId, name, length, cancellationToken);
        if (answer.Value is { } upload && length > 0)
        {
            var outcome = await AppendAsync(upload, 0, content, checksum: null, cancellationToken);
            if (outcome == PartOutcome.NoRoom)
                return Answer<Upload>.No(Refusals.NoRoom());
            if (outcome != PartOutcome.Written)
                return Answer<Upload>.No(Refusals.UploadUnknown(upload.Id.ToString()));
        }

        return answer;
    }

    /// <summary>Throws an upload away that is not yet staged.</summary>
    public async Task DeleteAsync(Viewer viewer, Upload upload, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var gone = await context.Set<Upload>()
            .Where(u => u.Id == upload.Id && u.Account == viewer.AccountName && u.State == UploadState.Receiving)
            .ExecuteDeleteAsync(cancellationToken);
        if (gone > 0)
            store.Delete(upload.Id);
    }

    // Idempotent: of two requests that both saw the last byte, one moves the state on and asks for the job.
    private async Task FinishAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var moved = await context.Set<Upload>().Where(u => u.Id == id && u.State == UploadState.Receiving)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.State, UploadState.Waiting), cancellationToken);
        if (moved == 1)
        {
            var upload = await context.Set<Upload>().SingleAsync(u => u.Id == id, cancellationToken);
            upload.JobId = context.Enqueue(new JobRequest(
                StageUploadJob.JobKind, new StageUpload(id), $"filing/{upload.FilingId}", upload.Account));
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
