using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products.Api;

/// <summary>What a match is asked with.</summary>
/// <param name="AsOf">Whose rules count; left out for today in Shanghai.</param>
/// <param name="Facts">Facts by name (<c>/api/v1/products/facts</c>); what is left out is not told.</param>
internal sealed record MatchBody(DateOnly? AsOf, IReadOnlyDictionary<string, JsonElement> Facts);

/// <summary>The products.</summary>
internal sealed record ProductListReply(DateOnly AsOf, IReadOnlyList<ProductItem> Products);

/// <summary>A product in a list.</summary>
internal sealed record ProductItem(
    string Id, LocalizedText Title, ProductKind Kind, bool InForce, DateOnly EffectiveFrom)
{
    public DateOnly? EffectiveTo { get; init; }

    public required string Version { get; init; }

    public required LocalizedText AsOfMeaning { get; init; }

    public bool Illustrative { get; init; }

    public static ProductItem Of(MarketProduct product, DateOnly asOf) =>
        new(product.Id, product.Pack.Title, product.Terms.Kind, product.IsInForce(asOf), product.Pack.EffectiveFrom)
        {
            EffectiveTo = product.Pack.EffectiveTo,
            Version = product.Decision.PackHash,
            AsOfMeaning = product.Decision.AsOfTitle,
            Illustrative = product.IsIllustrative(asOf),
        };
}

/// <summary>The terms of a product on a day.</summary>
internal sealed record ProductReply(ProductItem Product, DateOnly AsOf, LocalizedText Owner)
{
    public required IReadOnlyList<LocalizedText> LegalBasis { get; init; }

    public required LocalizedText LeavesOut { get; init; }

    public required IReadOnlyList<string> Facts { get; init; }

    public required IReadOnlyList<ThresholdItem> Parameters { get; init; }

    public required IReadOnlyList<TableItem> Tables { get; init; }

    public required IReadOnlyList<DateOnly> Versions { get; init; }

    public static ProductReply Of(MarketProduct product, DateOnly asOf) =>
        new(ProductItem.Of(product, asOf), asOf, product.Pack.Owner)
        {
            LegalBasis = product.Pack.LegalBasis,
            LeavesOut = product.Pack.LeavesOut,
            Facts = [.. product.Decision.Facts.Select(f => f.Name)],
            Parameters = [.. TermsOfDay.Parameters(product, asOf).Select(ThresholdItem.Of)],
            Tables = [.. product.Decision.Tables.Select(t => TableItem.Of(t, asOf))],
            Versions = product.Versions,
        };
}

/// <summary>Rows of a table that are in force on a day.</summary>
internal sealed record TableItem(string Name, IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows)
{
    public static TableItem Of(DatedTable table, DateOnly asOf) => new(
        table.Name,
        [.. table.Rows.Where(r => r.IsInForce(asOf)).Select(r => r.Cells.ToDictionary(StringComparer.Ordinal))]);
}

/// <summary>A fact that the market asks.</summary>
internal sealed record FactItem(string Name, LocalizedText Title, FactKind Type, string Unit, bool Optional)
{
    public LocalizedText? Help { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    public required IReadOnlyDictionary<string, LocalizedText> Codes { get; init; }

    public required IReadOnlyList<string> Products { get; init; }

    public static FactItem Of(MarketFact fact) =>
        new(fact.Name, fact.Fact.Title, fact.Fact.Kind, fact.Fact.Unit, fact.Fact.IsOptional)
        {
            Help = fact.Fact.Help,
            Min = fact.Fact.Min,
            Max = fact.Fact.Max,
            Codes = fact.Fact.Codes.ToDictionary(StringComparer.Ordinal),
            Products = [.. fact.UsedBy.Select(p => p.Id)],
        };
}

/// <summary>Every product for one firm, in the order of <paramref name="Order"/>.</summary>
/// <param name="AsOf">Whose rules counted.</param>
/// <param name="Note">预估，以银行审批为准.</param>
/// <param name="Order">The rule of the order.</param>
/// <param name="Matches">The products.</param>
internal sealed record MatchReply(
    DateOnly AsOf, LocalizedText Note, LocalizedText Order, IReadOnlyList<MatchItem> Matches)
{
    public static LocalizedText Estimate { get; } =
        new("预估，以银行审批为准", "an estimate; the bank decides");

    public static MatchReply Of(IReadOnlyList<ProductMatch> matches, DateOnly asOf, ProductOrder order) =>
        new(asOf, Estimate, order.Words, [.. matches.Select(MatchItem.Of)]);
}

/// <summary>One product for one firm.</summary>
internal sealed record MatchItem(ProductItem Product, MatchState State, IReadOnlyList<ReasonItem> Reasons)
{
    public string? Outcome { get; init; }

