using System.Security.Cryptography;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>What a new account is to be.</summary>
/// <param name="Name">The sign-in name.</param>
/// <param name="DisplayName">The name beside its acts.</param>
/// <param name="Roles">Of <see cref="Registry.Roles"/>.</param>
/// <param name="InstitutionId">Needed for the roles of institutions, forbidden for the others.</param>
/// <param name="SeesClear">Holds the field class 个人信息.</param>
/// <param name="AreaCode">A street for <see cref="Roles.StreetOfficer"/>, a management district for <see
/// cref="Roles.DistrictTeam"/>; forbidden for the others.</param>
public sealed record AccountRequest(
    string Name, string DisplayName, IReadOnlyList<string> Roles, string? InstitutionId = null, bool SeesClear = false,
    string? AreaCode = null);

/// <summary>An account and the password that was made for it; the password is shown once and never kept.</summary>
/// <param name="Name">The sign-in name.</param>
/// <param name="Password">Random.</param>
/// <param name="Roles">Of <see cref="Registry.Roles"/>.</param>
/// <param name="InstitutionId">Null for those of no institution.</param>
public sealed record IssuedAccount(string Name, string Password, IReadOnlyList<string> Roles, string? InstitutionId);

/// <summary>One line of the list of accounts.</summary>
/// <param name="Account">The account.</param>
/// <param name="Roles">Its roles, sorted.</param>
public sealed record ListedAccount(Account Account, IReadOnlyList<string> Roles);

/// <summary>The request cannot be met; nothing changed.</summary>
/// <param name="zh">Why, and what to do, in Chinese.</param>
/// <param name="en">The same in English.</param>
public sealed class AccountRefusedException(string zh, string en) : Exception($"{zh} / {en}")
{
    /// <summary>Why, and what to do.</summary>
    public LocalizedText Reason { get; } = new(zh, en);

    internal static AccountRefusedException NoSuchAccount(string name) => new(
        $"没有账号 {name}；用 huoshui user list 查看", $"there is no account {name}; see huoshui user list");
}

