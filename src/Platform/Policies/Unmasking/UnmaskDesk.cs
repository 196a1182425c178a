using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Policies.Unmasking;

/// <summary>
/// 查看明文: a right of a role, for one institution, with a typed reason, that ends by itself. The audit log is its only
/// record: an entry
/// <c>unmask.begin</c> holds the reason and the end, so that nothing is seen in clear that the log does not tell of.
/// Thread safe.
/// </summary>
/// <param name="contexts">The operations store.</param>
/// <param name="policies">Holds the pack <see cref="PackId"/>: duration, least reason, roles.</param>
/// <param name="time">The clock.</param>
public sealed class UnmaskDesk(IDbContextFactory<OperationsContext> contexts, PolicyLibrary policies, TimeProvider time)
{
    /// <summary>The pack with the parameters.</summary>
    public const string PackId = "supervision/confidentiality";

    private const string Begin = "unmask.begin";
    private const string End = "unmask.end";
    private const string Read = "unmask.read";
    private static readonly TimeSpan ShanghaiOffset = TimeSpan.FromHours(8);

    /// <summary>Minutes that a request lasts today.</summary>
    public long Minutes => Parameters.Integer("unmask_minutes", Today);

    private ParameterSet Parameters => policies.Pack(PackId)?.Parameters
        ?? throw new KeyNotFoundException($"the pack {PackId} is missing; it says who may see values in clear, and how long");

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().ToOffset(ShanghaiOffset).DateTime);

    /// <summary>Whether a viewer's role may ask at all.</summary>
    public bool MayAsk(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator && policies.Pack(PackId) is not null
            && Parameters.Text("unmask_roles", Today).Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(viewer.Is);
    }

    /// <summary>Asks to see an institution's values in clear; from now until the end that the parameter
    /// gives.</summary>
    /// <param name="viewer">Who asks.</param>
    /// <param name="institutionId">Whose values.</param>
    /// <param name="reason">What for, in the asker's own words.</param>
    /// <param name="cancellationToken">Nothing is granted then.</param>
    /// <returns>Null when it is granted; else why not.</returns>
    public async Task<Diagnostic?> BeginAsync(
        Viewer viewer, string institutionId, string? reason, CancellationToken cancellationToken)
    {
        if (!MayAsk(viewer) || !viewer.Sees(institutionId))
        {
            return Diagnostic.Error(
                "UNM1001", "您的角色不能申请查看明文。", "Your role may not ask to see values in clear.");
        }

        var least = Parameters.Integer("unmask_reason_characters", Today);
        var words = reason?.Trim() ?? string.Empty;
        if (words.Length < least)
        {
            return Diagnostic.Error(
                "UNM1002", $"请写明查看事由，不少于 {least} 个字。", $"Give the reason in at least {least} characters.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow().AddMinutes(Minutes);
        context.Audit(viewer.AccountName, Begin, Subject(institutionId), new Term(until), words);
        await context.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Ends it before its time; does nothing where nothing is in force.</summary>
    public async Task EndAsync(Viewer viewer, string institutionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit(viewer.AccountName, End, Subject(institutionId));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The viewer with what it may see in clear now; a reading in clear is recorded.</summary>
    /// <param name="viewer">Who reads.</param>
    /// <param name="institutionId">Whose rows the page shows; null for none: then nothing is in clear.</param>
    /// <param name="subject">What is read, for the audit log: <c>filing/…</c>.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<Viewer> WithAsync(
        Viewer viewer, string? institutionId, string subject, CancellationToken cancellationToken)
    {
        if (institutionId is null || !MayAsk(viewer) || !viewer.Sees(institutionId))
            return viewer;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, viewer.AccountName, institutionId, cancellationToken) is not { } grant)
            return viewer;
        context.Audit(viewer.AccountName, Read, subject, new { institutionId }, grant.Reason);
        await context.SaveChangesAsync(cancellationToken);
        return viewer with { Unmasked = grant };
    }

    private async Task<UnmaskGrant?> FindAsync(
        OperationsContext context, string account, string institutionId, CancellationToken cancellationToken)
    {
        var subject = Subject(institutionId);
        var last = await context.AuditEntries.AsNoTracking()
            .Where(e => e.Subject == subject && e.Actor == account && (e.Action == Begin || e.Action == End))
            .OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellationToken);
        if (last is not { Action: Begin, Detail: { } detail, Purpose: { } reason })
            return null;
        var until = JsonSerializer.Deserialize<Term>(detail, JsonSerializerOptions.Web)!.Until;
        return until > time.GetUtcNow() ? new UnmaskGrant(institutionId, reason, until) : null;
    }

    private static string Subject(string institutionId) => "institution/" + institutionId;

    private sealed record Term(DateTimeOffset Until);
}
