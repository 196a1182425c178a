using System.Globalization;
using System.Text;
using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.FirstLoans;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Demo;

/// <summary>
/// Lists of the demo: 首贷户培育名单 of last year, final, with an objection that was upheld, its firms coached by banks;
/// this year's under publicity with one objection answered and one open; 推荐清单 of the month, to be published.
/// Everything goes through the desks, with a clock that is set to the day of each act.
/// </summary>
/// <param name="services">The composed platform.</param>
internal sealed class DemoLists(IServiceProvider services)
{
    private const string FirstLoans = "firstloan";
    private const string Recommendations = "recommendation";
    private const int Shops = 14;
    private const int FirstShopOfThisYear = 5;
    private const int LastYear = 372; // days ago
    private const string UsciDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly string[] Trades =
        ["便民食品店", "修配行", "打印社", "理发店", "水果行", "五金店", "童装店", "面馆", "花店", "茶行", "洗衣店", "眼镜店", "文具店", "钟表行"];

    private static Viewer Maker { get; } = Person(Roles.Analyst);

    private static Viewer Approver { get; } = Person(Roles.Approver);

    private static Viewer Citizen { get; } = Person(Roles.PublicReader);

    /// <summary>Writes them, unless there is an edition already.</summary>
    /// <exception cref="DemoFailedException">A step was refused: the message says why.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var desks = await VisitDesks.OpenAsync(services, cancellationToken);
        if (desks.Streets.Count == 0
            || (await desks.Get<ListBook>().EditionsAsync(Viewer.Operator("demo"), cancellationToken)).Count > 0)
        {
            return;
        }

