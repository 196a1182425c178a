using Huoshui.Operations;
using Huoshui.Presentation;
using Huoshui.Registry;

namespace Huoshui.Portal.Accounts;

/// <summary>Accounts in words.</summary>
internal static class AccountWords
{
    /// <summary>The titles of an account's roles; a dash for none.</summary>
    public static string RolesOf(ListedAccount account) =>
        account.Roles.Count == 0
            ? "—"
            : string.Join('、', account.Roles.Select(role => Roles.All.TryGetValue(role, out var title) ? title.Here() : role));

    /// <summary><c>active</c>, <c>locked</c> (too many failures) or <c>disabled</c>.</summary>
    public static string StateOf(Account account, DateTimeOffset now) =>
        account.DisabledAt is not null ? "disabled" : account.LockoutEnd > now ? "locked" : "active";
}
