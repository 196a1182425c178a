using System.Diagnostics;
using System.Net;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>What a node answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="Milliseconds">How long it took.</param>
public readonly record struct NodeAnswer(HttpStatusCode Status, byte[] Body, int Milliseconds)
{
    /// <summary>Whether it is an answer to read.</summary>
    public bool IsGood => Status == HttpStatusCode.OK;
}

/// <summary>Asks nodes over HTTP, with a time limit and a size limit. Thread safe.</summary>
public sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Prepares the calls.</summary>
    public NodeClient(BorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = options.Patience,
            MaxResponseContentBufferSize = options.LargestAnswerBytes,
        };
    }

    /// <summary>Gets a path below a node's address; null if it does not answer in time, or with too much.</summary>
    public async Task<NodeAnswer?> GetAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await _http.GetAsync(new Uri(address, path), cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return new NodeAnswer(answer.StatusCode, body, (int)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
