using System.Buffers.Binary;
using System.Security.Cryptography;
using Huoshui.TransparencyLog.Keys;
using Org.BouncyCastle.Crypto.Parameters;

namespace Huoshui.TransparencyLog.Sealing;

/// <summary>收件公钥 To whom a package is sealed for the relay. Immutable.</summary>
public sealed class RelayAddress
{
    private const string Start = "huoshui-relay+";
    private const int Unit = 64 * 1024;
    private readonly byte[] _key;

    internal RelayAddress(byte[] key) => _key = key;

    private static ReadOnlySpan<byte> Info => "huoshui/relay@v1"u8;

    /// <summary>Reads one line as <see cref="ToString"/> writes it; null if it is none.</summary>
    public static RelayAddress? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new byte[Hpke.KeyBytes];
        return text.StartsWith(Start, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Start.Length..], key, out var written) && written == key.Length
            ? new RelayAddress(key) : null;
    }

    /// <summary>Seals bytes: only the holder of the private key reads them. The length is rounded up to 64 KiB, so that
    /// it
    /// says little.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content)
    {
        var length = checked(((sizeof(long) + content.Length + Unit - 1) / Unit) * Unit);
        var padded = new byte[length];
        BinaryPrimitives.WriteInt64BigEndian(padded, content.Length);
        content.CopyTo(padded.AsSpan(sizeof(long)));
        return Hpke.Seal(_key, Info, [], padded, RandomNumberGenerator.GetBytes(Hpke.KeyBytes));
    }

    /// <inheritdoc />
    public override string ToString() => Start + Convert.ToBase64String(_key);

    internal static byte[]? Open(byte[] secret, ReadOnlySpan<byte> box)
    {
        if (Hpke.Open(secret, Info, [], box) is not { Length: >= sizeof(long) } padded)
            return null;
        var length = BinaryPrimitives.ReadInt64BigEndian(padded);
        return length >= 0 && length <= padded.Length - sizeof(long)
            ? padded[sizeof(long)..(int)(sizeof(long) + length)] : null;
    }
}

/// <summary>收件密钥 The key with which a receiver opens what was relayed. X25519. Thread safe.</summary>
public sealed class RelayKeys
{
    private const string Name = "relay";
    private readonly byte[] _secret;

    private RelayKeys(byte[] secret)
    {
        _secret = secret;
        Address = new RelayAddress(new X25519PrivateKeyParameters(secret).GeneratePublicKey().GetEncoded());
    }

    /// <summary>What senders need.</summary>
    public RelayAddress Address { get; }

    /// <summary>A new key.</summary>
    public static RelayKeys Generate() => new(RandomNumberGenerator.GetBytes(Hpke.KeyBytes));

    /// <summary>The key of a file.</summary>
    /// <exception cref="LogRefusedException">LOG2010: wrong passphrase or damaged file.</exception>
    public static RelayKeys Read(string path, string passphrase)
    {
        var (name, secret, token) = KeyFile.Read(path, passphrase);
        return secret.Length == Hpke.KeyBytes && name == Name && token is null ? new RelayKeys(secret)
            : throw LogErrors.WrongPassphrase(path);
    }

    /// <summary>Keeps the key in an encrypted file.</summary>
    public void Write(string path, string passphrase) => KeyFile.Write(path, Name, _secret, passphrase);

    /// <summary>Opens what was sealed to <see cref="Address"/>; null if it is not, or was changed.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box) => RelayAddress.Open(_secret, box);
}
