using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Huoshui.Systems.Tests.Returns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(Huoshui.Systems.Tests.OnlineLoans.LoanWorld))]

namespace Huoshui.Systems.Tests.OnlineLoans;

/// <summary>The stub of the sources, one for the whole run, and the policies that lending needs.</summary>
public sealed class LoanWorld : IAsyncLifetime
{
    private StubSources? _stub;

    public StubSources Stub => _stub!;

    public async ValueTask InitializeAsync() =>
        _stub = await StubSources.StartAsync(new StubSettings(), "http://127.0.0.1:0", CancellationToken.None);

    public ValueTask DisposeAsync() => Stub.DisposeAsync();

    /// <summary>Another stub, for a test that breaks it.</summary>
    public static Task<StubSources> BreakableAsync() =>
        StubSources.StartAsync(new StubSettings(), "http://127.0.0.1:0", TestContext.Current.CancellationToken);
}

/// <summary>A bank that lends: a data folder of its own, real SQLite, real HTTP sources, the real packs with short waits.</summary>
internal sealed class LoanHouse : IAsyncDisposable
{
    public const string Bank = "B1";

    private static readonly string[] Packs =
        ["inclusive/onlineloan", "inclusive/onlineloanchallenger", "inclusive/onlineloanprocess", "templates/onlineloan", "vocabulary"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-loans-");
    private readonly ServiceProvider _services;
    private readonly PolicyLibrary _library;
    private int _requests;

    // Loaded once: compiling the models costs more than a test.
    private static readonly Lazy<PolicyLibrary> Lent = new(() =>
        PolicyLibrary.Load(Write(Directory.CreateTempSubdirectory("huoshui-loans-policies-").FullName), ModelLoading.WhenAsked));

    private LoanHouse(Uri sources, bool ownPolicies)
    {
        _library = ownPolicies ? PolicyLibrary.Load(Write(Path.Combine(_root.FullName, "policies")), ModelLoading.WhenAsked) : Lent.Value;
        _services = Compose(new LoanOptions { LenderId = Bank, Sources = sources });
    }

    public static Viewer Owner { get; } = Person("zhou", Roles.PublicReader, null);

    public static Viewer Stranger { get; } = Person("wu", Roles.PublicReader, null);

    public static Viewer Reviewer { get; } = Person("li", Roles.Reviewer, Bank);

    public static Viewer Preparer { get; } = Person("zhang", Roles.Preparer, Bank);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new();

    public string Policies => _library.Folder;

    public LoanDesk Desk => Get<LoanDesk>();

    private static LoanWorld World =>
        TestContext.Current.GetFixture<LoanWorld>().AsTask().GetAwaiter().GetResult()!;

    /// <param name="sources">A stub of its own; null for the one of the run.</param>
    /// <param name="ownPolicies">True for a test that changes the policies.</param>
    public static async Task<LoanHouse> OpenAsync(StubSources? sources = null, bool ownPolicies = false)
    {
        var house = new LoanHouse((sources ?? World.Stub).Address, ownPolicies);
        await house.Get<OperationsDatabase>().PrepareAsync(Token);
        await using var context = await house.ContextAsync();
        context.Add(new Institution { Id = Bank, NameZh = "微澜网络银行", NameEn = "Weilan Bank", Kind = "bank", ActiveFrom = new DateOnly(2000, 1, 1) });
        await context.SaveChangesAsync(Token);
        return house;
    }

    public static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    public static string Firm(int number) => StubSources.FirmId(number);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<OperationsContext> ContextAsync() =>
        Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);

    /// <summary>Changes a file of the house's own policies and loads them again.</summary>
    public void Change(string file, string before, string after)
    {
        Assert.NotSame(Lent.Value, _library);
        var path = Path.Combine(Policies, file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
        Assert.True(_library.Reload());
    }

    /// <summary>What an applicant asks for: everything in order, of a firm of its own.</summary>
    public LoanRequest Request(string firmId) => new(
        $"key-{++_requests}", firmId, "深圳市旺园科技有限公司", 200_000, 12,
        new LoanPerson("王艳燕", "440301199003070035", Phone(firmId), "南山区学府路" + firmId, null),
        LoanSources.All.ToDictionary(s => s, s => Get<LoanPolicy>().Wording("authorisation_" + s, Get<LoanPolicy>().Today(), "zh").Version));

    /// <summary>A firm about which the sources have nothing but good to say.</summary>
    public static string GoodFirm(int number, StubSources? stub = null)
    {
        var firm = Firm(number);
        foreach (var (fact, value) in Good)
            (stub ?? World.Stub).Tell(firm, fact, value);
        return firm;
    }

    public static void Tell(string firm, string fact, object value) => World.Stub.Tell(firm, fact, value);

    public async Task<LoanApplication> ApplyAsync(LoanRequest request)
    {
        var answer = await Desk.ApplyAsync(Owner, request, Token);
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
        return answer.Value!;
    }

    public async Task<LoanApplication> DecidedAsync(string firm)
    {
        var application = await ApplyAsync(Request(firm));
        await Get<LoanWorker>().DrainAsync(Token);
        return await ReadAsync(application.Id);
    }

    public async Task<LoanApplication> ReadAsync(Guid id)
    {
        await using var context = await ContextAsync();
        return await context.Set<LoanApplication>().AsNoTracking().Include(a => a.Steps).Include(a => a.Authorisations)
            .Include(a => a.Decisions).SingleAsync(a => a.Id == id, Token);
    }

    public static void Refused(string code, LoanAnswer answer)
    {
        Assert.False(answer.Succeeded);
        Assert.Contains(answer.Refusals, r => r.Code == code);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private static IReadOnlyDictionary<string, object> Good { get; } = new Dictionary<string, object>
    {
        ["registry_is_active"] = true,
        ["registry_age_months"] = 60,
        ["registry_person_months"] = 60,
        ["tax_grade"] = "A",
        ["tax_sales_yuan"] = 9_000_000,
        ["credit_overdue_days"] = 0,
        ["credit_overdue_times"] = 0,
        ["credit_balance_yuan"] = 0,
        ["credit_queries"] = 0,
        ["court_is_dishonest"] = false,
        ["court_open_cases"] = 0,
        ["invoice_yuan"] = 9_000_000,
        ["invoice_months"] = 12,
        ["invoice_top_buyer_percent"] = 10,
    };

    private static string Phone(string firmId) => "138" + firmId[8..16];

    private static string Write(string folder)
    {
        foreach (var pack in Packs)
            Copy(Path.Combine(PolicyLibrary.FindFolder(), pack), Path.Combine(folder, pack));
        File.WriteAllText(Path.Combine(folder, "systems.yaml"), "{}\n");
        var process = Path.Combine(folder, "inclusive/onlineloanprocess/parameters.yaml");
        File.WriteAllText(process, File.ReadAllText(process).Replace("value: 2000,", "value: 300,", StringComparison.Ordinal)); // source_timeout_ms
        return folder;
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(p => !p.Contains("/vocabulary/", StringComparison.Ordinal) || p.Contains("calendar", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private ServiceProvider Compose(LoanOptions options)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddOperations(new OperationsOptions { DataFolder = Path.Combine(_root.FullName, "data") });
        services.AddRegistry();
        services.AddSingleton(_library);
        services.AddSingleton(options);
        new OnlineLoansModule().AddServices(services);
        return services.BuildServiceProvider();
    }
}
