using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Systems.Returns.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Huoshui.Systems.Returns.Uploads;

/// <summary>
/// Resumable upload by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation,
/// creation-with-upload, checksum, expiration and termination.
/// </summary>
internal static class TusEndpoints
{
    public const string Path = "/uploads";

    private const string Version = "1.0.0";
    private const string Extensions = "creation,creation-with-upload,checksum,expiration,termination";
    private const string Algorithms = "sha256,sha1,md5";
    private const string PartType = "application/offset+octet-stream";
    private const int ChecksumMismatchStatus = 460;

    public static void Map(RouteGroupBuilder api)
    {
        var uploads = api.MapGroup(Path);
        uploads.MapMethods("", [HttpMethods.Options], Describe).AllowAnonymous();
        uploads.MapPost("", CreateAsync).WithName("CreateUpload");
        uploads.MapMethods("{id:guid}", [HttpMethods.Options], Describe).AllowAnonymous();
        uploads.MapMethods("{id:guid}", [HttpMethods.Head], HeadAsync).WithName("UploadOffset");
        uploads.MapMethods("{id:guid}", [HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Post], ChangeAsync);
    }

    private static IResult Describe(HttpContext http, FilingLimits limits)
    {
        var headers = http.Response.Headers;
        headers["Tus-Resumable"] = Version;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = Extensions;
        headers["Tus-Checksum-Algorithm"] = Algorithms;
        headers["Tus-Max-Size"] = limits.UploadBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext http, UploadDesk desk, CancellationToken cancellationToken)
    {
        if (Refuse(http) is { } refusal)
            return refusal;
        var metadata = Metadata(http.Request.Headers["Upload-Metadata"]);
        if (Number(http, "Upload-Length") is not { } length
            || !Guid.TryParse(metadata.GetValueOrDefault("filing"), out var filing)
            || metadata.GetValueOrDefault("filename") is not { Length: > 0 } name)
        {
            return ApiReply.BadRequest("Upload-Length; Upload-Metadata: filename, filing");
        }

        var answer = await desk.CreateAsync(Viewers.Of(http), filing, name, length, cancellationToken);
        if (answer.Value is not { } upload)
            return ApiReply.Problem(answer.Refusals);
        http.Response.Headers.Location = $"{http.Request.PathBase}{http.Request.Path}/{upload.Id}";
        ShowEnd(http, upload);
        if (http.Request.ContentType == PartType)
        {
            var part = await AppendAsync(http, desk, upload, 0, cancellationToken);
            if (part is not null)
                return part;
        }

        return Results.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> HeadAsync(
        Guid id, HttpContext http, UploadDesk desk, CancellationToken cancellationToken)
    {
        if (Refuse(http) is { } refusal)
            return refusal;
        var upload = await desk.FindAsync(Viewers.Of(http), id, cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        if (upload is null)
            return Results.NotFound();
        ShowOffset(http, desk.OffsetOf(upload));
        http.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
        ShowEnd(http, upload);
        return Results.Ok();
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext http, UploadDesk desk, CancellationToken cancellationToken)
    {
        if (Refuse(http) is { } refusal)
            return refusal;
        var viewer = Viewers.Of(http);
        var upload = await desk.FindAsync(viewer, id, cancellationToken);
        if (upload is null)
            return Results.NotFound();
        var method = http.Request.Headers["X-HTTP-Method-Override"].FirstOrDefault() ?? http.Request.Method;
        if (HttpMethods.IsDelete(method))
        {
            await desk.DeleteAsync(viewer, upload, cancellationToken);
            return Results.NoContent();
        }

        if (!HttpMethods.IsPatch(method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        if (http.Request.ContentType != PartType)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (Number(http, "Upload-Offset") is not { } offset)
            return ApiReply.BadRequest("Upload-Offset");
        return await AppendAsync(http, desk, upload, offset, cancellationToken) ?? Results.NoContent();
    }

    // Null: written. A part that the sender breaks off keeps what came; the sender asks for the offset and goes on.
    private static async Task<IResult?> AppendAsync(
        HttpContext http, UploadDesk desk, Upload upload, long offset, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = upload.Length - Math.Min(offset, upload.Length) + 1;
        if (!TryChecksum(http, out var checksum))
            return ApiReply.BadRequest($"Upload-Checksum: {Algorithms}");
        var outcome = await desk.AppendAsync(upload, offset, http.Request.Body, checksum, cancellationToken);
        ShowOffset(http, desk.OffsetOf(upload));
        ShowEnd(http, upload);
        return outcome switch
        {
            PartOutcome.Written => null,
            PartOutcome.WrongOffset => Results.StatusCode(StatusCodes.Status409Conflict),
            PartOutcome.ChecksumMismatch => Results.StatusCode(ChecksumMismatchStatus),
            PartOutcome.Busy => Results.StatusCode(StatusCodes.Status423Locked),
            PartOutcome.NoRoom => ApiReply.Problem([Refusals.NoRoom()]),
            _ => Results.StatusCode(StatusCodes.Status413PayloadTooLarge),
        };
    }

    private static IResult? Refuse(HttpContext http)
    {
        http.Response.Headers["Tus-Resumable"] = Version;
        if (http.Request.Headers["Tus-Resumable"] == Version)
            return null;
        http.Response.Headers["Tus-Version"] = Version;
        return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
    }

    private static void ShowOffset(HttpContext http, long offset) =>
        http.Response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);

    private static void ShowEnd(HttpContext http, Upload upload) =>
        http.Response.Headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);

    private static long? Number(HttpContext http, string header) =>
        long.TryParse(http.Request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    // "key base64, key base64, key": a key without a value stands alone.
    private static Dictionary<string, string> Metadata(string? header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ', 2);
            var bytes = new byte[pair.Length];
            var value = parts.Length > 1 && Convert.TryFromBase64String(parts[1], bytes, out var count)
                ? Encoding.UTF8.GetString(bytes, 0, count)
                : string.Empty;
            found[parts[0]] = value;
        }

        return found;
    }

    private static bool TryChecksum(HttpContext http, out PartChecksum? checksum)
    {
        checksum = null;
        if (http.Request.Headers["Upload-Checksum"].FirstOrDefault() is not { } header)
            return true;
        var parts = header.Split(' ', 2);
        HashAlgorithmName? algorithm = parts[0] switch
        {
            "sha256" => HashAlgorithmName.SHA256,
            "sha1" => HashAlgorithmName.SHA1,
            "md5" => HashAlgorithmName.MD5,
            _ => null,
        };
        var bytes = new byte[header.Length];
        if (algorithm is null || parts.Length < 2 || !Convert.TryFromBase64String(parts[1], bytes, out var count))
            return false;
        checksum = new PartChecksum(algorithm.Value, bytes[..count]);
        return true;
    }
}
