using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Huoshui.Operations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Huoshui.Portal.SignIn;

/// <summary>A sign-in that has not ended.</summary>
/// <param name="Id">Its id; not a secret, the cookie is.</param>
/// <param name="BeganAt">When it began.</param>
internal sealed record Session(string Id, DateTimeOffset BeganAt);

/// <summary>Sessions: at most three an account, twelve hours each, and their owner sees and ends them. Rows of
/// Identity's token table.</summary>
internal sealed class Sessions(IDbContextFactory<OperationsContext> contexts, IMemoryCache cache, TimeProvider time)
{
    public const string SessionClaim = "huoshui:session";

    private const string Provider = "huoshui.session";
    private const int MostPerAccount = 3;
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);
    private static readonly TimeSpan CacheFor = TimeSpan.FromSeconds(15);

    /// <summary>Starts a session, or goes on with the present one when the same account signs in again (new rights,
    /// new password).</summary>
    public async Task BeginAsync(ClaimsPrincipal principal, ClaimsPrincipal present, CancellationToken cancellationToken)
    {
        if (AccountOf(principal) is not { } account || principal.Identity is not ClaimsIdentity identity)
            return;
        var kept = AccountOf(present) == account ? present.FindFirstValue(SessionClaim) : null;
        if (kept is not null && await FindAsync(account, kept, cancellationToken) is not null)
        {
            identity.AddClaim(new Claim(SessionClaim, kept));
            return;
        }

        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var others = await context.UserTokens.Where(token => token.UserId == account && token.LoginProvider == Provider)
            .ToListAsync(cancellationToken);
        var ended = others.OrderByDescending(BeganAt).Skip(MostPerAccount - 1)
            .Concat(others.Where(token => IsOver(BeganAt(token)))).Distinct().ToList();
        foreach (var token in ended)
            cache.Remove(KeyOf(account, token.Name));
        context.UserTokens.RemoveRange(ended);
        context.UserTokens.Add(new IdentityUserToken<Guid>
        {
            UserId = account,
            LoginProvider = Provider,
            Name = id,
            Value = Instants.ToMicroseconds(time.GetUtcNow()).ToString(CultureInfo.InvariantCulture),
        });
        await context.SaveChangesAsync(cancellationToken);
        identity.AddClaim(new Claim(SessionClaim, id));
    }

    /// <summary>Ends the session of a principal; nothing happens when it has none.</summary>
    public async Task EndAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (AccountOf(principal) is { } account && principal.FindFirstValue(SessionClaim) is { } id)
            await EndAsync(account, id, cancellationToken);
    }

    /// <summary>Ends one session of an account.</summary>
    public async Task EndAsync(Guid account, string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.UserTokens
            .Where(token => token.UserId == account && token.LoginProvider == Provider && token.Name == id)
            .ExecuteDeleteAsync(cancellationToken);
        cache.Remove(KeyOf(account, id));
    }

    /// <summary>Whether the principal's session is neither ended nor over; asked of the store at most every fifteen
    /// seconds.</summary>
    public async Task<bool> IsAliveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (AccountOf(principal) is not { } account || principal.FindFirstValue(SessionClaim) is not { } id)
            return false;
        if (cache.TryGetValue(KeyOf(account, id), out DateTimeOffset known))
            return !IsOver(known);
        if (await FindAsync(account, id, cancellationToken) is not { } session)
            return false;
        cache.Set(KeyOf(account, id), session.BeganAt, CacheFor);
        return !IsOver(session.BeganAt);
    }

    /// <summary>The sessions of an account that are not over, the newest first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = await context.UserTokens.AsNoTracking()
            .Where(token => token.UserId == account && token.LoginProvider == Provider).ToListAsync(cancellationToken);
        return [.. tokens.Select(token => new Session(token.Name, BeganAt(token))).Where(session => !IsOver(session.BeganAt))
            .OrderByDescending(session => session.BeganAt)];
    }

    /// <summary>Keeps the session when the rights of a principal are read again.</summary>
    public static Task KeepSessionAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(SessionClaim) is { } claim && context.NewPrincipal?.Identity is ClaimsIdentity identity)
            identity.AddClaim(new Claim(claim.Type, claim.Value));
        return Task.CompletedTask;
    }

    /// <summary>The account of a principal; null when it is not signed in.</summary>
    public static Guid? AccountOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    private async Task<Session?> FindAsync(Guid account, string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await context.UserTokens.AsNoTracking().SingleOrDefaultAsync(
            token => token.UserId == account && token.LoginProvider == Provider && token.Name == id, cancellationToken);
        return token is null ? null : new Session(id, BeganAt(token));
    }

    private bool IsOver(DateTimeOffset beganAt) => time.GetUtcNow() - beganAt > LongestSession;

    private static DateTimeOffset BeganAt(IdentityUserToken<Guid> token) =>
        Instants.FromMicroseconds(long.Parse(token.Value ?? "0", CultureInfo.InvariantCulture));

    private static string KeyOf(Guid account, string id) => $"session/{account}/{id}";
}
