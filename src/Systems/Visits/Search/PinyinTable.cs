using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies;

namespace Huoshui.Systems.Visits.Search;

/// <summary>拼音: every reading of a character, those as a surname too, from <c>policies/vocabulary/pinyin.csv</c>.
/// Thread safe.</summary>
public sealed class PinyinTable
{
    private const string TableName = "pinyin";

    private readonly Dictionary<string, string[]> _readings;

    /// <summary>Reads the table; without one nothing has a reading.</summary>
    public PinyinTable(PolicyLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        var table = library.Vocabulary.Tables.FirstOrDefault(t => t.Name == TableName);
        _readings = (table?.Rows ?? []).Where(r => r.Count > 2).ToDictionary(
            r => r[0], r => $"{r[1]} {r[2]}".Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        var lines = _readings.Select(r => r.Key + string.Join(' ', r.Value)).Order(StringComparer.Ordinal);
        var text = string.Join('\n', lines);
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>Changes when the table does.</summary>
    public string Version { get; }

    /// <summary>The readings of a character, without tone, ü as v; empty for one without.</summary>
    public IReadOnlyList<string> Of(string character) => _readings.GetValueOrDefault(character) ?? [];
}
