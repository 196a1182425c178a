using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Documents;

/// <summary>Where a document stands.</summary>
public enum DocumentState
{
    /// <summary>拟稿.</summary>
    Draft,

    /// <summary>已核稿.</summary>
    Checked,

    /// <summary>已签发: has its number and never changes.</summary>
    Signed,
}

/// <summary>公文: one document with its people, its number and its rendered files. Grain: a document.</summary>
public sealed class IssuedDocument : IRevised
{
    /// <summary>The key.</summary>
    public Guid Id { get; set; }

    /// <summary>文号字, e.g. 深金监通报; numbers run within (series, year).</summary>
    public string Series { get; set; } = string.Empty;

    /// <summary>标题.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>成文日期.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Where it stands.</summary>
    public DocumentState State { get; set; }

    /// <summary>The text as JSON of <see cref="OfficialDocument"/>.</summary>
    public string Content { get; set; } = string.Empty;

    /// <summary>发文字号; null until signed.</summary>
    public string? Number { get; set; }

    /// <summary>拟稿人, an account's name.</summary>
    public string DraftedBy { get; set; } = string.Empty;

    /// <summary>核稿人; null until checked.</summary>
    public string? CheckedBy { get; set; }

    /// <summary>签发人; null until signed.</summary>
    public string? SignedBy { get; set; }

    /// <summary>When it was drafted.</summary>
    public DateTimeOffset DraftedAt { get; set; }

    /// <summary>When it was signed; null until then.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>Receipt: SHA-256 of the signed docx in lower-case hex; null until signed.</summary>
    public string? Sha256 { get; set; }

    /// <summary>The signed docx; null until signed.</summary>
    public byte[]? Docx { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>The tables of documents.</summary>
public sealed class DocumentsPart : IModelPart
{
    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<IssuedDocument>(document =>
        {
            document.ToTable("IssuedDocuments").HasKey(d => d.Id);
            document.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
            document.HasIndex(d => d.Number).IsUnique();
            document.HasIndex(d => d.DraftedAt);
        });
    }
}