        var today = desks.Get<ListPolicy>().Today();
        await LastYearAsync(desks, today.AddDays(-LastYear), cancellationToken);
        await ThisYearAsync(desks, today, cancellationToken);
        desks.SetDay(today);
        await BuiltAsync(desks, Recommendations, cancellationToken);
    }

    private static async Task LastYearAsync(VisitDesks desks, DateOnly day, CancellationToken stop)
    {
        for (var n = 0; n < Shops / 2; n++)
            await VisitAsync(desks, n, day.AddDays(-20 + n), stop);
        desks.SetDay(day);
        var edition = await BuiltAsync(desks, FirstLoans, stop);
        desks.SetDay(day.AddDays(1));
        Demand(await desks.Get<ListDesk>().PublishAsync(Approver, edition.Id, stop));
        var objection = await ObjectAsync(desks, edition.Id, 0, "borrowed", "三年前在外地银行贷过款。", stop);
        desks.SetDay(day.AddDays(3));
        Demand(await desks.Get<ObjectionDesk>().AnswerAsync(Maker, objection.Id, "proven", "本户已出示征信报告。", stop));
        desks.SetDay(day.AddDays(20));
        Demand(await desks.Get<ListDesk>().CloseAsync(Maker, edition.Id, stop));
        desks.SetDay(day.AddDays(21));
        Demand(await desks.Get<ListDesk>().FinaliseAsync(Approver, edition.Id, stop));
        await CoachAsync(desks, day.AddDays(22), stop);
    }

    // Banks coach the firms of last year's list: the first got a loan, the last was left alone for too long.
    private static async Task CoachAsync(VisitDesks desks, DateOnly day, CancellationToken stop)
    {
        var desk = desks.Get<CoachingDesk>();
        desks.SetDay(day);
        Demand(await desk.AssignAsync(Maker, stop));
        var all = new PageRequest(Limit: PageRequest.LargestLimit);
        var parties = (await desks.Get<CoachingBook>().PageAsync(Viewer.Operator("demo"), all, stop)).Rows;
        foreach (var (n, one) in parties.Select((p, n) => (n, p.Coaching)).SkipLast(1))
        {
            var bank = Person(Roles.Reviewer) with { AccountName = $"复核{one.BankId}", InstitutionId = one.BankId };
            desks.SetDay(day.AddDays(10 + n));
            var on = day.AddDays(10 + n);
            var id = Guid.CreateVersion7(new DateTimeOffset(on, TimeOnly.MinValue, TimeSpan.Zero));
            var contact = new ContactRequest(id, on, n % 2 == 0 ? "visit" : "papers", "讲解流水和报税材料，下月再看。");
            Demand(await desk.ContactAsync(bank, one.Id, contact, stop));
            if (n == 0)
            {
                desks.SetDay(day.AddDays(40));
                var loan = new LoanRequest("JJ-DEMO-FIRST", 300_000, day.AddDays(39));
                Demand(await desk.BorrowAsync(bank, one.Id, loan, stop));
            }
        }
    }

    private static void Demand(CoachingAnswer answer)
    {
        if (!answer.Succeeded)
            throw new DemoFailedException(answer.Refusals[0].ToLine("zh"));
    }

    private static async Task ThisYearAsync(VisitDesks desks, DateOnly today, CancellationToken stop)
    {
        for (var n = FirstShopOfThisYear; n < Shops; n++)
            await VisitAsync(desks, n, today.AddDays(-25 + n), stop);
        desks.SetDay(today.AddDays(-4));
        var edition = await BuiltAsync(desks, FirstLoans, stop);
        desks.SetDay(today.AddDays(-3));
        Demand(await desks.Get<ListDesk>().PublishAsync(Approver, edition.Id, stop));
        var answered = await ObjectAsync(desks, edition.Id, FirstShopOfThisYear, "wrong", "店名少了一个字。", stop);
        desks.SetDay(today.AddDays(-2));
        Demand(await desks.Get<ObjectionDesk>().AnswerAsync(Approver, answered.Id, "unproven", "与营业执照一致。", stop));
        _ = await ObjectAsync(desks, edition.Id, Shops - 1, "unwilling", "暂时不需要银行上门辅导。", stop);
    }

    private static Task VisitAsync(VisitDesks desks, int shop, DateOnly day, CancellationToken stop)
    {
        var street = shop % 2 == 0 ? desks.Home : desks.Streets[shop * 5 % desks.Streets.Count];
        return desks.VisitAsync(
            new EntityRequest(UsciOf(shop), false, "样例" + Trades[shop], street.Code), street, day, "need", null, stop);
    }

    private static async Task<ListEdition> BuiltAsync(VisitDesks desks, string list, CancellationToken stop)
    {
        var desk = desks.Get<ListDesk>();
        var opened = await desk.OpenAsync(Maker, list, desks.Get<ListPolicy>().Today(), stop);
        Demand(opened);
        var built = await desk.BuildAsync(Maker, opened.Value!.Id, stop);
        Demand(built);
        return built.Value!;
    }

    private static async Task<ListObjection> ObjectAsync(
        VisitDesks desks, Guid edition, int shop, string kind, string words, CancellationToken stop)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"demo-{edition}-{shop}");
        var answer = await desks.Get<ObjectionDesk>().ObjectAsync(
            Citizen, edition, new ObjectionRequest(key, UsciOf(shop), null, kind, words), stop);
        Demand(answer);
        return answer.Value!;
    }

    // A code with right check digits that no bank of the sample city filed: its own begin otherwise.
    private static string UsciOf(int shop)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"92440300{9_000_000 + shop:D8}");
        return UsciDigits.SelectMany(_ => UsciDigits, (a, b) => $"{body}{a}{b}")
            .First(code => CheckDigits.IsUsci(Encoding.ASCII.GetBytes(code)));
    }

    private static Viewer Person(string role) =>
        new(role, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);

    private static void Demand<T>(ListAnswer<T> answer)
        where T : class
    {
        if (!answer.Succeeded)
            throw new DemoFailedException(answer.Refusals is [var why, ..] ? why.ToLine("zh") : "—");
    }
}
