using System.Security.Cryptography;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>What the server gives a phone whose owner has signed in.</summary>
/// <param name="Device">The phone.</param>
/// <param name="Key">The key of its local records, 32 bytes, base64.</param>
/// <param name="IsRenewed">The server had no contact for too long and has made another key: what the phone still holds
/// cannot be read and is to be wiped.</param>
public sealed record PhoneOpening(PhoneDevice Device, string Key, bool IsRenewed);

/// <summary>走访手机: registers phones, releases the keys of their local records, revokes lost ones. Thread
/// safe.</summary>
public sealed class PhoneDesk(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, IDataProtectionProvider protection,
    TimeProvider time)
{
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("visits.phone");

    /// <summary>Registers a phone of a street officer; the same id again is the same phone.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">Chosen by the phone.</param>
    /// <param name="name">What its owner calls it.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<VisitAnswer<PhoneOpening>> RegisterAsync(
        Viewer viewer, Guid id, string? name, CancellationToken cancellationToken)
    {
        if (!IsOfficer(viewer))
            return VisitAnswer<PhoneOpening>.No(VisitRefusals.NotYours);
        if (VisitFields.Name(name, "手机名称", "The name of the phone").At("name") is { } wrong)
            return VisitAnswer<PhoneOpening>.No(wrong);
        if (id == Guid.Empty)
            return VisitAnswer<PhoneOpening>.No(VisitRefusals.Missing("手机编号", "The id of the phone"));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<PhoneDevice>().AnyAsync(d => d.Id == id, cancellationToken))
            return await OpenAsync(viewer, id, 0, cancellationToken);
        if (await context.Set<PhoneDevice>().CountAsync(
            d => d.Account == viewer.AccountName && d.EndedAt == null, cancellationToken) >= PhoneLimits.Devices)
        {
            return VisitAnswer<PhoneOpening>.No(PhoneRefusals.TooManyDevices);
        }

        if (await EntityBook.DistrictOfAsync(context, viewer.AreaCode, cancellationToken) is not { } district)
            return VisitAnswer<PhoneOpening>.No(VisitRefusals.OutsideCity);
        var device = Made(viewer, id, name!.Trim(), district);
        context.Add(device);
        context.Audit(viewer.AccountName, "phone.register", $"phone/{id}", new { device.StreetCode });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<PhoneDevice>(error))
        {
            return await OpenAsync(viewer, id, 0, cancellationToken); // sent twice at once
        }

        return VisitAnswer<PhoneOpening>.Yes(Opening(device, isRenewed: false));
    }

    /// <summary>Releases the key of a phone to its owner, who has signed in: a contact. After too long without one, by
    /// the server's own clock, the old key is gone and a new one is made.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">The phone.</param>
    /// <param name="unsynced">Visits that the phone still holds.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<VisitAnswer<PhoneOpening>> OpenAsync(
        Viewer viewer, Guid id, int unsynced, CancellationToken cancellationToken)
    {
        if (!IsOfficer(viewer))
            return VisitAnswer<PhoneOpening>.No(VisitRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(context, viewer, id, cancellationToken);
        if (found.Value is not { } device)
            return VisitAnswer<PhoneOpening>.No(found.Refusals);
        if (await EntityBook.DistrictOfAsync(context, viewer.AreaCode, cancellationToken) is not { } district)
            return VisitAnswer<PhoneOpening>.No(VisitRefusals.OutsideCity);
        var isRenewed = IsOver(device);
        if (isRenewed)
        {
            device.ProtectedKey = NewKey();
            context.Audit(viewer.AccountName, "phone.renew", $"phone/{id}", new { since = device.LastContactAt });
        }

        (device.StreetCode, device.DistrictCode) = (viewer.AreaCode!, district);
        (device.LastContactAt, device.Unsynced) = (time.Now(), Math.Max(unsynced, 0));
        await context.SaveChangesAsync(cancellationToken);
        return VisitAnswer<PhoneOpening>.Yes(Opening(device, isRenewed));
    }

    /// <summary>A phone that syncs: refused when it is revoked, another's, or was away for too long, in which case it
    /// opens first. The contact itself is saved with what the phone brings.</summary>
    internal async Task<VisitAnswer<PhoneDevice>> LookAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await LookAsync(context, viewer, id, cancellationToken);
    }

    /// <summary>A phone that asks for its grid: a contact, refused as a sync is.</summary>
    public async Task<VisitAnswer<PhoneDevice>> ContactAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await LookAsync(context, viewer, id, cancellationToken);
        if (found.Value is null)
            return found;
        var now = time.Now();
        var isThere = await context.Set<PhoneDevice>().Where(d => d.Id == id && d.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.LastContactAt, now), cancellationToken);
        return isThere == 1 ? found : VisitAnswer<PhoneDevice>.No(PhoneRefusals.Revoked);
    }

    /// <summary>退出: the owner signs out on the phone; its key is gone.</summary>
    public Task<VisitAnswer<PhoneDevice>> LeaveAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        EndAsync(viewer, id, isRevoked: false, cancellationToken);

    /// <summary>停用: the owner, the team of his district or an administrator revokes a phone that is lost. It is
    /// refused from now on and wipes itself when it next asks; what it holds can no longer be read.</summary>
    public Task<VisitAnswer<PhoneDevice>> RevokeAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        EndAsync(viewer, id, isRevoked: true, cancellationToken);

    /// <summary>The phones that a viewer may revoke, those that work first, the latest contact first; at most
    /// <see cref="PhoneLimits.Shown"/>.</summary>
    public async Task<IReadOnlyList<PhoneDevice>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Seen(context, viewer).AsNoTracking().OrderBy(d => d.EndedAt != null)
            .ThenByDescending(d => d.LastContactAt).ThenBy(d => d.Id).Take(PhoneLimits.Shown)
            .ToListAsync(cancellationToken);
    }

    private static bool IsOfficer(Viewer viewer) => viewer.Is(Roles.StreetOfficer) && viewer.AreaCode is not null;

    private static IQueryable<PhoneDevice> Seen(OperationsContext context, Viewer viewer)
    {
        var (all, account, area) = (context.Set<PhoneDevice>(), viewer.AccountName, viewer.AreaCode);
        return viewer.Is(Roles.SystemAdministrator) || viewer.Is(Roles.SecurityAdministrator) ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(d => d.DistrictCode == area)
            : IsOfficer(viewer) ? all.Where(d => d.Account == account) : all.Where(d => false);
    }

    private async Task<VisitAnswer<PhoneDevice>> LookAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (!IsOfficer(viewer))
            return VisitAnswer<PhoneDevice>.No(VisitRefusals.NotYours);
        var found = await FindAsync(context, viewer, id, cancellationToken);
        return found.Value is { } device && IsOver(device)
            ? VisitAnswer<PhoneDevice>.No(PhoneRefusals.UnknownDevice) : found;
    }

    private static async Task<VisitAnswer<PhoneDevice>> FindAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        var device = await context.Set<PhoneDevice>().SingleOrDefaultAsync(
            d => d.Id == id && d.Account == viewer.AccountName, cancellationToken);
        return device is null || device.IsRevoked == false
            ? VisitAnswer<PhoneDevice>.No(PhoneRefusals.UnknownDevice)
            : device.EndedAt is not null ? VisitAnswer<PhoneDevice>.No(PhoneRefusals.Revoked)
            : VisitAnswer<PhoneDevice>.Yes(device);
    }

    private async Task<VisitAnswer<PhoneDevice>> EndAsync(
        Viewer viewer, Guid id, bool isRevoked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var device = await Seen(context, viewer).SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (device is null || (!isRevoked && device.Account != viewer.AccountName))
            return VisitAnswer<PhoneDevice>.No(VisitRefusals.NotFound);
        if (device.EndedAt is not null && (device.IsRevoked == true || !isRevoked))
            return VisitAnswer<PhoneDevice>.Yes(device);
        (device.EndedAt, device.EndedBy, device.IsRevoked) = (time.Now(), viewer.AccountName, isRevoked);
        device.ProtectedKey = null;
        context.Audit(
            viewer.AccountName, isRevoked ? "phone.revoke" : "phone.leave", $"phone/{id}", new { device.Account });
        await context.SaveChangesAsync(cancellationToken);
        return VisitAnswer<PhoneDevice>.Yes(device);
    }

    private bool IsOver(PhoneDevice device) =>
        time.Now() - device.LastContactAt > TimeSpan.FromDays(policy.Whole("phone_days_max", policy.Today()));

    private PhoneDevice Made(Viewer viewer, Guid id, string name, string district) => new()
    {
        Id = id,
        Account = viewer.AccountName,
        StreetCode = viewer.AreaCode!,
        DistrictCode = district,
        Name = name,
        ProtectedKey = NewKey(),
        RegisteredAt = time.Now(),
        LastContactAt = time.Now(),
    };

    private string NewKey() => _protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));

    private PhoneOpening Opening(PhoneDevice device, bool isRenewed) =>
        new(device, _protector.Unprotect(device.ProtectedKey!), isRenewed);
}
