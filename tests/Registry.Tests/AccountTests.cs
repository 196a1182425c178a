using System.Security.Claims;
using Huoshui.Operations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class AccountTests
{
    [Fact]
    public async Task An_issued_password_signs_in()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var issued = await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Preparer], "B0001"));
        Assert.True(await SignsInAsync(scope, "wang", issued.Password));
    }

    [Fact]
    public async Task A_reset_ends_the_old_password()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var old = await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Analyst]));
        var reset = await Directory(scope).ResetAsync("wang", "tester", TestRegistry.Token);
        Assert.False(await SignsInAsync(scope, "wang", old.Password));
        Assert.True(await SignsInAsync(scope, "wang", reset.Password));
    }

    [Fact]
    public async Task A_password_is_nowhere_in_the_store()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var issued = await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Analyst]));
        await using var context = registry.Context();
        Assert.DoesNotContain(await context.AuditEntries.ToListAsync(TestRegistry.Token),
            e => (e.Detail ?? string.Empty).Contains(issued.Password, StringComparison.Ordinal));
        Assert.NotEqual(issued.Password, (await context.Users.SingleAsync(TestRegistry.Token)).PasswordHash);
    }

    [Theory]
    [InlineData("two of the institution", "B0001", Roles.Preparer, Roles.Reviewer)]
    [InlineData("two administrators", null, Roles.SystemAdministrator, Roles.AuditAdministrator)]
    [InlineData("four eyes", null, Roles.Analyst, Roles.Approver)]
    [InlineData("administrator and regulator", null, Roles.SecurityAdministrator, Roles.Analyst)]
    public async Task One_account_never_holds_roles_of_two_people(string why, string? institution, params string[] roles)
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        await Assert.ThrowsAsync<AccountRefusedException>(() => AddAsync(scope, new AccountRequest("wang", why, roles, institution)));
    }

    [Theory]
    [InlineData(Roles.Preparer, null)]
    [InlineData(Roles.Preparer, "NONE")]
    [InlineData(Roles.Analyst, "B0001")]
    [InlineData(Roles.Operator, null)]
    [InlineData("emperor", null)]
    public async Task A_role_that_does_not_fit_is_refused(string role, string? institution)
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var refused = await Assert.ThrowsAsync<AccountRefusedException>(() => AddAsync(scope, new AccountRequest("wang", "王", [role], institution)));
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", refused.Reason.Zh);
        Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", refused.Reason.En);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Analyst]));
        await Assert.ThrowsAsync<AccountRefusedException>(() => AddAsync(scope, new AccountRequest("WANG", "王", [Roles.Analyst])));
    }

    [Fact]
    public async Task Demo_has_one_account_for_every_role()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var demo = scope.ServiceProvider.GetRequiredService<DemoAccounts>();
        await DistrictTests.ImportAsync(registry);
        var issued = await demo.EnsureAsync("B0001", "demo", TestRegistry.Token);
        Assert.Equal(Roles.All.Keys, issued.Select(a => a.Roles.Single()));
        Assert.Equal(issued.Count, issued.Select(a => a.Password).Distinct().Count());
        Assert.Empty(await demo.EnsureAsync("B0001", "demo", TestRegistry.Token));
    }

    [Fact]
    public async Task A_sign_in_carries_scope_and_field_class()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Preparer], "B0001", SeesClear: true));
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var factory = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>();
        ClaimsPrincipal principal = await factory.CreateAsync((await accounts.FindByNameAsync("wang"))!);
        var viewer = Viewer.From(principal);
        Assert.Equal(("wang", "B0001", true), (viewer.AccountName, viewer.InstitutionId, viewer.SeesClear));
        Assert.Equal([Roles.Preparer], viewer.Roles);
    }

    [Fact]
    public async Task A_demo_without_districts_has_no_accounts_of_areas()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        var issued = await scope.ServiceProvider.GetRequiredService<DemoAccounts>().EnsureAsync("B0001", "demo", TestRegistry.Token);
        Assert.Equal(Roles.All.Keys.Except(Roles.OfAreas), issued.Select(a => a.Roles.Single()));
    }

    [Theory]
    [InlineData(Roles.StreetOfficer, null, false)]
    [InlineData(Roles.StreetOfficer, "440304", false)] // a district
    [InlineData(Roles.StreetOfficer, "440304001", true)]
    [InlineData(Roles.DistrictTeam, "440304", true)]
    [InlineData(Roles.DistrictTeam, "440304001", false)]
    [InlineData(Roles.DistrictTeam, "SZ-QH", false)] // an overlay has no team: its streets belong to districts
    [InlineData(Roles.Analyst, "440304", false)]
    public async Task A_role_of_an_area_needs_the_right_kind_of_area(string role, string? area, bool fits)
    {
        await using var registry = await TestRegistry.FilledAsync();
        await DistrictTests.ImportAsync(registry);
        await using var scope = registry.Scope();
        var request = new AccountRequest("chen", "陈", [role], AreaCode: area);
        if (!fits)
        {
            await Assert.ThrowsAsync<AccountRefusedException>(() => AddAsync(scope, request));
            return;
        }

        await AddAsync(scope, request);
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var factory = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>();
        Assert.Equal(area, Viewer.From(await factory.CreateAsync((await accounts.FindByNameAsync("chen"))!)).AreaCode);
    }

    [Fact]
    public async Task A_disabled_account_stays_in_the_list()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var scope = registry.Scope();
        await AddAsync(scope, new AccountRequest("wang", "王", [Roles.Analyst]));
        await Directory(scope).DisableAsync("wang", "tester", TestRegistry.Token);
        Assert.NotNull(Assert.Single(await Directory(scope).ListAsync(TestRegistry.Token)).Account.DisabledAt);
    }

    [Fact]
    public void Passwords_hold_no_letters_that_look_alike() =>
        Assert.DoesNotContain(
            Enumerable.Range(0, 200).SelectMany(_ => AccountDirectory.RandomPassword()), c => "0O1lI".Contains(c, StringComparison.Ordinal));

    private static AccountDirectory Directory(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<AccountDirectory>();

    private static Task<IssuedAccount> AddAsync(AsyncServiceScope scope, AccountRequest request) =>
        Directory(scope).AddAsync(request, "tester", mustChange: true, TestRegistry.Token);

    private static async Task<bool> SignsInAsync(AsyncServiceScope scope, string name, string password)
    {
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await accounts.CheckPasswordAsync((await accounts.FindByNameAsync(name))!, password);
    }
}
