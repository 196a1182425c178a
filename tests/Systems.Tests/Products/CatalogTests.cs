using Huoshui.Policies;
using Huoshui.Systems.Products;
using Huoshui.Systems.Tests.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Products;

/// <summary>What stands in the market: packs, and nothing but packs.</summary>
public sealed class CatalogTests : IDisposable
{
    private static readonly DateOnly Day = new(2026, 11, 29);

    private readonly TinyMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public void A_planted_pack_is_a_product_at_once_without_a_line_of_code()
    {
        var before = _market.Open();
        _market.Take("inclusive/qualityloan", "inclusive/novelloan", text => text
            .Replace("深质贷", "深新贷", StringComparison.Ordinal)
            .Replace("management_system", "novel_mark", StringComparison.Ordinal)
            .Replace("质量管理体系认证", "新型标志", StringComparison.Ordinal)
            .Replace(",2.73", ",2.5", StringComparison.Ordinal));
        var market = _market.Open();
        var sheet = TinyMarket.Sheet(market, """
            {"in_city": true, "is_small": true, "operating_months": 24, "certificates": ["novel_mark", "brand_list"],
             "met_items": ["quality_credit", "standard_maker", "innovation", "no_recall"], "overdue_days": 0,
             "is_dishonest": false, "annual_sales_yuan": 900000000, "existing_credit_yuan": 0, "requested_yuan": 1,
             "requested_months": 12}
            """);
        var matches = new ProductMatcher(market).Match(sheet, Day);

        Assert.Empty(sheet.Problems);
        Assert.Equal(before.Facts.Select(f => f.Name), market.Facts.Select(f => f.Name));
        Assert.Contains(market.Fact("certificates")!.Fact.Codes, c => c.Key == "novel_mark");
        Assert.Equal(
            [("inclusive/novelloan", 2.5m), ("inclusive/qualityloan", 2.73m)],
            matches.Select(m => (m.Product.Id, m.CostPercent!.Value)));
    }

    [Fact]
    public void A_pack_without_the_part_product_is_none()
    {
        Assert.DoesNotContain(Repository.Products, p => p.Id == "crossborder/wealthaccess");
        Assert.Equal(13, Repository.Products.Count);
    }

    [Fact]
    public void A_fact_of_many_products_is_asked_once_with_the_codes_of_all()
    {
        Assert.Equal(Repository.Facts.Count, Repository.Facts.DistinctBy(f => f.Name).Count());
        var certificates = Repository.Fact("certificates")!;
        Assert.Equal(7, certificates.UsedBy.Count);
        Assert.Equal(23, certificates.Fact.Codes.Count);
        Assert.Equal(8, Repository.Fact("is_small")!.UsedBy.Count);
        Assert.True(Repository.Facts[0].IsShared);
    }

    [Fact]
    public void A_product_is_given_only_the_items_of_a_list_that_it_knows()
    {
        var sheet = TinyMarket.Sheet(Repository, """{"certificates": ["family_farm", "brand_list"]}""");

        Assert.Equal("""{"certificates":["brand_list"]}""", sheet.For(Repository.Find("inclusive/qualityloan")!).GetRawText());
        Assert.Equal("""{"certificates":["family_farm"]}""", sheet.For(Repository.Find("inclusive/farmloan")!).GetRawText());
    }

    [Fact]
    public void One_name_cannot_mean_two_facts_and_the_later_pack_is_refused()
    {
        _market.Take("inclusive/qualityloan", "inclusive/zloan", text => text.Replace("上年销售收入", "今年销售收入", StringComparison.Ordinal));
        var library = _market.Load();

        var clash = Assert.Single(library.Diagnostics, d => d.Code == PackCodes.FactClash);
        Assert.Contains("上年销售收入", clash.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("inclusive/qualityloan", clash.Message.En, StringComparison.Ordinal);
        Assert.Null(library.Pack("inclusive/zloan"));
        Assert.NotNull(library.Pack("inclusive/qualityloan"));
    }

    [Theory]
    [InlineData("kind: loan", "kind: lottery")]
    [InlineData("qualifies: [offered]", "qualifies: [granted]")]
    [InlineData("qualifies: [offered]", "qualifies: []")]
    [InlineData("limit: limit_yuan", "limit: no_such_output")]
    [InlineData("    outcome: {title", "    result: {title")]
    public void A_product_that_names_what_is_not_there_is_refused(string good, string bad)
    {
        _market.Take("inclusive/qualityloan", "inclusive/qualityloan", text => text.Replace(good, bad, StringComparison.Ordinal));
        var library = _market.Load();

        Assert.Contains(library.Diagnostics, d => d.Code == PackCodes.WrongProduct && d.Span is not null);
        Assert.Null(library.Pack("inclusive/qualityloan"));
    }

    [Fact]
    public void A_product_without_a_decision_is_refused()
    {
        _market.Take("inclusive/products", "inclusive/products", text => text.Replace("effective:", "product: {kind: loan, qualifies: [a]}\neffective:", StringComparison.Ordinal));

        Assert.Contains(_market.Load().Diagnostics, d => d.Code == PackCodes.WrongProduct);
    }

    private static ProductCatalog Repository { get; } = new(RepositoryPolicies.Library, TimeProvider.System);
}
