using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>Every page and list of visits, and searches of every kind, by a reader of each role.</summary>
internal static class BenchReaders
{
    private const double PageMilliseconds = 300;
    private const double SearchMilliseconds = 200;
    private const int Shown = 12;

    private static readonly string[] Lists =
    [
        "/visits/entities", "/visits/entities?page=3", "/visits/entities?page=last", "/visits/entities?page=middle",
        "/visits/entities?sort=street", "/visits/entities?sort=street&desc=1", "/visits/entities?next=unvisited",
        "/visits/entities?next=visit_again", "/visits/entities?next=declare", "/visits/entities?next=correct",
        "/visits/cases",
        "/visits/cases?page=last", "/visits/cases?state=assigned", "/visits/cases?state=drawn&page=2",
        "/visits/cases?light=Red", "/visits/cases?light=Overdue", "/visits/cases?sort=need",
        "/visits/cases?sort=due&desc=1", "/visits/cases?sort=state", "/visits/cases?q=云帆", "/inbox",
        "/api/v1/visits?limit=50", "/api/v1/visits?limit=50&sort=at&desc=true",
        "/api/v1/visits/entities?stage=Drawn", "/api/v1/visits/cases?limit=50",
    ];

    private static readonly string[] OfFunnel =
    [
        "/visits/funnel", "/visits/import", "/api/v1/visits/funnel", "/visits/entities?stage=Visited&page=middle",
        "/visits/entities?stage=Need", "/visits/entities?stage=Drawn", "/visits/entities?stage=Drawn&page=40",
        "/visits/entities?stage=Granted&next=declare", "/api/v1/visits/corrections",
    ];

    private static readonly string[] Campaigns =
    [
        "/campaigns", $"/campaigns/{BenchCampaigns.IdOf(3)}", $"/campaigns/{BenchCampaigns.IdOf(3)}/rows?what=parties",
        $"/campaigns/{BenchCampaigns.IdOf(3)}/rows?what=loans", "/campaigns/overview",
    ];

    private static readonly (string Kind, string[] Texts)[] Searches =
    [
        ("two characters", ["王记", "曾氏", "云帆", "花店", "区家", "单记", "吕家", "宏图", "药房", "面馆", "解记", "联达"]),
        ("more of the name",
        [
            "王记茶叶商行", "云帆蓝海", "深圳市鹏程金石", "曾氏水果店", "李家面馆", "瑞丰微光9", "汇通联达科技有限公司", "吴记药房",
            "星河博远", "单家五金店",
        ]),
        ("pinyin in full",
        [
            "wangji", "zengshi", "shanjia", "yunfanlanhai", "oujia", "lvjia", "zhajia", "pengcheng", "ruifengweiguang",
            "xieji",
        ]),
        ("initials", ["wj", "wjcy", "yflh", "szspcjs", "zssg", "sjwj", "rfwg", "htld", "xhby", "cjmg"]),
        ("code", ["91440300100", "914403001000", "9144030010000", "91440300101234", "91", "914403001009998"]),
        ("nothing of the kind", ["钛合金", "zzzz", "qqqqq", "没有的店", "91440300ZZZ"]),
    ];

    public static async Task RunAsync(
        string url, BenchStore store, BenchFigures figures, CancellationToken cancellationToken)
    {
        var worst = new List<(double P95, string Page)>();
        var (street, district) = (store.Street.Code, store.Street.DistrictCode);
        var run = VisitsBench.Text(store.Run);
        foreach (var account in new[]
        {
            new AccountRequest($"b-officer{run}", "测速街道", [Roles.StreetOfficer], SeesClear: true, AreaCode: street),
            new AccountRequest($"b-team{run}", "测速专班", [Roles.DistrictTeam], SeesClear: true, AreaCode: district),
            new AccountRequest($"b-analyst{run}", "测速监管", [Roles.Analyst]),
            new AccountRequest($"b-bank{run}", "测速银行", [Roles.Reviewer], store.BankIds[6]),
            new AccountRequest($"owner-{store.Run + 1}", "测速店主", [Roles.PublicReader]),
        })
        {
            var role = account.Roles[0];
            using var reader = await BenchPages.SignInAsync(store, url, account, cancellationToken);
            foreach (var page in await PagesAsync(store, role, cancellationToken))
            {
                var (p50, p95) = await reader.AskAsync(page.Addresses, cancellationToken);
                worst.Add((p95, $"{role} {page.Name}"));
                if (p95 > PageMilliseconds)
                    figures.Add(new($"{role}: {page.Name}: p95", p95, "ms", AtMost: PageMilliseconds));
                else
                    Told(p50, p95, $"{role} {page.Name}");
            }

            if (role is Roles.StreetOfficer or Roles.DistrictTeam or Roles.Analyst)
                await SearchAsync(reader, role, figures, cancellationToken);
        }

        figures.Add(new("pages and lists measured", worst.Count, "of all roles"));
        var median = BenchPages.Rank([.. worst.Select(w => w.P95)], 0.5);
        figures.Add(new("pages and lists: median of their p95", median, "ms"));
        var last = worst.Max();
        figures.Add(new($"pages and lists: slowest p95 ({last.Page})", last.P95, "ms", AtMost: PageMilliseconds));
    }

