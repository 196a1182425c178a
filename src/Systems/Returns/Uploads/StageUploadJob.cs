using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns.Uploads;

/// <summary>What the job is asked to do.</summary>
/// <param name="UploadId">The upload.</param>
internal sealed record StageUpload(Guid UploadId);

/// <summary>Takes a finished upload into its filing: staging and check, in the queue. Doing it twice is
/// harmless.</summary>
internal sealed class StageUploadJob(
    IDbContextFactory<OperationsContext> contexts, FilingIntake intake, UploadStore store) : IJobHandler
{
    public const string JobKind = "filing.stage";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var id = run.Payload<StageUpload>().UploadId;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var upload = await context.Set<Upload>().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (upload is null || upload.State is UploadState.Done or UploadState.Refused)
            return;
        upload.State = UploadState.Working;
        await context.SaveChangesAsync(cancellationToken);
        await run.ReportAsync(0.1, $"{upload.Name}", cancellationToken);
        var result = await TakeAsync(context, upload, cancellationToken);
        var isRefused = result.Notes.Any(n => n.Severity == DiagnosticSeverity.Error) && result.Check is null;
        upload.State = isRefused ? UploadState.Refused : UploadState.Done;
        upload.Message = string.Join(' ', result.Notes.Select(n => n.Message.Zh))
            + "\n" + string.Join(' ', result.Notes.Select(n => n.Message.En));
        await context.SaveChangesAsync(cancellationToken);
        store.Delete(id);
    }

    // The rights of the sender were asked for when the upload was opened; here it acts under his name for his
    // institution.
    private async Task<FilingIntakeResult> TakeAsync(
        OperationsContext context, Upload upload, CancellationToken cancellationToken)
    {
        var filing = await context.Set<Filing>().AsNoTracking().SingleAsync(f => f.Id == upload.FilingId, cancellationToken);
        var roles = new HashSet<string>(StringComparer.Ordinal) { Roles.Preparer };
        var sender = new Viewer(upload.Account, roles, filing.InstitutionId, SeesClear: false);
        return await intake.FileAsync(
            sender, new FilingKey(filing.ReturnId, filing.InstitutionId, filing.AsOf),
            [new SentFile(store.PathOf(upload.Id), upload.Name)], cancellationToken);
    }
}
