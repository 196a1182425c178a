namespace Huoshui.Policies.Decisions;

/// <summary>What a financial product gives.</summary>
public enum ProductKind
{
    /// <summary>贷款: a loan, or a line of credit.</summary>
    Loan,

    /// <summary>补贴: money for a loan that was taken.</summary>
    Subsidy,

    /// <summary>保险: cover.</summary>
    Cover,

    /// <summary>定价: a better price of a loan.</summary>
    Pricing,
}

/// <summary>
/// The part <c>product:</c> of a pack.yaml (金融产品): how the answer of the pack's decision is read as that of a
/// product, so that a new product is a new pack.
/// </summary>
/// <param name="Kind">What it gives.</param>
/// <param name="Qualifies">Codes of the output <c>outcome</c> that mean: qualifies.</param>
/// <param name="Reasons">Output with the codes of what is against it; null if it gives none.</param>
/// <param name="Limit">Output with the largest amount; null if it gives none.</param>
/// <param name="Rate">Output with the yearly rate in percent; null if it gives none.</param>
public sealed record ProductTerms(
    ProductKind Kind, IReadOnlyList<string> Qualifies, string? Reasons, string? Limit, string? Rate)
{
    /// <summary>The output that <see cref="Qualifies"/> is about.</summary>
    public const string Outcome = "outcome";

    /// <summary>Output with the annualised all-in cost (年化综合成本) in percent; null if it gives none.</summary>
    public string? Cost { get; init; }
}