    private static async Task SearchAsync(
        BenchPages reader, string role, BenchFigures figures, CancellationToken cancellationToken)
    {
        foreach (var (kind, texts) in Searches)
        {
            var (p50, p95) = await reader.AskAsync(
                [.. texts.Select(t => "/api/v1/visits/entities?search=" + Uri.EscapeDataString(t))], cancellationToken);
            Told(p50, p95, $"search of {role}");
            figures.Add(new($"search by {kind}, {role}: p95", p95, "ms", AtMost: SearchMilliseconds));
        }

        var (_, page) = await reader.AskAsync(
            [.. Searches.SelectMany(s => s.Texts.Take(3)).Select(t => "/visits/entities?q=" + Uri.EscapeDataString(t))],
            cancellationToken);
        figures.Add(new($"search on the page, every kind, {role}: p95", page, "ms", AtMost: PageMilliseconds));
    }

    private static async Task<IReadOnlyList<(string Name, IReadOnlyList<string> Addresses)>> PagesAsync(
        BenchStore store, string role, CancellationToken cancellationToken)
    {
        if (role == Roles.PublicReader)
            return [.. new[] { "/visits/mine", "/visits/declare", "/inbox", "/api/v1/visits/cases" }.Select(One)];
        await using var context = await store.ContextAsync(cancellationToken);
        var (street, district, bank) = (store.Street.Code, store.Street.DistrictCode, store.BankIds[6]);
        var cases = context.Set<FinancingCase>().Where(c => role == Roles.Reviewer ? c.BankId == bank
            : role == Roles.StreetOfficer ? c.StreetCode == street : c.DistrictCode == district);
        var caseIds = await cases.OrderBy(c => c.Id).Take(Shown).Select(c => c.Id).ToListAsync(cancellationToken);
        var pages = new List<(string, IReadOnlyList<string>)>();
        if (role is Roles.DistrictTeam or Roles.Analyst or Roles.Reviewer)
            pages.Add(("/visits/cases/{id}", [.. caseIds.Select(id => $"/visits/cases/{id}")]));
        if (role == Roles.Reviewer)
        {
            var own = Lists.Where(l => l.Contains("cases", StringComparison.Ordinal) || l == "/inbox");
            return [.. own.Select(l => One(Whole(l, 2_000))), .. pages, .. Campaigns[..^1].Append("/campaigns/leads").Select(One)];
        }

        var visits = await context.Set<Visit>().Where(v => v.StreetCode == street).OrderBy(v => v.Id).Take(Shown)
            .Select(v => new { v.Id, v.EntityId }).ToListAsync(cancellationToken);
        pages.Add(("/visits/entities/{id}", [.. visits.Select(v => $"/visits/entities/{v.EntityId}")]));
        pages.Add(("/visits/{id}", [.. visits.Select(v => $"/visits/{v.Id}")]));
        var share = role == Roles.Analyst ? 1 : role == Roles.DistrictTeam ? 9 : 80;
        pages.AddRange(Lists.Select(l => One(Whole(l, store.Entities / share))));
        if (role == Roles.StreetOfficer)
        {
            return
            [
                .. pages, One("/visits/record"), One("/visits/record?find=wangji"), One("/visits/declare"),
                One($"/visits/record?entity={visits[0].EntityId}"),
            ];
        }

        pages.AddRange(OfFunnel.Select(l => One(Whole(l, store.Entities / share))));
        pages.AddRange(Campaigns.Select(One));
        if (role == Roles.Analyst)
        {
            pages.AddRange(new[]
            {
                $"/visits/entities?district={district}", $"/visits/entities?stage=Visited&district={district}",
                $"/visits/cases?district={district}&state=assigned", $"/visits/cases?bank={bank}",
                $"/visits/cases?bank={bank}&light=Red",
            }.Select(One));
        }

        return pages;
    }

    // The last and the middle page of as many rows, 50 a page; of entities about so many are there.
    private static string Whole(string list, int rows)
    {
        var pages = Math.Max(1, (list.Contains("cases", StringComparison.Ordinal) ? rows / 9 : rows) / 50);
        return list.Replace("page=last", "page=" + VisitsBench.Text(pages), StringComparison.Ordinal)
            .Replace("page=middle", "page=" + VisitsBench.Text(Math.Max(1, pages / 2)), StringComparison.Ordinal);
    }

    private static void Told(double p50, double p95, string what) =>
        Console.Error.WriteLine(FormattableString.Invariant($"    {p50,7:0.0} {p95,7:0.0} ms  {what}"));

    private static (string, IReadOnlyList<string>) One(string address) => (address, [address]);
}
