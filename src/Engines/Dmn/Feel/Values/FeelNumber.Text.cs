using System.Globalization;
using System.Numerics;
using System.Text;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>Numbers as text.</summary>
public readonly partial struct FeelNumber
{
    private const int LongestText = 10_000;

    /// <summary>
    /// Reads digits with an optional sign and point, as in <c>-12.50</c>; rounds half to even to 34 digits.
    /// </summary>
    /// <param name="text">No blanks, no grouping.</param>
    /// <param name="allowsExponent">Also reads <c>1.2E3</c>, as XML Schema's double does; FEEL does not.</param>
    /// <returns>Null for a text that is no number, or a number out of range.</returns>
    public static FeelNumber? Parse(string text, bool allowsExponent = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var exponent = 0;
        var mantissa = text;
        var e = allowsExponent ? text.IndexOfAny(['e', 'E']) : -1;
        if (e >= 0)
        {
            if (!int.TryParse(
                    text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > 2 * MaxScale)
            {
                return null;
            }

            mantissa = text[..e];
        }

        return Digitized(mantissa) is var (value, scale) ? Rounded(value, exponent - scale) : null;
    }

    /// <summary>All digits, without an exponent: <c>-12.50</c>.</summary>
    public override string ToString()
    {
        var digits = _coefficient.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        if (_isNegative)
            text.Append('-');
        if (_exponent >= 0)
            return text.Append(digits).Append('0', _coefficient == 0 ? 0 : _exponent).ToString();
        var whole = digits.Length + _exponent;
        if (whole > 0)
            return text.Append(digits, 0, whole).Append('.').Append(digits, whole, -_exponent).ToString();
        return text.Append("0.").Append('0', -whole).Append(digits).ToString();
    }

    private static (BigInteger Value, int Scale)? Digitized(string text)
    {
        if (text.Length is 0 or > LongestText)
            return null;
        var start = text[0] is '-' or '+' ? 1 : 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text[start..]
            : string.Concat(text.AsSpan(start, point - start), text.AsSpan(point + 1));
        if (digits.Length == 0 || digits.Any(c => !char.IsAsciiDigit(c)))
            return null;
        var value = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return (text[0] == '-' ? -value : value, point < 0 ? 0 : text.Length - point - 1);
    }
}
