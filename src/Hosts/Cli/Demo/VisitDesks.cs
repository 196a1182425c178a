using System.Globalization;
using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.FirstLoans;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Problems;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Demo;

/// <summary>The desks of the visits on the demo's store, with a clock that is set to the day of each act, and the
/// people who act there.</summary>
internal sealed class VisitDesks : IAsyncDisposable
{
    private const int Morning = 10;
    private const string KeyOfStory = "demo-";
    private static readonly string[] Uses = ["working_capital", "equipment", "premises", "research"];
    private static readonly string[] Needs = ["week", "month", "later"];

    private readonly ServiceProvider _services;
    private readonly DayClock _clock;
    private int _made;

    private VisitDesks(ServiceProvider services, DayClock clock) => (_services, _clock) = (services, clock);

    /// <summary>The street whose officer has an account.</summary>
    public Street Home => Streets[0];

    /// <summary>Streets, <see cref="Home"/> first; none where the districts were not imported.</summary>
    public IReadOnlyList<Street> Streets { get; private set; } = [];

    /// <summary>Banks that take part today.</summary>
    public IReadOnlySet<string> Banks { get; private set; } = new HashSet<string>();

    private IDbContextFactory<OperationsContext> Contexts =>
        _services.GetRequiredService<IDbContextFactory<OperationsContext>>();

    private CaseDesk Owner => _services.GetRequiredService<CaseDesk>();

    private DistrictDesk District => _services.GetRequiredService<DistrictDesk>();

    private BankDesk Bank => _services.GetRequiredService<BankDesk>();

