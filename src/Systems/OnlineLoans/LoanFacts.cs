using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies.Decisions;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>关联方: what the bank's applications say about a firm and those that share something with it.</summary>
/// <param name="PhoneFirms">Other firms that applied with the same phone.</param>
/// <param name="AddressFirms">Other firms that applied with the same address.</param>
/// <param name="GuarantorFirms">Other firms with the same guarantor.</param>
/// <param name="ExposureFen">Granted to the firm and not lapsed (<see cref="LoanExposure"/>), in 分.</param>
internal sealed record RelatedParties(int PhoneFirms, int AddressFirms, int GuarantorFirms, long ExposureFen)
{
    /// <summary>The facts that they are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["related_phone_firms", "related_address_firms", "related_guarantor_firms", "own_exposure_yuan"];

    public static async Task<RelatedParties> FindAsync(
        OperationsContext context, LoanApplication application, LoanExposure exposure,
        CancellationToken cancellationToken)
    {
        var (lender, firm) = (application.LenderId, application.FirmId);
        var (phone, address, guarantor) =
            (application.PhoneKey, application.AddressKey, application.GuarantorKey ?? "-");
        var ofLender = context.Set<LoanApplication>().AsNoTracking()
            .Where(a => a.LenderId == lender && a.Id != application.Id);
        // One row a firm and link, however often it applied.
        var others = await ofLender
            .Where(a => a.FirmId != firm
                && (a.PhoneKey == phone || a.AddressKey == address || a.GuarantorKey == guarantor))
            .Select(a => new { a.FirmId, a.PhoneKey, a.AddressKey, a.GuarantorKey })
            .Distinct().ToListAsync(cancellationToken);
        return new RelatedParties(
            others.Where(r => r.PhoneKey == phone).DistinctBy(r => r.FirmId).Count(),
            others.Where(r => r.AddressKey == address).DistinctBy(r => r.FirmId).Count(),
            others.Where(r => r.GuarantorKey == guarantor).DistinctBy(r => r.FirmId).Count(),
            await exposure.OfAsync(context, application, cancellationToken));
    }
}

/// <summary>Writes the facts of an application down, always in the same order, so that a decision can be
/// replayed.</summary>
internal static class LoanFacts
{
    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The facts that a pack asks for: JSON by name in ordinal order.</summary>
    public static string Write(
        LoanApplication application, RelatedParties related, IReadOnlyDictionary<string, string> gathered,
        PackDecision decision)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["applied_amount_yuan"] = Yuan(application.AmountFen),
            ["applied_term_months"] = Number(application.TermMonths),
            ["related_phone_firms"] = Number(related.PhoneFirms),
            ["related_address_firms"] = Number(related.AddressFirms),
            ["related_guarantor_firms"] = Number(related.GuarantorFirms),
            ["own_exposure_yuan"] = Yuan(related.ExposureFen),
        };
        foreach (var (source, facts) in gathered)
            Add(values, source, facts);
        var asked = decision.Facts.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in values.Where(v => asked.Contains(v.Key)))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // A source speaks for itself only: what it says under another's name is not read.
    private static void Add(SortedDictionary<string, string> values, string source, string facts)
    {
        using var json = JsonDocument.Parse(facts);
        foreach (var fact in json.RootElement.EnumerateObject())
        {
            if (fact.Name.StartsWith(source + "_", StringComparison.Ordinal)
                && fact.Value.ValueKind != JsonValueKind.Null && LoanSources.All.Contains(source))
            {
                values[fact.Name] = fact.Value.GetRawText();
            }
        }
    }

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Yuan(long fen) =>
        (fen / 100m).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
