using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>A token that was accepted.</summary>
/// <param name="Id">The token's row: not a secret.</param>
/// <param name="Viewer">The rights of its account.</param>
/// <param name="Scopes">Of <see cref="TokenScopes"/>: what the token may do of them.</param>
public sealed record AcceptedToken(Guid Id, Viewer Viewer, IReadOnlySet<string> Scopes);

/// <summary>接口令牌: issues, accepts and withdraws tokens of machines. Only their hashes are stored.
/// Thread-safe.</summary>
public sealed class ApiTokenDesk(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    private const string Prefix = "hs_"; // lets scanners of source code find a token that was committed by mistake
    private const int SecretBytes = 32;

    /// <summary>Characters of a token's name, inclusive.</summary>
    public const int LongestName = 80;

    /// <summary>Tokens of one account that are accepted at a time, inclusive.</summary>
    public const int MostAlive = 20;

    /// <summary>The longest that a token may live.</summary>
    public static TimeSpan LongestLife { get; } = TimeSpan.FromDays(366);

    /// <summary>Makes a token for an account.</summary>
    /// <param name="accountName">Whose rights it carries.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="scopes">At least one of <see cref="TokenScopes"/>.</param>
    /// <param name="life">How long it is accepted; above zero, at most <see cref="LongestLife"/>.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The token: shown once, never kept.</returns>
    /// <exception cref="AccountRefusedException">No such account, too many tokens, an unknown scope or a name too
    /// long.</exception>
    public async Task<string> IssueAsync(
        string accountName, string name, IReadOnlyList<string> scopes, TimeSpan life, string actor,
            CancellationToken cancellationToken)
    {
        if (scopes is not { Count: > 0 })
            throw new ArgumentException("A token names at least one scope.", nameof(scopes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, LongestLife);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);
        if (scopes.FirstOrDefault(s => !TokenScopes.All.Contains(s)) is { } unknown)
        {
            var known = string.Join(", ", TokenScopes.All.Order(StringComparer.Ordinal));
            throw new AccountRefusedException(
                $"没有权限范围 {unknown}；可选：{known}", $"there is no scope {unknown}; choose of {known}");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            throw new AccountRefusedException(
                $"令牌要有名称（至多 {LongestName} 字），说明用途",
                $"a token has a name of at most {LongestName} characters that says what it is for");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = accountName.ToUpperInvariant();
        var account = await context.Users.AsNoTracking().SingleOrDefaultAsync(
                a => a.NormalizedUserName == normalized && a.DisabledAt == null, cancellationToken)
            ?? throw AccountRefusedException.NoSuchAccount(accountName);
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.Now();
        var alive = await context.ApiTokens.CountAsync(
            t => t.AccountId == account.Id && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken);
        if (alive >= MostAlive)
        {
            throw new AccountRefusedException(
                $"{accountName} 已有 {MostAlive} 个有效令牌；请先撤销一个",
                    $"{accountName} holds {MostAlive} tokens; withdraw one first");
        }

        var row = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            Name = name,
            TokenHash = HashOf(token),
            Scopes = string.Join(' ', scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            CreatedAt = now,
            ExpiresAt = now + life,
        };
        context.Add(row);
        context.Audit(
            actor, "token.issue", $"account/{account.UserName}", new { row.Id, row.Name, row.Scopes, row.ExpiresAt });
        await context.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>The rights of a token; null when it is unknown, withdrawn, over, or its account is disabled.</summary>
    public async Task<AcceptedToken?> AcceptAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var (hash, now) = (HashOf(token), time.Now());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
                from held in context.ApiTokens.AsNoTracking()
                join account in context.Users on held.AccountId equals account.Id
                where held.TokenHash == hash && held.RevokedAt == null && held.ExpiresAt > now
                    && account.DisabledAt == null
                select new { held.Id, held.Scopes, Account = account })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? null
            : new AcceptedToken(
                found.Id,
                await ViewerAsync(context, found.Account, cancellationToken),
                found.Scopes.Split(' ').ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The rights of an account as which a machine signs in by other means than a token; null if there is no
    /// such account or it is disabled.</summary>
    public async Task<Viewer?> ViewerOfAsync(string accountName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accountName);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = accountName.ToUpperInvariant();
        var account = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            a => a.NormalizedUserName == normalized && a.DisabledAt == null, cancellationToken);
        return account is null ? null : await ViewerAsync(context, account, cancellationToken);
    }

    private static async Task<Viewer> ViewerAsync(
        OperationsContext context, Account account, CancellationToken cancellationToken)
    {
        var roles = await (
                from right in context.UserRoles
                join role in context.Roles on right.RoleId equals role.Id
                where right.UserId == account.Id
                select role.Name!)
            .ToListAsync(cancellationToken);
        return new Viewer(
            account.UserName!, roles.ToHashSet(StringComparer.Ordinal), account.InstitutionId, account.SeesClear)
        {
            AreaCode = account.AreaCode,
        };
    }

    /// <summary>The tokens of an account, newest first; without their secrets, which are nowhere.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(string accountName, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(
            context, accountName).AsNoTracking().OrderByDescending(t => t.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Withdraws every token of an account with a name; they are refused from now on.</summary>
    /// <returns>Tokens withdrawn.</returns>
    public async Task<int> RevokeAsync(
        string accountName, string name, string actor, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = Of(context, accountName).Where(t => t.Name == name && t.RevokedAt == null);
        return await RevokeAsync(context, tokens, accountName, actor, cancellationToken);
    }

    /// <summary>Withdraws one token of an account; another account's is left alone.</summary>
    /// <returns>Whether there was one to withdraw.</returns>
    public async Task<bool> RevokeAsync(string accountName, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var token = Of(context, accountName).Where(t => t.Id == id && t.RevokedAt == null);
        return await RevokeAsync(context, token, accountName, actor, cancellationToken) > 0;
    }

    private async Task<int> RevokeAsync(
        OperationsContext context, IQueryable<ApiToken> which, string accountName, string actor,
            CancellationToken cancellationToken)
    {
        var tokens = await which.ToListAsync(cancellationToken);
        foreach (var token in tokens)
        {
            token.RevokedAt = time.Now();
            context.Audit(actor, "token.revoke", $"account/{accountName}", new { token.Id, token.Name });
        }

        await context.SaveChangesAsync(cancellationToken);
        return tokens.Count;
    }

    private static IQueryable<ApiToken> Of(OperationsContext context, string accountName)
    {
        var normalized = accountName.ToUpperInvariant();
        return from held in context.ApiTokens
               join account in context.Users on held.AccountId equals account.Id
               where account.NormalizedUserName == normalized
               select held;
    }

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
