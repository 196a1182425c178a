namespace Huoshui.Operations;

/// <summary>
/// 序列: a counter whose numbers have no gaps, because each is taken inside the transaction that uses it.
/// Taking a number also locks the sequence until that transaction ends: whoever takes one is alone.
/// </summary>
public sealed class NumberSequence
{
    /// <summary>The numbers of audit rows.</summary>
    public const string Audit = "audit";

    internal const string Jobs = "jobs";

    /// <summary>The key, e.g. <c>document/深金监罚/2025</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The number taken last; the first is 1.</summary>
    public long Value { get; set; }
}