    public static async Task<VisitDesks> OpenAsync(IServiceProvider platform, CancellationToken cancellationToken)
    {
        var clock = new DayClock(platform.GetRequiredService<TimeProvider>());
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock)
            .AddSingleton(platform.GetRequiredService<IDbContextFactory<OperationsContext>>())
            .AddSingleton(platform.GetRequiredService<PolicyLibrary>())
            .AddSingleton(platform.GetRequiredService<IDataProtectionProvider>());
        foreach (var filed in platform.GetServices<FindFiledCredit>())
            services.AddSingleton(filed);
        new VisitsModule().AddServices(services);
        services.AddCasework();
        new FirstLoansModule().AddServices(services);
        new CampaignsModule().AddServices(services);
        var desks = new VisitDesks(services.BuildServiceProvider(), clock);
        desks.Streets = [.. (await platform.GetRequiredService<DistrictRegistry>().StreetsAsync(cancellationToken))
            .Where(street => !street.IsSpecialArea)];
        desks.Banks = await desks._services.GetRequiredService<CaseBanks>().IdsAsync(cancellationToken);
        return desks;
    }

    /// <summary>Whether the stories were told already.</summary>
    public async Task<bool> HasStoriesAsync(CancellationToken cancellationToken)
    {
        await using var context = await Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<FinancingCase>().AnyAsync(c => c.RequestKey.StartsWith(KeyOfStory), cancellationToken);
    }

    /// <summary>统一社会信用代码 of the firms that were visited.</summary>
    public async Task<HashSet<string>> KnownAsync(CancellationToken cancellationToken)
    {
        await using var context = await Contexts.CreateDbContextAsync(cancellationToken);
        return [.. await context.Set<VisitedEntity>().Where(e => e.Usci != null).Select(e => e.Usci!)
            .ToListAsync(cancellationToken)];
    }

    /// <summary>A desk of visits or lists, on the clock of <see cref="SetDay"/>.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Sets the clock to a moment of a day, later than any other of the day so far.</summary>
    public void SetDay(DateOnly day) => _clock.Set(day, Morning, ++_made);

    /// <summary>A visit by the officer of a street; a need where the outcome is one.</summary>
    public async Task<NeedRequest?> VisitAsync(
        EntityRequest entity, Street street, DateOnly day, string outcome, NeedRequest? need,
        CancellationToken cancellationToken)
    {
        _clock.Set(day, Morning, ++_made);
        need ??= outcome == "need" ? Need() : null;
        Demand(await _services.GetRequiredService<VisitDesk>().RecordAsync(Officer(street), new VisitRequest(
            Guid.CreateVersion7(_clock.GetUtcNow()), null, entity, _clock.GetUtcNow(),
            [new VisitorRequest(_made % 3 == 0 ? "park" : "bank", DemoPeople.NameOf(_made))],
            _made % 4 == 0 ? "电话约见后上门" : "店内", outcome, need,
            need is null ? [] : [_made % 2 == 0 ? "no_collateral" : "no_record"], null), cancellationToken));
        return need;
    }

    /// <summary>A need from the visit to where its story ends.</summary>
    public async Task PlayAsync(
        DemoFirm firm, DateOnly begun, DemoStory story, CancellationToken cancellationToken)
    {
        var street = Streets.FirstOrDefault(s => s.DistrictCode == Home.DistrictCode && s.Code.EndsWith(
            (_made % 4 + 1).ToString("D3", CultureInfo.InvariantCulture), StringComparison.Ordinal)) ?? Home;
        var id = await DeclaredAsync(firm, street, begun, story, null, cancellationToken);
        foreach (var act in story.Acts)
        {
            _clock.Set(begun.AddDays(act.Day), Morning, ++_made);
            Demand(await DoAsync(id, street, act, story.IsOwn, cancellationToken));
        }
    }

    /// <summary>A problem of a firm of <see cref="Home"/>, raised by its officer, with what was done about
    /// it.</summary>
    public async Task RaiseAsync(DemoProblem story, DateOnly today, CancellationToken cancellationToken)
    {
        await using var context = await Contexts.CreateDbContextAsync(cancellationToken);
        var firm = await context.Set<VisitedEntity>().AsNoTracking()
            .Where(e => e.StreetCode == Home.Code && e.Usci != null).OrderBy(e => e.AddedAt).ThenBy(e => e.Id)
            .Skip(_made % 20).FirstOrDefaultAsync(cancellationToken);
        if (firm is null)
            return;
        var (day, desk) = (today.AddDays(-story.DaysAgo), _services.GetRequiredService<ProblemDesk>());
        _clock.Set(day, Morning, ++_made);
        var id = Guid.CreateVersion7(_clock.GetUtcNow());
        Demand(await desk.RaiseAsync(
            Officer(Home), new ProblemRequest(id, firm.Id, story.Kind, story.Words), cancellationToken));
        foreach (var (step, department, words) in story.Acts)
        {
            _clock.Set(day = day.AddDays(1), Morning, ++_made);
            var who = step is ProblemSteps.Direct ? Person("监管审批", Roles.Approver)
                : Person("区专班", Roles.DistrictTeam, area: Home.DistrictCode);
            Demand(await desk.DoAsync(who, id, step, department, words, cancellationToken));
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<Guid> DeclaredAsync(
        DemoFirm firm, Street street, DateOnly begun, DemoStory story, NeedRequest? need,
        CancellationToken cancellationToken)
    {
        var entity = new EntityRequest(firm.Usci, false, firm.Name, street.Code);
        need = await VisitAsync(entity, street, begun, "need", need, cancellationToken);
        var wish = story.Wish is { } bank && Banks.Contains(bank) ? bank : null;
        var policy = _services.GetRequiredService<VisitPolicy>();
        var kinds = _made % 3 == 0 ? ConsentKinds.All : [ConsentKinds.District, ConsentKinds.Bank];
        var consents = kinds.ToDictionary(k => k, k => policy.Consent(k).Version, StringComparer.Ordinal);
        var one = await Owner.DeclareAsync(Entity(story.IsOwn), new DeclareRequest(
            KeyOfStory + firm.Usci, entity, need!, new CaseContact(DemoPeople.NameOf(_made), DemoPeople.PhoneOf(_made)),
            wish, null, consents), cancellationToken);
        Demand(one);
        return one.Value!.Id;
    }

    private async Task<VisitAnswer<FinancingCase>> DoAsync(
        Guid id, Street street, DemoAct act, bool isOwn, CancellationToken stop)
    {
        var team = Person("区专班", Roles.DistrictTeam, area: street.DistrictCode);
        var one = await CaseAsync(id, stop);
        return act.What switch
        {
            "recommend" => await District.RecommendAsync(team, id, Standards(), stop),
            "return" => await District.ReturnAsync(team, id, act.Detail, "请补交近三个月的流水和租赁合同，送区专班窗口。", [], stop),
            "assign" => await District.AssignAsync(team, id, stop),
            "reassign" => await District.ReassignAsync(team, id, stop),
            "cultivate" => await District.CultivateAsync(team, id, "商会辅导记账，满一年后再申报。", stop),
            "object" => await Owner.ObjectAsync(Entity(isOwn), id, "材料已在窗口补交，请再核对。", stop),
            "withdraw" => await Owner.WithdrawAsync(Entity(isOwn), id, stop),
            "accept" => await Bank.AcceptAsync(Banker(one), id, stop),
            "refuse" => await Bank.RefuseAsync(Banker(one), id, act.Detail, null, stop),
            "grant" => await Bank.GrantAsync(Banker(one), id, Grant(one, act), stop),
            _ => await Bank.DrawAsync(Banker(one), id, Draw(one, act), stop),
        };
    }

    private DrawRequest Draw(FinancingCase one, DemoAct act) => new(
        one.CreditId!, $"JJ-DEMO-{_made}", one.GrantedFen, VisitPolicy.DayOf(_clock.GetUtcNow()), act.Detail!);

    private GrantRequest Grant(FinancingCase one, DemoAct act) => new(
        one.NeedFen / 100 * int.Parse(act.Detail!, CultureInfo.InvariantCulture) / 100, 3.2m + (_made % 12 * 0.1m),
        $"SX-{one.Number}", IsCreditLoan: _made % 2 == 0, IsFirstLoan: _made % 3 == 0);

    private NeedRequest Need() => new(
        200_000 + (_made * 37 % 48 * 50_000L), Uses[_made % Uses.Length], 12 + (_made % 3 * 12),
        Needs[_made % Needs.Length]);

    private async Task<FinancingCase> CaseAsync(Guid id, CancellationToken stop) =>
        await _services.GetRequiredService<VisitList>().CaseAsync(Viewer.Operator("demo"), id, stop)
            ?? throw new DemoFailedException($"case {id} is gone");

    private static List<StandardCheck> Standards() =>
    [
        new("compliant", true, "营业执照在有效期内，近一年连续纳税"), new("premises", true, "现场核对租赁合同与门牌"),
        new("real_need", true, "订单与采购合同相符"), new("credit", true, "征信无逾期，已由企业出示"),
        new("lawful_use", true, "用于采购原料，已写入承诺书"),
    ];

    private Viewer Officer(Street street) => street.Code == Home.Code
        ? Person(Roles.StreetOfficer, Roles.StreetOfficer, area: street.Code)
        : Person($"走访{street.NameZh}", Roles.StreetOfficer, area: street.Code);

    private static Viewer Entity(bool isOwn) => Person(isOwn ? Roles.PublicReader : "企业用户", Roles.PublicReader);

    private static Viewer Banker(FinancingCase one) => Person($"复核{one.BankId}", Roles.Reviewer, one.BankId);

    private static Viewer Person(string name, string role, string? institution = null, string? area = null) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false)
        {
            AreaCode = area,
        };

    private static void Demand<T>(VisitAnswer<T> answer)
        where T : class
    {
        if (!answer.Succeeded)
            throw new DemoFailedException(answer.Refusals is [var why, ..] ? why.ToLine("zh") : "—");
    }

    // A day and an hour in Shanghai; the minutes differ from act to act.
    private sealed class DayClock(TimeProvider real) : TimeProvider
    {
        private DateTimeOffset? _now;

        public void Set(DateOnly day, int hour, int minutes) =>
            _now = VisitPolicy.InstantOf(day.ToDateTime(new TimeOnly(hour, 0)).AddMinutes(minutes % 360));

        public override DateTimeOffset GetUtcNow() => _now?.ToUniversalTime() ?? real.GetUtcNow();
    }
}
