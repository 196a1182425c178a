using Huoshui.Operations;
using Huoshui.Operations.Tests;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Notices.Tests;

/// <summary>Which database a test runs on.</summary>
public sealed class BothStores : TheoryData<bool>
{
    public BothStores() : base(false, true)
    {
    }
}

/// <summary>A clock that a test moves; timers run in real time.</summary>
internal sealed class HandClock : TimeProvider
{
    // A Monday, 08:00 in Shanghai.
    private DateTimeOffset _now = new(2025, 6, 30, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    /// <summary>To a clock of Shanghai.</summary>
    public void Set(int month, int day, int hour, int minute) =>
        _now = new DateTimeOffset(2025, month, day, hour, minute, 0, TimeSpan.FromHours(8)).ToUniversalTime();
}

/// <summary>A store with people, the real packs, a real mail server and a clock moved by hand.</summary>
internal sealed class NoticeHouse : IAsyncDisposable
{
    public const string Kind = "visits.assigned";
    public const string Urgent = "visits.disputed";

    private static readonly Lazy<PolicyLibrary> Policies = new(() => PolicyLibrary.Load(
        Write(Directory.CreateTempSubdirectory("huoshui-notices-policies-").FullName), ModelLoading.WhenAsked));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-notices-");
    private readonly List<ServiceProvider> _processes = [];
    private readonly OperationsOptions _store;
    private readonly NoticeOptions _options;

    private NoticeHouse(string? postgres, MailBox? mail, Func<NoticeOptions, NoticeOptions>? change)
    {
        _store = new OperationsOptions { DataFolder = Path.Combine(_root.FullName, "data"), PostgreSql = postgres };
        var options = new NoticeOptions
        {
            Mail = mail?.Options,
            HasWebhooks = true,
            PublicUrl = "https://huoshui.test",
            MailTimeout = TimeSpan.FromSeconds(5),
        };
        _options = change?.Invoke(options) ?? options;
        Process();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Viewer Banker { get; } = new(
        "banker", new HashSet<string>(StringComparer.Ordinal) { Roles.Reviewer }, "B1", SeesClear: false);

    public static Viewer Team { get; } = new(
        "team", new HashSet<string>(StringComparer.Ordinal) { Roles.DistrictTeam }, null, SeesClear: false)
    { AreaCode = "440304" };

    public HandClock Clock { get; } = new();

    /// <summary>What a test tells beside what it posts.</summary>
    public List<StandingKind> Standing { get; } = [];

    public NoticeRun Run => Get<NoticeRun>();

    public ChannelDesk Desk => Get<ChannelDesk>();

    public static async Task<NoticeHouse> OpenAsync(
        bool onPostgres = false, MailBox? mail = null, Func<NoticeOptions, NoticeOptions>? change = null)
    {
        var house = new NoticeHouse(
            onPostgres ? (await TestContext.Current.GetFixture<PostgresCluster>())!.CreateDatabase() : null, mail, change);
        await house.Get<OperationsDatabase>().PrepareAsync(Token);
        await house.AddAsync(Banker);
        await house.AddAsync(Team);
        return house;
    }

    /// <summary>Another process on the same store.</summary>
    public ServiceProvider Process()
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddOperations(_store).AddRegistry();
        services.AddAccounts();
        services.AddSingleton(Policies.Value);
        services.AddNotices(_options);
        services.AddSingleton<FindStanding>((_, _, _) => Task.FromResult<IReadOnlyList<StandingKind>>([.. Standing]));
        _processes.Add(services.BuildServiceProvider());
        return _processes[^1];
    }

    public T Get<T>()
        where T : notnull => _processes[0].GetRequiredService<T>();

    public OperationsContext Context() => Get<IDbContextFactory<OperationsContext>>().CreateDbContext();

    public async Task AddAsync(Viewer viewer)
    {
        await using var context = Context();
        var id = Guid.CreateVersion7();
        context.Add(new Account
        {
            Id = id,
            UserName = viewer.AccountName,
            NormalizedUserName = viewer.AccountName.ToUpperInvariant(),
            InstitutionId = viewer.InstitutionId,
            AreaCode = viewer.AreaCode,
        });
        foreach (var role in viewer.Roles)
        {
            var held = Guid.CreateVersion7();
            context.Add(new AccountRole { Id = held, Name = role, NormalizedName = role.ToUpperInvariant() });
            context.Add(new IdentityUserRole<Guid> { UserId = id, RoleId = held });
        }

        await context.SaveChangesAsync(Token);
    }

    /// <summary>Tells in one transaction.</summary>
    public async Task TellAsync(params IReadOnlyCollection<NoticeDraft> drafts)
    {
        await using var context = Context();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await Get<NoticePost>().WriteAsync(context, drafts, Token);
        await transaction.CommitAsync(Token);
    }

    public static NoticeDraft Event(int number, string kind = Kind, string? audience = null) => new(
        kind, audience ?? Audiences.Institution("B1"), $"case-{number}", $"/visits/cases/{number}", $"ZF{number:D6}",
        new DateOnly(2025, 8, 1).AddDays(number % 20));

    /// <summary>Sets and confirms an address, with the code that came there.</summary>
    public async Task ConfirmedAsync(Viewer viewer, MailBox mail, string address)
    {
        Assert.Null((await Desk.SetAsync(viewer, ChannelKinds.Mail, address, "zh", Token)).Refusal);
        await Run.RoundAsync(Token);
        Assert.Null((await Desk.ConfirmAsync(viewer, ChannelKinds.Mail, mail.LastCode(), Token)).Refusal);
        mail.Clear();
    }

    public async Task<NoticeChannel> ChannelAsync(Viewer viewer, string kind = ChannelKinds.Mail)
    {
        await using var context = Context();
        return await context.Set<NoticeChannel>().AsNoTracking()
            .SingleAsync(c => c.Account == viewer.AccountName && c.Kind == kind, Token);
    }

    public async Task<List<NoticeDelivery>> DeliveriesAsync()
    {
        await using var context = Context();
        return await context.Set<NoticeDelivery>().AsNoTracking().OrderBy(d => d.Id).ToListAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private static string Write(string folder)
    {
        foreach (var part in new[] { "inclusive/visits", "supervision/notices", "vocabulary/calendars" })
        {
            var to = Directory.CreateDirectory(Path.Combine(folder, part)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyLibrary.FindFolder(), part)))
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "systems.yaml"), "{}\n");
        return folder;
    }
}
