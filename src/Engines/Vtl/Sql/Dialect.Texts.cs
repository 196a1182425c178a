using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal abstract partial class Dialect
{
    /// <summary>A value as VTL writes it as text.</summary>
    public abstract string AsText(string value, ScalarType type);

    public abstract string Trim(string text);

    public abstract string TrimLeft(string text);

    public abstract string TrimRight(string text);

    public abstract string Upper(string text);

    public abstract string Lower(string text);

    /// <summary>Characters, not bytes.</summary>
    public abstract string Length(string text);

    public abstract string Substring(string text, string start, string? length);

    public abstract string Replace(string text, string pattern, string by);

    /// <summary>The place of the first occurrence from 1; 0 for none.</summary>
    public abstract string Position(string text, string pattern);

    /// <summary>The place of an occurrence of a pattern; 0 for none.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="rest">The text from where the search starts.</param>
    /// <param name="pattern">What is looked for.</param>
    /// <param name="occurrence">Which one, from 1.</param>
    /// <param name="start">The place in the text where the rest starts.</param>
    public abstract string PositionOf(string text, string rest, string pattern, string occurrence, string start);

    /// <summary>How many different characters two texts have together.</summary>
    public abstract string DifferentCharacters(string left, string right);

    /// <summary>levenshtein, damerau_levenshtein, hamming or jaro_winkler, of characters.</summary>
    public abstract string Distance(string function, string left, string right);

    /// <summary>Whether all of a text is of a form (RE2).</summary>
    public abstract string IsMatch(string text, string form);

    /// <summary>The first group of the first match of a constant form in an ASCII text; empty for none.</summary>
    public abstract string Extract(string text, string form);

    /// <summary>Characters of an ASCII text, from 1; to its end without a length.</summary>
    public abstract string Slice(string text, int start, int? length = null);

    /// <summary>The first (1), second (2) or last (-1) of the pieces of a text between separators of one character;
    /// empty where there is none.</summary>
    public abstract string Piece(string text, char separator, int index);

    public abstract string Contains(string text, string part);

    public abstract string PadLeft(string text, string length, char by);

    /// <summary>A number from a text of digits; null for an empty text.</summary>
    public abstract string Digits(string text);

    /// <summary>A list of texts that may be null.</summary>
    public abstract string Texts(IEnumerable<string> items);

    /// <summary>The whole numbers from one to another (included) in steps.</summary>
    public abstract string Range(string from, string to, string step);

    public abstract string ListLength(string list);

    public abstract string ListConcat(IReadOnlyList<string> lists);

    /// <summary>The list of a chunk, or (for null) none at all.</summary>
    public abstract string NoList { get; }

    /// <summary>What a code of a finding is made of: the index of its rule (for a column, and bare), and the two last
    /// bits, its outcome.</summary>
    public abstract (string Rule, string Outcome, string Index) Bits(string code);
}
