using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.FirstLoans;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class FirstLoansModelPart : IModelPart
{
    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<Coaching>(coaching =>
        {
            coaching.ToTable("Coachings");
            coaching.Property(c => c.Id).ValueGeneratedNever();
            coaching.HasIndex(c => c.OpenKey).IsUnique();
            coaching.HasIndex(c => c.PartyKey);
            coaching.HasIndex(c => new { c.BankId, c.State });
            coaching.HasIndex(c => new { c.BankId, c.IouId }).IsUnique();
        });
        model.Entity<CoachingStep>(step =>
        {
            step.ToTable("CoachingSteps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasIndex(s => s.CoachingId);
        });
    }
}
