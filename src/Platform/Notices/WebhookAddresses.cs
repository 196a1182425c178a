using System.Net;

namespace Huoshui.Notices;

/// <summary>Reads the addresses of webhooks as people type them.</summary>
internal static class WebhookAddresses
{
    private const int Longest = 500;

    /// <summary>Ports of HTTPS: elsewhere something else listens that never meant to be called.</summary>
    public static readonly int[] Ports = [443, 8443];

    /// <summary>The address; null if it is none: HTTPS only, without user, password and fragment, at the ports of
    /// HTTPS unless its network is one that the operator named.</summary>
    /// <param name="typed">As typed.</param>
    /// <param name="networks">Networks of the operator.</param>
    public static Uri? Read(string? typed, IReadOnlyList<IPNetwork> networks)
    {
        var text = typed?.Trim() ?? string.Empty;
        if (text.Length is 0 or > Longest || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var isPlain = uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            && uri.IdnHost.Length > 0;
        // A name is judged when it is looked up; an address that may not be called is no use to anybody.
        var isReachable = !IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address)
            || new NetworkGuard(networks).Allows(address, uri.Port);
        return isPlain && isReachable && (Ports.Contains(uri.Port) || networks.Count > 0) ? uri : null;
    }
}