/// <summary>用户管理: makes, lists, resets and disables accounts; every act is audited. One for each scope.</summary>
public sealed class AccountDirectory(
    UserManager<Account> accounts, RoleManager<AccountRole> roles, OperationsContext context, TimeProvider time)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"; // none that look alike
    private const int PasswordLength = 16;

    /// <summary>Makes an account with a random password that has to be changed at the first sign-in.</summary>
    /// <exception cref="AccountRefusedException">The name is taken, or the roles do not go together.</exception>
    public async Task<IssuedAccount> AddAsync(
        AccountRequest request, string actor, bool mustChange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await CheckAsync(request, cancellationToken);
        foreach (var role in request.Roles)
            await EnsureRoleAsync(role);
        var account = new Account
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = request.Name,
            DisplayName = request.DisplayName,
            InstitutionId = request.InstitutionId,
            AreaCode = request.AreaCode,
            SeesClear = request.SeesClear,
            MustChangePassword = mustChange,
            CreatedAt = time.Now(),
        };
        var password = RandomPassword();
        Accept(await accounts.CreateAsync(account, password));
        Accept(await accounts.AddToRolesAsync(account, request.Roles));
        await RecordAsync(actor, "account.add", account, new { request.Roles, request.InstitutionId, request.AreaCode },
            cancellationToken);
        return new IssuedAccount(request.Name, password, request.Roles, request.InstitutionId);
    }

    /// <summary>Sets an account's roles, institution and field class (安全管理员); its sign-ins read the new rights at
    /// once.</summary>
    /// <param name="grant">The account's name and what it is to hold; the display name is left as it is.</param>
    /// <param name="actor">Who grants.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <exception cref="AccountRefusedException">There is no such account, or the roles do not go together.</exception>
    public async Task GrantAsync(AccountRequest grant, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var account = await RequireAsync(grant.Name);
        await CheckRightsAsync(grant, cancellationToken);
        var held = await accounts.GetRolesAsync(account);
        foreach (var role in grant.Roles)
            await EnsureRoleAsync(role);
        Accept(await accounts.RemoveFromRolesAsync(account, held.Except(grant.Roles, StringComparer.Ordinal)));
        Accept(await accounts.AddToRolesAsync(account, grant.Roles.Except(held, StringComparer.Ordinal)));
        account.InstitutionId = grant.InstitutionId;
        account.AreaCode = grant.AreaCode;
        account.SeesClear = grant.SeesClear;
        Accept(await accounts.UpdateSecurityStampAsync(account));
        var detail = new { before = held, grant.Roles, grant.InstitutionId, grant.AreaCode, grant.SeesClear };
        await RecordAsync(actor, "role.grant", account, detail, cancellationToken);
    }

    /// <summary>Gives an account a new random password, ends its lock-out and its other sign-ins.</summary>
    public async Task<IssuedAccount> ResetAsync(string name, string actor, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(name);
        var password = RandomPassword();
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        account.MustChangePassword = true;
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
        Accept(await accounts.UpdateSecurityStampAsync(account));
        await RecordAsync(actor, "account.reset", account, null, cancellationToken);
        return new IssuedAccount(name, password, [.. await accounts.GetRolesAsync(account)], account.InstitutionId);
    }

    /// <summary>Ends an account's right to sign in; it is never deleted, since the audit log names it.</summary>
    public async Task DisableAsync(string name, string actor, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(name);
        account.DisabledAt = time.Now();
        account.LockoutEnabled = true;
        account.LockoutEnd = DateTimeOffset.MaxValue.AddDays(-1);
        Accept(await accounts.UpdateSecurityStampAsync(account));
        await RecordAsync(actor, "account.disable", account, null, cancellationToken);
    }

    /// <summary>Every account with its roles, by name.</summary>
    public async Task<IReadOnlyList<ListedAccount>> ListAsync(CancellationToken cancellationToken)
    {
        var rights = await (
                from held in context.UserRoles
                join role in context.Roles on held.RoleId equals role.Id
                select new { held.UserId, role.Name })
            .ToListAsync(cancellationToken);
        var byAccount = rights.ToLookup(r => r.UserId, r => r.Name!);
        var list = await context.Users.AsNoTracking().OrderBy(a => a.UserName).ToListAsync(cancellationToken);
        return [.. list.Select(a => new ListedAccount(a, [.. byAccount[a.Id].Order(StringComparer.Ordinal)]))];
    }

    /// <summary>A password of 16 letters and digits, none of which look alike (93 bits).</summary>
    public static string RandomPassword()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(Alphabet, PasswordLength);
            if (password.Any(char.IsDigit) && password.Any(char.IsUpper) && password.Any(char.IsLower))
                return password;
        }
    }

    private async Task CheckAsync(AccountRequest request, CancellationToken cancellationToken)
    {
        await CheckRightsAsync(request, cancellationToken);
        if (await accounts.FindByNameAsync(request.Name) is not null)
        {
            throw new AccountRefusedException(
                $"账号 {request.Name} 已存在；请换一个名字，或重置它的密码",
                    $"the account {request.Name} exists; choose another name or reset it");
        }
    }

    private async Task CheckRightsAsync(AccountRequest request, CancellationToken cancellationToken)
    {
        if (request.Roles.FirstOrDefault(r => !Roles.All.ContainsKey(r)) is { } unknown)
        {
            var known = string.Join(", ", Roles.All.Keys);
            throw new AccountRefusedException(
                $"没有角色 {unknown}；可选：{known}", $"there is no role {unknown}; choose of {known}");
        }

        if (Roles.Conflict(request.Roles) is { } conflict)
        {
            throw new AccountRefusedException(
                $"{conflict.First} 与 {conflict.Second} 不能由一人兼任；请分设两个账号",
                $"{conflict.First} and {conflict.Second} are two people; make two accounts");
        }

        var needsInstitution = request.Roles.Any(Roles.OfInstitutions.Contains);
        if (needsInstitution != request.InstitutionId is not null)
        {
            throw needsInstitution
                ? new AccountRefusedException("该角色属于机构；请写明机构编号", "the role belongs to an institution; name it")
                : new AccountRefusedException("该角色不属于任何机构；请去掉机构编号", "the role belongs to no institution; leave it out");
        }

        if (request.InstitutionId is { } id
            && !await context.Set<Institution>().AnyAsync(i => i.Id == id, cancellationToken))
        {
            throw new AccountRefusedException(
                $"机构 {id} 没有登记；请先导入机构名录", $"the institution {id} is not registered; import it first");
        }

        await CheckAreaAsync(request, cancellationToken);
    }

    private async Task CheckAreaAsync(AccountRequest request, CancellationToken cancellationToken)
    {
        var isOfficer = request.Roles.Contains(Roles.StreetOfficer, StringComparer.Ordinal);
        if (!isOfficer && !request.Roles.Contains(Roles.DistrictTeam, StringComparer.Ordinal))
        {
            if (request.AreaCode is not null)
            {
                throw new AccountRefusedException(
                    "该角色不属于任何街道或区；请去掉区划代码", "the role belongs to no street or district; leave the area out");
            }
            return;
        }

        var isKnown = request.AreaCode is { } code && (isOfficer
            ? await context.Set<Street>().AnyAsync(s => s.Code == code, cancellationToken)
            : await context.Set<District>()
                .AnyAsync(d => d.Code == code && d.Kind != DistrictKind.Overlay, cancellationToken));
        if (!isKnown)
        {
            throw new AccountRefusedException(
                "街道走访人员要写明街道代码，区工作专班要写明管理区代码（见 huoshui district list）",
                "a street officer needs the code of a street, a district team that of a management district (huoshui district list)");
        }
    }

    private async Task EnsureRoleAsync(string name)
    {
        if (!await roles.RoleExistsAsync(name))
        {
            Accept(await roles.CreateAsync(
                new AccountRole { Id = Guid.CreateVersion7(time.GetUtcNow()), Name = name }));
        }
    }

    private async Task<Account> RequireAsync(string name) =>
        await accounts.FindByNameAsync(name)
        ?? throw AccountRefusedException.NoSuchAccount(name);

    private async Task RecordAsync(
        string actor, string action, Account account, object? detail, CancellationToken cancellationToken)
    {
        context.Audit(actor, action, $"account/{account.UserName}", detail);
        await context.SaveChangesAsync(cancellationToken);
    }

    private static void Accept(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            var why = string.Join(' ', result.Errors.Select(e => e.Description));
            throw new AccountRefusedException($"账号系统拒绝：{why}", $"the accounts refuse: {why}");
        }
    }
}
