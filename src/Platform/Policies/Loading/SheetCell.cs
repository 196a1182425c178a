using System.Globalization;
using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>What people and spreadsheets write into a cell (单元格的写法): dates with strokes are read; of numbers with
/// units, separators or full-width digits a message says what to write instead.</summary>
internal static class SheetCell
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy/M/d"];

    private static readonly (string Word, decimal Times)[] Powers =
        [("万亿", 1_000_000_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000)];

    /// <summary>2025-06-30, or 2025/6/30 as a spreadsheet saves it; else null.</summary>
    public static DateOnly? Date(string text) => DateOnly.TryParseExact(
        text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>How a message about a text that is no number ends: what to write; empty when nobody can
    /// tell.</summary>
    public static LocalizedText Instead(string text)
    {
        var rest = text.Normalize(NormalizationForm.FormKC).Trim().TrimStart('¥', '$');
        var unit = UnitOf(ref rest);
        var times = 1m;
        if (Array.Find(Powers, p => rest.EndsWith(p.Word, StringComparison.Ordinal)) is { Word: { } word } power)
            (rest, times) = (rest[..^word.Length], power.Times);
        rest = rest.Replace(",", string.Empty, StringComparison.Ordinal)
            .Replace(" ", string.Empty, StringComparison.Ordinal);
        if (!decimal.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > decimal.MaxValue / times)
        {
            return new LocalizedText(string.Empty, string.Empty);
        }

        var digits = (number * times).ToString("0.############################", CultureInfo.InvariantCulture);
        return unit is null ? new LocalizedText($"：写 {digits}", $": write {digits}")
            : new LocalizedText($"：写 {digits}，单位 {unit}", $": write {digits}, unit {unit}");
    }

    /// <summary>The power of ten that a unit begins with, as 万 in 万元.</summary>
    public static (string Word, decimal Times)? PowerOf(string unit) =>
        Array.Find(Powers, p => unit.StartsWith(p.Word, StringComparison.Ordinal)) is { Word: not null } power
            ? power : null;

    private static string? UnitOf(ref string rest)
    {
        var (end, unit) = rest switch
        {
            [.., '%'] => (1, "percent"),
            [.., '元'] => (1, "yuan"),
            _ => (0, null),
        };
        rest = rest[..^end].TrimEnd();
        return unit;
    }
}
