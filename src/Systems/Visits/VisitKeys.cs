using System.Text.Json;
using Huoshui.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>Personal data of visits: people are found by a keyed hash only, contacts are encrypted at rest
/// (conventions §1). Thread safe.</summary>
public sealed class VisitKeys(IDbContextFactory<OperationsContext> contexts, IDataProtectionProvider protection)
{
    private const string Purpose = "visits.person";

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);
    private readonly KeyedHash<VisitSecret> _hash = new(contexts, protection.CreateProtector(Purpose));

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
    public Task<string> HashAsync(string kind, string value, CancellationToken cancellationToken) =>
        _hash.OfAsync(kind, value, cancellationToken);
}
