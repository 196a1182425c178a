using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>A token that was accepted.</summary>
/// <param name="Viewer">The rights of its account.</param>
/// <param name="Scopes">What the token may do of them, e.g. <c>filings:write</c>.</param>
public sealed record AcceptedToken(Viewer Viewer, IReadOnlySet<string> Scopes);

/// <summary>接口令牌: issues, accepts and withdraws tokens of machines. Only their hashes are stored. Thread-safe.</summary>
public sealed class ApiTokenDesk(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    private const string Prefix = "hs_"; // lets scanners of source code find a token that was committed by mistake
    private const int SecretBytes = 32;

    /// <summary>The longest that a token may live.</summary>
    public static TimeSpan LongestLife { get; } = TimeSpan.FromDays(366);

    /// <summary>Makes a token for an account.</summary>
    /// <param name="accountName">Whose rights it carries.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="scopes">At least one.</param>
    /// <param name="life">How long it is accepted; at most <see cref="LongestLife"/>.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The token: shown once, never kept.</returns>
    public async Task<string> IssueAsync(
        string accountName, string name, IReadOnlyList<string> scopes, TimeSpan life, string actor, CancellationToken cancellationToken)
    {
        if (scopes is not { Count: > 0 })
            throw new ArgumentException("A token names at least one scope.", nameof(scopes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, LongestLife);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = accountName.ToUpperInvariant();
        var account = await context.Users.AsNoTracking().SingleOrDefaultAsync(
                a => a.NormalizedUserName == normalized && a.DisabledAt == null, cancellationToken)
            ?? throw new AccountRefusedException($"There is no account {accountName}; see `huoshui user list`.");
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.Now();
        var row = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            Name = name,
            TokenHash = HashOf(token),
            Scopes = string.Join(' ', scopes.Order(StringComparer.Ordinal)),
            CreatedAt = now,
            ExpiresAt = now + life,
        };
        context.Add(row);
        context.Audit(actor, "token.issue", $"account/{account.UserName}", new { row.Id, row.Name, row.Scopes, row.ExpiresAt });
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
                where held.TokenHash == hash && held.RevokedAt == null && held.ExpiresAt > now && account.DisabledAt == null
                select new { held.Scopes, Account = account })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var roles = await (
                from right in context.UserRoles
                join role in context.Roles on right.RoleId equals role.Id
                where right.UserId == found.Account.Id
                select role.Name!)
            .ToListAsync(cancellationToken);
        var viewer = new Viewer(
            found.Account.UserName!, roles.ToHashSet(StringComparer.Ordinal), found.Account.InstitutionId, found.Account.SeesClear);
        return new AcceptedToken(viewer, found.Scopes.Split(' ').ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Withdraws every token of an account with a name; they are refused from now on.</summary>
    /// <returns>Tokens withdrawn.</returns>
    public async Task<int> RevokeAsync(string accountName, string name, string actor, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = accountName.ToUpperInvariant();
        var tokens = await (
                from held in context.ApiTokens
                join account in context.Users on held.AccountId equals account.Id
                where account.NormalizedUserName == normalized && held.Name == name && held.RevokedAt == null
                select held)
            .ToListAsync(cancellationToken);
        foreach (var token in tokens)
            token.RevokedAt = time.Now();
        if (tokens.Count > 0)
            context.Audit(actor, "token.revoke", $"account/{accountName}", new { name });
        await context.SaveChangesAsync(cancellationToken);
        return tokens.Count;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
