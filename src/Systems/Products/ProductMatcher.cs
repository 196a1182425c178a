using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>Holds the facts of a firm against every product. Thread safe.</summary>
internal sealed class ProductMatcher(ProductCatalog catalog)
{
    /// <summary>Every product for the firm, sorted by the rule of the day (<see cref="ProductOrder"/>), never by
    /// bank.</summary>
    /// <param name="sheet">The facts; only sound ones count.</param>
    /// <param name="asOf">Whose rules count.</param>
    public IReadOnlyList<ProductMatch> Match(FactSheet sheet, DateOnly asOf) =>
        [.. catalog.Products.Select(p => One(p, sheet, asOf)).Order(ProductOrder.Of(catalog.Pack, asOf))];

    /// <summary>One product for the firm.</summary>
    public static ProductMatch One(MarketProduct product, FactSheet sheet, DateOnly asOf)
    {
        if (!product.IsInForce(asOf))
            return new ProductMatch(product, asOf, MatchState.NotInForce);
        var request = new DecisionRequest(asOf, sheet.For(product));
        var answer = product.Decision.Decide(request);
        if (answer.MissingFacts.Count > 0 && answer.Diagnostics.All(d => d.Code == PackCodes.MissingFact))
        {
            var facts = product.Decision.Facts.Where(f => answer.MissingFacts.Contains(f.Name));
            return new ProductMatch(product, asOf, MatchState.FactsMissing) { Missing = [.. facts] };
        }

        return answer.IsDecided ? Decided(product, request, answer)
            : new ProductMatch(product, asOf, MatchState.Undecided) { Problems = answer.Diagnostics };
    }

    /// <summary>Whether an outcome means that the firm qualifies.</summary>
    public static bool Qualifies(MarketProduct product, FeelValue answer) =>
        answer is ContextValue context && context.TryGet(ProductTerms.Outcome, out var outcome)
        && outcome is StringValue { Text: var code } && product.Terms.Qualifies.Contains(code, StringComparer.Ordinal);

    private static ProductMatch Decided(MarketProduct product, DecisionRequest request, DecisionAnswer answer)
    {
        var match = new ProductMatch(product, answer.AsOf, MatchState.Refused)
        {
            Decided = (request, answer),
            Outcome = (answer.Output(ProductTerms.Outcome) as StringValue)?.Text,
        };
        if (!Qualifies(product, answer.Value))
            return match with { Reasons = Reasons(product, request, answer) };
        var terms = product.Terms;
        return match with
        {
            State = MatchState.Qualifies,
            Limit = Number(answer, terms.Limit) is { } limit
                ? new Amount(limit, product.Decision.Outputs.First(o => o.Name == terms.Limit).Unit) : null,
            RatePercent = Number(answer, terms.Rate),
            CostPercent = Number(answer, terms.Cost),
        };
    }

    private static List<MatchReason> Reasons(MarketProduct product, DecisionRequest request, DecisionAnswer answer)
    {
        var codes = product.Terms.Reasons is { } output ? Codes(answer.Output(output)) : [];
        var zh = new AnswerText(product.Decision, request, answer, "zh-CN");
        var en = new AnswerText(product.Decision, request, answer, "en");
        if (codes.Count == 0)
            codes = Codes(answer.Output(ProductTerms.Outcome));
        return [.. codes.Select(code => Reason(product, request, answer, (code, new(zh.Word(code), en.Word(code)))))];
    }

    private static MatchReason Reason(
        MarketProduct product, DecisionRequest request, DecisionAnswer answer, (string Code, LocalizedText Text) said)
    {
        var origin = product.Decision.OriginOf(said.Code);
        var facts = (origin?.Facts ?? []).Select(name => product.Decision.Facts.First(f => f.Name == name));
        return new MatchReason(
            said.Code, said.Text, SourceOf(product, said.Code, origin),
            [.. facts.Select(f => new FactRead(f, Told(request.Facts, f.Name)))],
            [.. answer.Parameters.Where(
                p => origin?.Parameters.Contains(p.Parameter.Name, StringComparer.Ordinal) == true)])
        {
            Tables = origin?.Tables ?? [],
        };
    }

    // The word's own source, else that of the rule, else what the whole product rests on.
    private static LocalizedText SourceOf(MarketProduct product, string code, ReasonOrigin? origin)
    {
        if (product.Decision.Word(code)?.Source is { } own)
            return new LocalizedText(own, own);
        if (origin is { Annotation.Length: > 0 })
            return new LocalizedText(origin.Annotation, origin.Annotation);
        return product.Pack.LegalBasis is [var first, ..] ? first : new LocalizedText(string.Empty, string.Empty);
    }

    private static JsonElement? Told(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out var value) ? value : null;

    private static List<string> Codes(FeelValue value) => value switch
    {
        StringValue text => [text.Text],
        ListValue list => [.. list.Items.OfType<StringValue>().Select(t => t.Text)],
        _ => [],
    };

    private static decimal? Number(DecisionAnswer answer, string? output) =>
        output is not null && answer.Output(output) is NumberValue number
        && decimal.TryParse(number.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : null;
}
