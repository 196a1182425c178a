using CsCheck;
using Huoshui.Systems.Products;
using Huoshui.Systems.Tests.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Products;

/// <summary>One firm against the products of the repository.</summary>
public sealed class MatchTests
{
    private const string Firm = """
        {"in_city": true, "is_small": true, "operating_months": 18, "overdue_days": 0, "is_dishonest": false,
         "certificates": ["brand_list", "green_project"], "met_items": ["quality_credit", "carbon_falls", "green_revenue"],
         "annual_sales_yuan": 20000000, "existing_credit_yuan": 0, "requested_yuan": 1000000, "requested_months": 12}
        """;

    private static readonly string Bare = Firm.Replace("\"operating_months\": 18", "\"operating_months\": 30", StringComparison.Ordinal)
        .Replace("\"brand_list\", \"green_project\"", "", StringComparison.Ordinal)
        .Replace("\"quality_credit\", \"carbon_falls\", \"green_revenue\"", "\"carbon_falls\"", StringComparison.Ordinal);

    private static readonly DateOnly Day = new(2026, 11, 29);

    private static ProductCatalog Market { get; } = new(RepositoryPolicies.Library, TimeProvider.System);

    private static IReadOnlyList<ProductMatch> Matches(string facts, DateOnly? asOf = null) =>
        new ProductMatcher(Market).Match(TinyMarket.Sheet(Market, facts), asOf ?? Day);

    private static ProductMatch Of(string id, string facts, DateOnly? asOf = null) =>
        Matches(facts, asOf).Single(m => m.Product.Id == id);

    [Fact]
    public void A_firm_that_qualifies_sees_limit_rate_and_all_in_cost()
    {
        var match = Of("green/smallloan", Firm);

        Assert.Equal(MatchState.Qualifies, match.State);
        Assert.Equal((new Amount(5_000_000, "yuan"), 3.35m, 3.35m), (match.Limit, match.RatePercent, match.CostPercent));
        Assert.Empty(match.Reasons);
    }

    [Fact]
    public void The_all_in_cost_holds_the_fees_beside_the_rate()
    {
        var match = Of("inclusive/farmloan", Firm.Replace("\"brand_list\"", "\"cooperative\"", StringComparison.Ordinal)
            .Replace("\"quality_credit\"", "\"land_right\", \"farm_insurance\"", StringComparison.Ordinal));

        Assert.Equal((MatchState.Qualifies, 3.5m, 4.0m), (match.State, match.RatePercent!.Value, match.CostPercent!.Value));
    }

    [Fact]
    public void A_refusal_names_the_condition_the_fact_the_threshold_and_the_source()
    {
        var match = Of("inclusive/qualityloan", Firm);
        var reason = match.Reasons.Single(r => r.Code == "too_young");

        Assert.Equal((MatchState.Refused, "持续经营18个月，不足24个月", "产品条款（参数表）"), (match.State, reason.Text.Zh, reason.Source.Zh));
        var fact = Assert.Single(reason.Facts);
        Assert.Equal(("operating_months", 18), (fact.Fact.Name, fact.Value!.Value.GetInt32()));
        var threshold = Assert.Single(reason.Thresholds);
        Assert.Equal(("operating_months_min", 24L, true), (threshold.Parameter.Name, threshold.Value.Value, threshold.Value.IsIllustrative));
        Assert.Null(match.Limit);
    }

    [Fact]
    public void A_refused_firm_sees_the_fewest_changes_with_which_it_qualifies()
    {
        var wanted = Firm.Replace("\"requested_yuan\": 1000000", "\"requested_yuan\": 9000000", StringComparison.Ordinal);
        var change = Assert.Single(NearestOffer.Of(Of("green/smallloan", wanted))!.Changes);

        Assert.Equal(("requested_yuan", 9_000_000, 5_000_000), (change.Fact.Name, change.From!.Value.GetInt32(), change.To!.Value.GetInt32()));
        var changed = Firm.Replace("\"requested_yuan\": 1000000", "\"requested_yuan\": 5000000", StringComparison.Ordinal);
        Assert.Equal(MatchState.Qualifies, Of("green/smallloan", changed).State);
        Assert.Null(NearestOffer.Of(Of("green/smallloan", Firm)));
    }

    [Fact]
    public void Nothing_is_promised_to_a_firm_that_what_cannot_change_rules_out()
    {
        var nearest = NearestOffer.Of(Of("inclusive/qualityloan", Firm.Replace("\"is_dishonest\": false", "\"is_dishonest\": true", StringComparison.Ordinal)))!;
        Assert.Empty(nearest.Changes);
        Assert.Equal((true, "没有：列入严重失信主体名单（申请人改不了）"), (nearest.IsFixed, nearest.Why!.Zh));
    }

    [Fact]
    public void A_firm_is_told_which_certificate_and_scored_item_to_add_and_never_to_give_one_up()
    {
        var changes = NearestOffer.Of(Of("inclusive/qualityloan", Bare))!.Changes;
        Assert.Equal(["certificates", "met_items"], changes.Select(c => c.Fact.Name).Distinct());
        Assert.All(changes, c => Assert.NotEmpty(c.Added));
    }

