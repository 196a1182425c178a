using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>What the sample sources know: facts of every firm, by the seed. Thread safe.</summary>
/// <param name="seed">The same seed gives the same facts.</param>
internal sealed class StubFirms(int seed)
{
    private const int Kinds = 10;

    // Six firms of ten are good; the others are young, overdue, dishonest or weak.
    public Dictionary<string, object> Facts(string firmId)
    {
        var kind = (int)(Chance(firmId + "/kind") * Kinds);
        var scale = 1 + (int)(Chance(firmId + "/scale") * 9);
        return new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["registry_is_active"] = true,
            ["registry_age_months"] = kind == 6 ? 9 : 30 + scale * 12,
            ["registry_person_is_legal"] = true,
            ["registry_person_months"] = kind == 6 ? 9 : 30,
            ["registry_holder_percent"] = 51,
            ["registry_industry"] = "C",
            ["tax_grade"] = kind == 9 ? "C" : scale > 5 ? "A" : "B",
            ["tax_sales_yuan"] = scale * 1_200_000,
            ["credit_overdue_days"] = kind == 7 ? 35 : 0,
            ["credit_overdue_times"] = kind is 7 or 9 ? 4 : 0,
            ["credit_balance_yuan"] = scale * 10_000,
            ["credit_queries"] = kind == 9 ? 9 : 2,
            ["court_is_dishonest"] = kind == 8,
            ["court_open_cases"] = kind is 8 or 9 ? 2 : 0,
            ["invoice_yuan"] = kind == 8 ? 400_000 : scale * 1_300_000,
            ["invoice_months"] = kind == 9 ? 5 : 12,
            ["invoice_top_buyer_percent"] = kind == 9 ? 75 : 25,
        };
    }

    // From 0 to below 1, by the seed.
    public double Chance(string of)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{seed}/{of}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }
}
