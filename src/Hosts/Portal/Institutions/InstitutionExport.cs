using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Institutions;

/// <summary>The list of institutions as a file.</summary>
internal static class InstitutionExport
{
    public static void MapInstitutionExport(this IEndpointRouteBuilder routes) => routes.MapGet("/institutions/export", ExportAsync)
        .RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        HttpContext http, InstitutionList list, IStringLocalizer<Texts> texts, TimeProvider time, string? format)
    {
        var viewer = Viewer.From(http.User);
        if (!InstitutionList.MayOpen(viewer))
            return Results.Forbid();
        var rows = await list.FindAsync(viewer, TableQuery.From(http.Request.GetEncodedUrl()), http.RequestAborted);
        var sheet = new ExportSheet(
            texts["Institutions"],
            [
                new ExportColumn(texts["InstitutionId"]), new ExportColumn(texts["NameZh"]), new ExportColumn(texts["NameEn"]),
                new ExportColumn(texts["InstitutionKind"]), new ExportColumn(texts["Parent"]), new ExportColumn(texts["Usci"]),
                new ExportColumn(texts["District"]), new ExportColumn(texts["ActiveFrom"]), new ExportColumn(texts["ActiveTo"]),
            ],
            rows.Select(IReadOnlyList<object?> (row) =>
            [
                row.Id, row.NameZh, row.NameEn, list.KindOf(row), row.ParentId, row.Usci, list.DistrictOf(row), row.ActiveFrom, row.ActiveTo,
            ]))
        {
            Reader = viewer.AccountName,
        };
        return TableExport.Result(http, format, sheet, time);
    }
}
