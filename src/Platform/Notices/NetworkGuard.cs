using System.Net;
using System.Net.Sockets;

namespace Huoshui.Notices;

/// <summary>Says to which addresses a webhook may go: to public ones and to networks that the operator named, so that
/// nobody uses the portal to reach what lies behind it (SSRF). Immutable, thread safe.</summary>
/// <param name="allowed">Networks that are allowed though they are not public.</param>
internal sealed class NetworkGuard(IReadOnlyList<IPNetwork> allowed)
{
    // IANA registries of special-purpose addresses (RFC 6890 and its successors).
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
            "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether a connection may be made: at any port in the operator's networks, else at those of
    /// HTTPS.</summary>
    public bool Allows(IPAddress address, int port)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowed.Any(n => n.Contains(plain))
            || (WebhookAddresses.Ports.Contains(port) && !Special.Any(n => n.Contains(plain)));
    }

    /// <summary>Connects to a name at the first of its addresses that is allowed: it is looked up here once, so that
    /// the address that was judged is the one that is used.</summary>
    /// <exception cref="ForbiddenNetworkException">None is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var end = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(end.Host, out var literal)
            ? [literal] : await Dns.GetHostAddressesAsync(end.Host, cancellationToken);
        var open = addresses.Where(a => Allows(a, end.Port)).ToArray();
        if (open.Length == 0)
            throw new ForbiddenNetworkException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, end.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The word for an address that is not allowed.</summary>
    public const string ForbiddenNetwork = "forbidden-network";
}

/// <summary>A name has no address to which a webhook may go.</summary>
internal sealed class ForbiddenNetworkException() : IOException(NetworkGuard.ForbiddenNetwork);
