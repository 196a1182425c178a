using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>An account's rights of this moment, when nobody is signed in.</summary>
internal static class NoticeAccounts
{
    /// <summary>The viewer of an account; null if there is none of that name or it is disabled.</summary>
    public static async Task<Viewer?> ViewerAsync(
        OperationsContext context, string name, CancellationToken cancellationToken)
    {
        var normalized = name.ToUpperInvariant();
        var account = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            a => a.NormalizedUserName == normalized && a.DisabledAt == null, cancellationToken);
        if (account is null)
            return null;
        var roles = await (
                from held in context.UserRoles
                where held.UserId == account.Id
                join role in context.Roles on held.RoleId equals role.Id
                select role.Name!)
            .ToListAsync(cancellationToken);
        return new Viewer(
            name, roles.Where(Roles.All.ContainsKey).ToHashSet(StringComparer.Ordinal), account.InstitutionId,
            account.SeesClear)
        {
            AreaCode = account.AreaCode,
        };
    }

    /// <summary>Channels in use of the accounts that audiences may name; who looks asks each account again.</summary>
    public static async Task<IReadOnlyList<NoticeChannel>> ChannelsAsync(
        OperationsContext context, IReadOnlyCollection<string> audiences, CancellationToken cancellationToken)
    {
        var named = audiences.Select(Audiences.Named).ToList();
        var accounts = named.Select(n => n.Account).OfType<string>().ToList();
        var institutions = named.Select(n => n.Institution).OfType<string>().ToList();
        var areas = named.Select(n => n.Area).OfType<string>().ToList();
        var hasRegulator = audiences.Contains(Audiences.Regulator);
        var names = context.Users.Where(u => u.DisabledAt == null
                && (institutions.Contains(u.InstitutionId!) || areas.Contains(u.AreaCode!)
                    || (hasRegulator && u.InstitutionId == null && u.AreaCode == null)))
            .Select(u => u.UserName!);
        return await context.Set<NoticeChannel>().AsNoTracking()
            .Where(c => c.State == ChannelState.On && (accounts.Contains(c.Account) || names.Contains(c.Account)))
            .OrderBy(c => c.Account).ThenBy(c => c.Kind).ToListAsync(cancellationToken);
    }
}
