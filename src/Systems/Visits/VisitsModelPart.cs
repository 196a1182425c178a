using Huoshui.Operations;
using Huoshui.Systems.Visits.Loans;
using Huoshui.Systems.Visits.Problems;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Import;
using Huoshui.Systems.Visits.Maps;
using Huoshui.Systems.Visits.Search;
using Huoshui.Systems.Visits.Phone;
using Huoshui.Systems.Visits.Photos;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huoshui.Systems.Visits;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class VisitsModelPart : IModelPart
{
    private const double ShareBeforeVacuum = 0.005; // of the rows, changed or new

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ConfigureEntities(model);
        ConfigureCounts(model);
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("Visits");
            visit.Property(v => v.Id).ValueGeneratedNever();
            visit.HasIndex(v => new { v.EntityId, v.IsCounted });
            visit.HasIndex(v => new { v.EntityId, v.At, v.RecordedAt });
            visit.HasIndex(v => v.At);
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
        model.Entity<LoanMatch>(match =>
        {
            match.ToTable("VisitLoanMatches").HasKey(m => new { m.BankId, m.IouId });
            match.HasIndex(m => m.Verdict);
        });
        model.Entity<LoanComparisonState>().ToTable("VisitLoanComparisons").Property(s => s.Id).ValueGeneratedNever();
        model.Entity<VisitProblem>(problem =>
        {
            problem.ToTable("VisitProblems");
            problem.Property(p => p.Id).ValueGeneratedNever();
            problem.HasIndex(p => new { p.DistrictCode, p.State });
            problem.HasIndex(p => p.StreetCode);
            problem.HasIndex(p => p.EntityId);
            problem.HasIndex(p => p.DueOn);
            problem.HasMany(p => p.Steps).WithOne().HasForeignKey(s => s.ProblemId);
            problem.Navigation(p => p.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);
        });
        model.Entity<ProblemStep>().ToTable("VisitProblemSteps").HasKey(s => new { s.ProblemId, s.Sequence });
        model.Entity<BankTurn>().ToTable("VisitBankTurns").HasKey(t => t.BankId);
        model.Entity<VisitLead>().ToTable("VisitLeads").Property(l => l.Id).ValueGeneratedNever();
        model.Entity<VisitLead>().HasIndex(l => l.EntityId);
        ConfigurePhones(model);
        model.Entity<VisitMap>(map =>
        {
            map.ToTable("VisitMaps");
            map.Property(m => m.Id).ValueGeneratedNever();
            map.HasIndex(m => new { m.Level, m.Id });
        });
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
            entity.HasIndex(e => new { e.DistrictCode, e.StreetCode, e.Name })
                .HasFilter("\"MergedIntoId\" IS NULL"); // of equal names (MergeProposals)
        });
        model.Entity<EntityMerge>().ToTable("VisitEntityMerges").Property(m => m.Id).ValueGeneratedNever();
        model.Entity<EntityMerge>().HasIndex(m => m.FromId);
        model.Entity<EntityMerge>().Ignore(m => m.ReceiptSha256).Ignore(m => m.UndoneReceiptSha256);
        model.Entity<EntityCorrection>(correction =>
        {
            correction.ToTable("VisitEntityCorrections").HasKey(c => c.VisitId);
            correction.Property(c => c.VisitId).ValueGeneratedNever();
            correction.HasIndex(c => new { c.DistrictCode, c.IsConfirmed });
            correction.HasIndex(c => c.EntityId);
        });
    }

    // Each list has an index in its order, with what it is filtered by, so that it is read off the index.
    private static void ConfigureCounts(ModelBuilder model)
    {
        model.Entity<VisitCount>().ToTable("VisitCounts")
            .HasKey(c => new { c.Kind, c.District, c.Street, c.Bank, c.Code });
        model.Entity<EntityImportRun>().ToTable("VisitImports").Property(r => r.Id).ValueGeneratedNever();
        model.Entity<EntityImportRun>().HasIndex(r => r.At);
        model.Entity<SearchKey>().ToTable("VisitSearchKeys").HasKey(k => new { k.Key, k.StreetCode, k.EntityId });
        model.Entity<EntityStanding>(standing =>
        {
            standing.ToTable("VisitStandings").HasKey(s => s.EntityId);
            // Far pages are read off an index alone as long as PostgreSQL knows which rows everybody sees.
            standing.HasStorageParameter("autovacuum_vacuum_scale_factor", ShareBeforeVacuum);
            standing.HasStorageParameter("autovacuum_vacuum_insert_scale_factor", ShareBeforeVacuum);
            standing.Property(s => s.EntityId).ValueGeneratedNever();
            standing.HasIndex(s => s.RootId);
            standing.HasIndex(s => new { s.StreetCode, s.AddedAt, s.EntityId, s.Stages, s.Next });
            standing.HasIndex(s => new { s.DistrictCode, s.AddedAt, s.EntityId, s.Stages, s.Next });
            standing.HasIndex(s => new { s.AddedAt, s.EntityId, s.Stages, s.Next });
            standing.HasIndex(s => new { s.DistrictCode, s.StreetCode, s.AddedAt, s.EntityId, s.Stages, s.Next });
            standing.HasIndex(s => new { s.DistrictCode, s.IsDisputed }).HasFilter("\"IsDisputed\"");
        });
    }

    private static void ConfigureCase(EntityTypeBuilder<FinancingCase> one)
    {
        one.ToTable("VisitCases");
        one.Property(c => c.Id).ValueGeneratedNever();
        one.HasIndex(c => new { c.Account, c.RequestKey }).IsUnique();
        one.HasIndex(c => c.OpenEntityId).IsUnique();
        one.HasIndex(c => new { c.OwedOn, c.Id });
        one.HasIndex(c => new { c.DistrictCode, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.StreetCode, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.BankId, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.State, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.DistrictCode, c.State, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.StreetCode, c.State, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.BankId, c.State, c.OwedOn, c.Id });
        one.HasIndex(c => new { c.DistrictCode, c.BankId, c.AmberOn, c.RedOn, c.DueOn })
            .HasFilter("\"AnsweredAt\" IS NULL AND \"DueOn\" IS NOT NULL");
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
