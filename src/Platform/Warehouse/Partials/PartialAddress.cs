using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>Where partial results lie: the address says what they were computed from, so nothing stale can be
/// read.</summary>
internal static class PartialAddress
{
    /// <summary>The address of one institution's partial results of one pack: scripts, parameters and fact files,
    /// hashed.</summary>
    public static string Of(CompiledFigurePack pack, IEnumerable<AcceptedTable> tables, string keyId)
    {
        var text = new StringBuilder(pack.PartialsHash).Append('\n').Append(keyId).Append('\n');
        foreach (var table in tables.OrderBy(t => t.Table, StringComparer.Ordinal).ThenBy(t => t.FactFileId))
        {
            text.Append(table.InstitutionId).Append('/').Append(table.Table).Append('=').Append(table.FactFileId)
                .Append('\n');
        }

        return Hash(text.ToString());
    }

    /// <summary>The address of a pack's merged values: every partial address, the indicators script and what else it
    /// read.</summary>
    public static string OfValues(CompiledFigurePack pack, IEnumerable<string> partials, IEnumerable<string> others) =>
        Hash(string.Join('\n', [pack.FiguresHash, .. partials.Order(StringComparer.Ordinal), "--", .. others]));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
