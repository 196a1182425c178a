using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 已验证的清单 Key manifests and status lists that were verified already, for one who verifies many packages with one trust
/// bundle: the same bytes are not verified again. Times are never remembered. Thread safe; holds at most
/// <see cref="MostNotes"/>.
/// </summary>
/// <param name="trust">The bundle; for another one nothing is remembered.</param>
public sealed class VerifiedNotes(TrustBundle trust)
{
    /// <summary>Most that are remembered.</summary>
    public const int MostNotes = 1024;

    private readonly ConcurrentDictionary<string, object?> _known = new(StringComparer.Ordinal);

    /// <summary>What was made of a note, or is made of it now.</summary>
    /// <param name="bundle">The bundle with which it is verified.</param>
    /// <param name="use">What it is read as, and for whom.</param>
    /// <param name="note">The note.</param>
    /// <param name="verify">Reads and verifies; null where it does not hold.</param>
    internal T? Of<T>(TrustBundle bundle, string use, LoggedNote note, Func<T?> verify)
        where T : class
    {
        if (!ReferenceEquals(bundle, trust))
            return verify();
        var key = $"{use}\n{Hash(note.Note)}\n{Hash(note.Proof)}";
        if (_known.TryGetValue(key, out var known))
            return (T?)known;
        var made = verify();
        if (_known.Count < MostNotes)
            _known[key] = made;
        return made;
    }

    /// <summary>The hash of a text, for <c>use</c>.</summary>
    internal static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(SHA256.HashData(bytes.Span));
}
