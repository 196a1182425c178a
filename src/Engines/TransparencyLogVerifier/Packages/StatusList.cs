using System.Text.Json.Nodes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 状态清单 A bit for each package of an issuer, one where it is revoked. It holds 131,072 bits, so that one package is
/// hidden among many. Signed by the issuer and logged.
/// </summary>
/// <param name="Issuer">Whose.</param>
/// <param name="Number">Number of the list at the issuer, from 0.</param>
/// <param name="Sequence">Number of the edition, from 1; a later one replaces it.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ValidUntil">The first second at which a newer one must be asked for.</param>
/// <param name="Bits">Bit i is bit i mod 8, from the lowest, of byte i / 8.</param>
public sealed record StatusList(
    string Issuer, int Number, int Sequence, DateTimeOffset IssuedAt, DateTimeOffset ValidUntil,
    ReadOnlyMemory<byte> Bits)
{
    /// <summary>Its header line.</summary>
    public const string Header = "huoshui/status-list@v1";

    /// <summary>Bits of a list.</summary>
    public const int Size = 131_072;

    private const int BitsOfByte = 8;

    /// <summary>Bytes of a list.</summary>
    public const int SizeBytes = Size / BitsOfByte;

    /// <summary>Whether the package of an index is revoked; an index outside of the list is.</summary>
    public bool IsRevoked(int index) =>
        index is < 0 or >= Size || (Bits.Span[index / BitsOfByte] >> (index % BitsOfByte) & 1) == 1;

    /// <summary>The text to sign.</summary>
    public byte[] ToText() => SignedText.Of(Header, new JsonObject
    {
        ["bits"] = Convert.ToBase64String(Bits.Span),
        ["issued_at"] = StrictObject.Of(IssuedAt),
        ["issuer"] = Issuer,
        ["number"] = Number,
        ["sequence"] = Sequence,
        ["valid_until"] = StrictObject.Of(ValidUntil),
    });

    /// <summary>Reads the text of a note; null if it is no status list in its one form.</summary>
    public static StatusList? TryRead(ReadOnlySpan<byte> text) => SignedText.Read(text, Header, map => new StatusList(
        map.Text("issuer"), map.Number("number"), map.Number("sequence"), map.Time("issued_at"),
        map.Time("valid_until"), map.Bytes("bits", SizeBytes)));

    /// <summary>The entry that a log holds of it.</summary>
    public LogEntry Entry(ReadOnlySpan<byte> note, uint keyId) => PublicEntry.Of(
        EntryKind.StatusList, CommitmentTags.StatusList, note, keyId, IssuedAt, ValidUntil);
}

/// <summary>Entries of what everybody may read: their salt is 32 zero bytes.</summary>
internal static class PublicEntry
{
    public static LogEntry Of(
        EntryKind kind, string tag, ReadOnlySpan<byte> note, uint keyId, DateTimeOffset issued, DateTimeOffset until) =>
        new(kind, 0, Commitment.Of(tag, new byte[Commitment.SaltBytes], note), keyId, LogEntry.HourOf(issued),
            LogEntry.HourBehind(until), 0);
}
