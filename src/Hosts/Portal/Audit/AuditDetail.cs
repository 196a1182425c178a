using System.Text.Json;

namespace Huoshui.Portal.Audit;

/// <summary>The detail of an entry of the audit log as a reader takes it in; the export keeps it as it was
/// written.</summary>
internal static class AuditDetail
{
    /// <summary><c>{"rows":3,"tables":["F27","H01"]}</c> as <c>rows 3 · tables F27、H01</c>; what is no JSON object
    /// stays as it is.</summary>
    public static string Readable(string detail)
    {
        try
        {
            using var document = JsonDocument.Parse(detail);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? string.Join(" · ", document.RootElement.EnumerateObject().Select(p => $"{p.Name} {Value(p.Value)}"))
                : detail;
        }
        catch (JsonException)
        {
            return detail;
        }
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "—",
        JsonValueKind.Array => string.Join('、', value.EnumerateArray().Select(Value)),
        JsonValueKind.Object => string.Join("，", value.EnumerateObject().Select(p => $"{p.Name} {Value(p.Value)}")),
        _ => value.ToString(),
    };
}
