using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Registry;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>借款合同: the text of the pack of the process, filled in. Thread safe.</summary>
public sealed partial class LoanContracts(LoanPolicy policy, InstitutionRegistry registry)
{
    /// <summary>The contract of an application with a grant. The rule of the day of application holds.</summary>
    /// <param name="application">With <see cref="LoanApplication.RatePercent"/>.</param>
    /// <param name="language">A BCP 47 tag; the Chinese text is the one that is signed.</param>
    /// <param name="cancellationToken">Stops looking for the lender's name.</param>
    public async Task<string> TextOfAsync(
        LoanApplication application, string language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(application);
        var lender = await registry.FindAsync(application.LenderId, cancellationToken);
        var isEnglish = language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var name = isEnglish && lender?.NameEn is { Length: > 0 } english ? english : lender?.NameZh;
        var (text, version) = policy.Wording("contract", LoanPolicy.DayOf(application.AppliedAt), language);
        // In one pass: what is filled in is not read again.
        return Blank().Replace(text, blank => blank.Value switch
        {
            "{lender}" => name ?? application.LenderId,
            "{borrower}" => application.FirmName,
            "{amount}" => Yuan(application.GrantedFen),
            "{months}" => application.TermMonths.ToString(CultureInfo.InvariantCulture),
            "{rate}" => application.RatePercent ?? string.Empty,
            "{number}" => application.Number,
            "{version}" => version.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var other => other,
        });
    }

    [GeneratedRegex(@"\{[a-z]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Blank();

    private static string Yuan(long fen) => (fen / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);
}
