using System.Globalization;
using Huoshui.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Returns;

/// <summary>Refusals as problem+json (RFC 9457) with our codes.</summary>
internal static class Problems
{
    public static IResult Of(IReadOnlyList<Diagnostic> refusals)
    {
        var first = refusals[0];
        var language = CultureInfo.CurrentUICulture.Name;
        return Results.Problem(
            type: $"/docs/reference/{first.Code}",
            title: first.Message.In(language),
            statusCode: StatusOf(first.Code),
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = first.Code,
                ["refusals"] = refusals.Select(r => new { code = r.Code, zh = r.Message.Zh, en = r.Message.En }),
            });
    }

    public static IResult BadRequest(string what) => Results.Problem(
        type: "/docs/reference/FIL1031",
        title: CultureInfo.CurrentUICulture.Name.StartsWith("en", StringComparison.Ordinal)
            ? $"The request lacks or misstates: {what}."
            : $"请求缺少或写错：{what}。",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "FIL1031" });

    private static int StatusOf(string code) => code switch
    {
        "FIL1001" or "FIL1005" or "FIL1006" or "FIL1025" => StatusCodes.Status404NotFound,
        "FIL1002" or "FIL1004" or "FIL1007" => StatusCodes.Status403Forbidden,
        "FIL1003" or "FIL1008" or "FIL1009" or "FIL1017" or "FIL1021" => StatusCodes.Status409Conflict,
        "FIL1027" => StatusCodes.Status413PayloadTooLarge,
        "FIL1028" => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
