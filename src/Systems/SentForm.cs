using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Presentation;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems;

/// <summary>What a form of a page sent, and what was wrong with it: a form that is refused shows again what was
/// typed.</summary>
/// <param name="Form">What was sent; null for a form that is shown for the first time.</param>
/// <param name="Refusals">Why it was refused; empty when it was not.</param>
public sealed record SentForm(IFormCollection? Form, IReadOnlyList<Diagnostic> Refusals)
{
    /// <summary>Nothing was sent yet.</summary>
    public static SentForm Nothing { get; } = new(null, []);

    /// <summary>Which button was pressed; empty for none.</summary>
    public string Act => Text("act");

    /// <summary>A text, trimmed; null when it is empty or was not sent.</summary>
    public string? Find(string name) => Form?[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A text, trimmed; empty when it was not sent.</summary>
    public string Text(string name) => Find(name) ?? string.Empty;

    /// <summary>A key; null for anything else.</summary>
    public Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

    /// <summary>A whole number with or without commas; null for anything else.</summary>
    public long? Whole(string name) => long.TryParse(
        Text(name).Replace(",", string.Empty, StringComparison.Ordinal), NumberStyles.None,
        CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A day; null for anything else.</summary>
    public DateOnly? Day(string name) => DateOnly.TryParseExact(
        Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Whether one of the values sent under a name is this.</summary>
    public bool Has(string name, string value) => Form?[name].Contains(value) == true;

    /// <summary>Every value sent under a name.</summary>
    public IReadOnlyList<string> All(string name) => Form is null ? [] : [.. Form[name].OfType<string>()];

    /// <summary>What is wrong with a field, in the language of the page; null when nothing is.</summary>
    public string? Wrong(string field) => Refusals.FirstOrDefault(r => r.Source?.Name == field)?.Message.Here();
}