    [Fact]
    public void The_search_for_the_fewest_changes_ends_at_its_limit_and_says_so_and_the_limit_cuts_off_nothing_here()
    {
        const int EnginesOwn = 20_000;
        var wanted = Firm.Replace("\"requested_yuan\": 1000000", "\"requested_yuan\": 9000000", StringComparison.Ordinal);
        var refused = Matches(wanted).Where(m => m.State == MatchState.Refused && m.Product.Decision.Approval is not null).ToList();

        Assert.True(refused.Count >= 3, $"{refused.Count} refusals");
        Assert.All(refused, match => Assert.Equal(Shown(NearestOffer.Of(match, EnginesOwn)), Shown(NearestOffer.Of(match))));
        var cut = NearestOffer.Of(Of("inclusive/qualityloan", Bare), mostEvaluations: 1)!;
        Assert.Empty(cut.Changes);
        Assert.Contains("after 1 evaluations", cut.Why!.En, StringComparison.Ordinal);
        Assert.Equal(2_000, NearestOffer.MostEvaluations);
    }

    private static IEnumerable<string> Shown(NearestOffer? nearest) => nearest!.Changes.Select(c => $"{c.Fact.Name}: {c.From} → {c.To}");

    [Fact]
    public void A_condition_that_asks_another_decision_names_the_facts_behind_it()
    {
        var reason = Of("inclusive/farmloan", Firm).Reasons.Single(r => r.Code == "amount_too_high");

        Assert.Equal("requested_yuan", reason.Facts[0].Fact.Name);
        Assert.Contains("met_items", reason.Facts.Select(f => f.Fact.Name));
        Assert.Equal(["sales_share_percent"], reason.Thresholds.Select(t => t.Parameter.Name));
        Assert.Equal(["grades", "scoring"], reason.Tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_fact_that_is_not_told_is_named_and_nothing_is_decided()
    {
        var match = Of("green/smallloan", Firm.Replace("\"overdue_days\": 0,", string.Empty, StringComparison.Ordinal));

        Assert.Equal((MatchState.FactsMissing, "overdue_days"), (match.State, Assert.Single(match.Missing).Name));
        Assert.Null(match.Decided);
    }

    [Fact]
    public void Without_facts_every_product_in_force_says_what_it_lacks()
    {
        var matches = Matches("{}");

        Assert.All(matches, m => Assert.Equal(m.Product.IsInForce(Day) ? MatchState.FactsMissing : MatchState.NotInForce, m.State));
        Assert.Equal(Market.Products.Count, matches.Count);
    }

    [Theory]
    [InlineData("2022-06-30", MatchState.NotInForce)]
    [InlineData("2022-07-01", MatchState.Qualifies)]
    [InlineData("2023-06-30", MatchState.Qualifies)]
    [InlineData("2023-07-01", MatchState.NotInForce)]
    public void The_rules_of_the_day_count(string day, object state)
    {
        const string Exporter = """
            {"prior_exports_usd": 8000000, "is_listed": true, "picked_up_on": "2022-07-01", "is_own_declaration": true,
             "country_excluded": false, "cause": "insolvency", "buyer_paid_usd": 0}
            """;
        Assert.Equal(state, Of("inclusive/exportcover", Exporter, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).State);
    }

    [Fact]
    public void Every_code_of_reasons_that_a_rule_gives_leads_to_a_fact()
    {
        var codes = from product in Market.Products
                    where product.Terms.Reasons is not null
                    from word in product.Decision.Wording
                    let origin = product.Decision.OriginOf(word.Code)
                    where origin is not null
                    select (product.Id, word.Code, Facts: origin.Facts.Count);

        Assert.True(codes.Count() > 60, $"{codes.Count()} codes");
        Assert.DoesNotContain(codes, c => c.Facts == 0);
    }

    [Fact]
    public void Results_come_by_the_dated_rule_whatever_order_they_were_found_in()
    {
        var any = Gen.Select(
            Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, Market.Products.Count - 1],
            (state, cost, limit, which) => new ProductMatch(Market.Products[which], Day, (MatchState)state)
            {
                CostPercent = cost == 0 ? null : cost,
                Limit = limit == 0 ? null : new Amount(limit, "yuan"),
            }).Array[0, 12];
        any.Sample(matches =>
        {
            var order = ProductOrder.Of(Market.Pack, Day);
            var (one, two) = (matches.Order(order).ToList(), matches.Reverse().Order(order).ToList());
            for (var i = 1; i < one.Count; i++)
            {
                var (before, after) = (one[i - 1], one[i]);
                Assert.True(order.Compare(before, after) <= 0 && order.Compare(one[i], two[i]) == 0);
                Assert.True(before.State < after.State || (before.State == after.State
                    && (after.CostPercent is null || before.CostPercent <= after.CostPercent)));
            }
        }, iter: 300);
    }

    [Fact]
    public void The_order_is_told_in_words_and_by_id_alone_where_no_rule_stands()
    {
        Assert.StartsWith("年化综合成本由低到高，额度由高到低", ProductOrder.Of(Market.Pack, Day).Words.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("成本", ProductOrder.Of(null, Day).Words.Zh, StringComparison.Ordinal);
    }
}
