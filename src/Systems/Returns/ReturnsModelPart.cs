using Huoshui.Operations;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huoshui.Systems.Returns;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class ReturnsModelPart : IModelPart
{
    private const int EnumLength = 30;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        model.Entity<Filing>(ConfigureFiling);
        model.Entity<FilingTable>(ConfigureTable);
        model.Entity<FilingStep>(step =>
        {
            step.ToTable("FilingSteps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasIndex(s => new { s.FilingId, s.Sequence });
        });
        model.Entity<FilingCheck>(ConfigureCheck);
        model.Entity<FilingCheckRule>(rule =>
        {
            rule.ToTable("FilingCheckRules");
            rule.HasKey(r => new { r.CheckId, r.Table, r.Rule });
        });
        model.Entity<Explanation>(ConfigureExplanation);
        model.Entity<FilingRequest>(ConfigureRequest);
        model.Entity<FilingReceipt>(receipt =>
        {
            receipt.ToTable("FilingReceipts");
            receipt.HasKey(r => r.VersionId);
            receipt.HasIndex(r => r.FilingId);
        });
        model.Entity<Upload>(upload =>
        {
            upload.ToTable("FilingUploads");
            upload.HasIndex(u => u.FilingId);
            upload.HasIndex(u => u.ExpiresAt);
        });
        model.Entity<IdempotentReply>(reply =>
        {
            reply.ToTable("FilingIdempotentReplies");
            reply.HasKey(r => new { r.Account, r.Key });
            reply.HasIndex(r => r.At);
        });
    }

    private static void ConfigureFiling(EntityTypeBuilder<Filing> filing)
    {
        filing.ToTable("Filings");
        filing.Property(f => f.Id).ValueGeneratedNever();
        filing.Property(f => f.State).HasConversion<string>().HasMaxLength(EnumLength);
        filing.HasIndex(f => new { f.ReturnId, f.AsOf, f.InstitutionId }).IsUnique();
        filing.HasIndex(f => new { f.InstitutionId, f.AsOf });
        filing.HasIndex(f => f.State);
        filing.Property(f => f.Revision).IsConcurrencyToken();
        filing.HasMany(f => f.Tables).WithOne().HasForeignKey(t => t.FilingId);
        filing.HasMany(f => f.Steps).WithOne().HasForeignKey(s => s.FilingId);
        filing.Navigation(f => f.Tables).UsePropertyAccessMode(PropertyAccessMode.Field);
        filing.Navigation(f => f.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    private static void ConfigureTable(EntityTypeBuilder<FilingTable> table)
    {
        table.ToTable("FilingTables");
        table.HasKey(t => new { t.FilingId, t.Table });
    }

    private static void ConfigureCheck(EntityTypeBuilder<FilingCheck> check)
    {
        check.ToTable("FilingChecks");
        check.Property(c => c.Id).ValueGeneratedNever();
        check.HasIndex(c => c.FilingId);
        check.HasMany(c => c.Rules).WithOne().HasForeignKey(r => r.CheckId);
        check.Navigation(c => c.Rules).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    private static void ConfigureExplanation(EntityTypeBuilder<Explanation> explanation)
    {
        explanation.ToTable("FilingExplanations");
        explanation.HasIndex(e => new { e.InstitutionId, e.ReturnId, e.AsOf, e.Table, e.Rule, e.Key }).IsUnique();
    }

    private static void ConfigureRequest(EntityTypeBuilder<FilingRequest> request)
    {
        request.ToTable("FilingRequests");
        request.HasIndex(r => r.FilingId);
        request.HasIndex(r => new { r.InstitutionId, r.State });
        request.Property(r => r.Revision).IsConcurrencyToken();
    }
}
