using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class OnlineLoansModelPart : IModelPart
{
    private const int EnumLength = 20;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<LoanApplication>(ConfigureApplication);
        model.Entity<LoanStep>(step =>
        {
            step.ToTable("LoanSteps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.Property(s => s.Action).HasConversion<string>().HasMaxLength(EnumLength);
            step.Property(s => s.From).HasConversion<string>().HasMaxLength(EnumLength);
        });
        model.Entity<LoanAuthorisation>(authorisation =>
        {
            authorisation.ToTable("LoanAuthorisations");
            authorisation.HasKey(a => new { a.ApplicationId, a.Source });
        });
        model.Entity<LoanDecision>(decision =>
        {
            decision.ToTable("LoanDecisions");
            decision.HasKey(d => new { d.ApplicationId, d.IsChampion });
        });
        model.Entity<LoanPackVersion>().ToTable("LoanPackVersions").HasKey(v => v.PackHash);
        model.Entity<LoanSecret>().ToTable("LoanSecrets").Property(s => s.Id).ValueGeneratedNever();
    }

    private static void ConfigureApplication(EntityTypeBuilder<LoanApplication> application)
    {
        application.ToTable("LoanApplications");
        application.Property(a => a.Id).ValueGeneratedNever();
        application.Property(a => a.State).HasConversion<string>().HasMaxLength(EnumLength);
        application.Ignore(a => a.Number);
        application.HasIndex(a => new { a.LenderId, a.Account, a.RequestKey }).IsUnique();
        application.HasIndex(a => new { a.LenderId, a.OpenFirm }).IsUnique();
        application.HasIndex(a => new { a.LenderId, a.DueAt });
        application.HasIndex(a => new { a.LenderId, a.State });
        application.HasIndex(a => a.Account);
        application.HasIndex(a => new { a.LenderId, a.PhoneKey });
        application.HasIndex(a => new { a.LenderId, a.AddressKey });
        application.HasIndex(a => new { a.LenderId, a.GuarantorKey });
        application.HasIndex(a => new { a.LenderId, a.FirmId });
        application.HasMany(a => a.Steps).WithOne().HasForeignKey(s => s.ApplicationId);
        application.HasMany(a => a.Authorisations).WithOne().HasForeignKey(a => a.ApplicationId);
        application.HasMany(a => a.Decisions).WithOne().HasForeignKey(d => d.ApplicationId);
        application.Navigation(a => a.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);
        application.Navigation(a => a.Authorisations).UsePropertyAccessMode(PropertyAccessMode.Field);
        application.Navigation(a => a.Decisions).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}
