using System.Globalization;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Portal.Layout;

/// <summary>
/// A table that stands whole on a page, as a file: the page's own script sends what the reader sees, the answer is
/// the same as CSV or xlsx,
/// harmless in a spreadsheet, with who took it and when. Nothing is read from the store, so that nothing can leave
/// that was not shown.
/// </summary>
internal static class ShownTable
{
    private const int MostRows = 5_000;
    private const int MostColumns = 60;
    private const int LongestCell = 4_000;
    private const int LongestTitle = 200;

    public static void MapShownTable(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/export/token", Token).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/export/shown", ExportAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Token(HttpContext http, IAntiforgery forms)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new { token = forms.GetAndStoreTokens(http).RequestToken });
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http, IAntiforgery forms, IDbContextFactory<OperationsContext> contexts, TimeProvider time)
    {
        if (!await forms.IsRequestValidAsync(http))
            return Results.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Read(form["table"].ToString()) is not { } table)
            return Results.BadRequest();
        var viewer = Viewer.From(http.User);
        if (http.User.Identity?.IsAuthenticated == true)
        {
            await using var context = await contexts.CreateDbContextAsync(http.RequestAborted);
            context.Audit(viewer.AccountName, "table.export", "table", new { table.Title, rows = table.Rows.Count });
            await context.SaveChangesAsync(http.RequestAborted);
        }

        var columns = table.Columns.Select(c => new ExportColumn(c.Title, c.Unit, c.IsNumber)).ToList();
        var sheet = new ExportSheet(table.Title, columns, table.Rows.Select(row => CellsOf(row, columns)))
        {
            Reader = http.User.Identity?.Name,
        };
        return TableExport.Result(http, form["format"], sheet, time);
    }

    // Null: not what the script of a page sends.
    private static Sent? Read(string json)
    {
        try
        {
            var sent = JsonSerializer.Deserialize<Sent>(json, JsonSerializerOptions.Web);
            return sent is
            {
                Columns: { Count: > 0 and <= MostColumns } columns, Rows.Count: <= MostRows,
                Title.Length: <= LongestTitle
            }
                && columns.All(c => c.Title is { Length: <= LongestTitle })
                && sent.Rows.All(row => row?.Count == columns.Count
                    && row.All(cell => cell is null or { Length: <= LongestCell }))
                ? sent
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<object?> CellsOf(IReadOnlyList<string?> row, List<ExportColumn> columns) =>
        [.. row.Select((cell, index) => columns[index].IsNumber
            && NumberOf(cell) is { } number ? number : (object?)cell)];

    private static decimal? NumberOf(string? shown) => decimal.TryParse(
        shown?.Replace('−', '-'),
            NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
        CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Sent(string Title, IReadOnlyList<SentColumn> Columns,
        IReadOnlyList<IReadOnlyList<string?>> Rows);

    private sealed record SentColumn(string Title, string? Unit, bool IsNumber);
}
