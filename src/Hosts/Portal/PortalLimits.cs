using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Huoshui.Portal;

/// <summary>What one request, one reader and the whole portal may take.</summary>
internal static class PortalLimits
{
    /// <summary>Largest ordinary request body; uploads say their own limit.</summary>
    public const long BodyBytes = 8L * 1024 * 1024;

    /// <summary>Connections at once.</summary>
    public const int Connections = 2_000;

    /// <summary>Requests handled at once; the next ones wait, and then get 503.</summary>
    public const int RequestsAtOnce = 200;

    /// <summary>Requests that may wait for their turn.</summary>
    public const int RequestsWaiting = 400;

    /// <summary>Requests of one reader in a minute.</summary>
    public const int RequestsPerMinute = 1_200;

    /// <summary>Requests of one token of a machine in a minute.</summary>
    public const int RequestsPerTokenPerMinute = 1_200;

    /// <summary>What a reader who was refused is told to wait, in seconds.</summary>
    public const int RetryAfterSeconds = 5;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = Connections;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
    }
}
