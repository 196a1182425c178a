using System.Text;
using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Semantics;

/// <summary>A mask of numbers: D is a digit, D* any number of digits, D+ at least one, E a digit of the exponent
/// (VTL 2.2 RM, typical behaviours, the numbers formatting mask).</summary>
internal sealed partial class NumberMask
{
    private readonly string _exponent;

    private NumberMask(Match mask)
    {
        (Whole, Separator) = (mask.Groups["whole"].Value, mask.Groups["separator"].Value);
        (Decimals, _exponent) = (mask.Groups["decimals"].Value, mask.Groups["exponent"].Value);
    }

    public string Whole { get; }

    /// <summary>A point or a comma; empty for none.</summary>
    public string Separator { get; }

    public string Decimals { get; }

    /// <summary>The mask; null for a text that is none.</summary>
    public static NumberMask? Of(string mask) =>
        Symbols().Match(mask) is { Success: true } match ? new NumberMask(match) : null;

    /// <summary>Whether numbers are written with it: none with an exponent are.</summary>
    public bool IsWritten => _exponent.Length == 0;

    /// <summary>The form of its texts, as a regular expression.</summary>
    public string Form => $"[+-]?{Digits(Whole)}{(Separator.Length == 0 ? string.Empty : $"[{Separator}]")}" +
        $"{Digits(Decimals)}{Exponent}";

    /// <summary>Digits that a part has at least.</summary>
    public static int Least(string part) =>
        part.Replace("D*", string.Empty, StringComparison.Ordinal).Replace("D+", "D", StringComparison.Ordinal)
            .Count(c => c != '*');

    private string Exponent => _exponent switch
    {
        "" => string.Empty,
        [.., '*' or '+'] => $@"[eE][+-]?\d{_exponent[1..]}",
        _ => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $@"[eE][+-]?\d{{1,{_exponent.Length}}}"),
    };

    private static string Digits(string part)
    {
        var form = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == 'D' || i == 0 || part[i - 1] != 'D')
                form.Append(@"\d");
            if (part[i] != 'D')
                form.Append(part[i]);
        }

        return form.ToString();
    }

    [GeneratedRegex(@"\A(?=[^E]*[D*+])(?<whole>(D[*+]?|[*+])*)((?<separator>[.,])(?<decimals>(D[*+]?|[*+])+))?" +
        @"(?<exponent>E([*+]|E*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Symbols();
}
