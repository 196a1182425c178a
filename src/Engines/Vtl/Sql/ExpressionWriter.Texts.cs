using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal sealed partial class ExpressionWriter
{
    private string Strings(Op code, IReadOnlyList<string> a) => code switch
    {
        Op.Concat => Concatenated(a),
        Op.Trim => dialect.Trim(a[0]),
        Op.TrimLeft => dialect.TrimLeft(a[0]),
        Op.TrimRight => dialect.TrimRight(a[0]),
        Op.Upper => dialect.Upper(a[0]),
        Op.Lower => dialect.Lower(a[0]),
        Op.Length => dialect.Length(a[0]),
        Op.Substring when a.Count == 2 => dialect.Substring(a[0], AtLeast(1, a[1]), null),
        Op.Substring => dialect.Substring(a[0], AtLeast(1, a[1]), AtLeast(0, a[2])),
        Op.Replace => Replaced(a),
        Op.Locate => Location(a),
        Op.Levenshtein => dialect.Cast(Distance("levenshtein", a), ScalarType.Double),
        Op.DamerauLevenshtein => dialect.Cast(Distance("damerau_levenshtein", a), ScalarType.Double),
        Op.Hamming => Hamming(a),
        // A distance: 0 for equal texts, 1 for texts that have nothing in common.
        Op.JaroWinkler =>
            $"(CASE WHEN {a[0]} = {a[1]} THEN 0.0 ELSE 1.0 - {Distance("jaro_winkler", a)} END)",
        _ => throw new InvalidOperationException($"No string operator {code}."),
    };

    // A text that is put together again and again doubles each time.
    private string Concatenated(IReadOnlyList<string> a)
    {
        var text = $"({a[0]} || {a[1]})";
        if (budget.TextLimit is not { } most)
            return text;
        var isLong = $"{dialect.Length("vtl_x")} > {PeriodSql.Number(most)}";
        return dialect.Let("vtl_x", text, $"CASE WHEN {isLong} THEN {TooLong(most, isLong, "vtl_x")} ELSE vtl_x END");
    }

    // How long the result would be is known before it is made: each occurrence grows by as much.
    private string Replaced(IReadOnlyList<string> a)
    {
        if (budget.TextLimit is not { } most)
            return dialect.Replace(a[0], a[1], a[2]);
        return dialect.Let([a[0], a[1], a[2]], names => ReplacedWithin(names[0], names[1], names[2], most));
    }

    private string ReplacedWithin(string text, string pattern, string by, int most)
    {
        var removed = $"{dialect.Length(text)} - {dialect.Length(dialect.Replace(text, pattern, "''"))}";
        var growth = $"{dialect.Length(by)} - {dialect.Length(pattern)}";
        var occurrences = dialect.Quotient($"({removed})", $"nullif({dialect.Length(pattern)}, 0)");
        var isLong = $"{dialect.Length(text)} + ({growth}) * {occurrences} > {PeriodSql.Number(most)}";
        return $"CASE WHEN {isLong} THEN {TooLong(most, isLong, text)} "
            + $"ELSE {dialect.Replace(text, pattern, by)} END";
    }

    private string TooLong(int most, string when, string? within) =>
        Stopped("VTL5004", $"a text has more than {PeriodSql.Number(most)} characters", when, within: within);

    // The dialects tell so many characters of two texts apart.
    private const int MostCharacters = 127;

    // A distance looks at each pair of their characters.
    private const int LongestCompared = 4_000;

    // Texts with fewer characters cannot have more different ones.
    private string Distance(string function, IReadOnlyList<string> a)
    {
        var most = PeriodSql.Number(MostCharacters);
        var longest = PeriodSql.Number(LongestCompared);
        var (first, second) = (dialect.Length(a[0]), dialect.Length(a[1]));
        var isLong = $"({first} > {longest} OR {second} > {longest}) AND {first} + {second} IS NOT NULL";
        var isBeyond = $"{first} + {second} > {most} " +
            $"AND {dialect.DifferentCharacters(a[0], a[1])} > {most}";
        return $"(CASE WHEN {isLong} THEN {TooLong(LongestCompared, isLong, null)} WHEN {isBeyond} " +
            $"THEN {Stopped("VTL5004", $"two texts have more than {most} different characters", isBeyond)} " +
            $"ELSE {dialect.Distance(function, a[0], a[1])} END)";
    }

    private string Hamming(IReadOnlyList<string> a)
    {
        var (left, right) = (dialect.Length(a[0]), dialect.Length(a[1]));
        var isOther = $"{left} <> {right}";
        return $"(CASE WHEN {left} = {right} " +
            $"THEN {dialect.Cast(Distance("hamming", a), ScalarType.Double)} " +
            $"WHEN {isOther} THEN {Stopped("VTL5004", "hamming needs texts of one length", isOther)} END)";
    }

    // Constants were checked when the script was compiled.
    private string AtLeast(int least, string value) => long.TryParse(value, CultureInfo.InvariantCulture, out _)
        ? value
        : $"(CASE WHEN {value} < {least} " +
            $"THEN {Stopped("VTL5004", $"the argument is less than {least}", $"{value} < {least}")} " +
            $"ELSE {value} END)";

    // Occurrence n begins after the first n pieces between the patterns.
    private string Location(IReadOnlyList<string> a)
    {
        if (a.Count == 2)
            return dialect.Position(a[0], a[1]);
        var start = AtLeast(1, a[2]);
        var rest = dialect.Substring(a[0], start, null);
        if (a.Count == 3)
        {
            var place = dialect.Position(rest, a[1]);
            return $"(CASE WHEN {place} = 0 THEN 0 ELSE {place} + {start} - 1 END)";
        }

        return dialect.PositionOf(a[0], rest, a[1], a[3], start);
    }
}
