using Huoshui.Operations.Leaves;
using Huoshui.Operations.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.AuditTree.Tests;

public sealed class EnteringTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_act_has_its_leaf_in_the_same_save(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(1, action: "filing.sign");
        await using var context = house.Store.Context();
        var (entry, leaf) = (context.AuditEntries.Single(), context.AuditLeaves.Single());
        Assert.Equal((1, AuditLeafKind.Certification), (leaf.Sequence, leaf.Kind));
        Assert.Equal(leaf.Commitment, AuditCommitment.Of(entry, leaf.Salt!));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Many_acts_of_one_save_have_a_leaf_each_with_a_salt_of_its_own(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(500);
        await using var context = house.Store.Context();
        var leaves = await context.AuditLeaves.ToListAsync(TreeHouse.Token);
        Assert.Equal(500, leaves.Select(l => Convert.ToHexString(l.Salt!)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), leaves.Select(l => l.Sequence).Order());
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task An_act_that_is_rolled_back_leaves_no_leaf(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await using (var context = house.Store.Context())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(TreeHouse.Token);
            context.Audit("a", "case.step", "case/1");
            await context.SaveChangesAsync(TreeHouse.Token);
            await transaction.RollbackAsync(TreeHouse.Token);
        }

        await house.ActAsync(1);
        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        Assert.Equal(1, AuditTreeView.Open(house.Options).Head.Size);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_leaf_that_failed_to_save_is_saved_by_the_next_try(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await using (var context = house.Store.Context())
        {
            var id = Guid.CreateVersion7();
            context.Add(new Sample { Id = id });
            await context.SaveChangesAsync(TreeHouse.Token);
            context.ChangeTracker.Clear();
            var twice = new Sample { Id = id };
            context.Add(twice);
            context.Audit("a", "sample.add", "sample/x");
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TreeHouse.Token));
            context.Entry(twice).State = EntityState.Detached;
            await context.SaveChangesAsync(TreeHouse.Token);
        }

        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        await using var reader = house.Store.Context();
        Assert.Equal(1, await reader.AuditLeaves.CountAsync(TreeHouse.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Row_n_is_entry_n_less_one_of_the_tree(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(7, atOnce: false);
        await house.EnterAsync();
        await house.ActAsync(300);
        await house.EnterAsync();
        await using var context = house.Store.Context();
        var leaves = await context.AuditLeaves.OrderBy(l => l.Sequence).ToListAsync(TreeHouse.Token);
        var records = AuditTreeView.Open(house.Options).Records(1, 307).Select(r => r.ToArray()).ToList();
        Assert.Equal(leaves.Select(l => l.ToRecord()), records);
        Assert.All(records, r => Assert.Equal(AuditCommitment.RecordBytes, r.Length));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_second_process_does_not_write_the_tree_while_the_first_holds_it(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(3);
        await house.EnterAsync();
        await using var other = house.Again();
        Assert.Null(await other.Worker.RunOnceAsync(TreeHouse.Token));
        await house.Worker.LetGoAsync();
        await house.ActAsync(2);
        Assert.Equal(2, await other.Worker.RunOnceAsync(TreeHouse.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_was_appended_but_never_signed_is_found_again_and_not_doubled(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(10);
        await house.EnterAsync();
        await house.Worker.LetGoAsync();
        await house.ActAsync(5);
        await using (var context = house.Store.Context())
        await using (var log = await AuditLog.OpenAsync(house.Options, 10))
            Assert.Equal(5, await log.EnterAsync(context, TreeHouse.Token)); // and then it dies: no checkpoint, no state

        await house.EnterAsync();
        Assert.Empty(await house.FoundAsync());
        Assert.Equal(15, AuditTreeView.Open(house.Options).Head.Size);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_waits_is_entered_and_signed_when_the_process_stops(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.Worker.StartAsync(TreeHouse.Token);
        while (!AuditLog.IsThere(house.Options))
            await Task.Delay(20, TreeHouse.Token);
        await house.EnterAsync();
        await house.ActAsync(4);
        await house.Worker.StopAsync(TreeHouse.Token);
        Assert.Equal(4, AuditTreeView.Open(house.Options).Head.Size);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_leaf_cannot_be_changed_through_the_context(Provider provider)
    {
        await using var house = await TreeHouse.OpenAsync(provider);
        await house.ActAsync(1);
        await using var context = house.Store.Context();
        context.Remove(context.AuditLeaves.Single());
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(TreeHouse.Token));
    }

    [Fact]
    public void Every_kind_has_a_number_of_its_own_that_fits_a_byte() =>
        Assert.All(Enum.GetValues<AuditLeafKind>(), kind => Assert.InRange((int)kind, 0, 255));

    [Theory]
    [InlineData("filing.Sign", AuditLeafKind.Certification)]
    [InlineData("filing.Accept", AuditLeafKind.Acceptance)]
    [InlineData("filing.Upload", AuditLeafKind.FilingReceived)]
    [InlineData("figure.published", AuditLeafKind.Publication)]
    [InlineData("loan.decided", AuditLeafKind.Decision)]
    [InlineData("role.grant", AuditLeafKind.RoleChange)]
    [InlineData("case.declare", AuditLeafKind.CaseStep)]
    [InlineData("explanation.accept", AuditLeafKind.Findings)]
    [InlineData("pack.load", AuditLeafKind.PackChange)]
    [InlineData("sign-in", AuditLeafKind.Other)]
    public void An_action_has_the_coarse_kind(string action, AuditLeafKind kind) =>
        Assert.Equal(kind, AuditLeafKinds.Of(action));
}
