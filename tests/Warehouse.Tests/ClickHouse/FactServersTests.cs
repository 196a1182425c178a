using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Warehouse.Tests.ClickHouse;

public sealed class FactServersTests
{
    [Theory]
    [InlineData("clickhouse://huoshui:pw@ch.example:9123/facts", "clickhouse://huoshui@ch.example:9123/facts", "pw")]
    [InlineData("clickhouse://ch.example/facts", "clickhouse://default@ch.example:8123/facts", "")]
    [InlineData("clickhouses://a@ch.example/facts", "clickhouses://a@ch.example:8443/facts", "")]
    [InlineData("clickhouse://a@ch.example/facts?secure=true", "clickhouses://a@ch.example:8443/facts", "")]
    [InlineData("clickhouse://a@ch.example:9/facts?secure=false", "clickhouse://a@ch.example:9/facts", "")]
    [InlineData("clickhouse://a:p%40%3A%2Fw@[::1]:8123/f_1", "clickhouse://a@[::1]:8123/f_1", "p@:/w")]
    [InlineData("  clickhouse://%E7%94%A8%E6%88%B7:%E5%AF%86@ch.example/facts\n", "clickhouse://%E7%94%A8%E6%88%B7@ch.example:8123/facts", "密")]
    [InlineData("clickhouse://a:pw@ch1:9,ch2,ch3:8124/facts", "clickhouse://a@ch1:9,ch2:8123,ch3:8124/facts", "pw")]
    [InlineData("clickhouses://a@ch1,ch2:1/facts", "clickhouses://a@ch1:8443,ch2:1/facts", "")]
    [InlineData("clickhouse://a@ch1,ch2/facts?secure=true", "clickhouses://a@ch1:8443,ch2:8443/facts", "")]
    [InlineData("clickhouse://a@[::1]:8123,[::1]:8124,[2001:db8::7],ch4/facts", "clickhouse://a@[::1]:8123,[::1]:8124,[2001:db8::7]:8123,ch4:8123/facts", "")]
    [InlineData("clickhouse://a:p,w@CH1, ch2/facts", "clickhouse://a@ch1:8123,ch2:8123/facts", "p,w")]
    [InlineData("clickhouse://127.0.0.1:8123,127.0.0.1:8124/facts", "clickhouse://default@127.0.0.1:8123,127.0.0.1:8124/facts", "")]
    public void An_address_is_read_and_shown_without_its_password(string url, string shown, string password)
    {
        var server = FactServers.Parse(url);
        Assert.Equal(shown, server.ToString());
        Assert.All(server.All, s => Assert.Equal(password, s.Password));
    }

    [Fact]
    public void A_password_from_elsewhere_comes_before_the_one_of_the_address() =>
        Assert.Equal("other", FactServers.Parse("clickhouse://a:pw@ch.example/facts", "other").All[0].Password);

    [Theory]
    [InlineData("")]
    [InlineData("facts")]
    [InlineData("http://a:hush@ch.example:8123/facts")]
    [InlineData("clickhouse://a:hush@/facts")]
    [InlineData("clickhouse://a:hush@ch.example")]
    [InlineData("clickhouse://a:hush@ch.example/")]
    [InlineData("clickhouse://a:hush@ch.example/facts/more")]
    [InlineData("clickhouse://a:hush@ch.example/facts'; DROP")]
    [InlineData("clickhouse://a:hush@ch.example:0/facts")]
    [InlineData("clickhouse://a:hush@ch.example:99999/facts")]
    [InlineData("clickhouse://a:hu/sh@ch.example/facts")]
    [InlineData("clickhouse://a:hush#1@ch.example/facts")]
    [InlineData("clickhouse://a:hush@ch.example/facts?secure=maybe")]
    [InlineData("clickhouse://a:hush@ch.example/facts?cluster=city")]
    [InlineData("clickhouse://a:hush@ch1,ch2")]
    [InlineData("clickhouse://a:hush@ch1,ch2/facts?cluster=city")]
    [InlineData("clickhouse://a:hush@ch1/facts,ch2/facts")]
    [InlineData("clickhouse://a:hush@ch1,clickhouse://a:hush@ch2/facts")]
    [InlineData("clickhouse://a:hush@ch1,b:hush@ch2/facts")]
    [InlineData("clickhouse://a:hu/sh@ch1,ch2/facts")]
    [InlineData("clickhouse://a:hush#1@ch1,ch2/facts")]
    [InlineData("clickhouse://a:hush@ch1 ch2/facts")]
    [InlineData("clickhouse://a:hush@ch1;ch2/facts")]
    public void A_wrong_address_is_told_and_not_shown(string url)
    {
        var wrong = Assert.Throws<FactsException>(() => FactServers.Parse(url));
        Assert.Equal(("WHS2001", false), (wrong.Code, wrong.IsOutage));
        Assert.Contains("clickhouse://USER:PASSWORD@HOST:8123/DATABASE", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", wrong.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hu/sh", wrong.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ch1,,ch3", "第 2 台服务器没有写", "server 2 of the list is empty")]
    [InlineData("ch1,ch2,", "第 3 台服务器没有写", "server 3 of the list is empty")]
    [InlineData(",ch2", "第 1 台服务器没有写", "server 1 of the list is empty")]
    [InlineData("ch1,ch2,CH1:8123", "第 3 台服务器就是第 1 台", "server 3 of the list is server 1 again")]
    [InlineData("ch0,[::1],[0:0::1]:8123", "第 3 台服务器就是第 2 台", "server 3 of the list is server 2 again")]
    [InlineData("ch1,ch2:99999", "端口到 65535 为止", "ports end at 65535")]
    [InlineData("ch1,ch2:0", "端口为 0", "the port is 0")]
    [InlineData("ch1,ch2:x", "主机或端口写错了", "a host or port is wrong")]
    [InlineData("ch1,::1:8123", "IPv6 地址写在方括号里", "an IPv6 address stands in brackets")]
    [InlineData("ch1,:8123", "主机", "host")]
    public void A_wrong_list_is_told(string hosts, string zh, string en)
    {
        var wrong = Assert.Throws<FactsException>(() => FactServers.Parse($"clickhouse://a:hush@{hosts}/facts"));
        Assert.Equal(("WHS2001", false), (wrong.Code, wrong.IsOutage));
        Assert.Contains(zh, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(en, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cluster_of_a_query_is_told_to_be_a_list()
    {
        var wrong = Assert.Throws<FactsException>(() => FactServers.Parse("clickhouse://a@ch1/facts?cluster=city"));
        Assert.Contains("在地址里列出各台服务器", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("list the servers in the address", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("HOST1:8123,HOST2:8123/DATABASE", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_most_so_many_servers()
    {
        Assert.Equal(FactServers.Most, FactServers.Parse(List(FactServers.Most)).All.Count);
        var wrong = Assert.Throws<FactsException>(() => FactServers.Parse(List(FactServers.Most + 1)));
        Assert.Equal("WHS2001", wrong.Code);
        Assert.Contains($"至多 {FactServers.Most} 台", wrong.Message, StringComparison.Ordinal);
        Assert.Contains($"at most {FactServers.Most} may be", wrong.Message, StringComparison.Ordinal);
    }

    private static string List(int servers) =>
        $"clickhouse://a@{string.Join(',', Enumerable.Range(1, servers).Select(i => $"ch{i}"))}/facts";
}
