using Huoshui.Operations;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Audit;

/// <summary>The audit log as a file; taking it is itself recorded.</summary>
internal static class AuditExport
{
    private const int MostRows = 200_000;

    public static void MapAuditExport(this IEndpointRouteBuilder routes) => routes.MapGet("/audit/export", ExportAsync)
        .RequireAuthorization(new AuthorizeAttribute { Roles = Roles.AuditAdministrator }).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        HttpContext http, IDbContextFactory<OperationsContext> contexts, IStringLocalizer<Texts> texts, TimeProvider time, string? format)
    {
        var query = TableQuery.From(http.Request.GetEncodedUrl());
        await using var context = await contexts.CreateDbContextAsync(http.RequestAborted);
        var rows = await AuditSearch.Find(context, query).Take(MostRows).ToListAsync(http.RequestAborted);
        var viewer = Viewer.From(http.User);
        context.Audit(viewer.AccountName, "audit.export", "audit", new { rows = rows.Count });
        await context.SaveChangesAsync(http.RequestAborted);
        var sheet = new ExportSheet(
            texts["AuditLog"],
            [
                new ExportColumn(texts["Sequence"], IsNumber: true), new ExportColumn(texts["At"]), new ExportColumn(texts["Actor"]),
                new ExportColumn(texts["Action"]), new ExportColumn(texts["Subject"]), new ExportColumn(texts["Detail"]),
                new ExportColumn(texts["Purpose"]), new ExportColumn(texts["Hash"]),
            ],
            rows.Select(IReadOnlyList<object?> (row) =>
                [row.Sequence, row.At, row.Actor, row.Action, row.Subject, row.Detail, row.Purpose, row.Hash]))
        {
            Reader = viewer.AccountName,
        };
        return TableExport.Result(http, format, sheet, time);
    }
}
