using Huoshui.Operations;
using Huoshui.Systems.CrossBorderData.Watching;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>The tables of the system: what is known of nodes, and counts. Nothing of any subject.</summary>
public sealed class CrossBorderModelPart : IModelPart
{
    private const int LongestName = 300;
    private const int LongestWord = 40;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<NodeState>(state =>
        {
            state.ToTable("BorderNodes");
            state.HasKey(s => s.Id);
            state.Property(s => s.Id).HasMaxLength(LongestWord);
            state.Property(s => s.Name).HasMaxLength(LongestName);
            state.Property(s => s.Health).HasMaxLength(LongestWord);
        });
        model.Entity<NodeReading>(reading =>
        {
            reading.ToTable("BorderReadings");
            reading.HasKey(r => new { r.NodeId, r.At });
            reading.HasIndex(r => r.At);
            reading.Property(r => r.NodeId).HasMaxLength(LongestWord);
            reading.Property(r => r.Health).HasMaxLength(LongestWord);
        });
        model.Entity<EntryCount>(count =>
        {
            count.ToTable("BorderEntryCounts");
            count.HasKey(c => new { c.NodeId, c.Hour, c.Kind, c.Scenario, c.KeyId });
            count.Property(c => c.NodeId).HasMaxLength(LongestWord);
        });
        model.Entity<RefusalCount>(count =>
        {
            count.ToTable("BorderRefusalCounts");
            count.HasKey(c => new { c.NodeId, c.Hour, c.Code });
            count.Property(c => c.NodeId).HasMaxLength(LongestWord);
            count.Property(c => c.Code).HasMaxLength(LongestWord);
        });
    }
}
