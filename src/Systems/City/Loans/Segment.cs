namespace Huoshui.Systems.City.Loans;

/// <summary>A group of loans of one make. Its slots are places that a loan always fills, from the first date on which
/// the slot is active.</summary>
/// <param name="Id">Key.</param>
/// <param name="Slots">Slots at 2025-06-30.</param>
/// <param name="History">How many of the slots are active at each date, as a share.</param>
/// <param name="Terms">Terms in months to draw from.</param>
/// <param name="SlotsPerBorrower">How many slots have one borrower.</param>
/// <param name="Change">Chance that another borrower takes the slot when a loan ends.</param>
/// <param name="MedianYuan">Median of the drawn amount before fitting.</param>
/// <param name="Sigma">Spread of its logarithm.</param>
/// <param name="CapYuan">Largest amount before fitting.</param>
/// <param name="Lender">Which of a bank's weights counts.</param>
/// <param name="ForeignShare">Share of loans in foreign currency at banks that are not foreign.</param>
internal sealed record Segment(
    SegmentId Id,
    int Slots,
    double[] History,
    int[] Terms,
    int SlotsPerBorrower,
    double Change,
    double MedianYuan,
    double Sigma,
    double CapYuan,
    LenderWeight Lender,
    double ForeignShare);

/// <summary>Which loans.</summary>
internal enum SegmentId
{
    /// <summary>Counted in I03 and I05.</summary>
    Inclusive = 1,

    /// <summary>M&amp;A loans to technology enterprises.</summary>
    Merger = 3,

    /// <summary>IP pledges above the inclusive limit.</summary>
    Pledge = 4,
    Green = 5,
    Tech = 6,

    /// <summary>Larger enterprises without any flag.</summary>
    Other = 7,
    Household = 8,

    /// <summary>Flagged inclusive, limit above 1000万元.</summary>
    OverLimit = 9,

    /// <summary>Flagged inclusive, no credit row.</summary>
    NoCredit = 10,

    /// <summary>Flagged inclusive, written off or transferred, with a balance.</summary>
    Gone = 11,

    /// <summary>Flagged 02 or 04.</summary>
    OtherInclusive = 12,

    /// <summary>M&amp;A loans to other enterprises.</summary>
    OtherMerger = 13,

    /// <summary>科技贷款漏报.</summary>
    TechOmitted = 14,

    /// <summary>科技贷款多报.</summary>
    TechExcess = 15,

    /// <summary>科技贷款疑似漏报.</summary>
    TechSuspected = 16,

    /// <summary>普惠漏报: small, within the limit, not flagged.</summary>
    InclusiveOmitted = 17,
}

/// <summary>Which weight of a bank decides how often it lends.</summary>
internal enum LenderWeight
{
    Inclusive,
    Corporate,
    Retail,
}
