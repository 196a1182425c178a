using System.Globalization;
using System.Text;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Unmasking;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>A data folder of its own with two banks, the tiny return and real SQLite and DuckDB.</summary>
internal sealed class FilingHouse : IAsyncDisposable
{
    public const string Bank = "B1";
    public const string OtherBank = "B2";
    public static readonly DateOnly June = new(2025, 6, 30);

    private readonly DirectoryInfo _root;
    private readonly bool _isGuest;
    private readonly ServiceProvider _services;
    private int _files;

    private FilingHouse(int people, DateTimeOffset? now, Action<IServiceCollection>? more, string? root = null)
    {
        _isGuest = root is not null;
        _root = root is null ? Directory.CreateTempSubdirectory("huoshui-returns-") : new DirectoryInfo(root);
        Time.Now = now ?? Time.Now;
        var policies = TinyPolicies.Write(Root, people);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddOperations(new OperationsOptions { DataFolder = Data });
        services.AddRegistry();
        services.AddSingleton(_ => PolicyLibrary.Load(policies, ModelLoading.WhenAsked));
        services.AddSingleton<UnmaskDesk>();
        services.AddModelPart<FactsModelPart>();
        services.AddSingleton(new WarehouseOptions());
        services.AddSingleton<Stager>();
        services.AddSingleton<CheckRunner>();
        new ReturnsModule().AddServices(services);
        services.AddOperationsWorkers();
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public string Root => _root.FullName;

    public string Data => Path.Combine(Root, "data");

    public ManualTime Time { get; } = new();

    public static Viewer Preparer { get; } = Person("zhang", Roles.Preparer, Bank);

    public static Viewer SecondPreparer { get; } = Person("qian", Roles.Preparer, Bank);

    public static Viewer Reviewer { get; } = Person("li", Roles.Reviewer, Bank);

    public static Viewer Signer { get; } = Person("wang", Roles.Signer, Bank);

    public static Viewer Analyst { get; } = Person("zhao", Roles.Analyst, null);

    public static Viewer Approver { get; } = Person("sun", Roles.Approver, null);

    public static Viewer Stranger { get; } = Person("zhou", Roles.Preparer, OtherBank);

    public FilingKey Key { get; } = new("tiny", Bank, June);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FilingHouse> OpenAsync(
        int people = 3, bool profiled = true, DateTimeOffset? now = null, Action<IServiceCollection>? more = null)
    {
        var house = new FilingHouse(people, now, more);
        Assert.Empty(house.Get<PolicyLibrary>().Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error));
        await house.Get<OperationsDatabase>().PrepareAsync(Token);
        await using var context = await house.ContextAsync();
        foreach (var id in new[] { Bank, OtherBank })
        {
            context.Add(new Institution
            {
                Id = id,
                NameZh = "银行" + id,
                NameEn = "Bank " + id,
                Kind = "bank",
                ActiveFrom = new DateOnly(2000, 1, 1),
            });
        }

        if (profiled)
        {
            context.Add(new ProfileRule
            {
                Id = Guid.CreateVersion7(house.Time.Now),
                ReturnId = "tiny",
                Duty = Duty.Due,
                From = new DateOnly(2000, 1, 1),
            });
        }

        await context.SaveChangesAsync(Token);
        return house;
    }

    /// <summary>The house of another process, as it stands; it is left as it is.</summary>
    public static FilingHouse At(string root) => new(3, null, null, root);

    public static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public object Service(Type type) => _services.GetRequiredService(type);

    public IServiceProvider Services => _services;

    public FilingDesk Desk => Get<FilingDesk>();

    public Task<OperationsContext> ContextAsync() =>
        Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);

    /// <summary>A file of loans: id, borrower, balance, rate.</summary>
    public SentFile Loans(params (string Id, string Balance, string Rate)[] rows) => LoansOf(June, rows);

    public SentFile LoansOf(DateOnly date, params (string Id, string Balance, string Rate)[] rows) => File(
        "TL.csv",
        "TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\n"
        + string.Concat(rows.Select(r => $"{r.Id},李四,{r.Balance},{r.Rate},{date:yyyy-MM-dd}\n")));

    public SentFile File(string name, string text)
    {
        var path = Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"in-{Environment.ProcessId}-{_files++}"));
        System.IO.File.WriteAllText(path, text, new UTF8Encoding(false));
        return new SentFile(path, name);
    }

    public async Task<Filing> SendAsync(params SentFile[] files)
    {
        var result = await Get<FilingIntake>().FileAsync(Preparer, Key, files, Token);
        Assert.NotNull(result.Filing);
        return result.Filing;
    }

    /// <summary>A filing with good loans and no pledges.</summary>
    public async Task<Guid> ReadyAsync()
    {
        var filing = await SendAsync(Loans(("L1", "100.00", "4")));
        Good(await Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        return filing.Id;
    }

    public async Task<Guid> SubmittedAsync()
    {
        var id = await ReadyAsync();
        Good(await Desk.SubmitAsync(Preparer, id, Token));
        return id;
    }

    public async Task<Guid> ReviewedAsync()
    {
        var id = await SubmittedAsync();
        Good(await Desk.ReviewAsync(Reviewer, id, passes: true, null, Token));
        return id;
    }

    public async Task<Guid> FiledAsync()
    {
        var id = await ReviewedAsync();
        Good(await Desk.SignAsync(Signer, id, signs: true, null, Token));
        return id;
    }

    public async Task<Guid> AcceptedAsync()
    {
        var id = await FiledAsync();
        Good(await Desk.AcceptAsync(Approver, id, Token));
        return id;
    }

    public async Task<FilingState> StateAsync(Guid id)
    {
        await using var context = await ContextAsync();
        return await context.Set<Filing>().Where(f => f.Id == id).Select(f => f.State).SingleAsync(Token);
    }

    public static void Good<T>(Answer<T> answer)
        where T : class => Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));

    public static void Refused<T>(string code, Answer<T> answer)
        where T : class
    {
        Assert.False(answer.Succeeded);
        Assert.Contains(answer.Refusals, r => r.Code == code);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!_isGuest)
            _root.Delete(recursive: true);
    }
}

/// <summary>A clock that moves by hand.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2025, 7, 3, 2, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        Now = Now.AddMilliseconds(1);
        return Now;
    }
}
