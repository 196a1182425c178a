using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Operations.Tests;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.FirstLoans;
using Huoshui.Systems.Lists;
using Huoshui.Systems.Tests.Returns;
using Huoshui.Systems.Visits;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>A city of two districts and three banks: a data folder of its own, real SQLite or PostgreSQL, the real pack, a clock moved by hand.</summary>
internal sealed class VisitHouse : IAsyncDisposable
{
    public const string Street = "440304001";
    public const string SecondStreet = "440304002";
    public const string OtherStreet = "440305001";

    private static readonly Lazy<PolicyLibrary> Shared = new(() =>
        PolicyLibrary.Load(Write(Directory.CreateTempSubdirectory("huoshui-visits-policies-").FullName), ModelLoading.WhenAsked));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-visits-");
    private readonly ServiceProvider _services;
    private int _made;

    private VisitHouse(string? postgres)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddOperations(new OperationsOptions { DataFolder = Path.Combine(_root.FullName, "data"), PostgreSql = postgres });
        services.AddRegistry();
        services.AddSingleton(Shared.Value);
        services.AddSingleton(new WarehouseOptions());
        new VisitsModule().AddServices(services);
        services.AddCasework();
        new ListsModule().AddServices(services);
        new FirstLoansModule().AddServices(services);
        new CampaignsModule().AddServices(services);
        services.AddSingleton<FindFiledCredit>((_, _) => Task.FromResult<FiledCredit?>(
            new FiledCredit(new DateOnly(2025, 6, 30), new HashSet<string> { UsciOf(7) })));
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Viewer Officer { get; } = Person("街一", Roles.StreetOfficer, area: Street);

    public static Viewer SecondOfficer { get; } = Person("街二", Roles.StreetOfficer, area: Street);

    public static Viewer SecondStreetOfficer { get; } = Person("街三", Roles.StreetOfficer, area: SecondStreet);

    public static Viewer FarOfficer { get; } = Person("南山街", Roles.StreetOfficer, area: OtherStreet);

    public static Viewer Team { get; } = Person("福田专班", Roles.DistrictTeam, area: "440304");

    public static Viewer FarTeam { get; } = Person("南山专班", Roles.DistrictTeam, area: "440305");

    public static Viewer Owner { get; } = Person("zhou", Roles.PublicReader);

    public static Viewer Stranger { get; } = Person("wu", Roles.PublicReader);

    public static Viewer Regulator { get; } = Person("analyst", Roles.Analyst);

    public ManualTime Time { get; } = new();

    public string DataFolder => Path.Combine(_root.FullName, "data");

    public VisitDesk Visits => Get<VisitDesk>();

    public EntityBook Book => Get<EntityBook>();

    public CaseDesk Desk => Get<CaseDesk>();

    public DistrictDesk District => Get<DistrictDesk>();

    public BankDesk Bank => Get<BankDesk>();

    public VisitList List => Get<VisitList>();

    /// <summary>Opens one on SQLite, or on a PostgreSQL of its own.</summary>
    public static async Task<VisitHouse> OpenAsync(bool onPostgres = false)
    {
        var house = new VisitHouse(
            onPostgres ? (await TestContext.Current.GetFixture<PostgresCluster>())!.CreateDatabase() : null);
        await house.Get<OperationsDatabase>().PrepareAsync(Token);
        await using var context = await house.ContextAsync();
        Fill(context);
        await context.SaveChangesAsync(Token);
        return house;
    }

    /// <summary>Two districts, three streets, three banks and an insurer.</summary>
    public static void Fill(OperationsContext context)
    {
        foreach (var (code, name) in new[] { ("440304", "福田区"), ("440305", "南山区") })
            context.Add(new District { Code = code, NameZh = name, NameEn = name, From = new DateOnly(1990, 1, 4) });
        foreach (var (code, district) in new[] { (Street, "440304"), (SecondStreet, "440304"), (OtherStreet, "440305") })
            context.Add(new Street { Code = code, NameZh = code, AdministrativeCode = district, DistrictCode = district });
        foreach (var (id, kind) in new[] { ("B1", "05"), ("B2", "06"), ("B3", "03"), ("I1", "20") })
            context.Add(new Institution { Id = id, NameZh = id, NameEn = id, Kind = kind, ActiveFrom = new DateOnly(2000, 1, 1) });
    }

