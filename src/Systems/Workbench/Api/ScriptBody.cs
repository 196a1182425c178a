using System.Text.Json;
using Huoshui.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Workbench.Api;

/// <summary>A script as the API takes it.</summary>
/// <param name="Script">The script.</param>
/// <param name="Data"><c>example</c> (also where it is left out), or a return and its 数据日期:
/// <c>onetable@2025-06-30</c>.</param>
/// <param name="Institution">One institution; left out for all that the reader may see.</param>
/// <param name="Offset">For proposals: the place, in UTF-16 units from 0.</param>
internal sealed record ScriptBody(string Script, string? Data, string? Institution, int? Offset)
{
    /// <summary>Largest body: the longest script, each character escaped.</summary>
    public const int MaxBytes = 1_048_576;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>What is asked.</summary>
    public ScriptQuestion Question => new(Script, Data, Institution);

    /// <summary>Reads it whole.</summary>
    /// <returns>The body, or why it cannot be read.</returns>
    public static async Task<(ScriptBody? Body, Diagnostic? Problem)> ReadAsync(
        Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<ScriptBody>(stream, Options, cancellationToken);
            return body?.Script is null
                ? (null, WorkbenchProblems.Unreadable("没有 script", "there is no script")) : (body, null);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, WorkbenchProblems.TooLarge(MaxBytes));
        }
        catch (JsonException)
        {
            return (null, WorkbenchProblems.Unreadable("不是这样的 JSON", "it is no such JSON"));
        }
    }
}
