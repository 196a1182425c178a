namespace Huoshui.Systems.Visits.Loans;

/// <summary>核对结果: how a drawdown that a bank told stands against the loans that it filed. The numbers are the codes of
/// the list <c>cm_match</c>.</summary>
public enum LoanVerdict
{
    /// <summary>The bank has filed nothing since the drawdown.</summary>
    Awaiting = 0,

    /// <summary>一致.</summary>
    Equal = 1,

    /// <summary>金额不一致; the filed amount counts.</summary>
    AmountDiffers = 2,

    /// <summary>Told as a new loan, filed as an extension, a refinancing or a renewal: shown apart.</summary>
    FiledAsRenewal = 3,

    /// <summary>Drawn before the recommendation: not through the mechanism.</summary>
    BeforeReferral = 4,

    /// <summary>授信ID不一致.</summary>
    OtherCredit = 5,

    /// <summary>报送里没有这笔借据.</summary>
    NotFiled = 6,
}

/// <summary>A loan as a bank filed it, the last time that it stood in a filing.</summary>
/// <param name="AsOf">数据日期 of that filing.</param>
/// <param name="DrawnOn">贷款实际发放日期 (F270016); null if it is missing.</param>
/// <param name="Fen">借款金额 (F270009) in RMB 分; null without a rate for its currency.</param>
/// <param name="IsRenewal">展期, 借新还旧 or 无还本续贷 by its type or flag.</param>
/// <param name="CreditId">授信ID of its agreement (F02); null where that was not filed.</param>
public sealed record FiledLoan(DateOnly AsOf, DateOnly? DrawnOn, long? Fen, bool IsRenewal, string? CreditId);

/// <summary>One 借据 that a bank told, beside what it filed.</summary>
/// <param name="Told">What the bank told.</param>
/// <param name="CaseNumber">融资需求件编号.</param>
/// <param name="DistrictCode">管理区 of the case.</param>
/// <param name="RecommendedOn">The day of the recommendation, in Shanghai.</param>
/// <param name="CreditId">授信ID of the case.</param>
/// <param name="Filed">What it filed; null for nothing.</param>
/// <param name="Verdict">How they compare.</param>
public sealed record ComparedLoan(
    Drawdown Told, string CaseNumber, string DistrictCode, DateOnly RecommendedOn, string CreditId, FiledLoan? Filed,
    LoanVerdict Verdict)
{
    /// <summary>Compares; the first thing that is wrong says the verdict.</summary>
    /// <param name="one">With any verdict.</param>
    /// <param name="lastFiledOn">The last 数据日期 for which the bank filed; null if it never did.</param>
    public static LoanVerdict Judge(ComparedLoan one, DateOnly? lastFiledOn)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Filed is not { DrawnOn: { } drawn, Fen: { } fen } filed)
            return lastFiledOn >= one.Told.DrawnOn ? LoanVerdict.NotFiled : LoanVerdict.Awaiting;
        return filed.CreditId is { } credit && credit != one.CreditId ? LoanVerdict.OtherCredit
            : drawn < one.RecommendedOn ? LoanVerdict.BeforeReferral
            : filed.IsRenewal && one.Told.IsCounted ? LoanVerdict.FiledAsRenewal
            : fen != one.Told.AmountFen ? LoanVerdict.AmountDiffers : LoanVerdict.Equal;
    }
}

/// <summary>核对记录: the last comparison of one 借据; rewritten by each.</summary>
public sealed class LoanMatch
{
    /// <summary>机构ID of the bank.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>借据ID; with <see cref="BankId"/> the key.</summary>
    public string IouId { get; init; } = string.Empty;

    /// <summary>How it compares.</summary>
    public LoanVerdict Verdict { get; set; }

    /// <summary>数据日期 of the filing in which it last stood; null for none.</summary>
    public DateOnly? FiledAsOf { get; set; }

    /// <summary>The day of the drawdown as filed.</summary>
    public DateOnly? FiledOn { get; set; }

    /// <summary>The amount as filed, in RMB 分.</summary>
    public long? FiledFen { get; set; }
}

/// <summary>核对批次: what the last comparison was made of; one row.</summary>
public sealed class LoanComparisonState
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>SHA-256 over the filings and drawdowns compared; a comparison is stale when it differs.</summary>
    public string Signature { get; set; } = string.Empty;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The last 数据日期 compared; null without filings.</summary>
    public DateOnly? LastAsOf { get; set; }
}
