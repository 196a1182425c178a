namespace Huoshui.Policies;

/// <summary>How values of confidential fields are shown to those who may not see them in clear (conventions §1).</summary>
public static class Masking
{
    private const int KeepHead = 4;
    private const int KeepTail = 4;
    private const string Mask8 = "********";

    /// <summary>The value as it may be shown.</summary>
    /// <param name="sensitivity">The field's class.</param>
    /// <param name="value">The value in clear; an empty one stays empty.</param>
    /// <returns>
    /// A general value unchanged; a name of two to four characters as its first character and stars (李*); a long
    /// identifier as its first and last four characters (4403**********1234); anything else as its first character and stars.
    /// </returns>
    public static string Mask(FieldSensitivity sensitivity, string value)
    {
        if (sensitivity == FieldSensitivity.General || value.Length == 0)
            return value;
        if (value.Length > KeepHead + KeepTail && value.All(char.IsAscii))
            return string.Concat(value.AsSpan(0, KeepHead), new string('*', value.Length - KeepHead - KeepTail), value.AsSpan(value.Length - KeepTail));
        if (value.Length == 1)
            return "*";
        var head = char.IsHighSurrogate(value[0]) ? 2 : 1;
        var stars = value.Length - head;
        return stars <= Mask8.Length
            ? string.Concat(value.AsSpan(0, head), new string('*', stars))
            : string.Concat(value.AsSpan(0, head), Mask8);
    }
}
