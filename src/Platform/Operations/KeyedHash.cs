using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>The key of keyed hashes, encrypted with the store's keys; a table of one row for each system.</summary>
public interface IHashSecret
{
    /// <summary>32 random bytes, encrypted.</summary>
    string Protected { get; init; }
}

/// <summary>
/// 带密钥散列: personal data are compared by HMAC-SHA-256 under a random key of the system, which is made when it is
/// first asked for and kept encrypted in the store (conventions §1). Thread safe.
/// </summary>
/// <typeparam name="TSecret">The system's table of the key.</typeparam>
/// <param name="contexts">The store.</param>
/// <param name="protector">Encrypts the key.</param>
public sealed class KeyedHash<TSecret>(IDbContextFactory<OperationsContext> contexts, IDataProtector protector)
    where TSecret : class, IHashSecret, new()
{
    private const int KeyBytes = 32;

    private byte[]? _key;

    /// <summary>The hash of a text, 64 hexadecimal digits in lower case.</summary>
    /// <param name="kind">What it is: equal texts of two kinds have different hashes.</param>
    /// <param name="value">In clear.</param>
    /// <param name="cancellationToken">Stops reading the key, the first time.</param>
    public async Task<string> OfAsync(string kind, string value, CancellationToken cancellationToken)
    {
        _key ??= await KeyAsync(cancellationToken);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{kind}:{value}")));
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var secret = await context.Set<TSecret>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (secret is null)
        {
            var bytes = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
            context.Add(secret = new TSecret { Protected = protector.Protect(bytes) });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<TSecret>(error))
            {
                context.ChangeTracker.Clear(); // another process was first: its key counts
                secret = await context.Set<TSecret>().AsNoTracking().SingleAsync(cancellationToken);
            }
        }

        return Convert.FromHexString(protector.Unprotect(secret.Protected));
    }
}
