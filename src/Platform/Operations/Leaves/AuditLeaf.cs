using System.Security.Cryptography;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// 审计叶: what becomes a leaf of the audit tree for the audit entry of the same number. It is written in the
/// transaction of the act and waits there until the one writer of the tree enters it; number <c>n</c> is entry
/// <c>n − 1</c> of the tree.
/// </summary>
public sealed class AuditLeaf
{
    /// <summary>Number of the audit entry; the key.</summary>
    public long Sequence { get; init; }

    /// <summary>The coarse type, as a number that never changes its meaning.</summary>
    public AuditLeafKind Kind { get; init; }

    /// <summary>32 bytes: see <see cref="AuditCommitment"/>.</summary>
    public byte[] Commitment { get; init; } = [];

    /// <summary>32 random bytes; null once they were deleted: then nobody can say any more what the leaf is
    /// about.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>The leaf of an entry.</summary>
    /// <param name="entry">Chained.</param>
    /// <param name="kind">Its coarse type.</param>
    /// <param name="salt">32 fresh random bytes.</param>
    public static AuditLeaf Of(AuditEntry entry, AuditLeafKind kind, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new AuditLeaf
        {
            Sequence = entry.Sequence,
            Kind = kind,
            Commitment = AuditCommitment.Of(entry, salt),
            Salt = salt,
        };
    }

    /// <summary>The leaf that says that there is no row at a number.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="salt">32 fresh random bytes.</param>
    public static AuditLeaf OfNone(long sequence, byte[] salt) => new()
    {
        Sequence = sequence,
        Kind = AuditLeafKind.NoRow,
        Commitment = AuditCommitment.OfNone(sequence, salt),
        Salt = salt,
    };

    /// <summary>The leaves of new entries, each of the kind of its action.</summary>
    internal static List<AuditLeaf> Of(IReadOnlyList<AuditEntry> entries, AuditLeafKind? kind = null)
    {
        var random = RandomNumberGenerator.GetBytes(entries.Count * AuditCommitment.SaltBytes);
        var leaves = new List<AuditLeaf>(entries.Count);
        for (var n = 0; n < entries.Count; n++)
        {
            var salt = random.AsSpan(n * AuditCommitment.SaltBytes, AuditCommitment.SaltBytes).ToArray();
            leaves.Add(Of(entries[n], kind ?? AuditLeafKinds.Of(entries[n].Action), salt));
        }

        return leaves;
    }

    /// <summary>The leaves of numbers without a row.</summary>
    internal static List<AuditLeaf> OfNone(IReadOnlyList<long> numbers) =>
        [.. numbers.Select(n => OfNone(n, RandomNumberGenerator.GetBytes(AuditCommitment.SaltBytes)))];

    /// <summary>The entry of the tree: <see cref="AuditCommitment.RecordBytes"/> bytes.</summary>
    public byte[] ToRecord() => AuditCommitment.Record(Kind, Commitment);
}
