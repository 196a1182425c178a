namespace Huoshui.Diagnostics;

/// <summary>The name (近似名称) that somebody probably meant: of those that are known, the one with the fewest
/// letters changed, left out, added or swapped.</summary>
public static class NearName
{
    /// <summary>Longest name that is looked at, in UTF-16 units.</summary>
    public const int MaxLength = 40;

    /// <summary>Most known names that are looked at.</summary>
    public const int MaxKnown = 2_000;

    /// <summary>The known name nearest to a name.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="known">The names that would have been right.</param>
    /// <returns>Null if none is near: more than a third of the letters differ (of two or three, more than one),
    /// and none is a large part of the other. Case, blanks and signs count only between two that are equally
    /// near.</returns>
    public static string? Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        if (name.Length is 0 or > MaxLength)
            return null;
        return known.Take(MaxKnown).Where(k => k.Length is > 0 and <= MaxLength && k != name)
            .Select(k => (Known: k, Distance: Distance(name, k))).Where(k => k.Distance is not null)
            .OrderBy(k => k.Distance!.Value).ThenBy(k => k.Known, StringComparer.Ordinal)
            .Select(k => k.Known).FirstOrDefault();
    }

    /// <summary>How a message about a name that is not known ends: the nearest one as a question, then all.</summary>
    /// <returns><c>，是不是“b”？可用：a, b</c>; without a near one <c>，可用：a, b</c>.</returns>
    public static LocalizedText Among(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var list = names.Count == 0 ? new LocalizedText("（没有）", "(none)")
            : new LocalizedText(string.Join(", ", names), string.Join(", ", names));
        return Of(name, names) is not { } near
            ? new LocalizedText($"，可用：{list.Zh}", $"; known: {list.En}")
            : new LocalizedText($"，是不是“{near}”？可用：{list.Zh}", $"; did you mean \"{near}\"? known: {list.En}");
    }

    // Without and with regard to case and signs; null if they have little in common.
    private static (int, int)? Distance(string name, string known)
    {
        var (left, right) = (Plain(name), Plain(known));
        var (shorter, longer) = left.Length < right.Length ? (left, right) : (right, left);
        var steps = Steps(left, right);
        var isPart = shorter.Length > 1 && shorter.Length * 2 >= longer.Length
            && longer.Contains(shorter, StringComparison.Ordinal);
        // Of two Chinese characters, one is half of the word: 税率 is not 利率.
        var isLong = shorter.Length > 1 && (longer.Length > 2 || longer.All(char.IsAscii));
        var isNear = left == right || isPart || (isLong && steps <= Math.Max(1, longer.Length / 3));
        return isNear ? (steps, Steps(name, known)) : null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // Optimal string alignment: a change, an omission, an addition and a swap of neighbours are one step each.
    private static int Steps(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
                rows[i, j] = Step(rows, (left, right), i, j);
        }

        return rows[left.Length, right.Length];
    }

    private static int Step(int[,] rows, (string Left, string Right) names, int i, int j)
    {
        var (left, right) = names;
        var changed = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var least = Math.Min(changed, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        var isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return isSwap ? Math.Min(least, rows[i - 2, j - 2] + 1) : least;
    }
}
