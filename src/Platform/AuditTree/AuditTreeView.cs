using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.AuditTree;

/// <summary>The published tree as its last checkpoint says, for who compares or proves. Not thread safe.</summary>
public sealed class AuditTreeView
{
    private readonly LogReader _log;

    private AuditTreeView(LogReader log, IReadOnlyList<VerifierKey> keys) => (_log, Keys) = (log, keys);

    /// <summary>Size and root of the checkpoint.</summary>
    public TreeHead Head => _log.Head;

    /// <summary>The keys of the log: pinned by the caller, or those that lie in its folder.</summary>
    public IReadOnlyList<VerifierKey> Keys { get; }

    /// <summary>Opens the published state.</summary>
    /// <param name="options">Where.</param>
    /// <param name="pinned">Keys that the caller trusts; null for those in the folder, which show damage but not that
    /// everything was replaced.</param>
    /// <exception cref="AuditTreeException">AUD2007: there is none.</exception>
    /// <exception cref="LogRefusedException">Its files are damaged.</exception>
    public static AuditTreeView Open(AuditTreeOptions options, IReadOnlyList<VerifierKey>? pinned = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!File.Exists(Path.Combine(options.Folder, "checkpoint")))
            throw AuditTreeErrors.NoTree(options.Folder);
        return new AuditTreeView(new LogReader(options.Folder), pinned ?? [.. KeysOf(options.Folder)]);
    }

    /// <summary>Why the checkpoint is not what the keys signed; empty if it is.</summary>
    public IReadOnlyList<TransparencyLogVerifier.Refusal> Refusals() =>
        CheckpointVerifier.Verify(_log.CheckpointNote, new VerificationPolicy(Keys)).Refusals;

    /// <summary>The entries of rows, in order; row n is entry n − 1.</summary>
    /// <param name="first">Number of the first row, from 1.</param>
    /// <param name="last">Number of the last, at most the size.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Records(long first, long last) => _log.Entries(first - 1, last);

    /// <summary>The proof of a row's leaf (C2SP tlog-proof, with the entry).</summary>
    public InclusionProof Prove(long sequence) => _log.Prove(sequence - 1);

    private static IEnumerable<VerifierKey> KeysOf(string folder) =>
        new[] { "log.vkey", "log.sm2.vkey" }.Select(name => Path.Combine(folder, name)).Where(File.Exists)
            .Select(file => VerifierKey.TryParse(File.ReadAllText(file).Trim())).OfType<VerifierKey>();
}
