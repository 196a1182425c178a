using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 已核对的 What was judged before under one trust bundle: checkpoints, key manifests and status lists, each known again by
/// all of its bytes. Packages that share them need their signatures verified once. Nothing of a document is kept, and
/// nothing that depends on the time of verification. Thread safe.
/// </summary>
/// <param name="trust">The bundle; a question with another one makes no use of it.</param>
public sealed class VerifierMemory(TrustBundle trust)
{
    /// <summary>Most judgements that are kept; then it begins anew.</summary>
    public const int MostKept = 4096;

    private readonly ConcurrentDictionary<(string About, Digest Bytes), Judged> _known = new();
    private readonly ConditionalWeakTable<LoggedNote, Hashed> _hashes = [];

    internal bool IsOf(TrustBundle other) => ReferenceEquals(trust, other);

    /// <summary>The judgement about a note and its proof, made once; while the object lives, its bytes are read
    /// once.</summary>
    internal T Once<T>(string about, LoggedNote logged, Func<T> judge) =>
        Once(about, _hashes.GetValue(logged, one => new Hashed(HashOf(one.Note.Span, one.Proof.Span))).Hash, judge);

    /// <summary>The judgement about some bytes, made once.</summary>
    internal T Once<T>(string about, ReadOnlySpan<byte> bytes, Func<T> judge) =>
        Once(about, HashOf(bytes, default), judge);

    private T Once<T>(string about, Digest bytes, Func<T> judge)
    {
        var key = (about, bytes);
        if (_known.TryGetValue(key, out var known))
            return (T)known.Value!;
        var judgement = judge();
        if (_known.Count >= MostKept)
            _known.Clear();
        _known[key] = new Judged(judgement);
        return judgement;
    }

    private static Digest HashOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = sizeof(int) + first.Length + second.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        BinaryPrimitives.WriteInt32BigEndian(joined, first.Length);
        first.CopyTo(joined.AsSpan(sizeof(int)));
        second.CopyTo(joined.AsSpan(sizeof(int) + first.Length));
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(joined.AsSpan(0, length), hash); // one call is cheaper than an object that is fed
        ArrayPool<byte>.Shared.Return(joined);
        return new Digest(hash);
    }

    private sealed record Judged(object? Value);

    private sealed record Hashed(Digest Hash);
}
