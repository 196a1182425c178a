using System.Text;
using Huoshui.Systems.Products;
using Huoshui.Systems.Products.Api;
using Huoshui.Systems.Tests.Indicators;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Huoshui.Systems.Tests.Products;

/// <summary>What a firm types or sends, good and bad.</summary>
public sealed class FactSheetTests
{
    private static ProductCatalog Market { get; } = new(RepositoryPolicies.Library, TimeProvider.System);

    private static FactSheet Form(params (string Name, string[] Values)[] inputs) => FactSheet.From(
        new FormCollection(inputs.ToDictionary(i => FactSheet.Prefix + i.Name, i => new StringValues(i.Values))), Market.Facts);

    [Theory]
    [InlineData("""{"requested_yuan": "many"}""", "PRD1007", "应为数字，不小于 0")]
    [InlineData("""{"requested_yuan": -0.01}""", "PRD1007", "不小于 0")]
    [InlineData("""{"requested_yuan": 1e40}""", "PRD1007", "数字")]
    [InlineData("""{"in_city": "yes"}""", "PRD1007", "true 或 false")]
    [InlineData("""{"certificates": ["no_such"]}""", "PRD1007", "每项是以下之一")]
    [InlineData("""{"certificates": "brand_list"}""", "PRD1007", "列表")]
    [InlineData("""{"drawn_on": "2025-02-30"}""", "PRD1007", "日期")]
    [InlineData("""{"cause": "rain"}""", "PRD1007", "以下之一")]
    [InlineData("""{"in_city": true, "in_city": false}""", "PRD1007", "出现两次")]
    [InlineData("""{"grade": "grade_a"}""", "PRD1006", "没有产品要问")]
    [InlineData("""{"yearly_fees_percent": 0}""", "PRD1006", "没有产品要问")]
    public void A_fact_that_is_wrong_is_told_in_both_languages(string facts, string code, string zh)
    {
        var problem = Assert.Single(TinyMarket.Sheet(Market, facts).Problems);

        Assert.Equal(code, problem.Code);
        Assert.Contains(zh, problem.Message.Zh, StringComparison.Ordinal);
        Assert.True(problem.Message.En.Length > 10);
    }

    [Fact]
    public void Every_wrong_fact_is_told_at_once_and_the_good_ones_stay()
    {
        var sheet = TinyMarket.Sheet(Market, """{"in_city": true, "requested_yuan": "x", "is_small": 1, "what": 2}""");

        Assert.Equal(["PRD1006", "PRD1007", "PRD1007"], sheet.Problems.Select(p => p.Code));
        Assert.Equal("""{"in_city":true}""", sheet.Facts.ToJsonString());
    }

    [Fact]
    public void A_form_gives_the_facts_that_a_request_gives()
    {
        var typed = Form(
            ("in_city", ["true"]), ("requested_yuan", [" 1，000,000.50 "]), ("certificates", ["brand_list", "green_factory"]),
            ("met_items", [FactSheet.NoneOfThem]), ("drawn_on", ["2025-06-30"]), ("cause", ["default"]), ("overdue_days", [""]));
        var sent = TinyMarket.Sheet(Market, """
            {"in_city": true, "requested_yuan": 1000000.50, "certificates": ["brand_list", "green_factory"], "met_items": [],
             "drawn_on": "2025-06-30", "cause": "default"}
            """);

        Assert.Empty(typed.Problems);
        Assert.Equal(
            sent.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value!.ToJsonString()}"),
            typed.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value!.ToJsonString()}"));
    }

    [Fact]
    public void What_was_typed_wrong_stays_in_the_form_with_its_problem()
    {
        var sheet = Form(("requested_yuan", ["十万"]), ("in_city", ["false"]));

        Assert.Equal(["十万"], sheet.Typed("requested_yuan"));
        Assert.Contains("应为数字", sheet.ProblemOf("requested_yuan")!.Zh, StringComparison.Ordinal);
        Assert.Equal(["false"], sheet.Typed("in_city"));
        Assert.Null(sheet.ProblemOf("in_city"));
    }

    [Fact]
    public void Nothing_ticked_is_not_told_and_none_of_them_is_an_empty_list()
    {
        Assert.False(Form(("certificates", [])).Facts.ContainsKey("certificates"));
        Assert.Equal("[]", Form(("certificates", [FactSheet.NoneOfThem])).Facts["certificates"]!.ToJsonString());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "PRD1004")]
    public async Task A_body_may_have_64_kilobytes_and_not_a_byte_more(int beyond, string? code)
    {
        var text = """{"facts": {}}""".PadRight(ProductProblems.MaxBodyBytes + beyond);
        var (body, problem) = await ReadAsync(text);

        Assert.Equal((code is null, code), (body is not null, problem?.Code));
    }

    [Theory]
    [InlineData("", "PRD1005")]
    [InlineData("{", "PRD1005")]
    [InlineData("[]", "PRD1005")]
    [InlineData("{}", "PRD1005")]
    [InlineData("""{"facts": 1}""", "PRD1005")]
    [InlineData("""{"facts": {}, "firm": "x"}""", "PRD1005")]
    [InlineData("""{"asOf": "30.6.2025", "facts": {}}""", "PRD1002")]
    [InlineData("""{"asOf": 20250630, "facts": {}}""", "PRD1002")]
    [InlineData("""{"asOf": null, "facts": {}}""", null)]
    [InlineData("""{"asOf": "2025-06-30", "facts": {}}""", null)]
    public async Task A_body_that_is_no_facts_is_told(string text, string? code) =>
        Assert.Equal(code, (await ReadAsync(text)).Problem?.Code);

    private static async Task<(FactsBody? Body, Diagnostics.Diagnostic? Problem)> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await FactsBody.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
