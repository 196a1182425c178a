namespace Huoshui.Operations;

/// <summary>审计记录: who did what to what, when and why. Rows are only ever added; each carries the hash of the one
/// before.</summary>
public sealed class AuditEntry
{
    /// <summary>1, 2, 3 … without gaps; the key.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The account's name, or <c>自动</c> for the platform itself.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>What was done: a noun and a verb, e.g. <c>filing.certify</c>.</summary>
    public string Action { get; init; } = string.Empty;

    /// <summary>To what, e.g. <c>filing/0199…</c>.</summary>
    public string Subject { get; init; } = string.Empty;

    /// <summary>JSON; never personal data in clear. Null when there is nothing to add.</summary>
    public string? Detail { get; init; }

    /// <summary>The reason that the actor typed (unmasking, exports); null where none is asked for.</summary>
    public string? Purpose { get; init; }

    /// <summary>Hash of entry <see cref="Sequence"/> − 1; 64 zeros for the first.</summary>
    public string PreviousHash { get; init; } = string.Empty;

    /// <summary>SHA-256 over the previous hash and every field above; lower-case hexadecimal.</summary>
    public string Hash { get; init; } = string.Empty;
}
