using Huoshui.Systems.Workbench;
using Huoshui.Warehouse.Scripts;
using Xunit;

namespace Huoshui.Systems.Tests.Workbench;

/// <summary>So many runs at once, of everybody and of one account.</summary>
public sealed class RunGateTests
{
    private static readonly ScriptLimits Limits = new() { RunsAtOnce = 2, RunsAtOncePerAccount = 1, WaitTime = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_account_has_one_place_and_all_together_have_two()
    {
        var gate = new RunGate(Limits, TimeProvider.System);
        using var first = await gate.EnterAsync("a", Stop);
        Assert.NotNull(first);
        Assert.Null(await gate.EnterAsync("a", Stop));
        using var second = await gate.EnterAsync("b", Stop);
        Assert.NotNull(second);
        Assert.Null(await gate.EnterAsync("c", Stop));
    }

    [Fact]
    public async Task A_place_is_given_back_once()
    {
        var gate = new RunGate(Limits, TimeProvider.System);
        var first = await gate.EnterAsync("a", Stop);
        first!.Dispose();
        first.Dispose();
        using var again = await gate.EnterAsync("a", Stop);
        Assert.NotNull(again);
        Assert.Null(await gate.EnterAsync("a", Stop));
    }

    [Fact]
    public async Task Who_waits_gets_the_place_that_becomes_free()
    {
        var gate = new RunGate(Limits with { WaitTime = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        var first = await gate.EnterAsync("a", Stop);
        var waiting = gate.EnterAsync("a", Stop);
        Assert.False(waiting.IsCompleted);
        first!.Dispose();
        using var second = await waiting;
        Assert.NotNull(second);
    }
}
