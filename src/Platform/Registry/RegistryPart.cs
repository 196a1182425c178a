using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>The registry's tables.</summary>
public sealed class RegistryPart : IModelPart
{
    private const int CodeLength = 40;
    private const int NameLength = 200;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<Institution>(institution =>
        {
            institution.ToTable("Institutions").HasKey(i => i.Id);
            institution.Property(i => i.Id).HasMaxLength(Institution.LongestId);
            institution.Property(i => i.NameZh).HasMaxLength(NameLength);
            institution.Property(i => i.NameEn).HasMaxLength(NameLength);
            institution.Property(i => i.Kind).HasMaxLength(CodeLength);
            institution.HasIndex(i => i.Kind);
            institution.HasIndex(i => i.ParentId);
        });
        model.Entity<InstitutionChange>().ToTable("InstitutionChanges").HasIndex(c => new { c.InstitutionId, c.ValidFrom });
        model.Entity<ProfileRule>(rule =>
        {
            rule.ToTable("ProfileRules").HasIndex(r => r.ReturnId);
            rule.Property(r => r.Duty).HasConversion<string>().HasMaxLength(CodeLength);
        });
        model.Entity<FilingMandate>().ToTable("FilingMandates").HasIndex(m => m.FilerId);
        model.Entity<District>(district =>
        {
            district.ToTable("Districts").HasKey(d => new { d.Code, d.From });
            district.Property(d => d.Kind).HasConversion<string>().HasMaxLength(CodeLength);
        });
        model.Entity<Street>().ToTable("Streets").HasKey(s => s.Code);
    }
}
