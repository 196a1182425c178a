using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// 事实库地址: one or several servers of ClickHouse, read from <c>clickhouse://USER:PASSWORD@HOST:PORT,…/DATABASE</c>, and
/// which of them holds whose facts. User, password and database are the same on each. Immutable; as text it never shows
/// the password.
/// </summary>
public sealed partial class FactServers
{
    /// <summary>Most servers of an address.</summary>
    public const int Most = 64;

    private FactServers(IReadOnlyList<FactServer> all) => All = all;

    /// <summary>The servers as they are listed; at least one.</summary>
    public IReadOnlyList<FactServer> All { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="url">As above; a port that is not given is 8123, with TLS 8443; <c>clickhouses://</c> or
    /// <c>?secure=true</c> for TLS; IPv6 addresses in brackets. Signs of user and password that mean something in an
    /// address are percent-encoded.</param>
    /// <param name="password">A password from elsewhere; null for the one of the address.</param>
    /// <exception cref="FactsException">WHS2001; the text itself is not shown, it may hold a password.</exception>
    public static FactServers Parse(string url, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var parts = Parts().Match(url.Trim());
        if (!parts.Success)
            return new FactServers([FactServer.Parse(url.Trim(), password)]);
        var hosts = parts.Groups["hosts"].Value.Split(',', StringSplitOptions.TrimEntries);
        if (hosts.Length > 1 && Array.IndexOf(hosts, string.Empty) is >= 0 and var empty)
            throw FactServer.Wrong($"第 {empty + 1} 台服务器没有写", $"server {empty + 1} of the list is empty");
        if (hosts.Length > Most)
        {
            throw FactServer.Wrong(
                $"服务器至多 {Most} 台，列了 {hosts.Length} 台", $"{hosts.Length} servers are listed, at most {Most} may be");
        }

        return Distinct([.. hosts.Select(h =>
            FactServer.Parse(parts.Groups["before"].Value + h + parts.Groups["after"].Value, password))]);
    }

    /// <summary>The server that holds an institution's facts while all of them are there.</summary>
    public FactServer Of(string institutionId) => InOrder(institutionId).First();

    /// <summary>
    /// The servers in the order in which they are asked for an institution: rendezvous hashing (highest random weight,
    /// Thaler and Ravishankar 1998). It depends on neither the list's order nor on other institutions: a server more
    /// takes its share from each of the others, and nothing else moves.
    /// </summary>
    internal IEnumerable<FactServer> InOrder(string institutionId) => All.Count == 1
        ? All
        : All.OrderByDescending(s => Weight(s.Place, institutionId)).ThenBy(s => s.Place, StringComparer.Ordinal);

    /// <summary>The address without the password.</summary>
    public override string ToString() =>
        $"{(All[0].IsTls ? "clickhouses" : "clickhouse")}://{Uri.EscapeDataString(All[0].User)}@"
        + $"{string.Join(',', All)}/{All[0].Database}";

    // SHA-256: the same on every machine and version; a place may move only when its server does.
    private static ulong Weight(string place, string institutionId) => BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{institutionId}")));

    private static FactServers Distinct(IReadOnlyList<FactServer> servers)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, server) in servers.Index())
        {
            if (first.TryAdd(server.Place, index))
                continue;
            var (one, two) = (first[server.Place] + 1, index + 1);
            throw FactServer.Wrong($"第 {two} 台服务器就是第 {one} 台", $"server {two} of the list is server {one} again");
        }

        return new FactServers(servers);
    }

    // What stands before the last @ of the authority is user and password, commas among them.
    [GeneratedRegex("^(?<before>[^:/?#@]+://(?:[^/?#]*@)?)(?<hosts>[^/?#@]*)(?<after>[/?#].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
