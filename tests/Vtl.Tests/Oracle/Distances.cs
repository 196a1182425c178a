namespace Huoshui.Vtl.Tests.Oracle;

internal static class Distances
{
    public static int Levenshtein(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
                row[j + 1] = Math.Min(Math.Min(row[j], previous[j + 1]) + 1, previous[j] + (a[i] == b[j] ? 0 : 1));
            previous = row;
        }

        return previous[^1];
    }

    /// <summary>Insertions, deletions, substitutions, and transpositions of neighbours, between which there may be edits.</summary>
    public static int DamerauLevenshtein(string a, string b)
    {
        var most = a.Length + b.Length;
        var d = new int[a.Length + 2, b.Length + 2];
        d[0, 0] = most;
        for (var i = 0; i <= a.Length; i++)
            (d[i + 1, 0], d[i + 1, 1]) = (most, i);
        for (var j = 0; j <= b.Length; j++)
            (d[0, j + 1], d[1, j + 1]) = (most, j);
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                // The last place before where the characters stand the other way round.
                var (k, l) = (i == 1 ? 0 : a.LastIndexOf(b[j - 1], i - 2) + 1, j == 1 ? 0 : b.LastIndexOf(a[i - 1], j - 2) + 1);
                d[i + 1, j + 1] = Math.Min(
                    Math.Min(d[i + 1, j], d[i, j + 1]) + 1,
                    Math.Min(d[i, j] + (a[i - 1] == b[j - 1] ? 0 : 1), k == 0 || l == 0 ? most : d[k, l] + (i - k - 1) + 1 + (j - l - 1)));
            }
        }

        return d[a.Length + 1, b.Length + 1];
    }

    /// <summary>1 - similarity; a common beginning of up to four characters brings texts nearer that are near already.</summary>
    public static double JaroWinkler(string a, string b)
    {
        var jaro = Jaro(a, b);
        if (jaro <= 0.7)
            return 1 - jaro;
        var prefix = a.Zip(b).TakeWhile(p => p.First == p.Second).Take(4).Count();
        return 1 - (jaro + (prefix * 0.1 * (1 - jaro)));
    }

    private static double Jaro(string a, string b)
    {
        if (a == b)
            return 1;
        var reach = Math.Max((Math.Max(a.Length, b.Length) / 2) - 1, 0);
        var taken = new bool[b.Length];
        var (left, matched) = (new List<char>(), 0);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j <= Math.Min(b.Length - 1, i + reach); j++)
            {
                if (taken[j] || a[i] != b[j])
                    continue;
                taken[j] = true;
                left.Add(a[i]);
                matched++;
                break;
            }
        }

        if (matched == 0)
            return 0;
        var right = b.Where((_, j) => taken[j]).ToList();
        var transposed = left.Zip(right).Count(p => p.First != p.Second) / 2;
        return (((double)matched / a.Length) + ((double)matched / b.Length) + ((double)(matched - transposed) / matched)) / 3;
    }
}
