using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Standard;

/// <summary>The fields of the standard as a file: all that the query finds, or those of one table.</summary>
internal static class StandardExport
{
    public static void MapStandardExport(this IEndpointRouteBuilder routes) => routes.MapGet("/tables/export", Export)
        .RequireAuthorization().ExcludeFromDescription();

    private static IResult Export(
        HttpContext http, FieldSearch search, IStringLocalizer<Texts> texts, TimeProvider time, string? format)
    {
        var rows = search.Find(TableQuery.From(http.Request.GetEncodedUrl()));
        var sheet = new ExportSheet(
            texts["Fields"],
            [
                new ExportColumn(texts["Return"]), new ExportColumn(texts["TableCode"]), new ExportColumn(texts["TableTitle"]),
                new ExportColumn(texts["FieldCode"]), new ExportColumn(texts["FieldTitle"]), new ExportColumn(texts["Format"]),
                new ExportColumn(texts["DataClass"]), new ExportColumn(texts["CodeList"]), new ExportColumn(texts["Required"]),
                new ExportColumn(texts["Sensitivity"]),
            ],
            rows.Select(IReadOnlyList<object?> (row) =>
            [
                row.Return.Title.Here(), row.Table.Code, row.Table.Title.Here(), row.Field.Code, row.Field.Title.Here(), row.Field.Format,
                row.Field.DataClass, row.Field.CodeList, texts[row.Field.IsRequired ? "Yes" : "No"].Value,
                texts["Sensitivity_" + row.Field.Sensitivity].Value,
            ]))
        {
            Reader = Viewer.From(http.User).AccountName,
        };
        return TableExport.Result(http, format, sheet, time);
    }
}
