using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Returns.Api;

/// <summary>A reply of the API that can be kept and given again: a status and a JSON body.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record ApiReply(int Status, string? Body) : IResult
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ApiReply Ok(object body) => new(StatusCodes.Status200OK, JsonSerializer.Serialize(body, Json));

    public static ApiReply Accepted(object body) => new(StatusCodes.Status202Accepted, JsonSerializer.Serialize(body, Json));

    /// <summary>problem+json (RFC 9457) with our code; every refusal is listed.</summary>
    public static ApiReply Problem(IReadOnlyList<Diagnostic> refusals)
    {
        var first = refusals.FirstOrDefault(r => r.Severity == DiagnosticSeverity.Error) ?? refusals[0];
        var status = StatusOf(first.Code);
        return Problem(status, first.Code, first.Message, refusals);
    }

    public static ApiReply Problem(int status, string code, LocalizedText title, IReadOnlyList<Diagnostic>? refusals = null) =>
        new(status, JsonSerializer.Serialize(
            new
            {
                type = $"/docs/reference/{code}",
                title = title.In(CultureInfo.CurrentUICulture.Name),
                status,
                code,
                refusals = refusals?.Select(r => new { code = r.Code, zh = r.Message.Zh, en = r.Message.En }),
            },
            Json));

    public static ApiReply BadRequest(string what) => Problem(
        StatusCodes.Status400BadRequest, "FIL1031",
        new LocalizedText($"请求缺少或写错：{what}。", $"The request lacks or misstates: {what}."));

    public static ApiReply NotFound(string id) => Problem([Refusals.NotFound(id)]);

    /// <summary>The value, or the refusals.</summary>
    public static ApiReply Of<T>(Answer<T> answer, Func<T, object> model)
        where T : class => answer is { Succeeded: true, Value: { } value } ? Ok(model(value)) : Problem(answer.Refusals);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (Body is null)
            return;
        httpContext.Response.ContentType = Status >= StatusCodes.Status400BadRequest ? "application/problem+json" : "application/json";
        await httpContext.Response.WriteAsync(Body, httpContext.RequestAborted);
    }

    private static int StatusOf(string code) => code switch
    {
        "FIL1001" or "FIL1005" or "FIL1006" or "FIL1025" => StatusCodes.Status404NotFound,
        "FIL1002" or "FIL1004" or "FIL1007" => StatusCodes.Status403Forbidden,
        "FIL1003" or "FIL1008" or "FIL1009" or "FIL1017" or "FIL1021" or "FIL1037" => StatusCodes.Status409Conflict,
        "FIL1027" => StatusCodes.Status413PayloadTooLarge,
        "FIL1036" => StatusCodes.Status507InsufficientStorage,
        "FIL1028" => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
