using System.Buffers;
using System.Globalization;
using System.Net.Mail;

namespace Huoshui.Notices;

/// <summary>Reads e-mail addresses as people type them.</summary>
internal static class MailAddresses
{
    private const int Longest = 254; // RFC 5321 §4.5.3.1.3, without the brackets

    private static readonly SearchValues<char> Special = SearchValues.Create("<>()[]\\,;:\"");

    /// <summary>The address as mail servers take it: a domain of other letters in its ASCII form (IDNA). Null if it is
    /// none: names, several addresses, control characters and local parts of other letters are not taken.</summary>
    public static string? Read(string? typed)
    {
        var text = typed?.Trim() ?? string.Empty;
        if (text.Length is 0 or > Longest || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return null;
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1 || text[..at].Contains('@', StringComparison.Ordinal)
            || text.AsSpan().ContainsAny(Special) || !IsAscii(text[..at]))
        {
            return null;
        }

        var domain = AsciiOf(text[(at + 1)..]);
        var address = domain is null ? null : $"{text[..at]}@{domain}";
        return address is { Length: <= Longest } && MailAddress.TryCreate(address, out var read)
            && read.Address == address && domain!.Contains('.', StringComparison.Ordinal) ? address : null;
    }

    /// <summary>The address as a page shows it to its owner: the beginning and the domain.</summary>
    public static string Masked(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at <= 0 ? "***" : $"{address[..1]}***{address[at..]}";
    }

    private static bool IsAscii(string text) => text.All(char.IsAscii);

    private static string? AsciiOf(string domain)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
