using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Tests;

/// <summary>A row with every kind of column that the store knows.</summary>
internal sealed class Sample : IRevised
{
    public Guid Id { get; set; }

    public string Name { get; set; } = string.Empty;

    public string? Remark { get; set; }

    public long BalanceFen { get; set; }

    public DateOnly Day { get; set; }

    public DateOnly? LastDay { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public double Share { get; set; }

    public bool IsOpen { get; set; }

    public long Revision { get; set; }
}

internal sealed class SamplePart : IModelPart
{
    public void Configure(ModelBuilder model) => model.Entity<Sample>().ToTable("Samples");
}
