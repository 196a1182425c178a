using System.Text;
using Huoshui.Operations;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Huoshui.Systems.Campaigns.Import;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Campaigns.Api;

/// <summary>Files of campaigns: figures for those who work with them; parties and loans only with a purpose, which
/// stands in the file and in the audit log. Names of persons are masked as on the page.</summary>
internal sealed class CampaignExports(
    CampaignBook book, CampaignNames names, IDbContextFactory<OperationsContext> contexts, IStringLocalizer<Texts> t,
    TimeProvider time)
{
    private const int LongestPurpose = 500;
    private const decimal FenPerWan = 1_000_000m;
    private const string Csv = "text/csv; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/campaigns/template.csv", () =>
            Results.File(Encoding.UTF8.GetBytes(ContactFile.Template), Csv, "template.csv"))
            .RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/campaigns/imports/{id:guid}/errors.csv", async (Guid id, HttpContext http, CampaignBook book) =>
            await book.ImportReportAsync(CampaignEndpoints.Of(http), id, http.RequestAborted) is { } report
                ? Results.File(Encoding.UTF8.GetBytes(report), Csv, $"import-{id}.csv")
                : CampaignEndpoints.Problem([CampaignRefusals.NotFound]))
            .RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/campaigns/{id:guid}/rows/export",
            (Guid id, HttpContext http, CampaignExports exports) => exports.RowsAsync(http, id))
            .RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/campaigns/leads/export", (HttpContext http, CampaignExports exports) =>
            exports.RowsAsync(http, null)).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/campaigns/overview/export", (HttpContext http, CampaignExports exports) =>
            exports.CityAsync(http)).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>The table of the city total.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="words">Words of the head.</param>
    public static ExportSheet Sheet(CityReport report, Func<string, string> words)
    {
        ArgumentNullException.ThrowIfNull(report);
        var households = words("Households");
        return new ExportSheet(
            words("Overview"),
            [
                new(words("Campaign")), new(words("Events"), null, true), new(words("Contacts"), null, true),
                new(words("Parties"), households, true), new(words("LeadsGiven"), households, true),
                new(words("VisitedSince"), households, true), new(words("Needs"), households, true),
                new(words("Loans"), words("LoanUnit"), true),
                new(words("LoanSum"), words("Unit_ten_thousand_yuan"), true),
                new(words("Renewals"), words("LoanUnit"), true),
            ],
            [
                .. report.Rows.Select(r => Cells(CampaignInbox.NameOf(r.Campaign).Here(), r.Figures)),
                Cells(words("CityTotal"), report.Total),
            ]);
    }

    private static IReadOnlyList<object?> Cells(string name, CampaignFigures f) =>
    [
        name, f.Events, f.Contacts, f.Parties, f.Leads, f.Visited, f.Needs, f.Loans, f.LoanFen / FenPerWan, f.Renewals,
    ];

    private async Task<IResult> CityAsync(HttpContext http)
    {
        var viewer = CampaignEndpoints.Of(http);
        if (!CampaignBook.Works(viewer))
            return Results.NotFound();
        int? year = int.TryParse(http.Request.Query["year"], out var one) ? one : null;
        var sheet = Sheet(await book.CityAsync(viewer, year, http.RequestAborted), key => t[key].Value) with
        {
            Reader = viewer.AccountName,
        };
        return TableExport.Result(http, http.Request.Query["format"], sheet, time);
    }

    private async Task<IResult> RowsAsync(HttpContext http, Guid? id)
    {
        var (viewer, query, stop) = (CampaignEndpoints.Of(http), http.Request.Query, http.RequestAborted);
        var purpose = query["purpose"].ToString().Trim();
        if (!CampaignBook.Works(viewer))
            return Results.NotFound();
        if (purpose.Length is 0 or > LongestPurpose)
            return Results.BadRequest();
        var what = query["what"].ToString();
        var (bank, district) = (Given(query["bank"]), Given(query["district"]));
        var sheet = what is "loans" or "renewals" && id is { } campaign
            ? await LoansAsync(viewer, campaign, what == "loans", bank, district, stop)
            : await PartiesAsync(viewer, id, what, bank, district, stop);
        if (sheet is null)
            return Results.NotFound();
        await using var context = await contexts.CreateDbContextAsync(stop);
        context.Audit(
            viewer.AccountName, "campaign.export", id is { } one ? $"campaign/{one}" : "campaigns",
            new { what, bank, district, format = query["format"].ToString() }, purpose);
        await context.SaveChangesAsync(stop);
        return TableExport.Result(
            http, query["format"], sheet with { Reader = viewer.AccountName, Purpose = purpose }, time);
    }

    private async Task<ExportSheet?> PartiesAsync(
        Viewer viewer, Guid? id, string what, string? bank, string? district, CancellationToken stop)
    {
        var which = Enum.TryParse<CampaignRows>(what, ignoreCase: true, out var known) && Enum.IsDefined(known)
            ? known : CampaignRows.Parties;
        var rows = id is { } campaign ? await book.PartiesAsync(viewer, campaign, which, bank, district, stop)
            : await book.MineAsync(viewer, stop);
        var read = await names.ReadAsync(stop);
        return rows is null ? null : new ExportSheet(
            t["Rows_" + which.ToString().ToLowerInvariant()],
            [
                new(t["PartyName"]), new(t["Code"]), new(t["District"]), new(t["Street"]), new(t["FirstMet"]),
                new(t["Contacts"], null, true), new(t["BanksMet"]), new(t["Lead"]), new(t["VisitedOn"]),
                new(t["Need"], t["Unit_ten_thousand_yuan"], true), new(t["Loans"], t["LoanUnit"], true),
                new(t["LoanSum"], t["Unit_ten_thousand_yuan"], true),
            ],
            rows.Select(IReadOnlyList<object?> (p) =>
            [
                p.Name, p.Code ?? t["Individual"].Value, read.District(p.DistrictCode).Here(),
                read.Street(p.StreetCode), p.FirstOn, p.Contacts,
                string.Join(t["Comma"], p.Banks.Select(b => read.Bank(b).Here())),
                t["Lead_" + p.Lead].Value, p.VisitedOn, p.NeedFen / FenPerWan, p.Loans, p.LoanFen / FenPerWan,
            ]));
    }

    private async Task<ExportSheet?> LoansAsync(
        Viewer viewer, Guid id, bool isCounted, string? bank, string? district, CancellationToken stop)
    {
        var rows = await book.LoansAsync(viewer, id, isCounted, bank, district, stop);
        var read = await names.ReadAsync(stop);
        return rows is null ? null : new ExportSheet(
            t[isCounted ? "Rows_loans" : "Rows_renewals"],
            [
                new(t["PartyName"]), new(t["Code"]), new(t["Lender"]), new(t["Iou"]), new(t["DrawnOn"]),
                new(t["LoanSum"], t["Unit_ten_thousand_yuan"], true), new(t["MetOn"]), new(t["MetByBank"]),
            ],
            rows.Select(IReadOnlyList<object?> (l) =>
            [
                l.Name, l.Code ?? t["Individual"].Value, read.Bank(l.Loan.BankId).Here(), l.Loan.IouId, l.Loan.DrawnOn,
                l.Loan.AmountFen / FenPerWan, l.MetOn, l.MetByBank is { } met ? read.Bank(met).Here() : null,
            ]));
    }

    private static string? Given(Microsoft.Extensions.Primitives.StringValues value) =>
        value.ToString() is { Length: > 0 } text ? text : null;
}
