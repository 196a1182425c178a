using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>Reads the body of a source's answer. What is not exactly as the contract says is a fault, never a
/// fact.</summary>
internal static class SourceAnswer
{
    private const int LongestNumber = 20;
    private const int LongestText = 200;

    /// <summary>The reply: the facts, or the fault.</summary>
    /// <param name="body">JSON: <c>{"source": …, "requestId": …, "facts": {…}}</c>.</param>
    /// <param name="source">Who was asked.</param>
    /// <param name="requestId">About what.</param>
    /// <param name="wanted">The facts that it has to answer.</param>
    public static SourceReply Read(
        ReadOnlyMemory<byte> body, string source, Guid requestId, IEnumerable<DecisionFact> wanted)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.GetProperty("source").GetString() != source
                || root.GetProperty("requestId").GetGuid() != requestId)
            {
                return SourceReply.Failed(source, SourceFault.WrongSubject);
            }

            var facts = root.GetProperty("facts");
            return wanted.All(f => IsGood(f, facts))
                ? new SourceReply(
                    source, facts.GetRawText(), null, Convert.ToHexStringLower(SHA256.HashData(body.Span)))
                : SourceReply.Failed(source, SourceFault.Malformed);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return SourceReply.Failed(source, SourceFault.Malformed);
        }
    }

    private static bool IsGood(DecisionFact fact, JsonElement facts)
    {
        if (!facts.TryGetProperty(fact.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            return fact.IsOptional;
        return fact.Kind switch
        {
            FactKind.Number => value.ValueKind == JsonValueKind.Number && IsAmount(value.GetRawText()),
            FactKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            FactKind.Date => value.ValueKind == JsonValueKind.String && value.TryGetDateTime(out _),
            FactKind.Text => value.ValueKind == JsonValueKind.String && IsText(fact, value.GetString()!),
            _ => value.ValueKind == JsonValueKind.Array,
        };
    }

    // The contract has plain numbers of 0 and more: a negative overdue is an error of the source.
    private static bool IsAmount(string text) => text.Length <= LongestNumber
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static bool IsText(DecisionFact fact, string text) =>
        text.Length is > 0 and <= LongestText && (fact.Codes.Count == 0 || fact.Codes.Any(c => c.Key == text));
}
