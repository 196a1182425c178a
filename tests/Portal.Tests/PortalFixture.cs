using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(Huoshui.Portal.Tests.PortalFixture))]

namespace Huoshui.Portal.Tests;

/// <summary>The real host on a small city (<see cref="SmallCity"/>) with the demo accounts; made once for all tests.</summary>
public sealed class PortalFixture : PortalRun
{
    public const string OwnInstitution = SmallCity.Own;
    public const string OtherInstitution = SmallCity.Other;

    internal SmallCity City { get; private set; } = default!;

    protected override async Task<LoanOptions> LoansAsync()
    {
        Sources = await StubSources.StartAsync(new StubSettings(), "http://127.0.0.1:0", CancellationToken.None);
        return new LoanOptions { LenderId = OwnInstitution, Sources = Sources.Address };
    }

    protected override async Task SeedAsync()
    {
        City = new SmallCity(Services, Directory.CreateDirectory(Path.Combine(Folder, "made")).FullName);
        await City.MakeAsync();
        await City.PublishAsync();
        var vocabulary = Path.Combine(PolicyLibrary.FindFolder(), "vocabulary");
        await using var districts = File.OpenRead(Path.Combine(vocabulary, "shenzhen_management_districts.csv"));
        await using var streets = File.OpenRead(Path.Combine(vocabulary, "shenzhen_streets.csv"));
        await Services.GetRequiredService<DistrictRegistry>().ImportAsync(districts, streets, "测试", CancellationToken.None);
        await using var scope = Services.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        var issued = await new DemoAccounts(directory, scope.ServiceProvider.GetRequiredService<DistrictRegistry>()).EnsureAsync(OwnInstitution, "测试", CancellationToken.None);
        Passwords = issued.ToDictionary(account => account.Name, account => account.Password, StringComparer.Ordinal);
    }

    /// <summary>An account of its own for a test that changes it.</summary>
    internal async Task<IssuedAccount> NewAccountAsync(
        string name, string role, string? institution = null, bool seesClear = false, bool mustChange = false)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest(name, name, [role], institution, seesClear), "测试", mustChange, CancellationToken.None);
    }
}