    public Amount? Limit { get; init; }

    public decimal? RatePercent { get; init; }

    public decimal? AllInCostPercent { get; init; }

    public required IReadOnlyList<FactName> Missing { get; init; }

    public IReadOnlyList<FactChangeItem>? Nearest { get; init; }

    public required IReadOnlyList<RefusalItem> Problems { get; init; }

    public static MatchItem Of(ProductMatch match) =>
        new(ProductItem.Of(match.Product, match.AsOf), match.State, [.. match.Reasons.Select(ReasonItem.Of)])
        {
            Outcome = match.Outcome,
            Limit = match.Limit,
            RatePercent = match.RatePercent,
            AllInCostPercent = match.CostPercent,
            Missing = [.. match.Missing.Select(f => new FactName(f.Name, f.Title))],
            Nearest = NearestOffer.Of(match)?.Changes
                .Select(c => new FactChangeItem(c.Fact.Name, c.Fact.Title, c.Fact.Unit, c.From, c.To)).ToList(),
            Problems = [.. match.Problems.Select(RefusalItem.Of)],
        };
}

/// <summary>A fact as it would have to be for the firm to qualify.</summary>
internal sealed record FactChangeItem(
    string Name, LocalizedText Title, string Unit, JsonElement? From, JsonElement? To);

/// <summary>A fact by name.</summary>
internal sealed record FactName(string Name, LocalizedText Title);

/// <summary>A condition that was not met.</summary>
internal sealed record ReasonItem(string Code, LocalizedText Text, LocalizedText Source)
{
    public required IReadOnlyList<FactReadItem> Facts { get; init; }

    public required IReadOnlyList<ThresholdItem> Thresholds { get; init; }

    public required IReadOnlyList<string> Tables { get; init; }

    public static ReasonItem Of(MatchReason reason) => new(reason.Code, reason.Text, reason.Source)
    {
        Facts = [.. reason.Facts.Select(f => new FactReadItem(f.Fact.Name, f.Fact.Title, f.Fact.Unit, f.Value))],
        Thresholds = [.. reason.Thresholds.Select(ThresholdItem.Of)],
        Tables = reason.Tables,
    };
}

/// <summary>A fact that a condition looked at, with what was told.</summary>
internal sealed record FactReadItem(string Name, LocalizedText Title, string Unit, JsonElement? Value);

/// <summary>A parameter of the day.</summary>
internal sealed record ThresholdItem(string Name, LocalizedText Title, object Value, string Unit, DateOnly From)
{
    public DateOnly? Until { get; init; }

    public string? Source { get; init; }

    public bool Illustrative { get; init; }

    public static ThresholdItem Of(CitedParameter cited) =>
        new(cited.Parameter.Name, cited.Parameter.Title, cited.Value.Value, cited.Parameter.Unit, cited.Value.From)
        {
            Until = cited.Until,
            Source = cited.Value.Source,
            Illustrative = cited.Value.IsIllustrative,
        };
}

/// <summary>Why something was refused.</summary>
internal sealed record RefusalItem(string Code, string Zh, string En)
{
    public static RefusalItem Of(Diagnostic diagnostic) =>
        new(diagnostic.Code, diagnostic.Message.Zh, diagnostic.Message.En);
}

/// <summary>What the accepted filing of the reader's institution tells of a customer, as facts to match with.</summary>
internal sealed record FirmReply(string Firm, DateOnly FiledFor, IReadOnlyDictionary<string, JsonElement> Facts);

/// <summary>How many firms of the city qualify.</summary>
/// <param name="AsOf">Whose rules counted.</param>
/// <param name="FiledFor">数据日期 of the filings.</param>
/// <param name="Firms">Firms that were counted, each once.</param>
/// <param name="Assumed">What was taken for facts that filings lack: illustrative.</param>
/// <param name="Products">Product by product.</param>
internal sealed record OverviewReply(
    DateOnly AsOf, DateOnly? FiledFor, int Firms, JsonElement Assumed, IReadOnlyList<CountItem> Products)
{
    public static OverviewReply Of(CityCounted counted, FactSheet assumed, DateOnly asOf) =>
        new(asOf, counted.Date, counted.Firms, JsonSerializer.SerializeToElement(assumed.Facts),
            [.. counted.Counts.Select(c =>
                new CountItem(ProductItem.Of(c.Product, asOf), c.Qualify, c.Refused, c.Missing))]);
}

/// <summary>A product with how many firms qualify, do not, and lack facts.</summary>
internal sealed record CountItem(ProductItem Product, int Qualify, int Refused, int FactsMissing);
