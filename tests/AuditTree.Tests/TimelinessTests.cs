using Huoshui.Operations.Tests;
using Xunit;

namespace Huoshui.AuditTree.Tests;

public sealed class TimelinessTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_act_that_waits_six_intervals_is_late_also_where_no_tree_was_ever_made(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        house.Store.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(await IsLateAsync(house)); // nothing waits
        await house.ActAsync(1);
        house.Store.Time.Advance(house.Options.CheckpointInterval * AuditTimeliness.MissedIntervals);
        Assert.False(await IsLateAsync(house));
        house.Store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsLateAsync(house));
        await house.EnterAsync();
        Assert.False(await IsLateAsync(house));
        house.Store.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await IsLateAsync(house)); // not compared any more
    }

    private static async Task<bool> IsLateAsync(TreeHouse house) => await house.Get<AuditTimeliness>()
        .IsLateAsync(await house.Reconciliation.StateAsync(TreeHouse.Token), TreeHouse.Token);
}
