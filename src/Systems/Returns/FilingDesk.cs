using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>
/// The steps of a filing: submit, review, sign, accept, return, withdraw, remind. Pages, API and command line come
/// through
/// here. Each operation takes the viewer, whose scope stands in the query, and is one SaveChanges; of two at once the
/// slower is refused. Thread safe.
/// </summary>
public sealed class FilingDesk(
    IDbContextFactory<OperationsContext> contexts,
    FilingOpener opener,
    FilingChecker checker,
    FindingsReader findings,
    FilingPolicy policy,
    FilingLimits limits,
    TimeProvider time)
{
    /// <summary>零报送: declares a table empty, or takes it back.</summary>
    public Task<Answer<Filing>> DeclareAsync(
        Viewer viewer, Guid id, string table, bool isZero, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, isZero ? FilingAction.DeclareZero : FilingAction.ClearTable, note: null,
            (_, filing, act) => One(filing.Declare(table, isZero, act)), cancellationToken);

    /// <summary>提交复核. Runs the rules first when a table changed since the last run.</summary>
    public async Task<Answer<Filing>> SubmitAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        var check = await checker.EnsureAsync(viewer, id, cancellationToken);
        if (check.Value is null)
            return Answer<Filing>.No([.. check.Refusals]);
        return await ChangeAsync(
            viewer, id, FilingAction.Submit, note: null,
            async (context, filing, act) =>
            {
                if (filing.IsOpen && await UnderwayAsync(context, filing, act.At, cancellationToken) is { } underway)
                    return [underway];
                if (filing.CheckId is null && filing.IsOpen)
                    return [Refusals.NotChecked()];
                return filing.Submit(await findings.ReadinessAsync(context, filing, cancellationToken), act);
            },
            cancellationToken);
    }

    // What comes in after the submission would find the filing closed and be thrown away.
    internal async Task<Diagnostic?> UnderwayAsync(
        OperationsContext context, Filing filing, DateTimeOffset now, CancellationToken cancellationToken) =>
        await UploadsUnderway.OfAsync(context, filing.Id, now, limits, cancellationToken) is { IsAny: true } underway
            ? Refusals.UploadsUnderway(underway.Left, underway.Sent)
            : null;

    /// <summary>复核: passes the filing to the signer, or back to the preparer with a reason.</summary>
    public Task<Answer<Filing>> ReviewAsync(
        Viewer viewer, Guid id, bool passes, string? note, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, passes ? FilingAction.Review : FilingAction.ReviewReject, note,
            (_, filing, act) => One(filing.Review(passes, act)), cancellationToken);

    /// <summary>签发: writes the version and its receipt, or sends the filing back inside the institution with a
    /// reason.</summary>
    public Task<Answer<Filing>> SignAsync(
        Viewer viewer, Guid id, bool signs, string? note, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, signs ? FilingAction.Sign : FilingAction.SignReject, note,
            (context, filing, act) => signs
                ? SignAsync(context, filing, act, cancellationToken)
                : One(filing.RefuseToSign(act)),
            cancellationToken);

    /// <summary>受理: the version replaces the one before it; the date is locked.</summary>
    public Task<Answer<Filing>> AcceptAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, FilingAction.Accept, note: null,
            (context, filing, act) => AcceptAsync(context, filing, act, cancellationToken), cancellationToken);

    /// <summary>退回, with a reason and a deadline.</summary>
    public Task<Answer<Filing>> ReturnAsync(
        Viewer viewer, Guid id, string reason, DateOnly deadline, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, FilingAction.Return, reason,
            (_, filing, act) => deadline < policy.Today()
                ? Many(Refusals.DeadlineMissing())
                : One(filing.Return(act with { Deadline = deadline })),
            cancellationToken);

    /// <summary>撤回 before certification; afterwards it takes a request (<see cref="RequestDesk"/>).</summary>
    public Task<Answer<Filing>> WithdrawAsync(
        Viewer viewer, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, FilingAction.Withdraw, reason,
            (_, filing, act) => One(filing.Withdraw(hasLeave: false, act)), cancellationToken);

    /// <summary>催报 of who has not begun: the filing is opened in its name, so that it finds the reminder and the new
    /// deadline there. One that is open is reminded as it is.</summary>
    public async Task<Answer<Filing>> RemindAsync(
        Viewer viewer, FilingKey key, string note, DateOnly deadline, CancellationToken cancellationToken)
    {
        if (WhyNoReminder(note, deadline) is { } refusal)
            return Answer<Filing>.No(refusal);
        var opened = await opener.OpenAsync(viewer, FilingAction.Remind, key, cancellationToken);
        return opened.Value is { } filing
            ? await RemindAsync(viewer, filing.Id, note, deadline, cancellationToken)
            : opened;
    }

    /// <summary>催报: reminds the institution, with a new deadline.</summary>
    public Task<Answer<Filing>> RemindAsync(
        Viewer viewer, Guid id, string note, DateOnly deadline, CancellationToken cancellationToken) =>
        ChangeAsync(
            viewer, id, FilingAction.Remind, note,
            (_, filing, act) =>
            {
                if (!filing.IsOpen)
                    return Many(Refusals.WrongState(filing, FilingAction.Remind));
                if (WhyNoReminder(note, deadline) is { } refusal)
                    return Many(refusal);
                filing.SetDeadline(FilingAction.Remind, act with { Deadline = deadline });
                return Many();
            },
            cancellationToken);

    private Diagnostic? WhyNoReminder(string note, DateOnly deadline) =>
        string.IsNullOrWhiteSpace(note) ? Refusals.ReasonMissing(FilingAction.Remind)
        : note.Length > limits.NoteCharacters ? Refusals.NoteTooLong(limits.NoteCharacters)
        : deadline < policy.Today() ? Refusals.DeadlineMissing()
        : null;

    internal static async Task<IReadOnlyList<Diagnostic>> AcceptAsync(
        OperationsContext context, Filing filing, FilingAct act, CancellationToken cancellationToken)
    {
        if (filing.Accept(act) is { } refusal)
            return [refusal];
        var versions = await context.Set<FilingVersion>()
            .Where(v => v.ReturnId == filing.ReturnId && v.InstitutionId == filing.InstitutionId && v.AsOf == filing.AsOf)
            .ToListAsync(cancellationToken);
        // One signed in this unit of work is not in the store yet; Find asks what is tracked, and searches no changes.
        var current = await context.FindAsync<FilingVersion>([filing.VersionId], cancellationToken);
        foreach (var version in current is null ? versions : versions.Append(current).Distinct())
        {
            if (version.Id == filing.VersionId)
                version.AcceptedAt = act.At;
            else if (version is { AcceptedAt: not null, SupersededAt: null })
                version.SupersededAt = act.At;
        }

        context.Publish("filing.accepted", new { filing.Id, filing.ReturnId, filing.InstitutionId, filing.AsOf });
        return [];
    }

    internal async Task<IReadOnlyList<Diagnostic>> SignAsync(
        OperationsContext context, Filing filing, FilingAct act, CancellationToken cancellationToken)
    {
        if (filing.MaySign(policy.People(filing.AsOf), act.Actor) is { } refusal)
            return [refusal];
        var readiness = await findings.ReadinessAsync(context, filing, cancellationToken);
        if (!readiness.IsReady)
            return readiness.Blocks;
        var check = await context.Set<FilingCheck>().SingleAsync(c => c.Id == filing.CheckId, cancellationToken);
        var version = new FilingVersion
        {
            Id = Guid.CreateVersion7(act.At),
            ReturnId = filing.ReturnId,
            InstitutionId = filing.InstitutionId,
            AsOf = filing.AsOf,
            Number = filing.VersionNumber + 1,
            CertifiedAt = act.At,
            ChecksHash = check.ChecksHash,
        };
        version.Tables.AddRange(filing.Tables.Select(t => new FilingVersionTable
        {
            VersionId = version.Id,
            Table = t.Table,
            State = t.State!.Value,
            FactFileId = t.FactFileId,
        }));
        filing.Sign(version, act);
        context.Add(version);
        var receipt = await ReceiptAsync(context, filing, check, act, cancellationToken);
        context.Add(receipt);
        ReceiptRecords.Audit(context, receipt, act.Actor);
        return [];
    }

    internal async Task<Answer<Filing>> ChangeAsync(
        Viewer viewer,
        Guid id,
        FilingAction action,
        string? note,
        Func<OperationsContext, Filing, FilingAct, Task<IReadOnlyList<Diagnostic>>> change,
        CancellationToken cancellationToken)
    {
        if (note?.Length > limits.NoteCharacters)
            return Answer<Filing>.No(Refusals.NoteTooLong(limits.NoteCharacters));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).Include(f => f.Tables)
            .SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (filing is null)
            return Answer<Filing>.No(Refusals.NotFound(id.ToString()));
        if (FilingScope.Missing(viewer, action, filing.InstitutionId) is { } missing)
            return Answer<Filing>.No(missing);
        var before = filing.Revision;
        var refusals = await change(context, filing, new FilingAct(viewer.AccountName, time.Now(), note));
        if (filing.Revision == before)
            return new Answer<Filing>(refusals.Count == 0 ? filing : null, refusals);
        context.AuditSteps(filing);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Answer<Filing>.No(Refusals.Overtaken());
        }

        return new Answer<Filing>(filing, refusals);
    }

    private static Task<IReadOnlyList<Diagnostic>> One(Diagnostic? refusal) => Many(refusal is null ? [] : [refusal]);

    private static Task<IReadOnlyList<Diagnostic>> Many(params Diagnostic[] refusals) =>
        Task.FromResult<IReadOnlyList<Diagnostic>>(refusals);

    private static async Task<FilingReceipt> ReceiptAsync(
        OperationsContext context, Filing filing, FilingCheck check, FilingAct act, CancellationToken cancellationToken)
    {
        var ids = filing.Tables.Select(t => t.FactFileId).OfType<Guid>().ToList();
        var raw = await context.Set<FactFile>().Where(f => ids.Contains(f.Id))
            .ToDictionaryAsync(f => f.Id, f => f.RawSha256s, cancellationToken);
        var lines = filing.Tables.OrderBy(t => t.Table, StringComparer.Ordinal).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{t.Table} {t.State} {t.Rows} {(t.FactFileId is { } file ? raw[file] : "-")}"));
        var files = Hash(lines);
        var people = $"{filing.PreparedBy},{filing.ReviewedBy},{filing.SignedBy}";
        string[] all =
        [
            filing.ReturnId, filing.InstitutionId, filing.AsOf.ToString("O", CultureInfo.InvariantCulture),
            filing.VersionNumber.ToString(CultureInfo.InvariantCulture), files, check.ChecksHash, check.FindingsSha256,
            people, Instants.ToMicroseconds(act.At).ToString(CultureInfo.InvariantCulture),
        ];
        return new FilingReceipt
        {
            VersionId = filing.VersionId!.Value,
            FilingId = filing.Id,
            VersionNumber = filing.VersionNumber,
            FilesSha256 = files,
            ChecksHash = check.ChecksHash,
            FindingsSha256 = check.FindingsSha256,
            People = people,
            IssuedAt = act.At,
            Sha256 = Hash(all),
        };
    }

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
