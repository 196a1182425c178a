using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Huoshui.Systems.Returns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>A bank that lends and files its decisions, alone in a portal of its own: a test may change the packs and move the clock.</summary>
public sealed class LendingBank : PortalRun
{
    public const string Id = "B9001H244030000";
    public const string Return = "onlineloans";

    private const int Seed = 7;

    private static readonly string[] Packs =
    [
        "inclusive/onlineloan", "inclusive/onlineloanchallenger", "inclusive/onlineloanprocess", "templates/onlineloan", "returns/onlineloans",
        "supervision/filing", "supervision/notices", "vocabulary",
    ];

    private static readonly string[] Systems = ["returns:", "loans:"];

    private readonly MovableClock _clock = new();

    /// <summary>Today in Shanghai, by its own clock.</summary>
    public DateOnly Today => LoanPolicy.DayOf(_clock.GetUtcNow());

    protected override TimeProvider Clock => _clock;

    protected override string PoliciesFolder => Path.Combine(Folder, "policies");

    protected override bool Prepare(string folder)
    {
        foreach (var pack in Packs)
        {
            var source = Path.Combine(PolicyLibrary.FindFolder(), pack);
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(PoliciesFolder, pack, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        File.WriteAllLines(Path.Combine(PoliciesFolder, "systems.yaml"), Registered());
        return true;
    }

    protected override async Task<LoanOptions> LoansAsync()
    {
        Sources = await StubSources.StartAsync(new StubSettings(Seed), "http://127.0.0.1:0", CancellationToken.None);
        return new LoanOptions { LenderId = Id, Sources = Sources.Address, SampleSeed = Seed };
    }

    protected override async Task SeedAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await using var context = await Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync();
        context.Add(new Institution { Id = Id, NameZh = "微澜网络银行", NameEn = "Weilan Bank", Kind = "bank", ActiveFrom = new DateOnly(2000, 1, 1) });
        await context.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<InstitutionRegistry>().DeclareAsync(
            [
                new ProfileRule { Id = Guid.CreateVersion7(), ReturnId = Return, InstitutionId = Id, Duty = Duty.Due, From = Today, Source = "测试" },
                new ProfileRule { Id = Guid.CreateVersion7(), ReturnId = Return, Table = "OL", Duty = Duty.Due, From = Today, Source = "测试" },
            ],
            "测试", CancellationToken.None);
        var issued = await new DemoAccounts(scope.ServiceProvider.GetRequiredService<AccountDirectory>(), scope.ServiceProvider.GetRequiredService<DistrictRegistry>()).EnsureAsync(Id, "测试", CancellationToken.None);
        Passwords = issued.ToDictionary(account => account.Name, account => account.Password, StringComparer.Ordinal);
    }

    /// <summary>The best grade's rate changes tomorrow.</summary>
    internal void AnnounceRate(string before, string after)
    {
        var path = Path.Combine(PoliciesFolder, "inclusive/onlineloan/tables/grades.csv");
        var row = $"2024-01-01,,,true,grade_a,80,3000000,{before}";
        var text = File.ReadAllText(path);
        Assert.Contains(row, text, StringComparison.Ordinal);
        var both = $"2024-01-01,{Today:yyyy-MM-dd},,true,grade_a,80,3000000,{before}\n{Today.AddDays(1):yyyy-MM-dd},,,true,grade_a,80,3000000,{after}";
        File.WriteAllText(path, text.Replace(row, both, StringComparison.Ordinal));
        Assert.True(Services.GetRequiredService<PolicyLibrary>().Reload());
    }

    /// <summary>Some minutes later it is tomorrow.</summary>
    internal void PassMidnight() => _clock.Offset += TimeSpan.FromMinutes(10);

    /// <summary>The bank's people certify what one of them has filed, and the regulator accepts it.</summary>
    /// <param name="csv">The table, as the bank's page gives it.</param>
    /// <param name="date">数据日期.</param>
    internal async Task FileAsync(byte[] csv, DateOnly date)
    {
        var file = Path.Combine(Folder, "OL.csv");
        await File.WriteAllBytesAsync(file, csv);
        var key = new FilingKey(Return, Id, date);
        var taken = await Services.GetRequiredService<FilingIntake>()
            .FileAsync(Person("preparer", Roles.Preparer, Id), key, [new SentFile(file, "OL.csv")], CancellationToken.None);
        Assert.True(taken.Filing is not null, string.Join('\n', taken.Notes.Select(one => one.ToLine("zh"))));
        var people = new BatchPeople(
            Person("preparer", Roles.Preparer, Id), Person("reviewer", Roles.Reviewer, Id), Person("signer", Roles.Signer, Id),
            Person("approver", Roles.Approver, null));
        var result = await Services.GetRequiredService<FilingBatch>()
            .CertifyAndAcceptAsync(Return, date, _ => people, "已核对。", CancellationToken.None);
        Assert.True(result.Blocked.Count == 0, string.Join('\n', result.Blocked.SelectMany(one => one.Why).Select(why => why.ToLine("zh"))));
    }

    private static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    // The register's entries of these systems alone: the packs of others are not here.
    private static IEnumerable<string> Registered()
    {
        var isTaken = false;
        foreach (var line in File.ReadLines(Path.Combine(PolicyLibrary.FindFolder(), "systems.yaml")))
        {
            if (line.Length > 0 && char.IsAsciiLetter(line[0]))
                isTaken = Systems.Contains(line, StringComparer.Ordinal);
            if (isTaken)
                yield return line;
        }
    }

    // Five minutes before the last day of a month begins in Shanghai, on which the return is due; it goes on by itself.
    private sealed class MovableClock : TimeProvider
    {
        private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

        public TimeSpan Offset { get; set; } = Begin(System.GetUtcNow()) - System.GetUtcNow();

        // Never earlier than it is: cookies of the past are none.
        private static DateTimeOffset Begin(DateTimeOffset now)
        {
            var day = LoanPolicy.DayOf(now).AddDays(1);
            var last = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
            return new DateTimeOffset(last.ToDateTime(TimeOnly.MinValue), Shanghai) - TimeSpan.FromMinutes(5);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
