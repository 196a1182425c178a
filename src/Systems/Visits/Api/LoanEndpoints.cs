using System.Globalization;
using Huoshui.Systems.Visits.Loans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>The API of the comparison with filed loans: <c>/api/v1/visits/loans</c> and the ledger.</summary>
internal static class LoanEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/loans", ListAsync).WithName("ListComparedLoans");
        api.MapGet("/loans/sums", SumsAsync).WithName("SumComparedLoans");
        api.MapPost("/cases/{id:guid}/loans/{iou}/correct", CorrectAsync).WithName("CorrectDrawdown");
        api.MapGet("/ledger", LedgerAsync).WithName("GetVisitLedger");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, LoanList list, LoanVerdict? verdict, string? district, string? bank, int? offset, int? limit)
    {
        var query = new LoanQuery(verdict, district, bank, VisitEndpoints.PageOf(offset, limit, "drawn", true));
        var page = await list.PageAsync(VisitEndpoints.Of(http), query, http.RequestAborted);
        return Results.Ok(new { total = page.Total, items = page.Rows.Select(LoanModel.Of) });
    }

    private static async Task<IResult> SumsAsync(HttpContext http, LoanList list) => Results.Ok(new
    {
        items = (await list.SumsAsync(VisitEndpoints.Of(http), http.RequestAborted)).Select(s => new
        {
            s.BankId,
            Verdict = s.Verdict.ToString(),
            s.IsCounted,
            s.IsInI02,
            s.Count,
            ToldYuan = s.ToldFen / 100m,
            FiledYuan = s.FiledFen / 100m,
        }),
    });

    private static async Task<IResult> CorrectAsync(
        Guid id, string iou, DrawBody body, HttpContext http, BankDesk desk, VisitList list)
    {
        var viewer = VisitEndpoints.Of(http);
        return VisitEndpoints.Reply(
            await desk.CorrectAsync(viewer, id, iou, body.Request(), http.RequestAborted),
            c => CaseModel.Of(c, viewer, list.LightOf(c)));
    }

    // The table of the ledger as it is filed; a district or date that is none is refused, not guessed.
    private static async Task<IResult> LedgerAsync(
        HttpContext http, VisitLedger ledger, VisitPolicy policy, VisitNames names, string? table, string? district,
        string? date)
    {
        var viewer = VisitEndpoints.Of(http);
        var area = district ?? viewer.AreaCode ?? string.Empty;
        if (!VisitLedger.Sees(viewer, area))
            return VisitEndpoints.Problem([VisitRefusals.NotYours]);
        if (!(await names.ReadAsync(http.RequestAborted)).Districts.ContainsKey(area))
            return VisitEndpoints.Problem([VisitRefusals.Missing("管理区代码", "The code of a district")]);
        if (table is null || !VisitLedger.Tables.Contains(table, StringComparer.Ordinal))
            return VisitEndpoints.Problem([VisitRefusals.Missing("表（VE 或 RF）", "The table (VE or RF)")]);
        var isDay = DateOnly.TryParseExact(
            date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf);
        return isDay && asOf <= policy.Today()
            ? Results.Stream(
                await ledger.WholeAsync(table, area, asOf, http.RequestAborted), "text/csv; charset=utf-8",
                $"{table}.csv")
            : VisitEndpoints.Problem([VisitRefusals.Missing(
                "数据日期（年-月-日，不晚于今天）", "The date (yyyy-MM-dd, today at the latest)")]);
    }
}

/// <summary>A drawdown beside the filed loan.</summary>
internal sealed record LoanModel(
    Guid CaseId, string CaseNumber, string BankId, string IouId, string DistrictCode, decimal ToldYuan, DateOnly ToldOn,
    string Kind, bool IsCounted, string Verdict, DateOnly? FiledAsOf, DateOnly? FiledOn, decimal? FiledYuan)
{
    public static LoanModel Of(LoanRow row) => new(
        row.Case.Id, row.Case.Number, row.Told.BankId, row.Told.IouId, row.Case.DistrictCode, row.Told.AmountFen / 100m,
        row.Told.DrawnOn, row.Told.Kind, row.Told.IsCounted, row.Verdict.ToString(), row.Match?.FiledAsOf,
        row.Match?.FiledOn, row.Match?.FiledFen / 100m);
}
