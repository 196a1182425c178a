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

    // An approval without an amount in whole 分 or without a rate is none.
    private static LoanVerdict? Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("outcome", out var outcome))
            return null;
        if (outcome.GetString() != Approved)
        {
            var reasons = root.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!).ToList();
            return reasons.Count == 0 ? null : new LoanVerdict(IsApproved: false, 0, null, reasons);
        }

        return Number(root, "amount_yuan") is { } yuan && yuan > 0 && decimal.IsInteger(yuan * 100)
            && Number(root, "rate_percent") is { } rate && rate > 0
            ? new LoanVerdict(IsApproved: true, (long)(yuan * 100), rate.ToString(CultureInfo.InvariantCulture), [])
            : null;
    }

    private static decimal? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out var number) ? number : null;
}
