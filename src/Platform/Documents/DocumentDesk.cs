using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Documents;

/// <summary>拟稿 → 核稿 → 签发: three people, a number without gaps at the last step. Thread-safe.</summary>
/// <param name="contexts">The operations store.</param>
/// <param name="time">Stamps the steps.</param>
public sealed class DocumentDesk(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new BlockResolver(),
    };

    /// <summary>Puts a draft away.</summary>
    /// <param name="drafter">拟稿人.</param>
    /// <param name="series">文号字.</param>
    /// <param name="document">The text.</param>
    /// <param name="cancellationToken">Stops before the draft is saved.</param>
    /// <returns>The document's key.</returns>
    public async Task<Guid> DraftAsync(
        string drafter, string series, OfficialDocument document, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var issued = new IssuedDocument
        {
            Id = Guid.CreateVersion7(now),
            Series = series,
            Title = document.Title,
            Date = document.Date,
            State = DocumentState.Draft,
            Content = JsonSerializer.Serialize(document, Json),
            DraftedBy = drafter,
            DraftedAt = now,
        };
        context.Add(issued);
        context.Audit(drafter, "document.draft", $"document/{issued.Id}", new { issued.Series, issued.Title });
        await context.SaveChangesAsync(cancellationToken);
        return issued.Id;
    }

    /// <summary>核稿, by another person than the drafter.</summary>
    /// <returns>Null when done; else DOC2001 with the reason.</returns>
    public async Task<Diagnostic?> CheckAsync(Guid id, string checker, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var issued = await context.Set<IssuedDocument>().SingleAsync(d => d.Id == id, cancellationToken);
        if (issued.State != DocumentState.Draft)
            return Refused("文档不是拟稿状态，不能核稿", "the document is no draft, so it cannot be checked");
        if (issued.DraftedBy == checker)
            return Refused("拟稿人不能自己核稿", "a drafter does not check the own text");
        issued.State = DocumentState.Checked;
        issued.CheckedBy = checker;
        context.Audit(checker, "document.check", $"document/{id}");
        await context.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>签发, by a third person: takes the number and fixes the docx in one transaction.</summary>
    /// <returns>Null when done; else DOC2001 with the reason.</returns>
    public async Task<Diagnostic?> SignAsync(Guid id, string signer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var issued = await context.Set<IssuedDocument>().SingleAsync(d => d.Id == id, cancellationToken);
        if (issued.State != DocumentState.Checked)
            return Refused("文档尚未核稿，或已签发", "the document is not checked yet, or signed already");
        if (issued.DraftedBy == signer || issued.CheckedBy == signer)
            return Refused("签发人不能是拟稿人或核稿人", "who signs is neither the drafter nor the checker");
        var number = await context.NextAsync($"document/{issued.Series}/{issued.Date.Year}", cancellationToken);
        Fix(issued, signer, number);
        context.Audit(signer, "document.sign", $"document/{id}", new { issued.Number, issued.Sha256 });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>The text of a document with its number and signer.</summary>
    public static OfficialDocument Read(IssuedDocument issued)
    {
        ArgumentNullException.ThrowIfNull(issued);
        var document = JsonSerializer.Deserialize<OfficialDocument>(issued.Content, Json)
            ?? throw new InvalidDataException($"document {issued.Id} has no content");
        return document with { Number = issued.Number, Signer = issued.SignedBy };
    }

    private void Fix(IssuedDocument issued, string signer, long number)
    {
        issued.State = DocumentState.Signed;
        issued.SignedBy = signer;
        issued.SignedAt = time.GetUtcNow();
        issued.Number = string.Create(CultureInfo.InvariantCulture, $"{issued.Series}〔{issued.Date.Year}〕{number}号");
        issued.Docx = DocxRenderer.Render(Read(issued), FontMap.Standard);
        issued.Sha256 = Convert.ToHexStringLower(SHA256.HashData(issued.Docx));
    }

    private static Diagnostic Refused(string zh, string en) => Diagnostic.Error("DOC2001", zh, en);
}
