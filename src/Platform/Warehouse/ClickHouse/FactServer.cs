using System.Text.RegularExpressions;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// 事实库地址: a database on a server of ClickHouse and who asks there, read from
/// <c>clickhouse://USER:PASSWORD@HOST:PORT/DATABASE</c>. Immutable; as text it never shows the password.
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

    /// <summary>Name or address of the machine.</summary>
    public string Host { get; }

    /// <summary>The port of ClickHouse's HTTP interface; by default 8123, with TLS 8443.</summary>
    public int Port { get; }

    /// <summary>The database; it must be there.</summary>
    public string Database { get; }

    /// <summary>Who asks; by default <c>default</c>.</summary>
    public string User { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsTls { get; }

    internal string Password { get; }

    internal Uri Address => new UriBuilder(IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Host, Port).Uri;

    /// <summary>Reads an address.</summary>
    /// <param name="url">As above; <c>clickhouses://</c> or <c>?secure=true</c> for TLS. Signs of user and password
    /// that mean something in an address are percent-encoded.</param>
    /// <param name="password">A password from elsewhere; null for the one of the address.</param>
    /// <exception cref="FactsException">WHS2001; the text itself is not shown, it may hold a password.</exception>
    public static FactServer Parse(string url, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri)
            || uri.Scheme is not ("clickhouse" or "clickhouses"))
        {
            throw Wrong("应以 clickhouse:// 或 clickhouses:// 开头", "it must begin with clickhouse:// or clickhouses://");
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

    /// <summary>The address without the password.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{(IsTls ? "clickhouses" : "clickhouse")}://{Uri.EscapeDataString(User)}@")
        + FormattableString.Invariant($"{Host}:{Port}/{Database}");

    private static bool IsSecure(string query)
    {
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("cluster=", StringComparison.Ordinal))
                throw Wrong("还不支持 cluster=", "cluster= is not supported yet");
            if (part is not ("secure=true" or "secure=false"))
                throw Wrong("参数只有 secure=true 或 secure=false", "the only parameter is secure=true or secure=false");
        }

        return query.Contains("secure=true", StringComparison.Ordinal);
    }

    private static FactsException Wrong(string zh, string en) => new(
        "WHS2001",
        $"事实库地址不对：{zh}；应如 clickhouse://USER:PASSWORD@HOST:8123/DATABASE",
        $"the address of the facts is wrong: {en}; expected clickhouse://USER:PASSWORD@HOST:8123/DATABASE");

    [GeneratedRegex("^/[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DatabaseName();
}
