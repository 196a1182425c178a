using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Semantics;

namespace Huoshui.Vtl.Sql;

/// <summary>Dates written and read by a mask (VTL 2.2 RM, cast). Names are English, the time of day is
/// 00:00:00.</summary>
internal sealed class DateMaskSql(Dialect dialect)
{
    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    /// <summary>A date as text.</summary>
    public string Written(DateMask mask, string date)
    {
        var pieces = Pieces(mask, date).ToList();
        return pieces.Count == 1
            ? pieces[0] : dialect.Let("vtl_m", date, string.Join(" || ", Pieces(mask, "vtl_m")));
    }

    private IEnumerable<string> Pieces(DateMask mask, string date)
    {
        var form = string.Empty;
        foreach (var part in mask.Parts)
        {
            if (IsDirective(part))
            {
                form += DirectiveOf(part);
                continue;
            }

            if (form.Length > 0)
                yield return dialect.Format(date, form);
            form = string.Empty;
            yield return Piece(part, date);
        }

        if (form.Length > 0)
            yield return dialect.Format(date, form);
    }

    private static bool IsDirective(MaskPart part) =>
        DirectiveOf(part) is not null && (part.Unit is not ('Y' or 'M' or 'D') || part.Least == part.Most);

    // What a database's own form says of it; null for what is put together.
    private static string? DirectiveOf(MaskPart part) => part switch
    {
        { Unit: ' ' } => part.Text.Replace("%", "%%", StringComparison.Ordinal),
        { Unit: 'Y', Most: 4 } => "%Y",
        { Unit: 'Y' } => "%y",
        { Unit: 'M' } => "%m",
        { Unit: 'D', Most: 3 } => "%j",
        { Unit: 'D' } => "%d",
        { Unit: 'h' or 'm' or 's' or 'd' } => new string('0', part.Least),
        { Unit: 'n' } => part.Text[..2] == "am" ? "am" : "AM",
        _ => null,
    };

    private string Piece(MaskPart part, string date)
    {
        switch (part.Unit)
        {
            case 'a' or 'b':
                return Name(part, dialect.Format(date, part.Unit == 'a' ? "%A" : "%B"));
            case 'Q':
                return dialect.AsText(dialect.Quarter(date), ScalarType.Integer);
            case 'S':
                var quarter = dialect.Quarter(date);
                return $"(CASE WHEN {quarter} < 3 THEN '1' WHEN {quarter} > 2 THEN '2' END)";
            default:
                var zeros = PeriodSql.Number(part.Most - part.Least);
                return dialect.Extract(dialect.Format(date, DirectiveOf(part)!), $"^0{{0,{zeros}}}(.*)$");
        }
    }

    // In the case that the word of the mask has.
    private string Name(MaskPart part, string name)
    {
        var cut = part.Most == 0 ? name : dialect.Slice(name, 1, part.Most);
        return char.IsLower(part.Text[0]) ? dialect.Lower(cut) : char.IsLower(part.Text[1]) ? cut : dialect.Upper(cut);
    }

    /// <summary>The regular expression of a mask's texts, with a group around one part.</summary>
    public static string Form(DateMask mask, MaskPart? group = null) =>
        string.Concat(mask.Parts.Select(p => ReferenceEquals(p, group) ? $"({FormOf(p)})" : FormOf(p)));

    private static string FormOf(MaskPart part) => part.Unit switch
    {
        ' ' => System.Text.RegularExpressions.Regex.Escape(part.Text),
        'a' => NameForm(Names.DayNames, part.Most),
        'b' => NameForm(Names.MonthNames.Take(12), part.Most),
        'n' => "(?:[aA]|[pP])[mM]",
        'h' => part.Least == 1 ? @"(?:[01]?\d|2[0-3])" : @"(?:[01]\d|2[0-3])",
        'm' or 's' => part.Least == 1 ? @"[0-5]?\d" : @"[0-5]\d",
        _ => $@"\d{{{PeriodSql.Number(part.Least)},{PeriodSql.Number(part.Most)}}}",
    };

    private static string NameForm(IEnumerable<string> names, int most) =>
        $"(?i:{string.Join('|', names.Select(n => most is 0 || n.Length <= most ? n : n[..most]))})";

    /// <summary>The date of a text of the mask's form; null where there is no such day.</summary>
    public string Date(DateMask mask, string text)
    {
        string? Part(char unit) => mask.Parts.FirstOrDefault(p => p.Unit == unit) is { } part
            ? Padded(part, dialect.Extract(text, $"^{Form(mask, part)}$")) : null;
        var year = Part('Y')!;
        var month = Part('M') ?? (Part('b') is { } name ? MonthOf(name) : "'01'");
        var date = mask.HasDayOfYear ? DayOfYear(year, Part('D')!)
            : dialect.TryDate($"({year} || '-' || {month} || '-' || {Part('D') ?? "'01'"})");
        if (mask.Parts.FirstOrDefault(p => p.Unit == 'a') is not { } day)
            return date;
        var isDay = $"{dialect.Lower(Name(day, dialect.Format("vtl_w", "%A")))} = {dialect.Lower(Part('a')!)}";
        return dialect.Let("vtl_w", date, $"CASE WHEN {isDay} THEN vtl_w END");
    }

    // Years of two digits are those from 1969 to 2068.
    private string Padded(MaskPart part, string digits)
    {
        if (part.Unit is not ('Y' or 'M' or 'D'))
            return digits;
        var width = part.Unit == 'Y' || part.Most == 3 ? part.Most : 2;
        var padded = part.Least == width ? digits : dialect.PadLeft(digits, PeriodSql.Number(width), '0');
        return part is { Unit: 'Y', Most: 2 }
            ? $"(CASE WHEN {padded} < '69' THEN '20' ELSE '19' END || {padded})" : padded;
    }

    private string MonthOf(string name)
    {
        var cases = Names.AbbreviatedMonthNames.Take(12).Select(
            (m, i) => $"WHEN '{m.ToLowerInvariant()}' THEN '{PeriodSql.Number(i + 1).PadLeft(2, '0')}'");
        return $"(CASE {dialect.Lower(dialect.Slice(name, 1, 3))} {string.Join(' ', cases)} END)";
    }

    private string DayOfYear(string year, string day) => dialect.Let(
        "vtl_j", dialect.AddDays(dialect.TryDate($"({year} || '-01-01')"), $"({dialect.Digits(day)} - 1)"),
        $"CASE WHEN {dialect.Year("vtl_j")} = {dialect.Digits(year)} THEN vtl_j END");
}
