using System.Net;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.AuditTree.Witnesses;

/// <summary>Asks witnesses to cosign a log's published checkpoint (C2SP tlog-witness, the client's side).</summary>
/// <param name="log">The log, as its checkpoint is now.</param>
/// <param name="keys">Whose signatures are taken.</param>
public sealed class WitnessClient(LogReader log, IReadOnlyList<VerifierKey> keys)
{
    private const int MostTries = 4; // the size that a witness tells may be old when it is used
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The cosignatures that verify, and a line for every witness that gave none.</summary>
    /// <param name="addresses">Submission prefixes.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<(List<NoteSignature> Signatures, List<string> Refusals)> AskAsync(
        IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        using var client = new HttpClient { Timeout = Longest };
        var (signatures, refusals) = (new List<NoteSignature>(), new List<string>());
        foreach (var address in addresses)
        {
            var (lines, reason) = await AskAsync(client, address, cancellationToken);
            var good = lines.Where(IsTrusted).ToList();
            signatures.AddRange(good);
            if (good.Count == 0)
            {
                refusals.Add($"见证人 {address} 没有签名：{reason ?? "签名不属于所信任的公钥"} / the witness gave no signature "
                    + "that was asked for");
            }
        }

        return (signatures, refusals);
    }

    private async Task<(IReadOnlyList<NoteSignature> Lines, string? Reason)> AskAsync(
        HttpClient client, string address, CancellationToken cancellationToken)
    {
        var old = 0L;
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                var request = new WitnessRequest(old, log.Consistency(old), log.CheckpointNote);
                using var content = new ByteArrayContent(request.ToArray());
                using var answer = await client.PostAsync(
                    new Uri(address.TrimEnd('/') + "/add-checkpoint"), content, cancellationToken);
                var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return (SignedNote.ReadLines(body) ?? [], null);
                var text = System.Text.Encoding.UTF8.GetString(body).Trim();
                if (answer.StatusCode != HttpStatusCode.Conflict
                    || answer.Content.Headers.ContentType?.MediaType != WitnessAnswer.SizeType
                    || Checkpoint.Number(text) is not { } size || size > log.Head.Size)
                {
                    return ([], $"{(int)answer.StatusCode} {text}");
                }

                old = size;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or UriFormatException)
            {
                return ([], error.Message);
            }
        }

        return ([], "409");
    }

    private bool IsTrusted(NoteSignature line) =>
        SignedNote.TryParse(log.CheckpointNote) is { } note
        && keys.Any(key => key.Kind == SignatureKind.Cosignature && key.Id == line.KeyId && key.Name == line.Name
            && key.Verify(note.Text.Span, line.Signature.Span));
}
