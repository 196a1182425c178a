using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse.Checking;

namespace Huoshui.Warehouse.Findings;

/// <summary>
/// How a value of a finding is shown to those who may not see it in clear. The name of the value decides: a field of
/// the
/// finding's table, else a field of any table of the return (a rule may join others), else a name that the scripts
/// compute
/// from fields; the strictest class counts. A value of a name that is none of these is shown only when it cannot name
/// anybody.
/// </summary>
internal sealed class ValueMask(RuleSet rules)
{
    /// <summary>Telephone numbers have 11 digits, accounts and identity numbers more; what a rule counts has
    /// fewer.</summary>
    private const int MostDigitsOfACount = 10;

    private readonly Dictionary<string, FieldSensitivity> _fields = rules.Return.Tables.SelectMany(t => t.Fields)
        .GroupBy(f => f.Code, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.Max(f => f.Sensitivity), StringComparer.OrdinalIgnoreCase);

    /// <summary>The value as it may be shown.</summary>
    /// <param name="table">Table of the finding.</param>
    /// <param name="name">Field or computed name of the value; null if the rule names none.</param>
    /// <param name="key">The finding's business key as it may be shown, parts joined by '|'.</param>
    /// <param name="value">In clear.</param>
    public string Mask(string table, string? name, string? key, string value)
    {
        if (name is not null && ClassOf(table, name) is { } known)
            return Masking.Mask(known, value);
        return IsHarmless(value) || IsKey(key, value) ? value : Masking.Mask(FieldSensitivity.SensitivePersonal, value);
    }

    /// <summary>The same of a value that several names made: the strictest class counts, and beside names that are
    /// general one that nobody knows.</summary>
    public string Mask(string table, IReadOnlyList<string> names, string? key, string value) => Mask(
        table, names.OrderByDescending(n => ClassOf(table, n) ?? FieldSensitivity.Sensitive).FirstOrDefault(), key,
        value);

    private FieldSensitivity? ClassOf(string table, string name)
    {
        if (rules.Return.Table(table)?.Field(name) is { } own)
            return own.Sensitivity;
        if (_fields.TryGetValue(name, out var joined))
            return joined;
        return rules.NameClasses.TryGetValue(name, out var computed) ? computed : null;
    }

    private static bool IsKey(string? key, string value) =>
        key is not null && (key == value || key.Split('|').Contains(value, StringComparer.Ordinal));

    private static bool IsHarmless(string value) =>
        value is "true" or "false" || IsDate(value) || IsNumber(value);

    private static bool IsDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsNumber(string value) =>
        decimal.TryParse(
            value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
        && (value.Contains('.', StringComparison.Ordinal) || value.Count(char.IsAsciiDigit) <= MostDigitsOfACount);
}
