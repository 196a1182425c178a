using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Notes;

/// <summary>A signature line of a note.</summary>
/// <param name="Name">Name of the key.</param>
/// <param name="KeyId">ID of the key.</param>
/// <param name="Signature">The bytes after the key ID, at least 1.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The line, with its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>签名文本 A text and its signature lines (C2SP signed-note). Nothing is verified yet. Immutable.</summary>
public sealed class SignedNote
{
    /// <summary>Longest note, in bytes.</summary>
    public const int LongestBytes = 1_000_000;

    /// <summary>Most signature lines; C2SP asks for at least 16.</summary>
    public const int MostSignatures = 100;

    private const string LineStart = "— ";

    private SignedNote(byte[] text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, with its last newline.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The signature lines, in their order; at least one in a note that was read.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>A note from its parts.</summary>
    /// <param name="text">Ends with a newline.</param>
    /// <param name="signatures">The lines.</param>
    public static SignedNote Of(ReadOnlySpan<byte> text, params IReadOnlyList<NoteSignature> signatures) =>
        new(text.ToArray(), signatures);

    /// <summary>The same text with further lines behind.</summary>
    public SignedNote With(IEnumerable<NoteSignature> further) => new(Text.ToArray(), [.. Signatures, .. further]);

    /// <summary>Reads a note.</summary>
    /// <returns>Null if anything is not as C2SP signed-note says.</returns>
    public static SignedNote? TryParse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestBytes || bytes.IsEmpty || bytes[^1] != '\n' || !Utf8.IsValid(bytes)
            || bytes.ContainsAnyInRange((byte)0, (byte)('\n' - 1))
            || bytes.ContainsAnyInRange((byte)('\n' + 1), (byte)(' ' - 1)))
        {
            return null;
        }

        var split = bytes.LastIndexOf("\n\n"u8);
        if (split < 0)
            return null;
        var signatures = ReadLines(bytes[(split + 2)..]);
        return signatures is null ? null : new SignedNote(bytes[..(split + 1)].ToArray(), signatures);
    }

    /// <summary>Reads signature lines that stand alone, as a witness answers them; null if one is malformed.</summary>
    public static IReadOnlyList<NoteSignature>? ReadLines(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] != '\n' || !Utf8.IsValid(bytes))
            return null;
        var lines = Encoding.UTF8.GetString(bytes[..^1]).Split('\n');
        if (lines.Length > MostSignatures)
            return null;
        var signatures = new List<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (ReadLine(line) is not { } signature)
                return null;
            signatures.Add(signature);
        }

        return signatures;
    }

    /// <summary>The whole note in bytes.</summary>
    public byte[] ToArray() =>
        [.. Text.Span, (byte)'\n', .. Encoding.UTF8.GetBytes(string.Concat(Signatures.Select(s => s.ToString())))];

    private static NoteSignature? ReadLine(string line)
    {
        if (!line.StartsWith(LineStart, StringComparison.Ordinal))
            return null;
        var rest = line[LineStart.Length..];
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !VerifierKey.IsName(rest[..space])
            || StrictBase64.Decode(rest.AsSpan(space + 1)) is not { Length: > sizeof(uint) } bytes)
        {
            return null;
        }

        return new NoteSignature(
            rest[..space], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint)));
    }
}
