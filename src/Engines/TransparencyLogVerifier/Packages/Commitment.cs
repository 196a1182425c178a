using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;
using Org.BouncyCastle.Crypto.Digests;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 承诺 A hash over a domain, a salt of 32 random bytes and some content, with SHA-256 and with SM3. Without the salt it
/// tells nothing of the content, however short that is.
/// </summary>
/// <param name="Sha256">With SHA-256.</param>
/// <param name="Sm3">With SM3.</param>
public readonly record struct Commitment(Digest Sha256, Digest Sm3)
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    private const string Domain = "huoshui/commitment@v1";

    /// <summary>H(<c>huoshui/commitment@v1</c> ‖ 0x00 ‖ tag ‖ 0x00 ‖ salt ‖ content).</summary>
    /// <param name="tag">What is committed to; no zero byte.</param>
    /// <param name="salt">32 bytes.</param>
    /// <param name="content">The content.</param>
    public static Commitment Of(string tag, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> content)
    {
        if (salt.Length != SaltBytes)
            throw new ArgumentException($"A salt has {SaltBytes} bytes.", nameof(salt));
        var head = Encoding.ASCII.GetBytes($"{Domain}\0{tag}\0");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(head);
        sha256.AppendData(salt);
        sha256.AppendData(content);
        var sm3 = new SM3Digest();
        sm3.BlockUpdate(head);
        sm3.BlockUpdate(salt);
        sm3.BlockUpdate(content);
        Span<byte> hash = stackalloc byte[Digest.Size];
        sm3.DoFinal(hash);
        return new Commitment(new Digest(sha256.GetHashAndReset()), new Digest(hash));
    }
}

/// <summary>The tags of commitments.</summary>
public static class CommitmentTags
{
    /// <summary>A document.</summary>
    public const string Document = "document";

    /// <summary>A record of consent.</summary>
    public const string Consent = "consent";

    /// <summary>A file of fields.</summary>
    public const string Fields = "fields";

    /// <summary>A signed statement.</summary>
    public const string Statement = "statement";

    /// <summary>A status list; public, its salt is 32 zero bytes.</summary>
    public const string StatusList = "status-list";

    /// <summary>A key manifest; public, its salt is 32 zero bytes.</summary>
    public const string KeyManifest = "key-manifest";
}
