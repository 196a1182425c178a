using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Products;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Systems.Tests.Products;

/// <summary>Firms as accepted filings know them, on real Parquet.</summary>
public sealed class KnownFirmTests(FiguresFixture fixture) : IClassFixture<FiguresFixture>, IAsyncLifetime
{
    private const string Code = "91440300708461136T";

    private static ProductCatalog Market { get; } = new(RepositoryPolicies.Library, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KnownFirms Firms => new(
        RepositoryPolicies.Library, Market, fixture.Get<FactCatalog>(), fixture.Get<OperationsOptions>(), fixture.Get<WarehouseOptions>());

    public async ValueTask InitializeAsync()
    {
        if ((await fixture.Get<FactCatalog>().DatesAsync("onetable", null, Token)).Count > 0)
            return;
        await fixture.AcceptAsync("B1", Tables(("C1", Code, "4"), ("C2", "91440300708461137T", "1")));
        await fixture.AcceptAsync("B2", Tables(("D1", Code, "4"), ("D2", "91440300708461137T", "1"), ("E1", "91440300708461138T", "1")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("C1")]
    [InlineData(Code)]
    public async Task A_bank_finds_its_customer_with_the_facts_that_were_filed(string key)
    {
        var (firm, date) = await Firms.FindAsync(Bank("B1"), key, FiguresFixture.AsOf, Token);
        var facts = firm!.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value.GetRawText()}");

        Assert.Equal(FiguresFixture.AsOf, date);
        Assert.Equal(
            ["certificates=[\"tech_sme\",\"high_tech\"]", "existing_credit_yuan=300.00", "in_city=true", "is_small=true", "operating_months=64"],
            facts);
    }

    [Fact]
    public async Task An_owner_of_a_business_is_known_by_the_income_that_was_filed()
    {
        var (firm, _) = await Firms.FindAsync(Bank("B1"), "P1", FiguresFixture.AsOf, Token);

        Assert.Equal(("880000.50", "0.00"), (firm!.Facts["annual_sales_yuan"].GetRawText(), firm.Facts["existing_credit_yuan"].GetRawText()));
        Assert.False(firm.Facts.ContainsKey("operating_months"));
    }

    [Fact]
    public async Task Another_banks_customer_and_a_key_with_quotes_are_not_found()
    {
        Assert.Null((await Firms.FindAsync(Bank("B2"), "C1", FiguresFixture.AsOf, Token)).Firm);
        Assert.Null((await Firms.FindAsync(Bank("B1"), "x' OR '1'='1", FiguresFixture.AsOf, Token)).Firm);
        Assert.Null((await Firms.FindAsync(FiguresFixture.Analyst, "C1", FiguresFixture.AsOf, Token)).Date);
        Assert.Null((await Firms.FindAsync(Bank("B9"), "C1", FiguresFixture.AsOf, Token)).Date);
        Assert.Null(await Firms.DateAsync(FiguresFixture.AsOf.AddDays(-1), Token));
    }

    [Fact]
    public async Task A_firm_of_two_banks_counts_once()
    {
        var all = await Firms.AllAsync(FiguresFixture.AsOf, Token);

        Assert.Equal(["C1", "C2", "E1", "P1"], all.Select(f => f.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_of_one_firm_at_many_banks_push_no_other_firm_out_of_the_count()
    {
        var few = new KnownFirms(
            RepositoryPolicies.Library, Market, fixture.Get<FactCatalog>(), fixture.Get<OperationsOptions>(), fixture.Get<WarehouseOptions>())
        {
            Most = 3,
        };
        Assert.Equal(4, (await few.AllAsync(FiguresFixture.AsOf, Token)).Count); // more than three, so the page says so
    }

    [Fact]
    public async Task The_count_of_the_city_is_that_of_its_firms_one_by_one()
    {
        var day = new DateOnly(2026, 11, 29);
        var assumed = Assumptions.Of(Market, day);
        var known = await Firms.AllAsync(FiguresFixture.AsOf, Token);
        // A firm whose filing tells what cannot be.
        var odd = known[0] with
        {
            Facts = known[0].Facts.Append(new("operating_months", JsonSerializer.SerializeToElement(-1)))
                .Append(new("annual_sales_yuan", JsonSerializer.SerializeToElement(-1)))
                .GroupBy(f => f.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
        };
        List<KnownFirm> firms = [.. known, odd];
        var counts = CityCount.Of(Market.Products, firms, assumed, day);

        Assert.Empty(assumed.Problems);
        foreach (var count in counts)
        {
            var states = firms.Select(f => ProductMatcher.One(count.Product, Joined(f, assumed), day).State).ToList();
            Assert.Equal(
                (count.Product.Id, states.Count(s => s == MatchState.Qualifies), states.Count(s => s == MatchState.Refused),
                    states.Count(s => s == MatchState.FactsMissing)),
                (count.Product.Id, count.Qualify, count.Refused, count.Missing));
        }

        Assert.Contains(counts, c => c is { Qualify: > 0, Refused: > 0 });
        Assert.False(counts.Single(c => c.Product.Id == "inclusive/exportcover").InForce);
    }

    private static FactSheet Joined(KnownFirm firm, FactSheet assumed)
    {
        var facts = (JsonObject)assumed.Facts.DeepClone();
        foreach (var (name, value) in firm.Facts)
        {
            facts[name] = value.ValueKind == JsonValueKind.Array && facts[name] is JsonArray more
                ? new JsonArray([.. JsonNode.Parse(value.GetRawText())!.AsArray().Concat(more).Select(i => i!.DeepClone())])
                : JsonNode.Parse(value.GetRawText());
        }

        return FactSheet.From(JsonSerializer.SerializeToElement(facts), Market.Facts);
    }

    private static Viewer Bank(string id) => FiguresFixture.Person("manager", Roles.Preparer, id);

    private static Dictionary<string, List<Dictionary<string, object?>>> Tables(params (string Id, string Code, string Size)[] firms) =>
        new(StringComparer.Ordinal)
        {
            ["B01"] = [.. firms.Select(f => new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["B010001"] = f.Id,
                ["B010004"] = f.Code,
                ["B010026"] = f.Size,
                ["B010030"] = "440305",
                ["B010023"] = "2020-02-29",
                ["B010061"] = "100001",
            })],
            ["B04"] =
            [
                new(StringComparer.Ordinal)
                {
                    ["B040001"] = "P1",
                    ["B040005"] = "440390199503270015",
                    ["B040023"] = "440305",
                    ["B040027"] = 880000.50m,
                },
            ],
            ["H13"] = [.. firms.Select(f => new Dictionary<string, object?>(StringComparer.Ordinal) { ["H130002"] = f.Id, ["H130025"] = 300m })],
        };
}
