using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Functions;

/// <summary>The texts that java.lang.String makes of values, as far as the allowed functions need them.</summary>
internal static partial class JavaText
{
    public static FeelValue Of(FeelValue value) => new StringValue(ValueText.Of(value));

    /// <summary>As Double.toString writes numbers of ordinary size: 1.0, 0.25.</summary>
    public static FeelValue? OfDouble(IReadOnlyList<FeelValue> arguments)
    {
        if (arguments is not [NumberValue { Number: var number }])
            return null;
        return new StringValue(number.Stripped() + (number.IsInteger ? ".0" : ""));
    }

    /// <summary>
    /// <c>%s</c>, <c>%d</c>, <c>%f</c>, <c>%.2f</c> and <c>%%</c>, with the items of the second argument.
    /// </summary>
    public static FeelValue? Format(IReadOnlyList<FeelValue> arguments)
    {
        if (arguments is not [StringValue format, ..])
            return null;
        var items = arguments is [_, ListValue list] ? list.Items : [.. arguments.Skip(1)];
        var next = 0;
        var isBroken = false;
        var text = Directive().Replace(format.Text, match =>
        {
            if (match.Groups["kind"].Value == "%")
                return "%";
            var part = next < items.Count ? Shown(match, items[next++]) : null;
            isBroken |= part is null;
            return part ?? "";
        });
        return isBroken ? null : new StringValue(text);
    }

    private static string? Shown(Match match, FeelValue item) => (match.Groups["kind"].Value, item) switch
    {
        ("s", _) => ValueText.Of(item),
        ("d", NumberValue number) => number.Number.ToInt64()?.ToString(CultureInfo.InvariantCulture),
        ("f", NumberValue number) => number.Number.ToDecimal() is { } value ? Fixed(value, match) : null,
        _ => null,
    };

    private static string Fixed(decimal value, Match match)
    {
        var digits = match.Groups["digits"] is { Success: true } given
            ? int.Parse(given.Value, CultureInfo.InvariantCulture) : 6;
        return Math.Round(value, digits, MidpointRounding.AwayFromZero)
            .ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"%(?:\.(?<digits>[0-9]))?(?<kind>[sdf%])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();
}
