using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>
/// 规范化 JSON The one form of a JSON text (RFC 8785), and the strict reading that goes before it: I-JSON (RFC 7493), no
/// byte order mark, no key twice, no number that a double would change.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Deepest nesting.</summary>
    public const int DeepestLevels = 64;

    // A decimal of up to 15 significant digits survives the way through a double (IEEE 754); a longer one may not.
    private const int MostDigits = 15;
    private const int LongestPlain = 21;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DeepestLevels,
    };

    /// <summary>Reads a text and writes its one form.</summary>
    /// <returns>The bytes, or why there are none.</returns>
    public static (byte[]? Bytes, Refusal? Problem) Canonicalise(ReadOnlyMemory<byte> utf8)
    {
        using var document = TryParse(utf8, out var problem);
        if (document is null)
            return (null, problem);
        try
        {
            return (Write(document.RootElement), null);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            return (null, ContentRefusals.Json(error.Message)); // a lone surrogate, or a number out of bounds
        }
    }

    /// <summary>Reads a text that is its own one form; null if it is not. To be disposed.</summary>
    public static JsonDocument? TryParseCanonical(ReadOnlyMemory<byte> utf8)
    {
        var document = TryParse(utf8, out _);
        try
        {
            if (document is not null && CanonicalText.Of(document.RootElement, utf8.Length).SequenceEqual(utf8.Span))
                return document;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            // a lone surrogate, or a number out of bounds: it has no one form
        }

        document?.Dispose();
        return null;
    }

    /// <summary>Reads a text strictly; null with the reason if it is not allowed.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> utf8, out Refusal? problem)
    {
        problem = ContentRefusals.OfText(utf8.Span);
        if (problem is not null)
            return null;
        try
        {
            return JsonDocument.Parse(utf8, Strict);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            problem = ContentRefusals.Json(error.Message);
            return null;
        }
    }

    /// <summary>The one form of a value.</summary>
    /// <exception cref="FormatException">A number that a double would change.</exception>
    /// <exception cref="InvalidOperationException">A lone surrogate.</exception>
    public static byte[] Write(JsonElement value) => CanonicalText.Of(value).ToArray();

    /// <summary>The one form of a value that was built here.</summary>
    public static byte[] Write(JsonNode value)
    {
        using var document = JsonDocument.Parse(value.ToJsonString());
        return Write(document.RootElement);
    }

    /// <summary>The one form of a number.</summary>
    internal static string Number(string raw)
    {
        var digits = raw.Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(c => c == '0').ToArray();
        if (new string(digits).TrimEnd('0').Length > MostDigits
            || !double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number) || (number == 0 && digits.Length > 0))
        {
            throw new FormatException($"{raw}: write a number of more than {MostDigits} digits as a string");
        }

        return number == 0 ? "0" : (number < 0 ? "-" : string.Empty) + Positive(Math.Abs(number));
    }

    // ECMAScript's Number::toString, from the shortest digits that .NET gives.
    private static string Positive(double number)
    {
        var parts = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var all = parts[0].Replace(".", string.Empty, StringComparison.Ordinal);
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        var n = (point < 0 ? all.Length : point) + exponent - leading;
        return n switch
        {
            > 0 and <= LongestPlain when digits.Length <= n => digits + new string('0', n - digits.Length),
            > 0 and <= LongestPlain => digits[..n] + "." + digits[n..],
            > -6 and <= 0 => "0." + new string('0', -n) + digits,
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(n > 0 ? "+" : "-")}{Math.Abs(n - 1)}"),
        };
    }
}
