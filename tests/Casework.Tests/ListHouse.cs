using System.Runtime.CompilerServices;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Casework.Tests;

/// <summary>A data folder of its own, real SQLite, the real packs of the two lists, subjects and a clock moved by hand.</summary>
internal sealed class ListHouse : IAsyncDisposable
{
    public const string Public = "firstloan";
    public const string Closed = "recommendation";
    public const string Usci = "91440300708461136T";

    private static readonly Lazy<PolicyLibrary> Shared = new(() =>
        PolicyLibrary.Load(Write(Directory.CreateTempSubdirectory("huoshui-lists-policies-").FullName), ModelLoading.WhenAsked));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-lists-");
    private readonly ServiceProvider _services;

    private ListHouse(int most)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddOperations(new OperationsOptions { DataFolder = _root.FullName });
        services.AddSingleton(Shared.Value);
        services.AddCasework();
        services.AddSingleton(new CandidateSource(Public, Find));
        services.AddSingleton(new CandidateSource(Closed, Find));
        services.AddSingleton(provider => new ListDesk(
            provider.GetRequiredService<IDbContextFactory<OperationsContext>>(), provider.GetRequiredService<ListPolicy>(),
            provider.GetRequiredService<ListWork>(), provider.GetServices<CandidateSource>(), Clock)
        { Most = most });
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Viewer Maker { get; } = Person("maker", Roles.Analyst);

    public static Viewer Approver { get; } = Person("approver", Roles.Approver);

    public static Viewer Citizen { get; } = Person("citizen", Roles.PublicReader);

    public static Viewer Owner { get; } = Person("owner", Roles.PublicReader);

    public HandClock Clock { get; } = new();

    public List<ListCandidate> Subjects { get; } = [];

    public ListDesk Desk => Get<ListDesk>();

    public ObjectionDesk Objections => Get<ObjectionDesk>();

    public ListBook Book => Get<ListBook>();

    public static async Task<ListHouse> OpenAsync(int most = ListDesk.MostSubjects)
    {
        var house = new ListHouse(most);
        await house.Get<OperationsDatabase>().PrepareAsync(Token);
        return house;
    }

    public static Viewer Person(string name, params string[] roles) =>
        new(name, roles.ToHashSet(StringComparer.Ordinal), null, SeesClear: false);

    public static ListCandidate Firm(string key, bool hasDrawn = false, string? account = null) =>
        new(key, "商行" + key, false, Facts(hasDrawn)) { Account = account };

    public static JsonElement Facts(bool hasDrawn = false) => JsonSerializer.SerializeToElement(new
    {
        has_need = true,
        is_living = true,
        district = "440304",
        has_drawn = hasDrawn,
        bank_says_borrowed = false,
        has_filed_credit = false,
    });

    public static ListCandidate Case(string key, string account) =>
        new(key, "件" + key, false, JsonSerializer.SerializeToElement(new
        {
            recommended_on = "2025-09-10",
            standards_met = 5,
            is_withdrawn = false,
            has_bank_consent = true,
        }))
        {
            Account = account,
        };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<OperationsContext> ContextAsync() =>
        Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);

    public async Task<ListEdition> OpenedAsync(string list = Public) =>
        Done(await Desk.OpenAsync(Maker, list, Get<ListPolicy>().Today(), Token));

    public async Task<ListEdition> BuiltAsync(string list = Public) =>
        Done(await Desk.BuildAsync(Maker, (await OpenedAsync(list)).Id, Token));

    public async Task<ListEdition> PublishedAsync(string list = Public) =>
        Done(await Desk.PublishAsync(Approver, (await BuiltAsync(list)).Id, Token));

    public async Task<ListEdition> FinalAsync(string list = Public)
    {
        var edition = await PublishedAsync(list);
        return await SettledAsync(edition.Id);
    }

    public async Task<ListEdition> SettledAsync(Guid id)
    {
        Clock.Move(TimeSpan.FromDays(30));
        Done(await Desk.CloseAsync(Maker, id, Token));
        return Done(await Desk.FinaliseAsync(Approver, id, Token));
    }

    public Task<ListAnswer<ListObjection>> ObjectAsync(
        Viewer viewer, Guid edition, string key, string kind, string? name = null, string request = "r1") =>
        Objections.ObjectAsync(viewer, edition, new ObjectionRequest(request, key, name, kind, "说明"), Token);

    public async Task<IReadOnlyDictionary<string, MemberState>> StatesAsync(Guid edition)
    {
        await using var context = await ContextAsync();
        return await context.Set<ListMember>().Where(m => m.EditionId == edition)
            .ToDictionaryAsync(m => m.SubjectKey, m => m.State, Token);
    }

    public static T Done<T>(ListAnswer<T> answer)
        where T : class
    {
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
        return answer.Value!;
    }

    public static void Refused<T>(string code, ListAnswer<T> answer)
        where T : class
    {
        Assert.False(answer.Succeeded);
        Assert.Equal(code, answer.Refusals[0].Code);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private async IAsyncEnumerable<ListCandidate> Find(DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var one in Subjects.ToList())
            yield return one;
    }

    private static string Write(string folder)
    {
        foreach (var part in new[] { "inclusive/firstloanlist", "inclusive/recommendlist", "vocabulary/calendars" })
        {
            var to = Directory.CreateDirectory(Path.Combine(folder, part)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyLibrary.FindFolder(), part)))
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "systems.yaml"), "{}\n");
        return folder;
    }
}

/// <summary>A clock that stands until it is moved; it begins on Friday 2025-09-26, 10:00 in Shanghai.</summary>
internal sealed class HandClock : TimeProvider
{
    private DateTimeOffset _now = new(2025, 9, 26, 2, 0, 0, TimeSpan.Zero);

    public void Move(TimeSpan by) => _now += by;

    public void Set(DateOnly day) => _now = new DateTimeOffset(day.ToDateTime(new TimeOnly(10, 0)), TimeSpan.FromHours(8)).ToUniversalTime();

    public override DateTimeOffset GetUtcNow() => _now;
}
