using System.Buffers;
using System.Buffers.Text;
using System.Runtime.Intrinsics;
using System.Text;

namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>摘要 A hash of 32 bytes (SHA-256 or SM3). The default value is 32 zero bytes.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    /// <summary>Characters of a digest in Base64.</summary>
    public const int Base64Length = 44;

    private readonly Vector256<byte> _bytes;

    /// <summary>Takes 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A digest has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        _bytes = Vector256.Create(bytes);
    }

    /// <summary>Writes the 32 bytes to the beginning of a span.</summary>
    public void CopyTo(Span<byte> target) => _bytes.CopyTo(target);

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Base64 (RFC 4648 §4), 44 characters.</summary>
    public string ToBase64() => Convert.ToBase64String(ToArray());

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    /// <summary>Reads the one Base64 form of 32 bytes; false for every other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out Digest digest)
    {
        digest = default;
        Span<byte> utf8 = stackalloc byte[Base64Length];
        return base64.Length == Base64Length
            && Ascii.FromUtf16(base64, utf8, out _) == OperationStatus.Done && TryParse(utf8, out digest);
    }

    /// <summary>Reads the one Base64 form of 32 bytes in ASCII; false for every other text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> base64, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> again = stackalloc byte[Base64Length];
        if (base64.Length != Base64Length
            || Base64.DecodeFromUtf8(base64, bytes, out _, out var written) != OperationStatus.Done || written != Size
            || Base64.EncodeToUtf8(bytes, again, out _, out _) != OperationStatus.Done || !base64.SequenceEqual(again))
        {
            return false;
        }

        digest = new Digest(bytes);
        return true;
    }

    /// <inheritdoc />
    public bool Equals(Digest other) => _bytes == other._bytes;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _bytes.AsInt32()[0];

    /// <summary>Whether all bytes are equal.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Whether a byte differs.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}

/// <summary>Base64 of RFC 4648 §4 in its only canonical form: no white space, full padding, unused bits zero.</summary>
public static class StrictBase64
{
    /// <summary>The bytes; null if the text is not the canonical form of any.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 != 0 || !Base64.IsValid(text, out var length))
            return null;
        var bytes = new byte[length];
        if (!Convert.TryFromBase64Chars(text, bytes, out var written) || written != length)
            return null;
        return text.SequenceEqual(Convert.ToBase64String(bytes)) ? bytes : null;
    }
}
