namespace Huoshui.Vtl.Sql.ClickHouse;

/// <summary>Distances between texts, in characters.</summary>
internal sealed partial class ClickHouseDialect
{
    // More than any distance, and added to without leaving the integers.
    private const string Far = "toInt32(1000000)";

    // The numbers of the characters of the second text.
    private const string Numbers = "range(toInt32(1), vtl_n + 1)";

    // No character's number.
    private const string Nothing = "toUInt32(4294967295)";

    public override string Distance(string function, string left, string right) => Let(left, right, (a, b) =>
    {
        var distance = function switch
        {
            // editDistanceUTF8 takes no empty text.
            "levenshtein" => $"multiIf({a} = '', {Length(b)}, {b} = '', {Length(a)}, " +
                $"toInt64(editDistanceUTF8({a}, {b})))",
            "damerau_levenshtein" => Damerau($"assumeNotNull({a})", $"assumeNotNull({b})"),
            "hamming" => $"byteHammingDistance({Bytes(a)}, {Bytes(b)})",
            // Of a text without characters, jaroWinklerSimilarity gives the length of the other.
            _ => $"if(empty({a}) OR empty({b}), 0, jaroWinklerSimilarity({Bytes(a)}, {Bytes(b)}))",
        };
        return $"CASE WHEN {a} IS NULL OR {b} IS NULL THEN NULL ELSE {distance} END";
    });

    // hamming and jaro_winkler count bytes: each character is written as one byte first, its place among the characters
    // of both, of which 127 can be told apart.
    private static string Bytes(string text) => "arrayStringConcat(arrayMap(vtl_c -> char(least(indexOf(" +
        "arrayDistinct(ngrams(concat(assumeNotNull(vtl_a), assumeNotNull(vtl_r)), 1)), vtl_c), 127)), " +
        $"ngrams(assumeNotNull({text}), 1)))";

    /// <summary>The distance of Damerau and Levenshtein with edits between what is transposed (Zhao and Sahni, String
    /// correction using the Damerau-Levenshtein distance, 2019); ClickHouse's own leaves those out. One step for each
    /// character of <paramref name="a"/> makes a row of the table out of the row before (vtl_d.1), the one before that
    /// (vtl_d.2), and, for each character of <paramref name="b"/>, what a transposition with its last place in a costs
    /// (vtl_d.3). In a row, what insertions cost is a minimum of all places before: x - cumulated differences.</summary>
    private static string Damerau(string a, string b)
    {
        // What a transposition costs whose second character is the last one read, by the last such place in b.
        var places = $"arrayFill(x -> x < {Far}, arrayMap((x, q, j) -> if(x = vtl_c, toInt32(q - j), {Far}), " +
            $"vtl_t, arrayPopBack(vtl_d.2), {Numbers}))";
        var last = "arrayMap((x, q, g) -> if(x = vtl_c, toInt32(q - vtl_i), g), vtl_t, " +
            $"{Behind(Far, "arrayPopBack(vtl_d.1)")}, vtl_d.3)";
        var step = $"arrayMap((vtl_h, vtl_g) -> tuple({Row()}, vtl_d.1, vtl_g), [{places}], [{last}])[1]";
        var begun = $"tuple(range(toInt32(vtl_n + 1)), arrayResize([{Far}], vtl_n + 1, {Far}), " +
            $"arrayResize([{Far}], vtl_n, {Far}))";
        return $"arrayMap((vtl_s, vtl_t, vtl_n) -> toInt64(arrayFold((vtl_d, vtl_c, vtl_p, vtl_i) -> {step}, vtl_s, " +
            $"{Behind(Nothing, "vtl_s")}, range(toInt32(1), toInt32(length(vtl_s)) + 1), {begun}).1[-1]), " +
            $"[{Codes(a)}], [{Codes(b)}], [toInt32(length(ngrams({b}, 1)))])[1]";
    }

    // The row of character vtl_c, the one of number vtl_i and behind vtl_p.
    private static string Row()
    {
        var edits = "arrayMap((x, y, p, q, g, h, j) -> toInt32(least(p + (x != vtl_c), q + 1, " +
            $"if(y = vtl_c, g + vtl_i, {Far}), if(x = vtl_p, h + j, {Far})) - j), vtl_t, {Behind(Nothing, "vtl_t")}, " +
            $"arrayPopBack(vtl_d.1), arrayPopFront(vtl_d.1), vtl_d.3, {Behind(Far, "vtl_h")}, {Numbers})";
        return "arrayMap(vtl_v -> arrayMap((x, s, j) -> toInt32(x - s + j), vtl_v, " +
            "arrayCumSumNonNegative(arrayDifference(vtl_v)), range(vtl_n + 1)), " +
            $"[arrayConcat([toInt32(vtl_i)], {edits})])[1]";
    }

    // The bytes of each character as one number.
    private static string Codes(string text) => $"arrayMap(x -> reinterpretAsUInt32(x), ngrams({text}, 1))";

    // A list one place further, its last one gone.
    private static string Behind(string first, string list) => $"arrayPopBack(arrayConcat([{first}], {list}))";
}
