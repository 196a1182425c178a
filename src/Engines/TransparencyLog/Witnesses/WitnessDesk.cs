using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLog.Witnesses;

/// <summary>
/// 见证台 Cosigns the checkpoints of the logs that it knows, each only as the continuation of the last (C2SP
/// tlog-witness).
/// What it cosigned is durable before it answers. A checkpoint that contradicts an earlier one is kept as proof
/// of a fork.
/// Thread safe; a folder has one desk.
/// </summary>
public sealed class WitnessDesk : IDisposable
{
    private readonly string _folder;
    private readonly WitnessKeys _keys;
    private readonly ILookup<string, VerifierKey> _logs;
    private readonly TimeProvider _clock;
    private readonly IDisposable _held;
    private readonly Lock _one = new(); // comparing with the last checkpoint and replacing it is one step

    /// <summary>Opens the state of a witness.</summary>
    /// <param name="folder">Where it keeps what it cosigned.</param>
    /// <param name="keys">Its key.</param>
    /// <param name="logs">Keys of the logs that it cosigns, told apart by their names.</param>
    /// <param name="clock">Time of the cosignatures.</param>
    /// <exception cref="LogRefusedException">LOG2004: another process has the folder.</exception>
    public WitnessDesk(string folder, WitnessKeys keys, IEnumerable<VerifierKey> logs, TimeProvider clock)
    {
        _folder = Path.GetFullPath(folder);
        _keys = keys;
        _logs = logs.ToLookup(key => key.Name, StringComparer.Ordinal);
        _clock = clock;
        Directory.CreateDirectory(_folder);
        _held = FolderLock.Take(Path.Combine(_folder, "lock"), TimeSpan.Zero) ?? throw LogErrors.Locked(_folder);
    }

    /// <summary>POST add-checkpoint.</summary>
    public WitnessAnswer AddCheckpoint(ReadOnlySpan<byte> body)
    {
        if (WitnessRequest.TryParse(body) is not { } request || SignedNote.TryParse(request.Note.Span) is not { } note
            || Checkpoint.TryParse(note.Text.Span) is not { } checkpoint)
        {
            return Reason(400, "The request is malformed.");
        }

        if (!_logs.Contains(checkpoint.Origin))
            return Reason(404, "The origin is unknown.");
        if (Trusted(note, checkpoint.Origin) is not { } signed)
            return Reason(403, "No trusted key of the log signed the checkpoint.");
        if (request.OldSize > checkpoint.Head.Size)
            return Reason(400, "The old size is larger than the checkpoint.");
        lock (_one)
            return Judge(request, signed, checkpoint);
    }

    /// <summary>
    /// GET <c>origin hash/checkpoint</c>: the last checkpoint that was cosigned; null if there is none.
    /// </summary>
    /// <param name="originHash">Lower-case hexadecimal SHA-256 of the origin.</param>
    public byte[]? Latest(string originHash)
    {
        if (originHash.Length != 64 || !originHash.All(char.IsAsciiHexDigitLower))
            return null;
        var path = StatePath(originHash);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>The hash under which a log is asked for.</summary>
    public static string OriginHash(string origin) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    /// <inheritdoc />
    public void Dispose() => _held.Dispose();

    private WitnessAnswer Judge(WitnessRequest request, SignedNote note, Checkpoint checkpoint)
    {
        var state = StatePath(OriginHash(checkpoint.Origin));
        var last = File.Exists(state) ? File.ReadAllBytes(state) : null;
        var known = last is null ? new TreeHead(0, TreeHash.Sha256.Empty) : SignedState.HeadOf(last)!.Value;
        if (last is not null && Contradiction(request, last, known, checkpoint, note) is { } fork)
            Keep(fork, checkpoint);
        if (request.OldSize != known.Size)
        {
            return new WitnessAnswer(
                409, WitnessAnswer.SizeType, known.Size.ToString(CultureInfo.InvariantCulture) + "\n");
        }

        if (checkpoint.Head.Size == known.Size && checkpoint.Head.Root != known.Root)
            return Reason(known.Size == 0 ? 422 : 409, "Another root was cosigned at this size.");
        if (!MerkleProof.IsConsistent(TreeHash.Sha256, known, checkpoint.Head, [.. request.Proof]))
            return Reason(422, "The consistency proof does not verify.");
        var line = _keys.Sign(note.Text.Span, _clock.GetUtcNow().ToUnixTimeSeconds());
        Directory.CreateDirectory(Path.GetDirectoryName(state)!);
        DurableFile.Replace(state, note.With([line]).ToArray());
        return new WitnessAnswer(200, WitnessAnswer.TextType, line.ToString());
    }

    // The note with the lines of trusted keys only; null if none verifies or one fails.
    private SignedNote? Trusted(SignedNote note, string origin)
    {
        var lines = note.Signatures
            .Select(line => (line, key: _logs[origin].FirstOrDefault(k => k.Id == line.KeyId && k.Name == line.Name)))
            .Where(pair => pair.key is not null).ToList();
        return lines.Count > 0 && lines.TrueForAll(pair => pair.key!.Verify(note.Text.Span, pair.line.Signature.Span))
            ? SignedNote.Of(note.Text.Span, [.. lines.Select(pair => pair.line)]) : null;
    }

    private static ForkProof? Contradiction(
        WitnessRequest request, byte[] last, TreeHead known, Checkpoint checkpoint, SignedNote note)
    {
        if (checkpoint.Head.Size == known.Size)
        {
            return checkpoint.Head.Root != known.Root
                && known.Size > 0 ? new ForkProof([], last, note.ToArray()) : null;
        }

        if (request.OldSize != known.Size || request.Proof.Count == 0 || long.IsPow2(known.Size))
            return null; // from a power of two the proof does not say which root it begins with
        var roots = MerkleProof.ConsistencyRoots(
            TreeHash.Sha256, known.Size, checkpoint.Head.Size, known.Root, [.. request.Proof]);
        return roots is { } led && led.New == checkpoint.Head.Root && led.Old != known.Root
            ? new ForkProof(request.Proof, last, note.ToArray()) : null;
    }

    private void Keep(ForkProof fork, Checkpoint checkpoint)
    {
        var folder = Path.Combine(_folder, "forks");
        Directory.CreateDirectory(folder);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{OriginHash(checkpoint.Origin)[..16]}-{checkpoint.Head.Size}-"
                + $"{checkpoint.Head.Root.ToString()[..16]}.fork-proof");
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            DurableFile.Replace(path, fork.ToArray());
    }

    private string StatePath(string originHash) => Path.Combine(_folder, "logs", originHash, "checkpoint");

    private static WitnessAnswer Reason(int status, string text) => new(status, WitnessAnswer.TextType, text + "\n");
}
