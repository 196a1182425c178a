using Xunit;

namespace Huoshui.Policies.Tests;

/// <summary>process.yaml: the state machine of a pack is checked when it is loaded.</summary>
public sealed class ProcessTests
{
    private const string Good = """
        source: 某办法第二条
        states:
          open: {title: {zh: 开, en: open}}
          shut: {title: {zh: 关, en: shut}, final: true}
        steps:
          begin: {title: {zh: 开始, en: begin}, to: open, by: [street-officer]}
          close: {title: {zh: 关闭, en: close}, from: [open], to: shut, by: [district-team]}
        lists:
          outcome:
            title: {zh: 结果, en: outcome}
            illustrative: true
            fields: [counted]
            codes:
              need: {title: {zh: 有需求, en: need}, counted: true}
              gone: {title: {zh: 不在, en: gone}, counted: false}
        """;

    [Fact]
    public void A_process_tells_its_states_steps_and_codes()
    {
        using var policies = new TinyPolicies();
        policies.Write("returns/tiny/process.yaml", Good);
        var process = policies.Load().Pack("returns/tiny")!.Process!;
        Assert.Equal(["open", "shut"], process.States.Select(s => s.Id));
        Assert.True(process.Step("begin").CanFollow(null));
        Assert.True(process.Step("close").CanFollow("open"));
        Assert.False(process.Step("close").CanFollow("shut"));
        Assert.Equal([true, false], process.List("outcome").Codes.Select(c => c.Is("counted")));
        Assert.Null(process.List("outcome").Find("other"));
        Assert.Throws<KeyNotFoundException>(() => process.Step("other"));
    }

    [Theory]
    [InlineData("from: [open]", "from: [opened]", "PAK1009")]
    [InlineData("by: [street-officer]", "by: [mayor]", "PAK1009")]
    [InlineData("by: [street-officer]", "by: []", "PAK1003")]
    [InlineData("to: shut", "to: open", "PAK1037")]
    [InlineData(", final: true", "", "PAK1038")]
    [InlineData("from: [open]", "from: [open, shut]", "PAK1038")]
    [InlineData("counted: false", "count: false", "PAK1002")]
    [InlineData(", counted: false", "", "PAK1003")]
    [InlineData("illustrative: true", "illustrative: false", "PAK1011")]
    [InlineData("source: 某办法第二条", "illustrative: false", "PAK1011")]
    public void A_wrong_process_refuses_its_pack(string before, string after, string code)
    {
        Assert.Contains(before, Good, StringComparison.Ordinal);
        using var policies = new TinyPolicies();
        policies.Write("returns/tiny/process.yaml", Good.Replace(before, after, StringComparison.Ordinal));
        var library = policies.Load();
        Assert.Contains(library.Diagnostics, d => d.Code == code);
        Assert.Null(library.Pack("returns/tiny"));
    }
}
