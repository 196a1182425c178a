using System.Text;
using Huoshui.Systems.Visits.Import;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Visits.Api;

/// <summary>导入名册: a CSV as the body of <c>POST /api/v1/visits/entities/import</c>, and the files to download.</summary>
internal static class ImportEndpoints
{
    private const int BufferBytes = 64 * 1024;
    private const string Csv = "text/csv; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes, IEndpointRouteBuilder api)
    {
        routes.MapGet("/visits/import/template.csv", Template).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/visits/import/{id:guid}/errors.csv", ErrorsAsync).RequireAuthorization()
            .ExcludeFromDescription();
        api.MapPost("/entities/import", ImportAsync).Accepts<string>("text/csv").WithName("ImportVisitEntities")
            .WithMetadata(new RequestSizeLimitAttribute(EntityImport.LargestUpload)).DisableAntiforgery();
        api.MapGet("/imports/{id:guid}/errors", ErrorsAsync).WithName("GetVisitImportErrors");
    }

    private static IResult Template() =>
        Results.File(Encoding.UTF8.GetBytes(EntityFile.Template), Csv, "template.csv");

    private static async Task<IResult> ErrorsAsync(Guid id, HttpContext http, ImportList list) =>
        await list.ReportAsync(VisitEndpoints.Of(http), id, http.RequestAborted) is { } report
            ? Results.File(Encoding.UTF8.GetBytes(report), Csv, $"import-{id}.csv")
            : VisitEndpoints.Problem([VisitRefusals.NotFound]);

    // A file of a row at a time is read as it stands on the disk, and is gone when it is closed.
    private static async Task<IResult> ImportAsync(HttpContext http, EntityImport import)
    {
        if (!EntityImport.Imports(VisitEndpoints.Of(http)))
            return VisitEndpoints.Problem([VisitRefusals.NotYours]); // before anything is written down
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, BufferBytes, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        file.Position = 0;
        return VisitEndpoints.Reply(
            await import.RunAsync(VisitEndpoints.Of(http), file, "api.csv", null, http.RequestAborted),
            r => new { r.Id, r.Rows, r.Added, r.Changed, r.Unchanged, r.Rejected });
    }
}
