using System.Text.Json;
using Huoshui.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>Personal data of applicants: encrypted at rest, compared by a keyed hash only (conventions §1). Thread
/// safe.</summary>
public sealed class LoanPersons(IDbContextFactory<OperationsContext> contexts, IDataProtectionProvider protection)
{
    private const string Purpose = "loans.person";

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);
    private readonly KeyedHash<LoanSecret> _hash = new(contexts, protection.CreateProtector(Purpose));

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
    public Task<string> HashAsync(string kind, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        var plain = string.Concat(value.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return _hash.OfAsync(kind, plain, cancellationToken);
    }
}
