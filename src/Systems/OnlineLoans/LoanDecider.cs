using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Dmn;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>What a pack answered.</summary>
/// <param name="PackHash">The version that answered.</param>
/// <param name="Answer">JSON; <c>null</c> if it could not decide.</param>
/// <param name="Verdict">Null if it could not decide, or the answer is none that can be kept.</param>
internal sealed record PackAnswer(string PackHash, string Answer, LoanVerdict? Verdict);

/// <summary>Runs a pack on facts that were written down, and reads its answer. Pure: the same input gives the same
/// output, bit for bit.</summary>
internal static class LoanDecider
{
    private const string Approved = "approved";
    private const decimal MostYuan = long.MaxValue / 100; // what can be kept in 分

    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PackAnswer Decide(PackDecision decision, DateOnly asOf, string facts)
    {
        using var json = JsonDocument.Parse(facts);
        var answer = decision.Decide(new DecisionRequest(asOf, json.RootElement));
        var text = answer.IsDecided ? Write(answer) : "null";
        return new PackAnswer(answer.PackHash, text, Read(text));
    }

    private static string Write(DecisionAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
            JsonValues.Write(writer, answer.Value);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>The verdict of an answer; null if it is none, whatever the pack wrote: an approval without an amount
    /// in whole 分 or without a rate, a refusal without reasons.</summary>
    internal static LoanVerdict? Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("outcome", out var outcome)
            || outcome.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (outcome.GetString() != Approved)
        {
            return Reasons(root) is { Count: > 0 } reasons
                ? new LoanVerdict(IsApproved: false, 0, null, reasons) : null;
        }

        return Number(root, "amount_yuan") is { } yuan and > 0 and <= MostYuan && decimal.IsInteger(yuan * 100)
            && Number(root, "rate_percent") is { } rate and > 0
            ? new LoanVerdict(IsApproved: true, (long)(yuan * 100), rate.ToString(CultureInfo.InvariantCulture), [])
            : null;
    }

    private static List<string>? Reasons(JsonElement root) =>
        root.TryGetProperty("reasons", out var reasons) && reasons.ValueKind == JsonValueKind.Array
        && reasons.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String)
            ? [.. reasons.EnumerateArray().Select(r => r.GetString()!)] : null;

    private static decimal? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out var number) ? number : null;
}
