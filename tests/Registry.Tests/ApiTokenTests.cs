using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class ApiTokenTests
{
    [Fact]
    public async Task A_token_carries_its_accounts_rights_and_its_scopes()
    {
        await using var registry = await WithAccountAsync();
        var accepted = await registry.Tokens.AcceptAsync(await IssueAsync(registry), TestRegistry.Token);
        Assert.Equal(("wang", "B0001"), (accepted!.Viewer.AccountName, accepted.Viewer.InstitutionId));
        Assert.Equal(["figures:read", "filings:write"], accepted.Scopes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_is_not_in_the_store()
    {
        await using var registry = await WithAccountAsync();
        var token = await IssueAsync(registry);
        await using var context = registry.Context();
        Assert.DoesNotContain(token[3..], (await context.ApiTokens.SingleAsync(TestRegistry.Token)).TokenHash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_over_is_refused()
    {
        var time = new MovedTime();
        await using var registry = await WithAccountAsync(time);
        var token = await IssueAsync(registry);
        time.Offset = TimeSpan.FromDays(30);
        Assert.Null(await registry.Tokens.AcceptAsync(token, TestRegistry.Token));
    }

    [Fact]
    public async Task A_withdrawn_token_is_refused()
    {
        await using var registry = await WithAccountAsync();
        var token = await IssueAsync(registry);
        Assert.Equal(1, await registry.Tokens.RevokeAsync("wang", "nightly", "tester", TestRegistry.Token));
        Assert.Null(await registry.Tokens.AcceptAsync(token, TestRegistry.Token));
    }

    [Fact]
    public async Task A_disabled_accounts_token_is_refused()
    {
        await using var registry = await WithAccountAsync();
        var token = await IssueAsync(registry);
        await using var scope = registry.Scope();
        await scope.ServiceProvider.GetRequiredService<AccountDirectory>().DisableAsync("wang", "tester", TestRegistry.Token);
        Assert.Null(await registry.Tokens.AcceptAsync(token, TestRegistry.Token));
    }

    [Fact]
    public async Task A_scope_that_is_not_known_is_refused()
    {
        await using var registry = await WithAccountAsync();
        await Assert.ThrowsAsync<AccountRefusedException>(() => registry.Tokens.IssueAsync(
            "wang", "nightly", ["everything"], TimeSpan.FromDays(1), "tester", TestRegistry.Token));
    }

    [Fact]
    public async Task An_account_holds_at_most_so_many_tokens_at_a_time()
    {
        await using var registry = await WithAccountAsync();
        for (var i = 0; i < ApiTokenDesk.MostAlive; i++)
            await IssueAsync(registry);
        await Assert.ThrowsAsync<AccountRefusedException>(() => IssueAsync(registry));
        await registry.Tokens.RevokeAsync("wang", "nightly", "tester", TestRegistry.Token);
        Assert.NotNull(await registry.Tokens.AcceptAsync(await IssueAsync(registry), TestRegistry.Token));
    }

    [Fact]
    public async Task Another_accounts_token_cannot_be_withdrawn()
    {
        await using var registry = await WithAccountAsync();
        var token = await IssueAsync(registry);
        var id = (await registry.Tokens.ListAsync("wang", TestRegistry.Token)).Single().Id;
        Assert.False(await registry.Tokens.RevokeAsync("li", id, "li", TestRegistry.Token));
        Assert.NotNull(await registry.Tokens.AcceptAsync(token, TestRegistry.Token));
    }

    [Fact]
    public async Task A_guessed_token_is_refused()
    {
        await using var registry = await WithAccountAsync();
        await IssueAsync(registry);
        Assert.Null(await registry.Tokens.AcceptAsync("hs_guess", TestRegistry.Token));
    }

    [Fact]
    public async Task A_token_for_ever_is_refused()
    {
        await using var registry = await WithAccountAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => registry.Tokens.IssueAsync(
            "wang", "nightly", ["filings:write"], TimeSpan.FromDays(400), "tester", TestRegistry.Token));
    }

    private static async Task<TestRegistry> WithAccountAsync(TimeProvider? time = null)
    {
        var registry = await TestRegistry.OpenAsync(time);
        await registry.ImportAsync("Id,NameZh,Kind,ActiveFrom\nB0001,甲银行,03,2010-01-01");
        await using var scope = registry.Scope();
        await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest("wang", "王", [Roles.Preparer], "B0001"), "tester", mustChange: false, TestRegistry.Token);
        return registry;
    }

    private static Task<string> IssueAsync(TestRegistry registry) => registry.Tokens.IssueAsync(
        "wang", "nightly", ["filings:write", "figures:read"], TimeSpan.FromDays(30), "tester", TestRegistry.Token);

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
