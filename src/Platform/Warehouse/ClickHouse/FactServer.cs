using System.Text.RegularExpressions;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// 事实库的一台服务器: a database on a server of ClickHouse and who asks there. Immutable; as text it never shows the
/// password.
/// </summary>
public sealed partial class FactServer
{
    private const int HttpPort = 8123;
    private const int HttpsPort = 8443;

    private FactServer(Uri uri, string user, string password, bool isTls)
    {
        Host = uri.Host;
        Port = uri.Port > 0 ? uri.Port : isTls ? HttpsPort : HttpPort;
        Database = uri.AbsolutePath.TrimStart('/');
        User = user;
        Password = password;
        IsTls = isTls;
    }

    /// <summary>Name or address of the machine; an IPv6 address in brackets.</summary>
    public string Host { get; }

    /// <summary>The port of ClickHouse's HTTP interface; by default 8123, with TLS 8443.</summary>
    public int Port { get; }

    /// <summary>What the server is called in messages, and by what facts are placed: host and port, nothing
    /// secret.</summary>
    public string Place => FormattableString.Invariant($"{Host.ToLowerInvariant()}:{Port}");

    /// <summary>The database; it must be there.</summary>
    public string Database { get; }

    /// <summary>Who asks; by default <c>default</c>.</summary>
    public string User { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsTls { get; }

    internal string Password { get; }

    internal Uri Address => new UriBuilder(IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Host, Port).Uri;

    /// <summary>Host and port.</summary>
    public override string ToString() => Place;

    /// <summary>Reads an address with one host.</summary>
    /// <param name="url">As <see cref="FactServers.Parse"/>.</param>
    /// <param name="password">A password from elsewhere; null for the one of the address.</param>
    /// <exception cref="FactsException">WHS2001.</exception>
    internal static FactServer Parse(string url, string? password)
    {
        if (!url.StartsWith("clickhouse://", StringComparison.OrdinalIgnoreCase)
            && !url.StartsWith("clickhouses://", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong("应以 clickhouse:// 或 clickhouses:// 开头", "it must begin with clickhouse:// or clickhouses://");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw Wrong(
                "主机或端口写错了（端口到 65535 为止，IPv6 地址写在方括号里）",
                "a host or port is wrong (ports end at 65535, an IPv6 address stands in brackets)");
        }

        if (uri.Host.Length == 0 || uri.Port == 0)
            throw Wrong("缺少主机名，或端口为 0", "there is no host, or the port is 0");
        if (!DatabaseName().IsMatch(uri.AbsolutePath))
            throw Wrong("库名应为字母、数字和下划线", "the database must be named with letters, digits and underscores");
        if (uri.Fragment.Length > 0)
            throw Wrong("密码中的 # / ? @ 须写成 %23 %2F %3F %40", "write # / ? @ in a password as %23 %2F %3F %40");
        var who = uri.UserInfo.Split(':', 2);
        var user = who[0].Length == 0 ? "default" : Uri.UnescapeDataString(who[0]);
        return new FactServer(
            uri, user, password ?? (who.Length == 2 ? Uri.UnescapeDataString(who[1]) : string.Empty),
            isTls: uri.Scheme == "clickhouses" | IsSecure(uri.Query));
    }

    /// <summary>A fault of this server, which its message names.</summary>
    internal FactsException Fault(string code, string zh, string en, Exception? cause = null) =>
        new(code, $"{Place}：{zh}", $"{Place}: {en}", cause) { Server = this };

    /// <summary>An address that cannot be used. What it says is not shown: it may be a password.</summary>
    internal static FactsException Wrong(string zh, string en) => new(
        "WHS2001",
        $"事实库地址不对：{zh}；应如 clickhouse://USER:PASSWORD@HOST:8123/DATABASE，几台服务器用逗号分开："
            + "clickhouse://USER@HOST1:8123,HOST2:8123/DATABASE",
        $"the address of the facts is wrong: {en}; expected clickhouse://USER:PASSWORD@HOST:8123/DATABASE, several "
            + "servers separated by commas, clickhouse://USER@HOST1:8123,HOST2:8123/DATABASE");

    private static bool IsSecure(string query)
    {
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("cluster=", StringComparison.Ordinal))
                throw Wrong("没有 cluster=，请在地址里列出各台服务器", "there is no cluster=, list the servers in the address");
            if (part is not ("secure=true" or "secure=false"))
                throw Wrong("参数只有 secure=true 或 secure=false", "the only parameter is secure=true or secure=false");
        }

        return query.Contains("secure=true", StringComparison.Ordinal);
    }

    [GeneratedRegex("^/[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DatabaseName();
}
