using Xunit;

namespace Huoshui.Cli.Tests;

public sealed class OutputLanguageTests
{
    [Theory]
    [InlineData(null, null, null, "zh")]
    [InlineData(null, null, "C.UTF-8", "zh")]
    [InlineData(null, null, "zh_CN.UTF-8", "zh")]
    [InlineData(null, null, "en_GB.UTF-8", "en")]
    [InlineData(null, "en_US.UTF-8", "zh_CN.UTF-8", "en")]
    [InlineData("zh_CN.UTF-8", "en_US.UTF-8", "en_US.UTF-8", "zh")]
    [InlineData("", "", "en", "en")]
    public void English_is_printed_where_the_environment_asks_for_it_and_Chinese_otherwise(
        string? all, string? messages, string? lang, string expected) =>
        Assert.Equal(expected, OutputLanguage.Of(name => name switch
        {
            "LC_ALL" => all,
            "LC_MESSAGES" => messages,
            _ => lang,
        }));
}
