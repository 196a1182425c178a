namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>What a misspelt name may have meant.</summary>
internal static class NearNames
{
    private const int MaxCandidates = 2_000;
    private const int MaxLength = 40;

    /// <summary>The nearest name: the same but for case, blanks and punctuation, or few letters off, or a part of it;
    /// null if none is near.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var (best, least) = ((string?)null, (int.MaxValue, 0));
        if (name.Length > MaxLength)
            return null;
        foreach (var candidate in candidates.Take(MaxCandidates).Where(c => c.Length is > 0 and <= MaxLength))
        {
            if (candidate != name && Distance(name, candidate) is { } distance && distance.CompareTo(least) < 0)
                (best, least) = (candidate, distance);
        }

        return best;
    }

    // Without and with regard to case and punctuation; null if they have little in common.
    private static (int, int)? Distance(string name, string candidate)
    {
        var (a, b) = (Folded(name), Folded(candidate));
        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        var distance = Edits(a, b);
        var isPart = shorter.Length > 1 && shorter.Length * 2 >= longer.Length
            && longer.Contains(shorter, StringComparison.Ordinal);
        return isPart || a == b || (shorter.Length > 1 && distance <= Math.Max(1, longer.Length / 3))
            ? (distance, Edits(name, candidate)) : null;
    }

    private static string Folded(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // Letters that are added, left out, changed or swapped with their neighbour.
    private static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
                rows[i, j] = i == 0 || j == 0 ? i + j : Cheapest(rows, a, b, i, j);
        }

        return rows[a.Length, b.Length];
    }

    private static int Cheapest(int[,] rows, string a, string b, int i, int j)
    {
        var cost = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        cost = Math.Min(cost, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        var isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return isSwap ? Math.Min(cost, rows[i - 2, j - 2] + 1) : cost;
    }
}
