using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>Where partial results lie: the address says what they were computed from, so nothing stale can be
/// read.</summary>
public static class PartialAddress
{
    /// <summary>The address of each institution's partial results of a pack: scripts, parameters and fact files,
    /// hashed.</summary>
    /// <param name="pack">Compiled for the date of the facts.</param>
    /// <param name="facts">Accepted tables of that date, by return.</param>
    /// <param name="keyId">Of the key under which borrowers are hashed.</param>
    /// <returns>By institution; only those that filed a table of the pack.</returns>
    public static IReadOnlyDictionary<string, string> ByInstitution(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts, string keyId)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(facts);
        return TablesOf(pack, facts).GroupBy(t => t.InstitutionId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Of(pack, g, keyId), StringComparer.Ordinal);
    }

    /// <summary>The accepted tables that a pack reads.</summary>
    internal static List<AcceptedTable> TablesOf(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts)
    {
        var tables = new List<AcceptedTable>();
        foreach (var (returnId, definitions) in pack.Tables)
        {
            var codes = definitions.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
            tables.AddRange(facts.GetValueOrDefault(returnId, []).Where(f => codes.Contains(f.Table)));
        }

        return tables;
    }

    /// <summary>The address of a pack's merged values: every partial address, the indicators script and what else it
    /// read.</summary>
    internal static string OfValues(CompiledFigurePack pack, IEnumerable<string> partials, IEnumerable<string> others) =>
        Hash(string.Join('\n', [pack.FiguresHash, .. partials.Order(StringComparer.Ordinal), "--", .. others]));

    private static string Of(CompiledFigurePack pack, IEnumerable<AcceptedTable> tables, string keyId)
    {
        var text = new StringBuilder(pack.PartialsHash).Append('\n').Append(keyId).Append('\n');
        foreach (var table in tables.OrderBy(t => t.Table, StringComparer.Ordinal).ThenBy(t => t.FactFileId))
        {
            text.Append(table.InstitutionId).Append('/').Append(table.Table).Append('=').Append(table.FactFileId)
                .Append('\n');
        }

        return Hash(text.ToString());
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
