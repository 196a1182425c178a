using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Presentation;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Audit;

/// <summary>An entry of the audit log in the reader's words; the export keeps it as it was written.</summary>
/// <param name="texts">The words of the portal.</param>
/// <param name="titleOf">The title of a return by its id; null when there is none.</param>
internal sealed class AuditDetail(IStringLocalizer<Texts> texts, Func<string, LocalizedText?> titleOf)
{
    /// <summary><c>{"rows":3,"tables":["F27","H01"]}</c> as <c>行数 3 · 表 F27、H01</c>, without what is null; what is no
    /// JSON object stays as it is, and so does a name that has no word.</summary>
    public string Readable(string detail)
    {
        try
        {
            using var document = JsonDocument.Parse(detail);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? string.Join(" · ", document.RootElement.EnumerateObject()
                    .Where(p => p.Value.ValueKind != JsonValueKind.Null)
                    .Select(p => $"{Name(Sense(p.Name, p.Value))} {Value(p.Name, p.Value)}"))
                : detail;
        }
        catch (JsonException)
        {
            return detail;
        }
    }

    /// <summary><c>account/wang</c> as <c>账号 wang</c>.</summary>
    public string Subject(string subject)
    {
        var parts = subject.Split('/', 2);
        var kind = texts["AuditSubject_" + parts[0]];
        if (kind.ResourceNotFound)
            return subject;
        return parts.Length == 1 ? kind.Value
            : $"{kind.Value} {string.Join(' ', parts[1].Split('/').Select(part => Word("AuditPart_" + part) ?? part))}";
    }

    private string Name(string name) => Word("AuditField_" + name) ?? name;

    // From a day on or out of a record, not from a state; what was before, not the roles.
    private static string Sense(string name, JsonElement value) => name switch
    {
        "from" when IsDay(value) => "fromDay",
        "from" when value.ValueKind == JsonValueKind.String && value.TryGetGuid(out _) => "fromId",
        "before" when value.ValueKind == JsonValueKind.Object => "beforeValue",
        _ => name,
    };

    private static bool IsDay(JsonElement value) => value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(
            value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private string? Word(string key) => texts[key] is { ResourceNotFound: false } found ? found.Value : null;

    private string Value(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "—",
        JsonValueKind.True => texts["Yes"],
        JsonValueKind.False => texts["No"],
        JsonValueKind.Array => string.Join(texts["ListComma"], value.EnumerateArray().Select(item => Value(name, item))),
        JsonValueKind.Object => string.Join(
            texts["Comma"], value.EnumerateObject().Select(p => $"{Name(p.Name)} {Value(p.Name, p.Value)}")),
        _ => Meaning(name, value),
    };

    private string Meaning(string name, JsonElement value)
    {
        var text = value.ToString();
        return name switch
        {
            "from" or "to" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var state)
                && Enum.IsDefined((FilingState)state) => Words.State((FilingState)state).Here(),
            "by" => Word("AuditBy_" + text) ?? text,
            "session" => Word("AuditSession_" + text) ?? text,
            "roles" or "before" => Roles.All.TryGetValue(text, out var role) ? role.Here() : text,
            "scopes" => string.Join(
                texts["ListComma"], text.Split(' ').Select(scope => Word("Scope_" + scope) ?? scope)),
            "returnId" => titleOf(text)?.Here() ?? text,
            "until" or "expiresAt" or "since" or "issuedAt" or "knownAt" when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) =>
                MeasureFormat.Current.Instant(at),
            _ => text,
        };
    }
}
