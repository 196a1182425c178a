using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoshui.Policies.Loading;

/// <summary>Which characters a format allows.</summary>
internal enum CharacterClass
{
    /// <summary>anc: any.</summary>
    Any,

    /// <summary>an: letters, digits and other printable ASCII.</summary>
    Ascii,

    /// <summary>a: letters.</summary>
    Letters,

    /// <summary>n: digits.</summary>
    Digits,

    /// <summary>YYYY-MM.</summary>
    Month,

    /// <summary>HH:MM:SS.</summary>
    Time,

    /// <summary>Typed: the column's type says it all.</summary>
    Typed,
}

/// <summary>A field's format of 一表通, read. The standard's own slips (anc.300, an.30, 1!) are understood as
/// meant.</summary>
/// <param name="Class">Characters allowed.</param>
/// <param name="Max">Most characters; null for no limit.</param>
/// <param name="Exact">Exact number of characters; null for none.</param>
/// <param name="Scale">Decimals; null if none are given.</param>
/// <param name="DatePattern">strptime pattern of a date other than YYYY-MM-DD.</param>
internal sealed partial record FieldFormat(
    CharacterClass Class, int? Max = null, int? Exact = null, int? Scale = null, string? DatePattern = null)
{
    /// <summary>Most digits that a 64-bit integer always holds; longer "numbers" are identifiers.</summary>
    private const int MostIntegerDigits = 40;

    /// <summary>The format, or null if it is not of the grammar.</summary>
    public static FieldFormat? Parse(string format) => format switch
    {
        "YYYY-MM-DD" => new FieldFormat(CharacterClass.Typed),
        "M/D/YYYY" => new FieldFormat(CharacterClass.Typed, DatePattern: "%-m/%-d/%Y"),
        "D-MMM-YY" => new FieldFormat(CharacterClass.Typed, DatePattern: "%-d-%b-%y"),
        "YYYY-MM" => new FieldFormat(CharacterClass.Month, Exact: "YYYY-MM".Length),
        "HH:MM:SS" => new FieldFormat(CharacterClass.Time, Exact: "HH:MM:SS".Length),
        "boolean" => new FieldFormat(CharacterClass.Typed),
        "1!" => new FieldFormat(CharacterClass.Digits, Exact: 1),
        _ => ParsePattern(format),
    };

    /// <summary>How a field of a data class and this format is stored.</summary>
    public ColumnKind KindFor(string dataClass, string format) => dataClass switch
    {
        "日期类" when Class == CharacterClass.Typed => ColumnKind.Date,
        "金额类" or "百分比类" => ColumnKind.Decimal,
        "数值类" when Scale is not null => ColumnKind.Decimal,
        "数值类" when Class == CharacterClass.Digits && (Max ?? Exact ?? 0) <= MostIntegerDigits => ColumnKind.Integer,
        _ when format == "boolean" => ColumnKind.Boolean,
        _ => ColumnKind.Text,
    };

    private static FieldFormat? ParsePattern(string format)
    {
        var match = Grammar().Match(format);
        if (!match.Success)
            return null;
        if (match.Groups["scale"].Success)
            return new FieldFormat(CharacterClass.Typed, Scale: Number(match.Groups["scale"]));
        var letters = match.Groups["class"].Value switch
        {
            "n" => CharacterClass.Digits,
            "a" => CharacterClass.Letters,
            "an" => CharacterClass.Ascii,
            _ => CharacterClass.Any,
        };
        return new FieldFormat(
            letters,
            match.Groups["max"].Success ? Number(match.Groups["max"]) : null,
            match.Groups["exact"].Success ? Number(match.Groups["exact"]) : null);
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:\d+n\((?<scale>\d+)\)|(?<exact>\d+)!?(?<class>anc|an|a|n)|(?<class>anc|an|a|n)(?:\.\.?(?<max>\d+))?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grammar();
}
