using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Notes;
using Client = Huoshui.AuditTree.Witnesses.WitnessClient;

namespace Huoshui.Cli.Logs;

/// <summary>Which witnesses are asked, and whose signatures are taken.</summary>
/// <param name="Addresses">Submission prefixes.</param>
/// <param name="Vkeys">Files with their keys.</param>
internal sealed record WitnessChoice(IReadOnlyList<string> Addresses, IReadOnlyList<string> Vkeys);

/// <summary>Asks the chosen witnesses to cosign the published checkpoint.</summary>
internal sealed class WitnessClient(LogReader log, WitnessChoice witnesses)
{
    /// <summary>The cosignatures that verify, and a line for every witness that gave none.</summary>
    public Task<(List<NoteSignature> Signatures, List<string> Refusals)> AskAsync(
        CancellationToken cancellationToken) =>
        new Client(log, LogAccess.ReadKeys(witnesses.Vkeys)).AskAsync(witnesses.Addresses, cancellationToken);
}
