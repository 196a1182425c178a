using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>
/// The complement of a class over U+0000 to U+FFFF as ranges, since a class of .NET cannot hold a complement beside
/// other members. Computed once for each of the five escapes that need it.
/// </summary>
internal static class ComplementTable
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    public static string Of(string units) => Known.GetOrAdd(units, Compute);

    private static string Compute(string units)
    {
        var member = new Regex($"^[{units}]$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        var text = new StringBuilder();
        for (var code = 0; code <= 0xFFFF; code++)
        {
            if (IsMember(member, code))
                continue;
            var first = code;
            while (code < 0xFFFF && !IsMember(member, code + 1))
                code++;
            text.Append(CultureInfo.InvariantCulture, $"\\u{first:x4}-\\u{code:x4}");
        }

        return text.ToString();
    }

    private static bool IsMember(Regex member, int code) => member.IsMatch(((char)code).ToString());
}
