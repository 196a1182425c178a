using System.Globalization;
using Huoshui.Documents;
using Huoshui.Measures;
using Huoshui.Policies.Figures;
using Huoshui.Policies.Unmasking;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Indicators;

/// <summary>Exports of the pages and the API. Scope and masking come from the same classes as the pages'.</summary>
internal static class FigureEndpoints
{
    private const int MostExported = 100_000;
    private const int MostPurpose = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/figures/export", ListAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/figures/{id}/rows/export", RowsAsync).RequireAuthorization().ExcludeFromDescription()
            .AddEndpointFilter(RefuseWrongDateAsync);
        routes.MapGet("/figures/{id}/parts", PartsAsync).RequireAuthorization().ExcludeFromDescription()
            .AddEndpointFilter(RefuseWrongDateAsync);
        routes.MapGet("/bulletin.docx", DocxAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/bulletin.pdf", PdfAsync).AllowAnonymous().ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/figures").WithTags("figures").AddEndpointFilter(RefuseWrongDateAsync);
        api.MapGet("/", AllAsync).AllowAnonymous().WithName("ListFigures");
        api.MapGet("/{id}", OneAsync).AllowAnonymous().WithName("GetFigure");
        api.MapGet("/{id}/proof", PublicationProofs.DownloadAsync).AllowAnonymous().WithName("GetFigureProof");
        api.MapGet("/{id}/rows", ApiRowsAsync).RequireAuthorization().WithName("GetFigureRows");
    }

    // Names of a query are read in either case: asof and asOf.
    private static ValueTask<object?> RefuseWrongDateAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        AsOfText.Read(call.HttpContext.Request.Query["asof"], out _) is { } wrong
            ? ValueTask.FromResult<object?>(Results.Problem(
                detail: $"{wrong.Message.Zh} / {wrong.Message.En}",
                statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?> { ["code"] = wrong.Code }))
            : next(call);

    private static async Task<IResult> ListAsync(
        HttpContext http, string? format, BulletinDesk desk, IStringLocalizer<Texts> texts, TimeProvider time)
    {
        var bulletin = await desk.ReadAsync(Viewer.From(http.User), http.RequestAborted);
        var query = TableQuery.From(http.Request.GetEncodedUrl());
        var rows = FigureListing.Filtered(bulletin, query).Select(i => (IReadOnlyList<object?>)
        [
            i.Figure.Id, i.Figure.Name.Here(), Words.Chapter(i.Figure.Area)
                .Here(), i.BaseValue / i.Figure.UnitFactor, i.Figure.Unit,
            MeasureFormat.Current.Date(i.AsOf), i.Figure.IsConnected ? texts["Connected"].Value : texts["NotConnected"]
                .Value,
        ]);
        var columns = new[] { "Id", "Figure", "Chapter", "Value", "Unit", "AsOf", "State" };
        return Sheet(http, format, time,
            new ExportSheet(texts["Figures"], [.. columns.Select(c => new ExportColumn(texts[c],
                IsNumber: c == "Value"))], [.. rows]));
    }

    private static async Task<IResult> DocxAsync(HttpContext http, BulletinDesk desk, TimeProvider time)
    {
        var document = BulletinDocument.Of(await desk.ReadAsync(Viewer.Public, http.RequestAborted), time);
        const string Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        return Results.File(DocxRenderer.Render(document, FontMap.Standard), Type, "bulletin.docx");
    }

    private static async Task<IResult> PdfAsync(HttpContext http, BulletinDesk desk, PdfRenderer pdf, TimeProvider time)
    {
        var document = BulletinDocument.Of(await desk.ReadAsync(Viewer.Public, http.RequestAborted), time);
        var result = await pdf.RenderAsync(HtmlRenderer.Render(document, FontMap.Standard), http.RequestAborted);
        return result.Content is { } content
            ? Results.File(content, "application/pdf", "bulletin.pdf")
            : Results.Problem(result.Problem?.Message.Here(), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> PartsAsync(
        HttpContext http, string id, string? by, string? asof, string? format, FigureViews views, FigureExports exports)
    {
        var view = await views.ReadAsync(id, DateOf(asof), by, Viewer.From(http.User), http.RequestAborted);
        if (view?.Breakdown is not { } parts)
            return Results.NotFound();
        var rows = parts.Cells.Select(c => (IReadOnlyList<object?>)
        [
            c.Key, parts.Dimension == BreakdownDimension.Institution ? view.NameOf(c.Key)
                : Words.Cell(parts.Dimension, c.Key, exports.Policies.Vocabulary).Here(),
            c.IsSuppressed ? MeasureFormat.Current.Missing(Absence.Suppressed) : c.BaseValue, c.Borrowers,
        ]);
        var texts = exports.Texts;
        var isMoney = Unit.Parse(view.Figure.Unit).Dimension == Dimension.Money;
        var columns = new ExportColumn[]
        {
            new(texts["Key"]), new(Words.Of(parts.Dimension).Here()), new(texts["Value"], isMoney
                ? "元" : null, IsNumber: true),
            new(texts["Borrowers"], IsNumber: true),
        };
        var sheet = new ExportSheet($"{view.Figure.Id} {Words.Of(parts.Dimension).Here()}", columns, [.. rows]);
        return Sheet(http, format, exports.Time, sheet with { AsOf = view.AsOf });
    }

    private static async Task<IResult> RowsAsync(
        HttpContext http, string id, FigureExports exports, FigureDrillDown drill, UnmaskDesk unmask)
    {
        if (exports.Figures.Find(id) is not { } figure)
            return Results.NotFound();
        var asked = QueryOf(http, MostExported);
        var viewer = await unmask.WithAsync(
            Viewer.From(http.User), asked.InstitutionId, $"figure/{id}/rows", http.RequestAborted);
        var page = await drill.RowsAsync(figure, asked, viewer, http.RequestAborted);
        var columns = page.Rows.Count == 0 ? [] : page.Rows[0].Facts.Keys.ToList();
        var texts = exports.Texts;
        var rows = page.Rows.Select(r => (IReadOnlyList<object?>)
        [
            r.InstitutionId, r.Key, .. figure.Drill?.Amount is null ? [] : new object?[] { r.BaseAmount },
            .. columns.Select(c => (object?)r.Facts[c]),
            string.Join("; ", r.Lines.Select(l => FigureText.Place(l).Here())),
        ]);
        var purpose = PurposeOf(http, viewer, texts);
        await exports.AuditAsync(
            viewer, "figure.export", $"figure/{id}", (new { rows = page.Rows.Count, asked.InstitutionId },
                purpose), http.RequestAborted);
        return Sheet(http, http.Request.Query["format"], exports.Time, new ExportSheet(
            texts["RowsOf", figure.Name.Here()],
            [new(texts["Institution"]), new(exports.KeyOf(figure)), .. AmountOf(figure, texts),
                .. exports.TitlesOf(columns).Select(title => new ExportColumn(title)), new(texts["FiledLines"])],
            [.. rows])
        {
            AsOf = asked.AsOf ?? figure.AsOf,
            Purpose = purpose,
        });
    }

    private static ExportColumn[] AmountOf(FigureDefinition figure, IStringLocalizer texts) =>
        figure.Drill is { Amount: not null } drill
            ? [new(texts[drill.AmountUnit == FigureDrill.Yuan ? "Amount" : "Value"], drill.AmountUnit, IsNumber: true)]
            : [];

    private static async Task<IResult> AllAsync(HttpContext http, BulletinDesk desk)
    {
        var bulletin = await desk.ReadAsync(Viewer.From(http.User), http.RequestAborted);
        return Results.Ok(bulletin.Chapters.SelectMany(c => c.Items).Select(Item));
    }

    private static async Task<IResult> OneAsync(HttpContext http, string id, string? asOf, FigureViews views)
    {
        var view = await views.ReadAsync(id, DateOf(asOf), null, Viewer.From(http.User), http.RequestAborted);
        if (view is null)
            return Problem(id);
        return Results.Ok(new
        {
            id = view.Figure.Id,
            name = view.Figure.Name,
            value = view.BaseValue / view.Figure.UnitFactor,
            unit = view.Figure.Unit,
            state = view.Figure.IsConnected ? "connected" : "not_connected",
            asOf = view.AsOf,
            formula = view.Figure.Formula,
            population = view.Figure.Population,
            parts = view.Breakdown?.Cells.Select(c =>
                new { c.Key, value = c.BaseValue / view.Figure.UnitFactor, c.Borrowers, suppressed = c.IsSuppressed }),
            movements = view.Movements.Select(m =>
                new
                {
                    kind = m.Base.ToString(),
                    m.BaseDate,
                    amount = m.Amount / view.Figure.UnitFactor,
                    m.Percent,
                    incomplete = m.Thin is not null,
                }),
        });
    }

    private static async Task<IResult> ApiRowsAsync(
        HttpContext http, string id, FigureExports exports, FigureDrillDown drill)
    {
        if (exports.Figures.Find(id) is not { } figure)
            return Problem(id);
        const int Most = 500;
        return Results.Ok(
            await drill.RowsAsync(figure, QueryOf(http, Most), Viewer.From(http.User), http.RequestAborted));
    }

    // The reason of the unmasking goes before what was typed for the file.
    private static string PurposeOf(HttpContext http, Viewer viewer, IStringLocalizer<Texts> texts)
    {
        var typed = http.Request.Query["purpose"].ToString().Trim();
        return viewer.Unmasked?.Reason
            ?? (typed.Length == 0 ? texts["PurposeUnsaid"].Value : typed[..Math.Min(MostPurpose, typed.Length)]);
    }

    private static object Item(BulletinItem i) => new
    {
        id = i.Figure.Id,
        name = i.Figure.Name,
        value = i.BaseValue / i.Figure.UnitFactor,
        unit = i.Figure.Unit,
        state = i.Figure.IsConnected ? "connected" : "not_connected",
        asOf = i.AsOf,
        formula = i.Figure.Formula,
    };

    private static FigureRowQuery QueryOf(HttpContext http, int most)
    {
        var q = http.Request.Query;
        return new FigureRowQuery
        {
            AsOf = DateOf(q["asof"]),
            InstitutionId = q["institution"].ToString() is { Length: > 0 } institution ? institution : null,
            Key = q["q"].ToString() is { Length: > 0 } key ? key : null,
            Offset = int.TryParse(q["offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? offset : 0,
            Limit = int.TryParse(q["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? Math.Clamp(limit, 1, most) : most,
        };
    }

    private static DateOnly? DateOf(string? text) => AsOfText.Read(text, out var date) is null ? date : null;

    private static IResult Problem(string id) => Results.Problem(
        detail: $"没有指标 {id} / there is no figure {id}",
        statusCode: StatusCodes.Status404NotFound,
        extensions: new Dictionary<string, object?> { ["code"] = "IND1006" });

    private static IResult Sheet(HttpContext http, string? format, TimeProvider time, ExportSheet sheet) =>
        TableExport.Result(http, format, sheet with { Reader = http.User.Identity?.Name }, time);
}
