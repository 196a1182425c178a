using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;

namespace Huoshui.Systems.Products.Api;

/// <summary>Facts as a file or a request brings them: <c>{"asOf": "2025-06-30", "facts": {…}}</c>, at most
/// <see cref="ProductProblems.MaxBodyBytes"/>.</summary>
/// <param name="AsOf">Null when it does not say.</param>
/// <param name="Facts">The object of facts.</param>
internal sealed record FactsBody(DateOnly? AsOf, JsonElement Facts)
{
    /// <summary>Reads it whole.</summary>
    /// <returns>The body, or why it cannot be read.</returns>
    public static async Task<(FactsBody? Body, Diagnostic? Problem)> ReadAsync(
        Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[ProductProblems.MaxBodyBytes + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > ProductProblems.MaxBodyBytes)
            return (null, ProductProblems.TooLarge());
        try
        {
            using var document = JsonDocument.Parse(bytes.AsMemory(0, length));
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            var line = (error.LineNumber + 1 ?? 1).ToString(CultureInfo.InvariantCulture);
            return (null, ProductProblems.NotFacts($"第 {line} 行不是 JSON", $"line {line} is not JSON"));
        }
    }

    private static (FactsBody? Body, Diagnostic? Problem) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return (null, ProductProblems.NotFacts("不是对象", "it is no object"));
        DateOnly? asOf = null;
        JsonElement? facts = null;
        foreach (var property in root.EnumerateObject())
        {
            switch (property.Name)
            {
                case "asOf" when property.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "asOf" when AsOfText.Read(property.Value.ToString(), out asOf) is { } wrong:
                    return (null, wrong);
                case "asOf":
                    break;
                case "facts" when property.Value.ValueKind == JsonValueKind.Object:
                    facts = property.Value.Clone();
                    break;
                default:
                    return (null, ProductProblems.NotFacts(
                        $"“{property.Name}”不认识或不是对象", $"\"{property.Name}\" is not known, or is no object"));
            }
        }

        return facts is { } found ? (new FactsBody(asOf, found), null)
            : (null, ProductProblems.NotFacts("没有 facts", "there are no facts"));
    }
}

/// <summary>The date of an address, a form or a body.</summary>
internal static class AsOfText
{
    /// <summary>Null when the text is a date, or empty; then <paramref name="date"/> is null.</summary>
    public static Diagnostic? Read(string? text, out DateOnly? date)
    {
        date = null;
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return ProductProblems.WrongDate(text.Length <= 40 ? text : text[..40] + "…");
        date = day;
        return null;
    }
}
