using System.Globalization;
using Huoshui.Registry;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>借款合同: the text of the pack of the process, filled in. Thread safe.</summary>
public sealed class LoanContracts(LoanPolicy policy, InstitutionRegistry registry)
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
        return text.Replace("{lender}", name ?? application.LenderId, StringComparison.Ordinal)
            .Replace("{borrower}", application.FirmName, StringComparison.Ordinal)
            .Replace("{amount}", Yuan(application.GrantedFen), StringComparison.Ordinal)
            .Replace("{months}", $"{application.TermMonths}", StringComparison.Ordinal)
            .Replace("{rate}", application.RatePercent, StringComparison.Ordinal)
            .Replace("{number}", application.Number, StringComparison.Ordinal)
            .Replace("{version}", $"{version:yyyy-MM-dd}", StringComparison.Ordinal);
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);
}
