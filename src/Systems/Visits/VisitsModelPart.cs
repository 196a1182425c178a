using Huoshui.Operations;
using Huoshui.Systems.Visits.Phone;
using Huoshui.Systems.Visits.Photos;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huoshui.Systems.Visits;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class VisitsModelPart : IModelPart
{
    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ConfigureEntities(model);
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("Visits");
            visit.Property(v => v.Id).ValueGeneratedNever();
            visit.HasIndex(v => new { v.EntityId, v.IsCounted });
            visit.HasIndex(v => new { v.StreetCode, v.At });
            visit.HasIndex(v => new { v.DistrictCode, v.At });
        });
        model.Entity<FinancingCase>(ConfigureCase);
        model.Entity<CaseStep>().ToTable("VisitCaseSteps").HasKey(s => new { s.CaseId, s.Sequence });
        model.Entity<CaseStandard>().ToTable("VisitCaseStandards")
            .HasKey(s => new { s.CaseId, s.Sequence, s.Standard });
        model.Entity<CaseConsent>().ToTable("VisitCaseConsents").Property(c => c.Id).ValueGeneratedNever();
        model.Entity<Drawdown>(drawdown =>
        {
            drawdown.ToTable("VisitDrawdowns").HasKey(d => new { d.BankId, d.IouId });
            drawdown.HasIndex(d => d.CaseId);
        });
        model.Entity<BankTurn>().ToTable("VisitBankTurns").HasKey(t => t.BankId);
        ConfigurePhones(model);
        model.Entity<VisitSecret>().ToTable("VisitSecrets").Property(s => s.Id).ValueGeneratedNever();
    }

    private static void ConfigurePhones(ModelBuilder model)
    {
        model.Entity<PhoneDevice>(device =>
        {
            device.ToTable("VisitPhones");
            device.Property(d => d.Id).ValueGeneratedNever();
            device.HasIndex(d => d.Account);
            device.HasIndex(d => d.DistrictCode);
        });
        model.Entity<VisitPhoto>(photo =>
        {
            photo.ToTable("VisitPhotos");
            photo.Property(p => p.Id).ValueGeneratedNever();
            photo.HasIndex(p => new { p.VisitId, p.Ordinal }).IsUnique();
            photo.HasIndex(p => new { p.DeletedAt, p.DeleteOn });
            photo.HasIndex(p => p.EntityId);
        });
    }

    private static void ConfigureEntities(ModelBuilder model)
    {
        model.Entity<VisitedEntity>(entity =>
        {
            entity.ToTable("VisitEntities");
            entity.Property(e => e.Id).ValueGeneratedNever();
            entity.HasIndex(e => e.Usci).IsUnique();
            entity.HasIndex(e => e.PersonKey).IsUnique();
            entity.HasIndex(e => e.RootId);
            entity.HasIndex(e => e.StreetCode);
            entity.HasIndex(e => e.DistrictCode);
        });
        model.Entity<EntityMerge>().ToTable("VisitEntityMerges").Property(m => m.Id).ValueGeneratedNever();
        model.Entity<EntityMerge>().HasIndex(m => m.FromId);
        model.Entity<EntityCorrection>(correction =>
        {
            correction.ToTable("VisitEntityCorrections").HasKey(c => c.VisitId);
            correction.Property(c => c.VisitId).ValueGeneratedNever();
            correction.HasIndex(c => new { c.DistrictCode, c.IsConfirmed });
        });
    }

    private static void ConfigureCase(EntityTypeBuilder<FinancingCase> one)
    {
        one.ToTable("VisitCases");
        one.Property(c => c.Id).ValueGeneratedNever();
        one.HasIndex(c => new { c.Account, c.RequestKey }).IsUnique();
        one.HasIndex(c => c.OpenEntityId).IsUnique();
        one.HasIndex(c => new { c.DistrictCode, c.State });
        one.HasIndex(c => new { c.BankId, c.State });
        one.HasIndex(c => c.RedOn);
        one.HasIndex(c => c.EntityId);
        one.HasMany(c => c.Steps).WithOne().HasForeignKey(s => s.CaseId);
        one.HasMany(c => c.Standards).WithOne().HasForeignKey(s => s.CaseId);
        one.HasMany(c => c.Consents).WithOne().HasForeignKey(s => s.CaseId);
        one.HasMany(c => c.Drawdowns).WithOne().HasForeignKey(s => s.CaseId);
        one.Navigation(c => c.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);
        one.Navigation(c => c.Standards).UsePropertyAccessMode(PropertyAccessMode.Field);
        one.Navigation(c => c.Consents).UsePropertyAccessMode(PropertyAccessMode.Field);
        one.Navigation(c => c.Drawdowns).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}
