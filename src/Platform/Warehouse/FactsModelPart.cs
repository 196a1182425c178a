using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Warehouse;

/// <summary>The manifest of facts in the operations store: files, versions and their tables.</summary>
public sealed class FactsModelPart : IModelPart
{
    private const int StateLength = 20;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<FactFile>(file =>
        {
            file.ToTable("FactFiles");
            file.Property(f => f.Id).ValueGeneratedNever();
            file.HasIndex(f => new { f.ReturnId, f.AsOf, f.InstitutionId });
        });
        model.Entity<FilingVersion>(version =>
        {
            version.ToTable("FilingVersions");
            version.Property(v => v.Id).ValueGeneratedNever();
            version.HasIndex(v => new { v.ReturnId, v.AsOf, v.InstitutionId, v.Number }).IsUnique();
            version.HasMany(v => v.Tables).WithOne().HasForeignKey(t => t.VersionId);
        });
        model.Entity<FilingVersionTable>(table =>
        {
            table.ToTable("FilingVersionTables");
            table.HasKey(t => new { t.VersionId, t.Table });
            table.Property(t => t.State).HasConversion<string>().HasMaxLength(StateLength);
            table.HasIndex(t => t.FactFileId);
        });
    }
}
