using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>A financial product (金融产品) of the market: a pack that says <c>product:</c>.</summary>
/// <param name="Pack">Title, basis, validity, version.</param>
/// <param name="Decision">Facts, rules, words.</param>
/// <param name="Terms">How the answer is read.</param>
public sealed record MarketProduct(PolicyPack Pack, PackDecision Decision, ProductTerms Terms)
{
    /// <summary>The pack's id.</summary>
    public string Id => Pack.Id;

    /// <summary>Whether it can be had on a day.</summary>
    public bool IsInForce(DateOnly day) =>
        Pack.EffectiveFrom <= day && (Pack.EffectiveTo is not { } last || day <= last);

    /// <summary>Whether a number of a day is an example (示例参数), in parameters that the model reads or in its
    /// tables.</summary>
    public bool IsIllustrative(DateOnly day) =>
        Pack.Parameters.All.Any(p => p.ValueAt(day)?.IsIllustrative == true)
        || Decision.Tables.Any(t => t.Rows.Any(r => r.IsInForce(day) && r.IsIllustrative));

    /// <summary>Days from which another value or row counts, rising: its versions in time.</summary>
    public IReadOnlyList<DateOnly> Versions =>
    [
        .. Pack.Parameters.All.SelectMany(p => p.Values.Select(v => v.From))
            .Concat(Decision.Tables.SelectMany(t => t.Rows.Select(r => r.From)))
            .Select(d => d < Pack.EffectiveFrom ? Pack.EffectiveFrom : d)
            .Append(Pack.EffectiveFrom).Distinct().Order(),
    ];
}

/// <summary>A fact that the market asks once, however many products read it.</summary>
/// <param name="Fact">Codes and bounds of all products together.</param>
/// <param name="UsedBy">The products that read it, in the order of their ids.</param>
public sealed record MarketFact(DecisionFact Fact, IReadOnlyList<MarketProduct> UsedBy)
{
    /// <summary>As models and requests call it.</summary>
    public string Name => Fact.Name;

    /// <summary>Several products read it.</summary>
    public bool IsShared => UsedBy.Count > 1;
}
