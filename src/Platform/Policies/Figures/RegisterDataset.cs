using System.Security.Cryptography;
using System.Text;
using Huoshui.Vtl;

namespace Huoshui.Policies.Figures;

/// <summary>A small dataset that the platform itself lends to scripts: institutions, industry_map, enterprise_size.
/// Immutable.</summary>
public sealed class RegisterDataset
{
    /// <summary>Takes the structure and the rows.</summary>
    /// <param name="structure">Components; each row has one text per component, in that order.</param>
    /// <param name="rows">Values as invariant text; null is null.</param>
    public RegisterDataset(DataStructure structure, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        Structure = structure;
        Rows = rows;
        Hash = HashOf(structure, rows);
    }

    /// <summary>Its components.</summary>
    public DataStructure Structure { get; }

    /// <summary>Values as invariant text; null is null.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; }

    /// <summary>SHA-256 of structure and rows, hex.</summary>
    public string Hash { get; }

    private static string HashOf(DataStructure structure, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var text = new StringBuilder();
        foreach (var c in structure.Components)
        {
            text.Append(c.Name).Append('\u001f').Append(c.Role).Append('\u001f').Append(c.Kind).Append('\u001f')
                .Append(c.Scale).Append('\n');
        }

        foreach (var row in rows)
            text.AppendJoin('\u001f', row.Select(v => v ?? "\u0000")).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
