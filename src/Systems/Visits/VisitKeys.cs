using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>Personal data of visits: people are found by a keyed hash only, contacts are encrypted at rest
/// (conventions §1). Thread safe.</summary>
public sealed class VisitKeys(IDbContextFactory<OperationsContext> contexts, IDataProtectionProvider protection)
{
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("visits.person");
    private byte[]? _key;

    /// <summary>Encrypts.</summary>
    public string Protect(CaseContact contact) => _protector.Protect(JsonSerializer.Serialize(contact));

    /// <summary>Decrypts.</summary>
    public CaseContact Contact(FinancingCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return JsonSerializer.Deserialize<CaseContact>(_protector.Unprotect(one.Contact))!;
    }

    /// <summary>The keyed hash of a text.</summary>
    /// <param name="kind">What it is: equal texts of two kinds have different hashes.</param>
    /// <param name="value">In clear.</param>
    /// <param name="cancellationToken">Stops reading the key, the first time.</param>
    public async Task<string> HashAsync(string kind, string value, CancellationToken cancellationToken)
    {
        _key ??= await KeyAsync(cancellationToken);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{kind}:{value}")));
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var secret = await context.Set<VisitSecret>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (secret is null)
        {
            var bytes = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
            context.Add(secret = new VisitSecret { Protected = _protector.Protect(bytes) });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<VisitSecret>(error))
            {
                context.ChangeTracker.Clear(); // another process was first: its key counts
                secret = await context.Set<VisitSecret>().AsNoTracking().SingleAsync(cancellationToken);
            }
        }

        return Convert.FromHexString(_protector.Unprotect(secret.Protected));
    }
}
