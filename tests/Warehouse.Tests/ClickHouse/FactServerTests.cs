using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Warehouse.Tests.ClickHouse;

public sealed class FactServerTests
{
    [Theory]
    [InlineData("clickhouse://huoshui:pw@ch.example:9123/facts", "clickhouse://huoshui@ch.example:9123/facts", "pw")]
    [InlineData("clickhouse://ch.example/facts", "clickhouse://default@ch.example:8123/facts", "")]
    [InlineData("clickhouses://a@ch.example/facts", "clickhouses://a@ch.example:8443/facts", "")]
    [InlineData("clickhouse://a@ch.example/facts?secure=true", "clickhouses://a@ch.example:8443/facts", "")]
    [InlineData("clickhouse://a@ch.example:9/facts?secure=false", "clickhouse://a@ch.example:9/facts", "")]
    [InlineData("clickhouse://a:p%40%3A%2Fw@[::1]:8123/f_1", "clickhouse://a@[::1]:8123/f_1", "p@:/w")]
    [InlineData("  clickhouse://%E7%94%A8%E6%88%B7:%E5%AF%86@ch.example/facts\n", "clickhouse://%E7%94%A8%E6%88%B7@ch.example:8123/facts", "密")]
    public void An_address_is_read_and_shown_without_its_password(string url, string shown, string password)
    {
        var server = FactServer.Parse(url);
        Assert.Equal(shown, server.ToString());
        Assert.Equal(password, server.Password);
    }

    [Fact]
    public void A_password_from_elsewhere_comes_before_the_one_of_the_address() =>
        Assert.Equal("other", FactServer.Parse("clickhouse://a:pw@ch.example/facts", "other").Password);

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
    public void A_wrong_address_is_told_and_not_shown(string url)
    {
        var wrong = Assert.Throws<FactsException>(() => FactServer.Parse(url));
        Assert.Equal(("WHS2001", false), (wrong.Code, wrong.IsOutage));
        Assert.Contains("clickhouse://USER:PASSWORD@HOST:8123/DATABASE", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", wrong.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hu/sh", wrong.ToString(), StringComparison.Ordinal);
    }
}
