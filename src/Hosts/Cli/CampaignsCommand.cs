using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Huoshui.Systems.Campaigns;

namespace Huoshui.Cli;

/// <summary><c>huoshui campaigns report</c>: what campaigns came to, each party once in the total.</summary>
internal static class CampaignsCommand
{
    private const decimal FenPerYuan = 100m;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int?> Year = new("--year")
    {
        Description = "首日所在的年份，缺省为全部 / year of the first day, all when left out",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var report = new Command(
            "report",
            """
            各次活动与全市合计，每户、每笔借据只计一次 / campaigns and the total, each party and loan once
            例 example: huoshui campaigns report --data ./data --year 2025
            """)
        {
            Year, Json, CommonOptions.Data, CommonOptions.As,
        };
        report.SetAction(ReportAsync);
        return new Command("campaigns", "深惠万企 圳在行动 / campaigns") { report };
    }

    private static async Task<int> ReportAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var viewer = await store.ViewerAsync(parse.GetValue(CommonOptions.As), cancellationToken);
        var report = await store.Get<CampaignBook>().CityAsync(viewer, parse.GetValue(Year), cancellationToken);
        Console.Out.Write(parse.GetValue(Json)
            ? JsonSerializer.Serialize(Model(report), Indented) + "\n" : Text(report));
        return ExitCodes.Good;
    }

    private static object Model(CityReport report) => new
    {
        campaigns = report.Rows.Select(r => new
        {
            r.Campaign.Id,
            r.Campaign.NameZh,
            r.Campaign.From,
            r.Campaign.To,
            r.Campaign.State,
            r.Figures,
        }),
        report.Total,
        partiesAddedUp = report.PartiesOfRows,
        report.Overlapping,
    };

    private static string Text(CityReport report)
    {
        var lines = report.Rows.Select(r => Line($"{r.Campaign.From:yyyy-MM-dd} {r.Campaign.NameZh}", r.Figures))
            .Append(Line("全市合计 total", report.Total))
            .Append(string.Create(
                CultureInfo.InvariantCulture,
                $"各次之和 {report.PartiesOfRows} 户，重叠 {report.Overlapping} 户 / added up, met by two or more"));
        return string.Concat(lines.Select(l => l + "\n"));
    }

    private static string Line(string name, CampaignFigures f) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {f.Events} 场 events, {f.Contacts} 次接触 contacts, {f.Parties} 户 parties, {f.Leads} 线索 leads, ")
        + string.Create(
        CultureInfo.InvariantCulture,
        $"{f.Visited} 已走访 visited, {f.Needs} 有需求 needs, {f.Loans} 笔 loans, {f.LoanFen / FenPerYuan:0.00} 元 yuan");
}
