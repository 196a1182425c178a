using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Huoshui.Notices;

/// <summary>A call of one address.</summary>
/// <param name="Id">The same for every try.</param>
/// <param name="Address">One that <see cref="WebhookAddresses"/> read.</param>
/// <param name="Body">JSON.</param>
/// <param name="Secret">The key of the signature.</param>
internal sealed record WebhookCall(Guid Id, Uri Address, string Body, byte[] Secret);

/// <summary>Calls webhooks: POST of JSON over HTTPS, signed, without following redirects, to allowed networks only, and
/// without reading what comes back beyond its head. Thread safe.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>The header of the signature: <c>t=SECONDS,v1=HEX</c>, HMAC-SHA-256 over <c>SECONDS.BODY</c>.</summary>
    public const string SignatureHeader = "X-Huoshui-Signature";

    /// <summary>The header of the delivery: who has seen its value has had the message.</summary>
    public const string DeliveryHeader = "X-Huoshui-Delivery";

    private const int LargestHeadKilobytes = 16;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    public WebhookSender(NoticeOptions options, TimeProvider time)
    {
        var trust = new CertificateTrust(options.TrustedCaFile);
        var guard = new NetworkGuard(options.WebhookNetworks);
        (_time, _patience) = (time, options.WebhookTimeout);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = guard.ConnectAsync,
            MaxResponseHeadersLength = LargestHeadKilobytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // names are looked up, and judged, again
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = trust.Accepts,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Calls once.</summary>
    public async Task<SendResult> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            using var request = Request(call);
            using var answer = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return ResultOf(answer.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed("timeout");
        }
        catch (HttpRequestException error) when (error.InnerException is ForbiddenNetworkException)
        {
            return SendResult.Refused(NetworkGuard.ForbiddenNetwork);
        }
        catch (HttpRequestException error)
        {
            return SendResult.Failed(error.InnerException is AuthenticationException ? "certificate"
                : error.InnerException is SocketException ? "not-reachable" : "connection-broken");
        }
    }

    /// <summary>The signature of a body at an instant, as receivers compute it again.</summary>
    public static string Sign(byte[] secret, long seconds, string body)
    {
        var at = seconds.ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{at}.{body}"));
        return $"t={at},v1={Convert.ToHexStringLower(hash)}";
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(WebhookCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, call.Address)
        {
            Content = new StringContent(call.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add(SignatureHeader, Sign(call.Secret, _time.GetUtcNow().ToUnixTimeSeconds(), call.Body));
        request.Headers.Add(DeliveryHeader, call.Id.ToString("N"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Huoshui", "1"));
        return request;
    }

    private static SendResult ResultOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => SendResult.Taken,
        408 or 425 or 429 or >= 500 => SendResult.Failed($"http-{(int)status}"),
        _ => SendResult.Refused($"http-{(int)status}"),
    };
}
