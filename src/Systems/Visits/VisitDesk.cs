using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>走访登记: a street officer records visits of his street. The same id is the same visit, from whatever device
/// and however often it is sent. Thread safe.</summary>
public sealed class VisitDesk(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, EntityBook book, VisitKeys keys,
        TimeProvider time)
{
    private const int Tries = 5;

    private readonly VisitFields _fields = new(policy);

    /// <summary>Records a visit.</summary>
    public async Task<VisitAnswer<Visit>> RecordAsync(
        Viewer viewer, VisitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        if (!viewer.Is(Roles.StreetOfficer) || viewer.AreaCode is null)
            return VisitAnswer<Visit>.No(VisitRefusals.NotYours);
        var hash = await HashAsync(viewer, request, cancellationToken);
        if (await KnownAsync(viewer, request.Id, hash, cancellationToken) is { } known)
            return known;
        var refusals = Check(request);
        if (refusals.Count > 0)
            return VisitAnswer<Visit>.No(refusals);
        for (var left = Tries; ; left--)
        {
            try
            {
                return await AddAsync(viewer, request, hash, cancellationToken);
            }
            catch (DbUpdateException error) when (IsConflict(error) && left > 1)
            {
                // Somebody sent this visit, or added this entity, at the same moment: what is there now counts.
                if (await KnownAsync(viewer, request.Id, hash, cancellationToken) is { } first)
                    return first;
            }
        }
    }

    /// <summary>Those who came along on a visit.</summary>
    internal static IReadOnlyList<VisitorRequest> CompanionsOf(Visit visit) =>
        JsonSerializer.Deserialize<List<VisitorRequest>>(visit.Companions) ?? [];

    /// <summary>Keyed hash of what was sent, by which a visit that comes again is known.</summary>
    internal Task<string> HashAsync(Viewer viewer, VisitRequest request, CancellationToken cancellationToken) =>
        keys.HashAsync("visit", viewer.AreaCode + JsonSerializer.Serialize(request), cancellationToken);

    /// <summary>What is wrong with a visit as it was sent; empty when nothing is.</summary>
    internal IReadOnlyList<Diagnostic> Wrong(VisitRequest request) => Check(request);

    /// <summary>What a visit of a known id says: itself again, or that the id is taken.</summary>
    internal static VisitAnswer<Visit> Again(Viewer viewer, Visit known, string hash) =>
        known.ContentHash == hash && known.StreetCode == viewer.AreaCode ? VisitAnswer<Visit>.Yes(known)
            : VisitAnswer<Visit>.No(VisitRefusals.IdTaken);

    /// <summary>Whether a save failed because somebody else was first with this visit or this entity.</summary>
    internal static bool IsConflict(DbUpdateException error) =>
        StoreConflict.Of<Visit>(error) || StoreConflict.Of<VisitedEntity>(error);

    private async Task<VisitAnswer<Visit>?> KnownAsync(
        Viewer viewer, Guid id, string hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Set<Visit>().AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellationToken);
        return known is null ? null : Again(viewer, known, hash);
    }

    private async Task<VisitAnswer<Visit>> AddAsync(
        Viewer viewer, VisitRequest request, string hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await EntityAsync(context, viewer, request, cancellationToken);
        if (found.Value is not { } entity)
            return VisitAnswer<Visit>.No(found.Refusals);
        var answer = Add(context, viewer, request, entity, hash);
        if (answer.Succeeded)
            await context.SaveChangesAsync(cancellationToken);
        return answer;
    }

    /// <summary>Adds a checked visit of an entity to a context, with its correction and its line of the audit; saved
    /// with it.</summary>
    internal VisitAnswer<Visit> Add(
        OperationsContext context, Viewer viewer, VisitRequest request, VisitedEntity entity, string hash)
    {
        if (entity.StreetCode != viewer.AreaCode)
            return VisitAnswer<Visit>.No(VisitRefusals.OtherStreet);
        var visit = Made(viewer, request, entity, hash);
        context.Add(visit);
        var correction = policy.Process.List("outcome").Find(request.Outcome)!.Fields["correction"];
        if (correction != "none")
        {
            context.Add(new EntityCorrection
            {
                VisitId = visit.Id,
                EntityId = entity.Id,
                Kind = correction,
                DistrictCode = entity.DistrictCode,
                At = visit.RecordedAt,
            });
        }

        context.Audit(
            viewer.AccountName, "visit.record", $"visit/{visit.Id}", new { visit.Outcome, visit.ReceiptSha256 });
        return VisitAnswer<Visit>.Yes(visit);
    }

    /// <summary>The entity that a visit is about; a new one is added to the context.</summary>
    internal async Task<VisitAnswer<VisitedEntity>> EntityAsync(
        OperationsContext context, Viewer viewer, VisitRequest request, CancellationToken cancellationToken)
    {
        if (request.EntityId is { } id)
        {
            var known = await VisitScope.Entities(context, viewer)
                .SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
            return known is null ? VisitAnswer<VisitedEntity>.No(VisitRefusals.NotFound)
                : VisitAnswer<VisitedEntity>.Yes(known);
        }

        return await book.FindOrAddAsync(context, request.Entity!, cancellationToken);
    }

    private Visit Made(Viewer viewer, VisitRequest request, VisitedEntity entity, string hash)
    {
        var (now, outcome) = (time.Now(), policy.Process.List("outcome").Find(request.Outcome)!);
        return new Visit
        {
            Id = request.Id,
            EntityId = entity.Id,
            StreetCode = entity.StreetCode,
            DistrictCode = entity.DistrictCode,
            At = Instants.FromMicroseconds(Instants.ToMicroseconds(request.At)),
            RecordedAt = now,
            Actor = viewer.AccountName,
            Companions = JsonSerializer.Serialize(request.Companions),
            Place = request.Place.Trim(),
            Outcome = outcome.Id,
            IsCounted = outcome.Is("counted"),
            NextStep = outcome.Fields["next"],
            NeedFen = request.Need?.AmountYuan * VisitFields.FenPerYuan,
            NeedUse = request.Need?.Use,
            NeedMonths = request.Need?.TermMonths,
            NeedUrgency = request.Need?.Urgency,
            Obstacles = string.Join(
                ',', request.Obstacles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(),
            ContentHash = hash,
            ReceiptSha256 = CaseStep.Receipt(
                request.Id.ToString(), entity.Id.ToString(), viewer.AccountName, now.ToString("O"), hash),
        };
    }

    private List<Diagnostic> Check(VisitRequest request)
    {
        var found = new List<Diagnostic?>
        {
            request.Id == Guid.Empty ? VisitRefusals.Missing("走访编号", "The id of the visit") : null,
            When(request.At).At("at"),
            Companions(request.Companions).At("companions"),
            _fields.Text(request.Place, "走访地点", "The place").At("place"),
            _fields.Optional(request.Note, "备注", "The note").At("note"),
            _fields.Code("outcome", request.Outcome).At("outcome"),
        };
        found.Add(request.Obstacles.Select(o => _fields.Code("obstacle", o)).FirstOrDefault(d => d is not null)
            .At("obstacles"));
        if (request.EntityId is null)
        {
            found.AddRange(request.Entity is { } entity ? VisitFields.Entity(entity)
                : [VisitRefusals.WrongCode.At("code")!]);
        }

        found.AddRange(NeedOf(request));
        return [.. found.OfType<Diagnostic>()];
    }

    private IEnumerable<Diagnostic> NeedOf(VisitRequest request)
    {
        if (policy.Process.List("outcome").Find(request.Outcome) is not { } outcome)
            return [];
        return outcome.Is("need") != request.Need is not null ? [VisitRefusals.NoNeed.At("outcome")!]
            : request.Need is { } need ? _fields.Need(need) : [];
    }

    private Diagnostic? When(DateTimeOffset at)
    {
        var (now, today) = (time.Now(), policy.Today());
        var (minutes, days) = (policy.Whole("clock_minutes", today), policy.Whole("visit_days_max", today));
        return at > now + TimeSpan.FromMinutes(minutes) ? VisitRefusals.InFuture(minutes)
            : at < now - TimeSpan.FromDays(days) ? VisitRefusals.TooOld(days) : null;
    }

    private Diagnostic? Companions(IReadOnlyList<VisitorRequest> all)
    {
        var today = policy.Today();
        var (least, most) = (policy.Whole("visitors_min", today), policy.Whole("visitors_max", today));
        return all.Count + 1 < least || all.Count + 1 > most ? VisitRefusals.Visitors(least, most)
            : all.Select(
                v => _fields.Code("visitor", v.Kind) ?? VisitFields.Name(v.Name, "同行人员的姓名", "The visitor's name"))
                .FirstOrDefault(d => d is not null);
    }
}
