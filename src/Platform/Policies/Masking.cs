namespace Huoshui.Policies;

/// <summary>How values of confidential fields are shown to those who may not see them in clear (conventions
/// §1).</summary>
public static class Masking
{
    private const int KeepHead = 4;
    private const int KeepTail = 4;
    private const string Mask8 = "********";

    /// <summary>A business key (parts joined by '|') as it may be shown: parts that are accounts or numbers of
    /// persons are masked, all
    /// others, among them 借据ID and 客户ID, are not.</summary>
    /// <param name="table">The table; null shows the key as it is not known what it is made of: all of it is
    /// masked.</param>
    /// <param name="key">The key in clear.</param>
    public static string MaskKey(TableDefinition? table, string key)
    {
        if (table is null)
            return Mask(FieldSensitivity.Personal, key);
        if (!table.Key.Any(code => IsOfPersons(table.Field(code))))
            return key;
        var parts = key.Split('|');
        for (var i = 0; i < parts.Length; i++)
        {
            // More parts than the key has: a separator stood in a value, and it cannot be told in which.
            if (parts.Length != table.Key.Count || IsOfPersons(table.Field(table.Key[i])))
                parts[i] = Mask(FieldSensitivity.Personal, parts[i]);
        }

        return string.Join('|', parts);
    }

    private static bool IsOfPersons(FieldDefinition? field) =>
        field?.Sensitivity is FieldSensitivity.Personal or FieldSensitivity.SensitivePersonal;

    /// <summary>The value as it may be shown.</summary>
    /// <param name="sensitivity">The field's class.</param>
    /// <param name="value">The value in clear; an empty one stays empty.</param>
    /// <returns>
    /// A general value unchanged; a name of two to four characters as its first character and stars (李*); a long
    /// identifier as its first and last four characters (4403**********1234); anything else as its first character
    /// and stars.
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
