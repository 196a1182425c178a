using System.Text.Encodings.Web;
using System.Text.Json;

namespace Huoshui.Notices;

/// <summary>What a message tells: kinds with counts, and the first few of what happened. No names and no business
/// data.</summary>
/// <param name="Kinds">Kinds with counts, the most first.</param>
/// <param name="Items">The first few, urgent and near deadlines first.</param>
public sealed record Digest(IReadOnlyList<DigestKind> Kinds, IReadOnlyList<DigestItem> Items)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Things in all.</summary>
    public int Total => Kinds.Sum(k => k.Count);

    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static Digest From(string json) => JsonSerializer.Deserialize<Digest>(json, Json)!;
}

/// <summary>A kind with its count.</summary>
/// <param name="Kind">The code.</param>
/// <param name="Count">How many things.</param>
public sealed record DigestKind(string Kind, int Count);

/// <summary>One thing.</summary>
/// <param name="Kind">The code.</param>
/// <param name="Reference">A number that tells nothing by itself; null for none.</param>
/// <param name="Due">Inclusive, in Shanghai; null for none.</param>
/// <param name="Href">Below the portal's address.</param>
public sealed record DigestItem(string Kind, string? Reference, DateOnly? Due, string Href);
