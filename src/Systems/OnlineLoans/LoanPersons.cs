using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>Personal data of applicants: encrypted at rest, compared by a keyed hash only (conventions §1). Thread
/// safe.</summary>
public sealed class LoanPersons(IDbContextFactory<OperationsContext> contexts, IDataProtectionProvider protection)
{
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("loans.person");
    private byte[]? _key;

    /// <summary>Encrypts.</summary>
    public string Protect(LoanPerson person) => _protector.Protect(JsonSerializer.Serialize(person));

    /// <summary>Decrypts.</summary>
    public LoanPerson Read(LoanApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return JsonSerializer.Deserialize<LoanPerson>(_protector.Unprotect(application.Person))!;
    }

    /// <summary>The keyed hash of a value; spaces and case do not count.</summary>
    /// <param name="kind">What it is: equal texts of two kinds have different hashes.</param>
    /// <param name="value">In clear.</param>
    /// <param name="cancellationToken">Stops reading the key, the first time.</param>
    public async Task<string> HashAsync(string kind, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        _key ??= await KeyAsync(cancellationToken);
        var plain = string.Concat(value.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{kind}:{plain}")));
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var secret = await context.Set<LoanSecret>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (secret is null)
        {
            secret = new LoanSecret
            {
                Protected = _protector.Protect(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))),
            };
            context.Add(secret);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<LoanSecret>(error))
            {
                context.ChangeTracker.Clear(); // another process was first: its key counts
                secret = await context.Set<LoanSecret>().AsNoTracking().SingleAsync(cancellationToken);
            }
        }

        return Convert.FromHexString(_protector.Unprotect(secret.Protected));
    }
}
