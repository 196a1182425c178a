using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Mutation;

/// <summary>A pack with one thing changed: a rule left out, a condition dropped, a number or a date moved.</summary>
/// <param name="File">Name of the file within the pack; the model of a template has the name of a pack's own.</param>
/// <param name="Source">The file as it is.</param>
/// <param name="Start">Where the change begins.</param>
/// <param name="Length">How much is replaced.</param>
/// <param name="Replacement">What stands there instead.</param>
internal sealed record Mutant(string File, SourceText Source, int Start, int Length, string Replacement)
{
    /// <summary>The changed file.</summary>
    public string Content => string
        .Concat(Source.Content.AsSpan(0, Start), Replacement, Source.Content.AsSpan(Start + Length));

    /// <summary>What was changed, for the report.</summary>
    public Diagnostic Survived()
    {
        var before = Short(Source.Content.Substring(Start, Length));
        var after = Replacement.Length == 0 ? "∅" : Short(Replacement);
        return Diagnostic.Warning(
            PackCodes.Survivor,
            $"把“{before}”改成“{after}”，没有一个例子不符：请补一个例子",
            $"\"{before}\" changed to \"{after}\" and no case failed: add one",
            Source,
            new SourceSpan(Start, Math.Max(1, Length)));
    }

    private static string Short(string text)
    {
        const int Longest = 60;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}

/// <summary>Changes of single values.</summary>
internal static class ChangedValue
{
    /// <summary>A number moved by one in its last place: 2 → 3, 1.95 → 1.96.</summary>
    public static string Number(string digits)
    {
        var value = decimal.Parse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture);
        var step = new decimal(1, 0, 0, isNegative: false, value.Scale);
        return (value + step).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A value in YAML or CSV, by its looks; null for an empty one.</summary>
    public static string? Scalar(string text)
    {
        if (text.Length == 0)
            return null;
        if (bool.TryParse(text, out var flag))
            return flag ? "false" : "true";
        if (Day(text) is { } day)
            return Text(day.AddDays(1));
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out _)
            ? Number(text) : text + "x";
    }

    public static DateOnly? Day(string text) => SheetCell.Date(text);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
