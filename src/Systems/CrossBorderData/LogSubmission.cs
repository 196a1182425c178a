using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>What became of an entry.</summary>
/// <param name="Proof">Its C2SP tlog-proof, without the entry; null if it was refused.</param>
/// <param name="Refusal">Why; null if it was not refused.</param>
public sealed record SubmissionAnswer(ReadOnlyMemory<byte>? Proof, Refusal? Refusal);

/// <summary>Hands a submission to the operator of a log, here or over the network.</summary>
/// <param name="submission">160 bytes, see <see cref="LogSubmission"/>.</param>
/// <param name="cancellationToken">Ends the waiting.</param>
public delegate Task<SubmissionAnswer> SubmitEntry(byte[] submission, CancellationToken cancellationToken);

/// <summary>
/// 上链请求 All that a provider sends: the entry of 96 bytes and the Ed25519 signature of its key over a domain and the
/// entry.
/// </summary>
public static class LogSubmission
{
    /// <summary>Bytes of a submission.</summary>
    public const int Length = LogEntry.Length + SignatureBytes;

    private const int SignatureBytes = 64;

    /// <summary>A submission.</summary>
    public static byte[] Of(LogEntry entry, StatementKeys keys)
    {
        var bytes = entry.ToArray();
        return [.. bytes, .. keys.SignEd25519(Message(bytes))];
    }

    internal static byte[] Message(ReadOnlySpan<byte> entry) => [.. "huoshui/entry@v1\0"u8, .. entry];
}
