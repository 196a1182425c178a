using Huoshui.AuditTree.Proofs;
using Huoshui.Registry;
using Huoshui.Systems.Returns.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Huoshui.Systems.Returns;

/// <summary>A receipt with its proof.</summary>
/// <param name="View">The filing.</param>
/// <param name="Receipt">The receipt.</param>
/// <param name="Answer">Its proof, or why there is none.</param>
public sealed record ReceiptProof(FilingView View, FilingReceipt Receipt, AuditProofAnswer Answer)
{
    /// <summary>The receipt that is shown is the one that is proved: otherwise somebody changed it in the
    /// store.</summary>
    public bool IsAsShown { get; } =
        Answer.Proof is null || new ReceiptRecords().IsAsStated(Receipt, Answer.Proof.Row.Detail);

    /// <summary>Under which the file is saved.</summary>
    public string FileName => $"proof-{View.Filing.ReturnId}-{View.Filing.InstitutionId}-"
        + $"{View.Filing.AsOf:yyyy-MM-dd}-v{Receipt.VersionNumber}.json";

    /// <summary>Where the file is had.</summary>
    public string Href => $"/api/v1/filings/{View.Filing.Id}/versions/{Receipt.VersionNumber}/proof";
}

/// <summary>Proofs of receipts, for who may see the filing. Thread safe.</summary>
public sealed class ReceiptProofs(FilingList filings, AuditProofs proofs)
{
    /// <summary>The proof of a version's receipt.</summary>
    /// <param name="viewer">Who asks.</param>
    /// <param name="id">The filing.</param>
    /// <param name="number">Number of the version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null if there is no such version that the viewer may see.</returns>
    public async Task<ReceiptProof?> OfAsync(
        Viewer viewer, Guid id, int number, CancellationToken cancellationToken)
    {
        var view = await filings.FindAsync(viewer, id, cancellationToken);
        if (view?.Versions.FirstOrDefault(v => v.Version.Number == number)?.Receipt is not { } receipt)
            return null;
        var answer = await proofs.OfAsync(
            ReceiptRecords.ActionName, ReceiptRecords.Subject(receipt), ReceiptRecords.Mark(receipt),
            cancellationToken);
        return new ReceiptProof(view, receipt, answer);
    }

    internal static async Task<IResult> DownloadAsync(
        Guid id, int number, HttpContext http, [FromServices] ReceiptProofs proofs,
        CancellationToken cancellationToken)
    {
        var found = await proofs.OfAsync(Viewers.Of(http), id, number, cancellationToken);
        return found is null ? ApiReply.NotFound($"{id} v{number}") : found.Answer.ToResult(http, found.FileName);
    }
}
