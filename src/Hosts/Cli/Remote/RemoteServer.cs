using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Systems.Returns;

namespace Huoshui.Cli.Remote;

/// <summary>The server refused, or did not answer as a portal does.</summary>
/// <param name="message">In one line: code, what and what to do.</param>
/// <param name="status">HTTP status; null when nothing answered.</param>
internal sealed class RemoteRefusedException(string message, HttpStatusCode? status) : Exception(message)
{
    /// <summary>HTTP status; null when nothing answered.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The request itself was understood and refused by a rule of filing.</summary>
    public bool IsRefusal =>
        Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict or HttpStatusCode.NotFound;
}

/// <summary>A portal that is spoken to through its API with a token (<c>--server URL --token-file F</c>).</summary>
internal sealed class RemoteServer : IDisposable
{
    private const int PartBytes = 16 << 20;
    private const int Tries = 5;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client;
    private readonly string _language;

    public RemoteServer(Uri server, string token, string language)
    {
        _language = language;
        _client = new HttpClient { BaseAddress = new Uri(server, "/api/v1/"), Timeout = TimeSpan.FromMinutes(10) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Reads something; the caller disposes the document.</summary>
    public async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var reply = await SendAsync(request, cancellationToken);
        return await DocumentAsync(reply, cancellationToken);
    }

    /// <summary>Writes something under a key of its own; the caller disposes the document.</summary>
    public async Task<JsonDocument> WriteAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32, lowercase: true));
        if (body is not null)
            request.Content = JsonContent.Create(body, options: Json);
        using var reply = await SendAsync(request, cancellationToken);
        return await DocumentAsync(reply, cancellationToken);
    }

    /// <summary>
    /// Sends a file by tus, in parts with their checksums; a part that breaks off is sent again from where the server
    /// stands.
    /// </summary>
    /// <returns>The upload's id.</returns>
    public async Task<string> UploadAsync(string filing, SentFile file, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var place = await CreateAsync(filing, file.Name, content.Length, cancellationToken);
        var buffer = new byte[Math.Min(PartBytes, content.Length)];
        for (long offset = 0; offset < content.Length;)
        {
            content.Position = offset;
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            offset = await SendPartAsync(place, offset, buffer.AsMemory(0, read), cancellationToken);
        }

        return place[(place.LastIndexOf('/') + 1)..];
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<string> CreateAsync(string filing, string name, long length, CancellationToken cancellationToken)
    {
        using var request = Tus(HttpMethod.Post, "uploads");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Base64(name)},filing {Base64(filing)}");
        using var reply = await SendAsync(request, cancellationToken);
        return reply.Headers.Location?.ToString(
            ) ?? throw new RemoteRefusedException("The server named no place for the upload.", reply.StatusCode);
    }

    private async Task<long> SendPartAsync(
        string place, long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = Tus(HttpMethod.Patch, place);
                request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(part.Span)));
                request.Content = new ReadOnlyMemoryContent(part);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
                using var reply = await SendAsync(request, cancellationToken);
                return Offset(reply);
            }
            catch (RemoteRefusedException refusal) when (attempt < Tries && IsPassing(refusal.Status))
            {
                await Task.Delay(RetryPause * attempt, cancellationToken);
                using var ask = Tus(HttpMethod.Head, place);
                using var reply = await SendAsync(ask, cancellationToken);
                if (Offset(reply) != offset)
                    return Offset(reply); // the part had arrived
            }
        }
    }

    // Nothing answered, another request wrote, or the server was busy: worth another try.
    private static bool IsPassing(HttpStatusCode? status) =>
        status is null or HttpStatusCode.Conflict or HttpStatusCode.Locked
        or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage reply;
        try
        {
            reply = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new RemoteRefusedException(
                $"{_client.BaseAddress!.GetLeftPart(UriPartial.Authority)} 没有应答（{error.Message}），请核对 --server 后重试 / does not answer: check --server and try again",
                status: null);
        }

        if (reply.IsSuccessStatusCode)
            return reply;
        using (reply)
            throw new RemoteRefusedException(await WordsAsync(reply, cancellationToken), reply.StatusCode);
    }

    private async Task<string> WordsAsync(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        var status = $"HTTP {(int)reply.StatusCode}";
        if (reply.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{status}：{reply.RequestMessage!.RequestUri} 不是活水门户的回答，请核对 --server / no answer of a portal: check --server";
        using var problem = await DocumentAsync(reply, cancellationToken);
        var root = problem.RootElement;
        var code = root.TryGetProperty("code", out var c) ? c.GetString() : status;
        if (!root.TryGetProperty("refusals", out var refusals) || refusals.ValueKind != JsonValueKind.Array)
            return $"{code} {(root.TryGetProperty("title", out var title) ? title.GetString() : status)}";
        return string.Join(' ', refusals.EnumerateArray().Select(
            r => $"{r.GetProperty("code").GetString()} {r.GetProperty(_language == "en" ? "en" : "zh").GetString()}"));
    }

    private static async Task<JsonDocument> DocumentAsync(
        HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        await using var body = await reply.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }

    private static HttpRequestMessage Tus(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static long Offset(HttpResponseMessage reply) =>
        long.Parse(reply.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
