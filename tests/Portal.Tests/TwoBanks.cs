using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Tests;

/// <summary>A city with two banks and nothing filed, alone in a portal of its own: a test may move its clock.</summary>
public sealed class TwoBanks : PortalRun
{
    public const string First = "B9101H244030000";
    public const string FirstName = "莲山商业银行";
    public const string Second = "B9102H244030000";
    public const string SecondName = "梧桐山银行";

    private readonly MovedClock _clock = new();

    protected override TimeProvider Clock => _clock;

    /// <summary>Its clock goes on by that much.</summary>
    internal void Pass(TimeSpan time) => _clock.Offset += time;

    /// <summary>A reviewer of the second bank, as which nobody has signed in.</summary>
    internal IssuedAccount SecondReviewer { get; private set; } = default!;

    protected override async Task SeedAsync()
    {
        await using (var context = await Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync())
        {
            context.AddRange(Bank(First, FirstName), Bank(Second, SecondName));
            await context.SaveChangesAsync();
        }

        var vocabulary = Path.Combine(PolicyLibrary.FindFolder(), "vocabulary");
        await using var districts = File.OpenRead(Path.Combine(vocabulary, "shenzhen_management_districts.csv"));
        await using var streets = File.OpenRead(Path.Combine(vocabulary, "shenzhen_streets.csv"));
        await Services.GetRequiredService<DistrictRegistry>().ImportAsync(districts, streets, "测试", CancellationToken.None);
        await using var scope = Services.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        var issued = await new DemoAccounts(directory, scope.ServiceProvider.GetRequiredService<DistrictRegistry>()).EnsureAsync(First, "测试", CancellationToken.None);
        Passwords = issued.ToDictionary(account => account.Name, account => account.Password, StringComparer.Ordinal);
        SecondReviewer = await directory.AddAsync(
            new AccountRequest("second-reviewer", "second-reviewer", [Roles.Reviewer], Second, SeesClear: false), "测试", mustChange: false, CancellationToken.None);
    }

    private static Institution Bank(string id, string name) =>
        new() { Id = id, NameZh = name, NameEn = name, Kind = "03", ActiveFrom = new DateOnly(2000, 1, 1) };

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
