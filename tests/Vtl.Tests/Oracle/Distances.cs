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
}
