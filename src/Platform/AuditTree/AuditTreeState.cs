using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>对账进度: how far the tree was entered and compared; one row. Its owner is who holds the lease
/// <c>audit-tree</c>. What it says is checked against the signed tree, not trusted.</summary>
public sealed class AuditTreeState
{
    /// <summary>The key; always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>Leaves under the last checkpoint.</summary>
    public long Entered { get; set; }

    /// <summary>Leaves that were compared with the rows, from the first on.</summary>
    public long Verified { get; set; }

    /// <summary>The complete subtrees over <see cref="Verified"/> leaves, Base64, joined by blanks.</summary>
    public string Roots { get; set; } = string.Empty;

    /// <summary>The last row that was compared again by turns.</summary>
    public long Turn { get; set; }

    /// <summary>When a checkpoint was signed last; null before.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>When what changed was compared last; null before.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    /// <summary>When everything was compared last; null before.</summary>
    public DateTimeOffset? WholeAt { get; set; }

    /// <summary>Why the tree is not written now, in Chinese and English; null if it is.</summary>
    public string? Trouble { get; set; }

    /// <summary>Code of <see cref="Trouble"/>; null if there is none.</summary>
    public string? TroubleCode { get; set; }
}

/// <summary>对账发现: what a comparison found. Never deleted; settled when a later comparison of everything no longer
/// finds it.</summary>
public sealed class AuditFinding
{
    /// <summary>The key: code and place.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>AUD1xxx.</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>Number of the audit row; null if it is about none.</summary>
    public long? Sequence { get; init; }

    /// <summary>What it is, in Chinese.</summary>
    public string Zh { get; set; } = string.Empty;

    /// <summary>The same in English.</summary>
    public string En { get; set; } = string.Empty;

    /// <summary>When it was found first.</summary>
    public DateTimeOffset FoundAt { get; init; }

    /// <summary>When it was no longer found; null while it stands.</summary>
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>The tables of the audit tree in the operations store.</summary>
public sealed class AuditTreePart : IModelPart
{
    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<AuditTreeState>(state =>
        {
            state.ToTable("AuditTreeStates").HasKey(s => s.Id);
            state.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<AuditFinding>(finding =>
        {
            finding.ToTable("AuditFindings").HasKey(f => f.Id);
            finding.HasIndex(f => f.SettledAt);
        });
    }
}