    public static Viewer Person(string name, string role, string? bank = null, string? area = null, bool seesClear = false) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, bank, seesClear) { AreaCode = area };

    public static Viewer Banker(string bank, string role = Roles.Reviewer) => Person($"{bank}-{role}", role, bank);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<OperationsContext> ContextAsync() =>
        Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);

    /// <summary>A firm of the city with right check digits.</summary>
    public static EntityRequest Firm(int number, string street = Street) => new(UsciOf(number), false, $"第{number}商行", street);

    public static string UsciOf(int number)
    {
        foreach (var organisation in "0123456789ABCDEFGHJKLMNPQRTUWXY")
        {
            foreach (var last in "0123456789ABCDEFGHJKLMNPQRTUWXY")
            {
                var code = $"91440300{number:D8}{organisation}{last}";
                if (CheckDigits.IsUsci(System.Text.Encoding.ASCII.GetBytes(code)))
                    return code;
            }
        }

        throw new InvalidOperationException($"No code of {number}.");
    }

    public VisitRequest Request(EntityRequest entity, string outcome = "no_need") => new(
        Guid.CreateVersion7(Time.GetUtcNow()), null, entity, Time.Now, [new VisitorRequest("bank", "李经理")], "店内", outcome,
        outcome == "need" ? Need() : null, ["no_collateral"], null);

    public static NeedRequest Need(long yuan = 1_000_000) => new(yuan, "working_capital", 12, "month");

    public DeclareRequest Declaration(EntityRequest entity, string? wish = null, string? main = null) => new(
        $"key-{++_made}", entity, Need(), new CaseContact("周店主", "13800000001"), wish, main,
        ConsentKinds.All.ToDictionary(k => k, k => Get<VisitPolicy>().Consent(k).Version));

    public async Task<Visit> VisitedAsync(EntityRequest entity, string outcome = "no_need", Viewer? officer = null) =>
        Done(await Visits.RecordAsync(officer ?? Officer, Request(entity, outcome), Token));

    public async Task<FinancingCase> DeclaredAsync(EntityRequest entity, string? wish = null, string? main = null) =>
        Done(await Desk.DeclareAsync(Owner, Declaration(entity, wish, main), Token));

    public async Task<FinancingCase> AssignedAsync(EntityRequest entity, string? wish = null)
    {
        var one = await DeclaredAsync(entity, wish);
        Done(await District.RecommendAsync(Team, one.Id, Standards(), Token));
        return Done(await District.AssignAsync(Team, one.Id, Token));
    }

    public async Task<FinancingCase> AcceptedAsync(EntityRequest entity, string? wish = null)
    {
        var one = await AssignedAsync(entity, wish);
        return Done(await Bank.AcceptAsync(Banker(one.BankId!), one.Id, Token));
    }

    public static IReadOnlyList<StandardCheck> Standards() =>
        [.. new[] { "compliant", "premises", "real_need", "credit", "lawful_use" }.Select(s => new StandardCheck(s, true, "现场核对"))];

    public static GrantRequest Grant(long yuan = 1_000_000, string credit = "SX0001") => new(yuan, 3.85m, credit, true, true);

    public DrawRequest Draw(string iou, long yuan = 400_000, string kind = "new", string credit = "SX0001") =>
        new(credit, iou, yuan * 100, Get<VisitPolicy>().Today(), kind);

    public static T Done<T>(VisitAnswer<T> answer)
        where T : class
    {
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
        return answer.Value!;
    }

    public static void Refused<T>(string code, VisitAnswer<T> answer)
        where T : class
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

    private static string Write(string folder)
    {
        foreach (var part in new[]
        {
            "inclusive/visits", "inclusive/visitproblems", "inclusive/firstloanlist", "inclusive/recommendlist", "inclusive/coaching",
            "inclusive/campaigns",
            "vocabulary/calendars",
        })
        {
            var from = Path.Combine(PolicyLibrary.FindFolder(), part);
            var to = Directory.CreateDirectory(Path.Combine(folder, part)).FullName;
            foreach (var file in Directory.EnumerateFiles(from))
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(PolicyLibrary.FindFolder(), "vocabulary/pinyin.csv"), Path.Combine(folder, "vocabulary/pinyin.csv"));
        File.WriteAllText(Path.Combine(folder, "systems.yaml"), "{}\n");
        return folder;
    }
}
