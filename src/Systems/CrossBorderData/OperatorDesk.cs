using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>What witnesses answered to a published checkpoint.</summary>
/// <param name="Signatures">Cosignatures that verify.</param>
/// <param name="IsQuorum">Whether as many signed as the operator promises.</param>
public sealed record WitnessRound(IReadOnlyList<NoteSignature> Signatures, bool IsQuorum);

/// <summary>Asks the witnesses of a log to cosign its published checkpoint.</summary>
public delegate Task<WitnessRound> AskWitnesses(LogReader log, CancellationToken cancellationToken);

/// <summary>
/// 日志运营方 The operator's side: takes entries through the gate, and answers each with its proof under a checkpoint that
/// the witnesses cosigned. Entries that wait at the same time share one checkpoint. Sees no document, name or salt.
/// Thread safe.
/// </summary>
/// <param name="folder">Folder of the log.</param>
/// <param name="writer">Its writer, with signing keys, which publishes only when asked.</param>
/// <param name="gate">What may come in.</param>
/// <param name="ask">Asks the witnesses.</param>
public sealed class OperatorDesk(string folder, LogWriter writer, EgressGate gate, AskWitnesses ask) : IDisposable
{
    private readonly SemaphoreSlim _publishing = new(1);
    private long _witnessedSize;

    /// <summary>
    /// Takes a submission; the same entry of the same key again gives its proof again and no second entry.
    /// </summary>
    /// <param name="submission">160 bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; an entry that was placed stays.</param>
    /// <exception cref="LogRefusedException">The log cannot be written.</exception>
    public async Task<SubmissionAnswer> SubmitAsync(byte[] submission, CancellationToken cancellationToken)
    {
        var (entry, refusal) = gate.Read(submission);
        if (entry is null)
            return new SubmissionAnswer(null, refusal);
        var bytes = entry.ToArray();
        var key = TreeHash.Sha256.Of(bytes).ToString();
        var issuer = entry.KeyId.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        var appended = await writer.AppendAsync(bytes, issuer, key, cancellationToken);
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            if (appended.Index >= _witnessedSize && !await PublishAsync(cancellationToken))
                return new SubmissionAnswer(null, BorderRefusals.NoQuorum);
            return new SubmissionAnswer(new LogReader(folder).Prove(appended.Index, holdsEntry: false).ToArray(), null);
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _publishing.Dispose();

    // The published checkpoint stays the witnessed one until the next round: proofs are made under it.
    private async Task<bool> PublishAsync(CancellationToken cancellationToken)
    {
        _witnessedSize = 0; // whatever breaks the round off: what is published then is not witnessed
        await writer.PublishAsync(cancellationToken);
        var log = new LogReader(folder);
        var round = await ask(log, cancellationToken);
        if (round.Signatures.Count > 0)
            await writer.AddSignaturesAsync(round.Signatures, cancellationToken);
        _witnessedSize = round.IsQuorum ? log.Head.Size : 0;
        return round.IsQuorum;
    }
}
