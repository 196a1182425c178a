using System.Buffers;
using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Semantics;

/// <summary>A mask of dates, taken apart (VTL 2.2 RM, typical behaviours, the time formatting mask).</summary>
internal sealed partial class DateMask
{
    private static readonly SearchValues<char> DayUnits = SearchValues.Create("YMDQSa");

    private readonly string _times;

    private DateMask(IReadOnlyList<MaskPart> parts)
    {
        Parts = parts;
        _times = string.Concat(parts.Where(p => !p.IsLiteral).Select(p => p.Time));
    }

    public IReadOnlyList<MaskPart> Parts { get; }

    /// <summary>The mask; null for a text that is none.</summary>
    public static DateMask? Of(string mask)
    {
        var matches = Symbol().Matches(mask);
        if (matches.Sum(m => m.Length) != mask.Length)
            return null;
        var read = new DateMask([.. matches.Select(PartOf)]);
        return read.IsSound ? read : null;
    }

    /// <summary>Whether a text of this mask says one date: its year, and no unit twice.</summary>
    public bool IsRead => Has('Y') && !Has('Q') && !Has('S') && Parts.All(IsReadPart)
        && _times.Distinct().Count() == _times.Length;

    /// <summary>Whether every date has a text of this mask.</summary>
    public bool IsWritten => Parts.All(p => p.Unit is not ('M' or 'D' or 'h' or 'm' or 's') || p.Most > 1);

    private bool Has(char time) => _times.Contains(time, StringComparison.Ordinal);

    public bool HasDayOfYear => Parts.Any(p => p is { Unit: 'D', Most: 3 });

    private bool HasDayOfMonth => Parts.Any(p => p is { Unit: 'D', Most: < 3 });

    // The day, the month or the quarter counts within the next larger unit of the mask.
    private bool IsSound => _times.AsSpan().ContainsAny(DayUnits) && Parts.All(IsKnown)
        && !(HasDayOfYear && Has('M')) && !(HasDayOfMonth && Has('Y') && !Has('M'))
        && !((Has('Q') || Has('S')) && (Has('M') || Has('D') || (Has('Q') && Has('S'))))
        && (!Has('d') || Has('s'));

    private static bool IsKnown(MaskPart part) => part.Unit switch
    {
        'Y' => part is { Least: > 0, Most: 2 or 4 },
        'D' => part is { Least: > 0, Most: <= 3 },
        'M' or 'h' or 'm' or 's' => part is { Least: > 0, Most: <= 2 },
        'Q' or 'S' => part is { Least: 1, Most: 1 },
        'd' => part.Least == part.Most,
        ' ' or 'a' or 'b' or 'n' => true,
        _ => false,
    };

    // Two letters are not enough for the name of a month.
    private static bool IsReadPart(MaskPart part) => part.Unit is not ('a' or 'b') || part.Most is 0 or > 2;

    private static MaskPart PartOf(Match match)
    {
        var groups = match.Groups;
        if (groups["text"] is { Success: true } text)
            return new MaskPart(' ', text.Value);
        if (groups["name"] is { Success: true } name)
        {
            var most = groups["length"].Length == 0 ? 0 : groups["length"].Value[0] - '0';
            return new MaskPart(char.ToUpperInvariant(name.Value[0]) == 'M' ? 'b' : 'a', name.Value, 0, most);
        }

        if (groups["noon"].Success)
            return new MaskPart('n', match.Value);
        var letters = match.Value.Count(c => c is not ('{' or '}'));
        var least = match.Length - match.Value.IndexOf('}', StringComparison.Ordinal) - 1;
        return new MaskPart(groups["unit"].Value[0], match.Value, least, letters);
    }

    [GeneratedRegex(@"\G(\\(?<text>.)|(?<name>MONTH|Month|month|DAY|Day|day)(?<length>[1-9]?)|(?<noon>AM/PM|am/pm)" +
        @"|\{(?<unit>[CYSQMWDhmsdPp])\k<unit>*\}\k<unit>*|(?<unit>[CYSQMWDhmsdPp])\k<unit>*|(?<text>[^\\{}]))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Symbol();
}
