using System.Security.Cryptography;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>A photo as it came.</summary>
/// <param name="Id">Chosen by the sender: the same id is the same photo.</param>
/// <param name="VisitId">Of which visit.</param>
/// <param name="Consent">The version of the text that was agreed to on the spot; null for no consent.</param>
/// <param name="Content">The file.</param>
public sealed record PhotoRequest(Guid Id, Guid VisitId, DateOnly? Consent, byte[] Content);

/// <summary>走访照片: takes photos of visits, cleaned and encrypted, and shows them to whom they are shown. Thread
/// safe.</summary>
public sealed class PhotoDesk(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, VisitKeys keys, PhotoStore store,
    TimeProvider time)
{
    /// <summary>Adds a photo to a visit of the officer's street.</summary>
    public async Task<VisitAnswer<VisitPhoto>> AddAsync(
        Viewer viewer, PhotoRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        if (!viewer.Is(Roles.StreetOfficer) || viewer.AreaCode is null)
            return VisitAnswer<VisitPhoto>.No(VisitRefusals.NotYours);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Content));
        var hash = await keys.HashAsync("photo", $"{request.VisitId} {sha256}", cancellationToken);
        if (await KnownAsync(request.Id, hash, cancellationToken) is { } known)
            return known;
        if (Wrong(request) is { } wrong)
            return VisitAnswer<VisitPhoto>.No(wrong);
        if (await VisitAsync(viewer, request.VisitId, cancellationToken) is not { } visit)
            return VisitAnswer<VisitPhoto>.No(VisitRefusals.NotFound);
        var most = policy.Whole("photos_max", policy.Today());
        if (await LastAsync(visit.Id, cancellationToken) >= most)
            return VisitAnswer<VisitPhoto>.No(PhotoRefusals.TooMany(most)); // no file is written for it
        var (clean, why) = await PhotoCleaner.CleanAsync(
            request.Content, policy.Whole("photo_side_max", policy.Today()), cancellationToken);
        if (clean is null)
            return VisitAnswer<VisitPhoto>.No(why!);
        await store.WriteAsync(request.Id, clean.Jpeg, cancellationToken); // before the row that names it
        return await KeepAsync(viewer, request, visit, clean, hash, cancellationToken);
    }

    /// <summary>The largest photo that is taken, in bytes.</summary>
    public long MostBytes => policy.Whole("photo_bytes_max", policy.Today());

    /// <summary>Whether a viewer who sees a visit is shown its photos: people of the street and the district, as with
    /// its words.</summary>
    public static bool Shows(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.AreaCode is not null && viewer.Roles.Overlaps(Roles.OfAreas);
    }

    /// <summary>The photos of a visit that a viewer sees, and whether the pictures may be shown: not while the entity's
    /// declaration has no consent to photos.</summary>
    public async Task<(IReadOnlyList<VisitPhoto> Photos, bool HasConsent)> OfAsync(
        Viewer viewer, Guid visitId, CancellationToken cancellationToken)
    {
        if (!Shows(viewer) || await VisitAsync(viewer, visitId, cancellationToken) is not { } visit)
            return ([], false);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photos = await context.Set<VisitPhoto>().AsNoTracking().Where(p => p.VisitId == visitId)
            .OrderBy(p => p.Ordinal).ToListAsync(cancellationToken);
        return (photos, photos.Count > 0 && await HasConsentAsync(context, visit.EntityId, cancellationToken));
    }

    /// <summary>One picture, a JPEG file; null when there is none, it is deleted, or it is not the viewer's to
    /// see.</summary>
    public async Task<byte[]?> ReadAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photo = await context.Set<VisitPhoto>().AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == id && p.DeletedAt == null, cancellationToken);
        if (photo is null || photo.DeleteOn <= policy.Today())
            return null;
        var (all, hasConsent) = await OfAsync(viewer, photo.VisitId, cancellationToken);
        return hasConsent && all.Any(p => p.Id == id) ? await store.ReadAsync(id, cancellationToken) : null;
    }

    // Where the entity declared, or one that is merged with it, the latest declaration says whether photos are agreed
    // to; before that the consent on the spot, without which no photo is taken, holds.
    private static async Task<bool> HasConsentAsync(
        OperationsContext context, Guid entityId, CancellationToken cancellationToken)
    {
        var entities = context.Set<VisitedEntity>();
        var latest = await context.Set<FinancingCase>().AsNoTracking().Include(c => c.Consents)
            .Where(c => entities.Any(e => e.Id == c.EntityId
                && e.RootId == entities.Where(own => own.Id == entityId).Select(own => own.RootId).First()))
            .OrderByDescending(c => c.Id).FirstOrDefaultAsync(cancellationToken);
        return latest is null || latest.Allows(ConsentKinds.Photos);
    }

    private async Task<int> LastAsync(Guid visitId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<VisitPhoto>().Where(p => p.VisitId == visitId)
            .MaxAsync(p => (int?)p.Ordinal, cancellationToken) ?? 0;
    }

    private Diagnostic? Wrong(PhotoRequest request) =>
        request.Id == Guid.Empty ? VisitRefusals.Missing("照片编号", "The id of the photo")
        : request.Content.Length > MostBytes ? PhotoRefusals.TooLarge(request.Content.Length, MostBytes)
        : request.Consent != policy.Consent(ConsentKinds.Photos).Version ? PhotoRefusals.Consent : null;

    private async Task<Visit?> VisitAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await VisitScope.Visits(context, viewer).AsNoTracking()
            .SingleOrDefaultAsync(v => v.Id == id, cancellationToken);
    }

    private async Task<VisitAnswer<VisitPhoto>?> KnownAsync(
        Guid id, string hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Set<VisitPhoto>().AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        return known is null ? null
            : known.ContentHash == hash ? VisitAnswer<VisitPhoto>.Yes(known)
            : VisitAnswer<VisitPhoto>.No(VisitRefusals.IdTaken);
    }

    private async Task<VisitAnswer<VisitPhoto>> KeepAsync(
        Viewer viewer, PhotoRequest request, Visit visit, CleanPhoto clean, string hash,
        CancellationToken cancellationToken)
    {
        var most = policy.Whole("photos_max", policy.Today());
        // Each conflict is a photo that another call has added: after so many as a visit may have there is no place left.
        for (var left = most + 1; ; left--)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var last = await LastAsync(visit.Id, cancellationToken);
            if (last >= most)
            {
                // What was just written is a file that no row names: the sweep takes it, unless the same photo came at
                // the same moment and is kept.
                return await KnownAsync(request.Id, hash, cancellationToken)
                    ?? VisitAnswer<VisitPhoto>.No(PhotoRefusals.TooMany(most));
            }

            var photo = Made(viewer, request, visit, clean, hash, last + 1);
            context.Add(photo);
            context.Audit(
                viewer.AccountName, "photo.add", $"visit/{visit.Id}", new { photo.Id, photo.Sha256, photo.DeleteOn });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return VisitAnswer<VisitPhoto>.Yes(photo);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<VisitPhoto>(error) && left > 1)
            {
                // The same photo, or another one of the visit, came at the same moment.
                if (await KnownAsync(request.Id, hash, cancellationToken) is { } first)
                    return first;
            }
        }
    }

    private VisitPhoto Made(
        Viewer viewer, PhotoRequest request, Visit visit, CleanPhoto clean, string hash, int ordinal) => new()
        {
            Id = request.Id,
            VisitId = visit.Id,
            Ordinal = ordinal,
            EntityId = visit.EntityId,
            Actor = viewer.AccountName,
            AddedAt = time.Now(),
            ConsentVersion = request.Consent!.Value,
            Width = clean.Width,
            Height = clean.Height,
            ContentHash = hash,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(clean.Jpeg)),
            DeleteOn = policy.Today().AddDays(policy.Whole("photo_days", policy.Today())),
        };
}
