using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>自主申报: what an entity does with its own need. Thread safe.</summary>
public sealed class CaseDesk(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, EntityBook book, VisitKeys keys, CaseBanks banks,
    CaseWork work)
{
    private const int Tries = 5;
    private const int LongestKey = 100;

    private readonly VisitFields _fields = new(policy);

    /// <summary>申报. The same key is the same declaration; an entity has one in progress.</summary>
    public async Task<VisitAnswer<FinancingCase>> DeclareAsync(
        Viewer viewer, DeclareRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        if (!VisitScope.Declares(viewer))
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotYours);
        var consents = new SortedDictionary<string, DateOnly>(request.Consents.ToDictionary(), StringComparer.Ordinal);
        var asked = JsonSerializer.Serialize(request with { RequestKey = string.Empty, Consents = consents });
        var hash = await keys.HashAsync("declare", asked, cancellationToken);
        if (await KnownAsync(viewer, request.RequestKey, hash, cancellationToken) is { } known)
            return known;
        var refusals = await CheckAsync(request, cancellationToken);
        if (refusals.Count > 0)
            return VisitAnswer<FinancingCase>.No(refusals);
        for (var left = Tries; ; left--)
        {
            try
            {
                var added = await AddAsync(viewer, request, hash, cancellationToken);
                return added.Succeeded ? added // the one that is open may be this one, sent at the same moment
                    : await KnownAsync(viewer, request.RequestKey, hash, cancellationToken) ?? added;
            }
            catch (DbUpdateException error) when (StoreConflict.Of<VisitedEntity>(error) && left > 1)
            {
                // A visit added the entity at the same moment: it is found now.
            }
            catch (DbUpdateException error) when (StoreConflict.Of<FinancingCase>(error))
            {
                return await KnownAsync(viewer, request.RequestKey, hash, cancellationToken)
                    ?? VisitAnswer<FinancingCase>.No(VisitRefusals.OneOpen);
            }
        }
    }

    /// <summary>补正后重新申报, also out of cultivation.</summary>
    public Task<VisitAnswer<FinancingCase>> ResubmitAsync(
        Viewer viewer, Guid id, NeedRequest need, string? note, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Resubmit, note), task =>
                Resubmitted(task, need, note), cancellationToken);

    /// <summary>对退回提出异议: the district team looks again.</summary>
    public Task<VisitAnswer<FinancingCase>> ObjectAsync(
        Viewer viewer, Guid id, string? plea, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Object, plea), _ => _fields.Text(plea, "异议理由", "The plea").At("plea"),
            cancellationToken);

    /// <summary>撤回申报.</summary>
    public Task<VisitAnswer<FinancingCase>> WithdrawAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Withdraw),
            task =>
            {
                task.Case.LeaveBank();
                task.Case.OpenEntityId = null;
                return null;
            },
            cancellationToken);

    /// <summary>撤回授权 of one kind. Without the district's the declaration ends; without the bank's it leaves the bank,
    /// and a bank that has granted credit sees nothing new.</summary>
    public async Task<VisitAnswer<FinancingCase>> RevokeAsync(
        Viewer viewer, Guid id, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await OwnAsync(context, viewer, id, cancellationToken);
        if (one?.Consents.FirstOrDefault(c => c.Kind == kind && c.RevokedAt is null) is not { } consent)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotFound);
        var act = work.Act(viewer, kind);
        consent.RevokedAt = act.At;
        if (kind == ConsentKinds.Bank)
            one.BankRevokedAt = act.At;
        var ends = kind == ConsentKinds.District ? CaseSteps.Withdraw : kind == ConsentKinds.Bank ? CaseSteps.Recall
            : null;
        if (ends is not null && policy.Process.Step(ends) is var step && step.CanFollow(one.State))
        {
            one.LeaveBank();
            one.OpenEntityId = kind == ConsentKinds.District ? null : one.OpenEntityId;
            one.Move(step, act);
        }

        context.Audit(viewer.AccountName, "case.revoke", $"case/{id}", new { kind });
        return await CaseWork.SaveAsync(context, one, cancellationToken);
    }

    /// <summary>重新授权 of one kind while the declaration lasts; given again it is the same consent.</summary>
    /// <param name="viewer">Whose declaration it is.</param>
    /// <param name="id">The case.</param>
    /// <param name="kind">One of <see cref="ConsentKinds"/>.</param>
    /// <param name="version">The version of the text that was agreed to.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<VisitAnswer<FinancingCase>> GiveAsync(
        Viewer viewer, Guid id, string kind, DateOnly version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(context, viewer, id, cancellationToken) is not { } one)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotFound);
        if (!ConsentKinds.All.Contains(kind, StringComparer.Ordinal) || policy.Consent(kind).Version != version)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.Consent(kind));
        if (one.Allows(kind))
            return VisitAnswer<FinancingCase>.Yes(one);
        var ends = policy.Process.Step(CaseSteps.Withdraw);
        if (!ends.CanFollow(one.State))
            return VisitAnswer<FinancingCase>.No(VisitRefusals.Ended(policy.Process.State(one.State)));
        one.Add(Consent(one, kind, work.Act(viewer).At));
        if (kind == ConsentKinds.Bank)
            one.BankRevokedAt = null;
        context.Audit(viewer.AccountName, "case.consent", $"case/{id}", new { kind, version });
        return await CaseWork.SaveAsync(context, one, cancellationToken);
    }

    private static async Task<FinancingCase?> OwnAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await VisitScope.CaseAsync(context, viewer, id, cancellationToken) is { } one && VisitScope.IsOwn(viewer, one)
            ? one : null;

    private Diagnostic? Resubmitted(CaseTask task, NeedRequest need, string? note)
    {
        if (_fields.Need(need).FirstOrDefault() is { } wrong)
            return wrong;
        if (_fields.Optional(note, "说明", "The note").At("note") is { } tooLong)
            return tooLong;
        if (!task.Case.Allows(ConsentKinds.District))
            return VisitRefusals.Consent(ConsentKinds.District);
        Write(task.Case, need);
        task.Case.LeaveBank(); // who refused it sees nothing of the new need
        task.Case.OpenEntityId = task.Case.EntityId;
        return null;
    }

    private static void Write(FinancingCase one, NeedRequest need) =>
        (one.NeedFen, one.NeedUse, one.NeedMonths, one.NeedUrgency) =
            (need.AmountYuan * VisitFields.FenPerYuan, need.Use, need.TermMonths, need.Urgency);

    private async Task<VisitAnswer<FinancingCase>?> KnownAsync(
        Viewer viewer, string key, string hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Set<FinancingCase>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.Account == viewer.AccountName && c.RequestKey == key, cancellationToken);
        return known is null ? null
            : known.RequestHash == hash ? VisitAnswer<FinancingCase>.Yes(known)
            : VisitAnswer<FinancingCase>.No(VisitRefusals.IdTaken);
    }

    private async Task<VisitAnswer<FinancingCase>> AddAsync(
        Viewer viewer, DeclareRequest request, string hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = request.EntityId is { } known ? await KnownEntityAsync(context, viewer, known, cancellationToken)
            : await book.FindOrAddAsync(context, request.Entity, cancellationToken);
        if (found.Value is not { } entity)
            return VisitAnswer<FinancingCase>.No(found.Refusals);
        if (viewer.Is(Roles.StreetOfficer) && entity.StreetCode != viewer.AreaCode)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.OtherStreet);
        if (entity.DeregisteredAt is not null)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.Deregistered);
        if (await IsOpenAsync(context, entity, cancellationToken))
            return VisitAnswer<FinancingCase>.No(VisitRefusals.OneOpen);
        var act = work.Act(viewer);
        var one = new FinancingCase
        {
            Id = Guid.CreateVersion7(act.At),
            EntityId = entity.Id,
            OpenEntityId = entity.Id,
            Account = viewer.AccountName,
            RequestKey = request.RequestKey,
            RequestHash = hash,
            DistrictCode = entity.DistrictCode,
            StreetCode = entity.StreetCode,
            Name = request.EntityId is null ? request.Entity.Name.Trim() : entity.Name,
            IsIndividual = entity.IsIndividual,
            Contact = keys.Protect(request.Contact),
            WishBankId = request.WishBankId,
            MainBankId = request.MainBankId,
        };
        Write(one, request.Need);
        foreach (var kind in ConsentKinds.All.Where(request.Consents.ContainsKey))
            one.Add(Consent(one, kind, act.At));
        one.Move(policy.Process.Step(CaseSteps.Declare), act);
        context.Add(one);
        context.Audit(
            viewer.AccountName, "case.declare", $"case/{one.Id}", new { consents = request.Consents.Keys.Order() });
        await context.SaveChangesAsync(cancellationToken);
        return VisitAnswer<FinancingCase>.Yes(one);
    }

    private static async Task<VisitAnswer<VisitedEntity>> KnownEntityAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await VisitScope.Entities(context, viewer).SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } known
            ? VisitAnswer<VisitedEntity>.Yes(known) : VisitAnswer<VisitedEntity>.No(VisitRefusals.NotFound);

    // One entity under several entries, merged: the unique index tells only of the entry itself.
    private static Task<bool> IsOpenAsync(
        OperationsContext context, VisitedEntity entity, CancellationToken cancellationToken)
    {
        var family = context.Set<VisitedEntity>().Where(e => e.RootId == entity.RootId).Select(e => e.Id);
        return context.Set<FinancingCase>().AnyAsync(
            c => c.OpenEntityId != null && family.Contains(c.EntityId), cancellationToken);
    }

    private CaseConsent Consent(FinancingCase one, string kind, DateTimeOffset at)
    {
        var (text, _, version) = policy.Consent(kind);
        return new CaseConsent
        {
            Id = Guid.CreateVersion7(at),
            CaseId = one.Id,
            Kind = kind,
            Version = version,
            TextSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            GivenAt = at,
        };
    }

    private async Task<List<Diagnostic>> CheckAsync(DeclareRequest request, CancellationToken cancellationToken)
    {
        var found = new List<Diagnostic?>
        {
            request.RequestKey.Length is 0 or > LongestKey || request.RequestKey.Any(char.IsControl)
                ? VisitRefusals.Missing("申报键（Idempotency-Key）", "The key of the declaration (Idempotency-Key)") : null,
            VisitFields.Name(request.Contact.Name, "联系人", "The contact").At("contact"),
            VisitFields.Phone(request.Contact.Phone).At("phone"),
        };
        if (request.EntityId is null)
            found.AddRange(VisitFields.Entity(request.Entity));
        found.AddRange(_fields.Need(request.Need));
        if (!request.Consents.ContainsKey(ConsentKinds.District))
            found.Add(VisitRefusals.Consent(ConsentKinds.District).At("consent-" + ConsentKinds.District));
        found.AddRange(request.Consents.Where(c => !ConsentKinds.All.Contains(c.Key, StringComparer.Ordinal)
            || policy.Consent(c.Key).Version != c.Value).Select(c => VisitRefusals.Consent(c.Key)).Take(1));
        var known = await banks.IdsAsync(cancellationToken);
        found.AddRange(new[] { ("wish", request.WishBankId), ("main", request.MainBankId) }
            .Where(b => b.Item2 is { } bank && !known.Contains(bank))
            .Select(b => VisitRefusals.NoSuchBank(b.Item2!).At(b.Item1)));
        return [.. found.OfType<Diagnostic>()];
    }
}
