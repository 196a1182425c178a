using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Systems.Campaigns;

/// <summary>Checks of what people type, by the limits of the pack. Thread safe.</summary>
internal sealed class CampaignFields(CampaignPolicy policy)
{
    /// <summary>A text that has to be there. Lines may be broken; other control characters are refused.</summary>
    public static Diagnostic? Text(string? text, string zh, string en, int most) =>
        string.IsNullOrWhiteSpace(text) || text.Trim().Length > most
        || text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'))
            ? CampaignRefusals.Text(zh, en, most) : null;

    /// <summary>Whether a code of a firm or an identity number has its check digit.</summary>
    public static bool IsCode(string? code, bool isIndividual)
    {
        if (code is null || code.Length > CheckDigits.MaxLength || !code.All(char.IsAscii))
            return false;
        var bytes = Encoding.ASCII.GetBytes(code);
        return isIndividual ? CheckDigits.IsIdentityCard(bytes) : CheckDigits.IsUsci(bytes);
    }

    /// <summary>What is wrong with a campaign as it was written.</summary>
    public IReadOnlyList<Diagnostic> Wrong(
        CampaignRequest request, HashSet<string> districts, HashSet<string> banks)
    {
        var days = policy.Whole("period_days_max", request.From);
        var target = policy.LargestTarget(request.From);
        return
        [
            .. new[]
            {
                Name(request.NameZh, "名称", "The name")?.At("name"),
                request.NameEn.Trim().Length == 0 ? null
                    : Name(request.NameEn, "英文名称", "The English name")?.At("name_en"),
                Text(request.Summary, "简介", "The summary", CampaignDesk.LongestWords)?.At("summary"),
                policy.Process.List("brand").Find(request.Brand) is null
                    ? CampaignRefusals.NotOfList("品牌", "brand").At("brand") : null,
                request.From < policy.Begun || request.To < request.From
                    || request.To.DayNumber - request.From.DayNumber >= days
                    ? CampaignRefusals.Period(days).At("from") : null,
                request.Districts.Count == 0 || !request.Districts.All(districts.Contains)
                    ? CampaignRefusals.Districts.At("districts") : null,
                request.Banks.Count == 0 || !request.Banks.All(banks.Contains)
                    ? CampaignRefusals.NoBank.At("banks") : null,
                request.Targets.Values.Any(v => v is not null && (v < 0 || v > target))
                    ? CampaignRefusals.Target(target).At("targets") : null,
            }.OfType<Diagnostic>(),
        ];
    }

    private static Diagnostic? Name(string? text, string zh, string en) =>
        Text(text, zh, en, CampaignDesk.LongestName) ?? (text!.Any(char.IsControl)
            ? CampaignRefusals.Text(zh, en, CampaignDesk.LongestName) : null);
}
