namespace Huoshui.Systems.Visits.Search;

/// <summary>
/// 检索键 of a name: from each of its characters on, the name itself, its 拼音 in full and the 首字母, each with a letter
/// before it that says which. What is looked for is the beginning of a key, so that any part of a name is found by a
/// range of one index, two characters included. Thread safe.
/// </summary>
public sealed class SearchKeys(PinyinTable pinyin)
{
    /// <summary>The fewest characters that are looked for.</summary>
    public const int Fewest = 2;

    /// <summary>Characters of a key of a name or of its initials.</summary>
    public const int LongestName = 8;

    /// <summary>Letters of a key in full pinyin.</summary>
    public const int LongestPinyin = 12;

    /// <summary>Ways to read one part of a name that are kept; beyond them a character is read as the table has it
    /// first.</summary>
    public const int MostReadings = 16;

    /// <summary>Before a part of a name.</summary>
    internal const string Name = "n";

    /// <summary>Before full pinyin.</summary>
    internal const string Pinyin = "p";

    /// <summary>Before initials.</summary>
    internal const string Initials = "i";

    /// <summary>Before a 统一社会信用代码.</summary>
    internal const string Code = "c";

    /// <summary>Changes with what a key is, and with the table of pinyin.</summary>
    internal string Version => "1-" + pinyin.Version;

    /// <summary>The keys of a name that anybody may search for.</summary>
    internal HashSet<string> Of(string name)
    {
        var all = SearchText.Of(name);
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var first = 0; first + Fewest <= all.Count; first++)
        {
            var part = all.GetRange(first, Math.Min(LongestName, all.Count - first));
            found.Add(Name + string.Concat(part));
            if (!part.Exists(c => pinyin.Of(c).Count > 0))
                continue;
            found.UnionWith(Read(part, LongestName, r => r[..1]).Select(r => Initials + r));
            found.UnionWith(Read(all.GetRange(first, Math.Min(LongestPinyin, all.Count - first)), LongestPinyin, r => r)
                .Select(r => Pinyin + r));
        }

        return found;
    }

    /// <summary>Whether a name has what is looked for, however long that is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="wanted">A key: <see cref="Name"/>, <see cref="Pinyin"/> or <see cref="Initials"/> and a
    /// text.</param>
    internal bool Has(string name, string wanted)
    {
        var (kind, text, all) = (wanted[..1], wanted[1..], SearchText.Of(name));
        if (kind == Name)
            return string.Concat(all).Contains(text, StringComparison.Ordinal);
        Func<string, string> shown = kind == Pinyin ? static r => r : static r => r[..1];
        return Enumerable.Range(0, all.Count).Any(first => Begins(all, first, text, shown));
    }

    // Whether the characters from one on, in some way to read them, begin with a text.
    private bool Begins(List<string> all, int first, ReadOnlySpan<char> text, Func<string, string> shown)
    {
        if (text.IsEmpty)
            return true;
        if (first == all.Count)
            return false;
        var readings = pinyin.Of(all[first]);
        var ways = readings.Count > 0 ? readings.Select(shown).Distinct(StringComparer.Ordinal) : [all[first]];
        foreach (var way in ways)
        {
            var length = Math.Min(way.Length, text.Length);
            if (text[..length].SequenceEqual(way.AsSpan(0, length)) && Begins(all, first + 1, text[length..], shown))
                return true;
        }

        return false;
    }

    /// <summary>Every part of a short name in each way of writing, whole: for names that are kept as hashes, of which
    /// no
    /// beginning can be looked for.</summary>
    internal HashSet<string> Parts(string name)
    {
        var all = SearchText.Of(name);
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var first = 0; first + Fewest <= all.Count; first++)
        {
            for (var length = Fewest; length <= LongestName && first + length <= all.Count; length++)
            {
                var part = all[first..(first + length)];
                found.Add(Name + string.Concat(part));
                if (part.Exists(c => pinyin.Of(c).Count > 0))
                {
                    found.UnionWith(Read(part, int.MaxValue, r => r).Select(r => Pinyin + r));
                    found.UnionWith(Read(part, int.MaxValue, r => r[..1]).Select(r => Initials + r));
                }
            }
        }

        return found;
    }

    // The ways to read characters, cut at a length; a character without a reading stands for itself.
    private List<string> Read(List<string> characters, int longest, Func<string, string> shown)
    {
        var ways = new List<string> { string.Empty };
        foreach (var character in characters)
        {
            if (ways.TrueForAll(w => w.Length >= longest))
                break;
            var readings = pinyin.Of(character) is { Count: > 0 } known
                ? known.Select(shown).Distinct(StringComparer.Ordinal).ToList() : [character];
            if (ways.Count * readings.Count > MostReadings)
                readings.RemoveRange(1, readings.Count - 1);
            ways = [.. ways.SelectMany(w => readings.Select(r => w + r))];
        }

        return [.. ways.Select(w => w.Length > longest ? w[..longest] : w).Distinct(StringComparer.Ordinal)];
    }
}
