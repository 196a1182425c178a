using System.Globalization;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>发布状态.</summary>
public enum PublicationState
{
    /// <summary>待审批: an analyst proposed it.</summary>
    Proposed,

    /// <summary>已发布: another person approved it; the public sees it.</summary>
    Published,

    /// <summary>已退回: another person refused it.</summary>
    Refused,

    /// <summary>已修订: a later publication of the same figure and date took its place.</summary>
    Revised,

    /// <summary>已撤回: taken back with an explanation.</summary>
    Withdrawn,
}

/// <summary>指标发布: a value put before a second pair of eyes. Its number never changes; a change is a new
/// publication.</summary>
public sealed class FigurePublication : IRevised
{
    /// <summary>The key.</summary>
    public Guid Id { get; set; }

    /// <summary>The figure.</summary>
    public string FigureId { get; set; } = string.Empty;

    /// <summary>数据日期.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>数据版本时点 of the value.</summary>
    public DateTimeOffset KnownAt { get; set; }

    /// <summary>The value in the figure's unit, unrounded, as invariant text: both providers keep it to the last
    /// digit.</summary>
    public string ValueText { get; set; } = string.Empty;

    /// <summary>The unit.</summary>
    public string Unit { get; set; } = string.Empty;

    /// <summary>Hash of scripts and parameters behind the value: a different hash later is a rule change.</summary>
    public string RulesHash { get; set; } = string.Empty;

    /// <summary>不完整 when it was proposed.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Coverage in words, kept with the value.</summary>
    public string CoverageText { get; set; } = string.Empty;

    /// <summary>How many institutions stand behind it (<see cref="FigureSupport"/>); null where no filing
    /// does.</summary>
    public long? Institutions { get; set; }

    /// <summary>How many distinct borrowers stand behind it; null if they are not known.</summary>
    public long? Borrowers { get; set; }

    /// <summary>Whether the two were counted. False of what was proposed before they were: it is shown to the regulator
    /// only, and not approved, until they are.</summary>
    public bool IsSupportCounted { get; set; }

    /// <summary>State.</summary>
    public PublicationState State { get; set; }

    /// <summary>Who proposed it.</summary>
    public string ProposedBy { get; set; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; set; }

    /// <summary>Who decided; null while it waits.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When; null while it waits.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why: required of an incomplete figure, a refusal, a withdrawal and a revision.</summary>
    public string? Reason { get; set; }

    /// <summary>The publication that took its place; null while it stands.</summary>
    public Guid? ReplacedById { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Who stands behind it.</summary>
    public FigureSupport Support => new(Institutions, Borrowers);

    /// <summary>The value in the figure's unit.</summary>
    public decimal Value => decimal.Parse(ValueText, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>The tables of the system in the operations store.</summary>
public sealed class IndicatorsModelPart : IModelPart
{
    private const int StateLength = 20;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<FigurePublication>(publication =>
        {
            publication.ToTable("FigurePublications");
            publication.Property(p => p.Id).ValueGeneratedNever();
            publication.Property(p => p.State).HasConversion<string>().HasMaxLength(StateLength);
            publication.Property(p => p.Revision).IsConcurrencyToken();
            publication.Ignore(p => p.Value);
            publication.Ignore(p => p.Support);
            publication.HasIndex(p => new { p.FigureId, p.AsOf, p.State });
            publication.HasIndex(p => p.State);
            // Of one figure and date one publication stands, whoever approves at the same moment. The state is part of
            // the index so that a save writes what stood before what takes its place.
            publication.HasIndex(p => new { p.FigureId, p.AsOf, p.State }, "IX_FigurePublications_Standing").IsUnique()
                .HasFilter($"\"State\" = '{nameof(PublicationState.Published)}'");
        });
    }
}
