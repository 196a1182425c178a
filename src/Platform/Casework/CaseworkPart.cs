using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huoshui.Casework;

/// <summary>The tables of lists in the operations store.</summary>
public sealed class CaseworkPart : IModelPart
{
    private const int LongestWord = 40;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<ListEdition>(ConfigureEdition);
        model.Entity<ListStep>(step =>
        {
            step.ToTable("ListSteps").HasKey(s => new { s.EditionId, s.Sequence });
            step.Property(s => s.From).HasConversion<string>().HasMaxLength(LongestWord);
            step.Property(s => s.To).HasConversion<string>().HasMaxLength(LongestWord);
        });
        model.Entity<ListMember>(member =>
        {
            member.ToTable("ListMembers");
            member.Property(m => m.Id).ValueGeneratedNever();
            member.Property(m => m.State).HasConversion<string>().HasMaxLength(LongestWord);
            member.HasIndex(m => new { m.EditionId, m.SubjectKey }).IsUnique();
            member.HasIndex(m => new { m.EditionId, m.State });
            member.HasIndex(m => m.Account);
        });
        model.Entity<ListObjection>(objection =>
        {
            objection.ToTable("ListObjections");
            objection.Property(o => o.Id).ValueGeneratedNever();
            objection.HasIndex(o => new { o.Account, o.RequestKey }).IsUnique();
            objection.HasIndex(o => new { o.EditionId, o.DueOn });
        });
    }

    private static void ConfigureEdition(EntityTypeBuilder<ListEdition> edition)
    {
        edition.ToTable("ListEditions");
        edition.Property(e => e.Id).ValueGeneratedNever();
        edition.Property(e => e.State).HasConversion<string>().HasMaxLength(LongestWord);
        edition.HasIndex(e => new { e.ListId, e.Period });
        edition.HasIndex(e => e.OpenKey).IsUnique();
        edition.HasIndex(e => e.CurrentKey).IsUnique();
        edition.HasIndex(e => e.FinalKey).IsUnique();
        edition.HasMany(e => e.Steps).WithOne().HasForeignKey(s => s.EditionId);
        edition.Navigation(e => e.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}
