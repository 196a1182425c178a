using Huoshui.Diagnostics;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>What became of an act on an application.</summary>
/// <param name="Value">The application; null when it was refused.</param>
/// <param name="Refusals">Why it was refused, each with what to do; empty when it was done.</param>
public sealed record LoanAnswer(LoanApplication? Value, IReadOnlyList<Diagnostic> Refusals)
{
    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Value is not null;

    internal static LoanAnswer Yes(LoanApplication value) => new(value, []);

    internal static LoanAnswer No(params IReadOnlyList<Diagnostic> refusals) => new(null, refusals);
}

/// <summary>What the pack decided, as the application keeps it.</summary>
/// <param name="IsApproved">Approved or refused.</param>
/// <param name="AmountFen">Amount granted, in 分; 0 when refused.</param>
/// <param name="RatePercent">Rate a year in percent, as the pack writes it; null when refused.</param>
/// <param name="Reasons">Codes of the refusal; empty when approved.</param>
public sealed record LoanVerdict(
    bool IsApproved, long AmountFen, string? RatePercent, IReadOnlyList<string> Reasons);

/// <summary>A person's answer to a request for human review.</summary>
/// <param name="Grants">True grants, false upholds the refusal.</param>
/// <param name="AmountFen">Amount granted, in 分.</param>
/// <param name="RatePercent">Rate a year in percent; null when upheld.</param>
/// <param name="Reason">Why, in words for the applicant.</param>
public sealed record LoanReviewAnswer(bool Grants, long AmountFen, string? RatePercent, string Reason);

/// <summary>What an applicant asks for.</summary>
/// <param name="RequestKey">幂等键: chosen once for each application, 1 to 100 characters.</param>
/// <param name="FirmId">统一社会信用代码.</param>
/// <param name="FirmName">Name of the firm.</param>
/// <param name="AmountYuan">申请金额, whole 元.</param>
/// <param name="TermMonths">申请期限.</param>
/// <param name="Person">The person who applies for the firm.</param>
/// <param name="Authorised">The sources that may be asked, with the version of the text that was agreed to.</param>
public sealed record LoanRequest(
    string RequestKey,
    string FirmId,
    string FirmName,
    long AmountYuan,
    int TermMonths,
    LoanPerson Person,
    IReadOnlyDictionary<string, DateOnly> Authorised);

/// <summary>The person who applies for a firm: personal data, kept encrypted.</summary>
/// <param name="Name">姓名.</param>
/// <param name="IdentityNumber">公民身份号码, 18 characters.</param>
/// <param name="Phone">手机号, 11 digits.</param>
/// <param name="Address">经营地址.</param>
/// <param name="GuarantorIdentityNumber">保证人身份号码; null without a guarantor.</param>
public sealed record LoanPerson(
    string Name, string IdentityNumber, string Phone, string Address, string? GuarantorIdentityNumber);
