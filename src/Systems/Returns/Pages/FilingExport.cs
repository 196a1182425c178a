using System.Globalization;
using Huoshui.Policies.Unmasking;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Huoshui.Systems.Returns.Api;
using Huoshui.Warehouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Returns.Pages;

/// <summary>The downloads behind the pages: filings, and findings (masked by role, recorded with their
/// purpose).</summary>
internal static class FilingExport
{
    private const int MostRows = 100_000;
    private const int MostPurpose = 500;
    private const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/filings/export", FilingsAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/filings/{id:guid}/findings/export", FindingsAsync).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>The filters of the address as a query of filings.</summary>
    public static FilingQuery QueryOf(TableQuery query) => new()
    {
        ReturnId = query.Filter("return"),
        State = Enum.TryParse<FilingState>(query.Filter("state"), out var state) ? state : null,
        AsOf = DateOnly.TryParseExact(query.Filter("date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null,
        HasOpenExplanations = query.Filter("explanations") == "open",
        Text = query.Text,
        Sort = query.Sort,
        Descending = query.Descending,
    };

    /// <summary>The filters of the address as a query of findings.</summary>
    public static FindingsQuery FindingsOf(TableQuery query) => new()
    {
        Table = query.Filter("table"),
        Rule = query.Filter("rule"),
        Severity = query.Filter("severity"),
        Outcome = query.Filter("outcome"),
        Text = query.Text,
        Order = ApiModels.Order(query.Sort) ?? FindingsOrder.Line,
        Descending = query.Descending,
    };

    private static async Task<IResult> FilingsAsync(
        HttpContext http, FilingList list, FilingPolicy policy, IStringLocalizer<Texts> t, TimeProvider time, string? format)
    {
        var viewer = Viewers.Of(http);
        var query = QueryOf(TableQuery.From(http.Request.GetEncodedUrl())) with { Limit = MostRows };
        var page = await list.PageAsync(viewer, query, http.RequestAborted);
        var sheet = new ExportSheet(
            t["Filings"],
            [
                new ExportColumn(t["InstitutionId"]), new ExportColumn(t["Institution"]), new ExportColumn(t["Return"]),
                new ExportColumn(t["AsOf"]), new ExportColumn(t["State"]), new ExportColumn(t["MissingTables"], IsNumber: true),
                new ExportColumn(t["Fatals"], IsNumber: true), new ExportColumn(t["Warnings"], IsNumber: true),
                new ExportColumn(t["VersionNumber"], IsNumber: true), new ExportColumn(t["FiledAt"]),
            ],
            page.Rows.Select(IReadOnlyList<object?> (row) =>
            [
                row.Filing.InstitutionId, row.NameZh, policy.Library.Return(row.Filing.ReturnId)?.Title.Here() ?? row.Filing.ReturnId,
                row.Filing.AsOf, Words.State(row.Filing.State).Here(), (long)row.MissingTables, row.Fatals, row.Warnings,
                (long)row.Filing.VersionNumber, row.Filing.FiledAt,
            ]))
        {
            Reader = viewer.AccountName,
        };
        return TableExport.Result(http, format, sheet, time);
    }

    // The reason of the unmasking goes before what was typed for the file.
    private static string PurposeOf(Viewer viewer, string typed, IStringLocalizer<Texts> t) =>
        viewer.Unmasked?.Reason
            ?? (string.IsNullOrWhiteSpace(typed)
                ? t["PurposeRepair"] : typed.Trim()[..Math.Min(MostPurpose, typed.Trim().Length)]);

    private static async Task<IResult> FindingsAsync(
        Guid id, HttpContext http, FindingsReader reader, UnmaskDesk unmask, IStringLocalizer<Texts> t)
    {
        var (format, purpose) = (http.Request.Query["format"].ToString(), http.Request.Query["purpose"].ToString());
        var institution = await reader.InstitutionOfAsync(Viewers.Of(http), id, http.RequestAborted);
        var viewer = await unmask.WithAsync(Viewers.Of(http), institution, $"filing/{id}/findings",
            http.RequestAborted);
        if (viewer is { IsRegulator: true, Unmasked: null } && string.IsNullOrWhiteSpace(purpose))
            return ApiReply.BadRequest("purpose");
        var isSheet = string.Equals(format, "xlsx", StringComparison.OrdinalIgnoreCase);
        var query = FindingsOf(TableQuery.From(http.Request.GetEncodedUrl()));
        var download = new FindingsDownload(
            isSheet, CultureInfo.CurrentUICulture.Name, PurposeOf(viewer, purpose, t));
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path))
        {
            if (await reader.ExportAsync(viewer, id, query, download, file, http.RequestAborted) is { } refusal)
            {
                File.Delete(path);
                return ApiReply.Problem([refusal]);
            }
        }

        var content = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(
            content, isSheet ? XlsxType : "text/csv; charset=utf-8", $"{t["Findings"]}-{id.ToString()[..8]}.{(isSheet ? "xlsx" : "csv")}");
    }
}
