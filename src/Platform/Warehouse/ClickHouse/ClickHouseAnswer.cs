using System.Globalization;
using System.Net;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>What a server that refused said, as a fault that somebody can act on. The server's own words stay in its
/// log under the query's id: they may hold what was filed.</summary>
internal static class ClickHouseAnswer
{
    private const string CodeHeader = "X-ClickHouse-Exception-Code";

    /// <summary>The fault of an answer with an error; its number stands in a header.</summary>
    public static FactsException Fault(HttpResponseMessage answer, FactServer server, string queryId)
    {
        var number = answer.Headers.TryGetValues(CodeHeader, out var values)
            && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? code : 0;
        return number switch
        {
            192 or 193 or 194 or 516 => Refused(server),
            0 when answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused(server),
            0 when answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout => Unreachable(server, $"HTTP {(int)answer.StatusCode}", null),
            81 => server.Fault(
                "WHS2005",
                $"没有库 {server.Database}，请先 CREATE DATABASE {server.Database}",
                $"there is no database {server.Database}: create it first"),
            497 => server.Fault(
                "WHS2006",
                $"用户 {server.User} 权限不足，请 GRANT {Rights(server)}",
                $"the user {server.User} lacks rights: GRANT {Rights(server)}"),
            164 or 452 => server.Fault(
                "WHS2006",
                $"用户 {server.User} 的 profile 不许语句带设置（错误 {number}），请用 readonly = 0",
                $"the profile of {server.User} forbids settings in statements (error {number}): it needs readonly = 0"),
            158 or 159 or 160 or 173 or 191 or 202 or 241 or 243 or 252 or 307 or 396 => server.Fault(
                "WHS2009",
                $"服务器资源不足（错误 {number}），稍后重试；查询 {queryId}",
                $"the server has no memory, disk or time for it (error {number}); try again later; query {queryId}"),
            0 => NotClickHouse(server, $"HTTP {(int)answer.StatusCode}"),
            115 => NotClickHouse(server, "UNKNOWN_SETTING"),
            _ => server.Fault(
                "WHS2011",
                $"语句失败（错误 {number}），原因见 system.query_log 中的查询 {queryId}",
                $"a statement failed (error {number}); see query {queryId} in system.query_log"),
        };
    }

    /// <summary>The server is not there, or what stands before it says so.</summary>
    public static FactsException Unreachable(FactServer server, string why, Exception? cause) => server.Fault(
        "WHS2002",
        $"连不上（{why}）；请确认 ClickHouse 已启动、主机、端口和 TLS 正确",
        $"the server cannot be reached ({why}): see that it runs, and host, port and TLS",
        cause);

    /// <summary>The rules on disk are not those that the platform started with.</summary>
    public static FactsException OtherRules(string packId) => new(
        "WHS2013",
        $"政策包 {packId} 在平台启动之后被改动，未按两种规则混算；请重启平台",
        $"the pack {packId} was changed after the platform had started: start it again, nothing is computed by two "
            + "rules");

    /// <summary>Something else answers at the address.</summary>
    public static FactsException NotClickHouse(FactServer server, string said) => server.Fault(
        "WHS2004",
        $"应答的不是 ClickHouse 24 以上的 HTTP 接口（{said}）；端口应为 http_port（8123）或 https_port（8443）",
        $"what answers is no HTTP interface of ClickHouse 24 or later ({said}); the port is http_port or https_port");

    /// <summary>What the user of the platform must be allowed.</summary>
    public static string Rights(FactServer server) =>
        $"SELECT, INSERT, ALTER DELETE, CREATE TABLE, DROP TABLE ON {server.Database}.* TO {server.User}";

    private static FactsException Refused(FactServer server) => server.Fault(
        "WHS2003",
        "用户名或密码不对（HUOSHUI_FACTS_PASSWORD）",
        "the server refuses the user or the password (HUOSHUI_FACTS_PASSWORD)");
}
