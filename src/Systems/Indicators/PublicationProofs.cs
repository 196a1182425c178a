using Huoshui.AuditTree.Proofs;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Huoshui.Systems.Indicators;

/// <summary>A published value with its proof.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Publication">What stands published, as the viewer may see it.</param>
/// <param name="Answer">Its proof, or why there is none.</param>
/// <param name="HasEnded">An act says that it was revised or withdrawn: somebody put it back in the store.</param>
public sealed record PublicationProof(
    FigureDefinition Figure, FigurePublication Publication, AuditProofAnswer Answer, bool HasEnded)
{
    /// <summary>The value that is shown is the one that is proved, and stands: otherwise somebody changed it in the
    /// store.</summary>
    public bool IsAsShown { get; } = !HasEnded && (
        Answer.Proof is null || new PublicationRecords().IsAsStated(Publication, Answer.Proof.Row.Detail));

    /// <summary>Under which the file is saved.</summary>
    public string FileName => $"proof-{Figure.Id}-{Publication.AsOf:yyyy-MM-dd}.json";

    /// <summary>Where the file is had.</summary>
    public string Href => $"/api/v1/figures/{Figure.Id}/proof?asof={Publication.AsOf:yyyy-MM-dd}";
}

/// <summary>Proofs of what stands published. Who may not see a value gets no proof of it. Thread safe.</summary>
public sealed class PublicationProofs(FigureCalculator calculator, PublicationDesk publications, AuditProofs proofs)
{
    /// <summary>The proof of a figure's published value.</summary>
    /// <param name="id">The figure.</param>
    /// <param name="asOf">数据日期; null for the figure's own.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null if there is no such figure, or nothing that the viewer may see stands published.</returns>
    public async Task<PublicationProof?> OfAsync(
        string id, DateOnly? asOf, Viewer viewer, CancellationToken cancellationToken)
    {
        if (calculator.Figures.Find(id) is not { } figure)
            return null;
        var date = asOf ?? figure.AsOf;
        var history = await publications.HistoryAsync(id, viewer, cancellationToken);
        var standing = history.FirstOrDefault(p => p.State == PublicationState.Published && p.AsOf == date);
        if (standing is null)
            return null;
        var answer = await proofs.OfAsync(
            PublicationRecords.ActionName, PublicationRecords.Subject(standing), PublicationRecords.Mark(standing),
            cancellationToken);
        var hasEnded = await proofs.HasActAsync(
            PublicationRecords.EndedName, PublicationRecords.Subject(standing), PublicationRecords.Mark(standing),
            cancellationToken);
        return new PublicationProof(figure, standing, answer, hasEnded);
    }

    internal static async Task<IResult> DownloadAsync(
        HttpContext http, string id, string? asof, [FromServices] PublicationProofs proofs)
    {
        AsOfText.Read(asof, out var date);
        var found = await proofs.OfAsync(id, date, Viewer.From(http.User), http.RequestAborted);
        return found is null
            ? Results.Problem(
                detail: $"没有已公布的 {id} / nothing of {id} stands published",
                statusCode: StatusCodes.Status404NotFound,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "IND1011" })
            : found.Answer.ToResult(http, found.FileName);
    }
}
