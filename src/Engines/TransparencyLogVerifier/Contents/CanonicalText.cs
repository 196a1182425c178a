using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>
/// Writes the one form of a JSON value (RFC 8785) as bytes. What has no escape in the text that was read is its own one
/// form and is copied: the text is known to be UTF-8, and a parser lets no control character stand bare.
/// </summary>
internal static class CanonicalText
{
    private const int Unknown = 256;
    private const int MostPlainDigits = 15;

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c), '"', '\\']);

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>The one form.</summary>
    /// <param name="value">Of a text that is valid UTF-8.</param>
    /// <param name="length">About how many bytes.</param>
    /// <exception cref="FormatException">A number that a double would change.</exception>
    /// <exception cref="InvalidOperationException">A lone surrogate.</exception>
    public static ReadOnlySpan<byte> Of(JsonElement value, int length = Unknown)
    {
        var text = new ArrayBufferWriter<byte>(Math.Max(1, length));
        Append(text, value);
        return text.WrittenSpan;
    }

    private static void Append(ArrayBufferWriter<byte> text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value);
                break;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (raw.Contains((byte)'\\'))
                    AppendEscaped(text, value.GetString()!);
                else
                    text.Write(raw);
                break;
            case JsonValueKind.Number:
                AppendNumber(text, value);
                break;
            default:
                text.Write(JsonMarshal.GetRawUtf8Value(value)); // true, false, null
                break;
        }
    }

    private static void AppendObject(ArrayBufferWriter<byte> text, JsonElement value)
    {
        text.Write("{"u8);
        var isFirst = true;
        if (IsInOrder(value))
        {
            foreach (var member in value.EnumerateObject())
                AppendMember(text, member, ref isFirst);
        }
        else
        {
            // By the UTF-16 code units of their names (RFC 8785 §3.2.3).
            foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                AppendMember(text, member, ref isFirst);
        }

        text.Write("}"u8);
    }

    // Of plain ASCII the order of the bytes is that of the code units.
    private static bool IsInOrder(JsonElement value)
    {
        ReadOnlySpan<byte> before = default;
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (name.Contains((byte)'\\') || !Ascii.IsValid(name))
                return false;
            if (before.SequenceCompareTo(name) > 0)
                return false;
            before = name;
        }

        return true;
    }

    private static void AppendMember(ArrayBufferWriter<byte> text, JsonProperty member, ref bool isFirst)
    {
        if (!isFirst)
            text.Write(","u8);
        isFirst = false;
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (name.Contains((byte)'\\'))
        {
            AppendEscaped(text, member.Name);
        }
        else
        {
            text.Write("\""u8);
            text.Write(name);
            text.Write("\""u8);
        }

        text.Write(":"u8);
        Append(text, member.Value);
    }

    private static void AppendArray(ArrayBufferWriter<byte> text, JsonElement value)
    {
        text.Write("["u8);
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!isFirst)
                text.Write(","u8);
            isFirst = false;
            Append(text, item);
        }

        text.Write("]"u8);
    }

    // A whole number of few digits stands as it is: JSON lets it have no zero in front.
    private static void AppendNumber(ArrayBufferWriter<byte> text, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length <= MostPlainDigits && !raw.ContainsAnyExcept(Digits))
            text.Write(raw);
        else
            text.Write(Encoding.ASCII.GetBytes(CanonicalJson.Number(value.GetRawText())));
    }

    private static void AppendEscaped(ArrayBufferWriter<byte> text, string value)
    {
        if (value.AsSpan().IndexOfAny(Escaped) < 0)
        {
            text.Write(Encoding.UTF8.GetBytes($"\"{value}\""));
            return;
        }

        var escaped = new StringBuilder("\"", value.Length + 2);
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        text.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }
}
