using System.Globalization;
using System.Text.Json;
using Huoshui.Casework;
using Huoshui.Measures;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Huoshui.Presentation;
using Huoshui.Registry;

namespace Huoshui.Systems.Lists;

/// <summary>Facts and reasons of members in words. Thread safe.</summary>
public sealed class MemberWords(ListPolicy policy, DistrictRegistry districts)
{
    private const string District = "district"; // the fact whose value is a code of the register

    /// <summary>Names of the districts by code, in the language of the page.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DistrictsAsync(CancellationToken cancellationToken) =>
        (await districts.ListAsync(policy.Today(), cancellationToken)).ToDictionary(
            d => d.Code, d => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? d.NameEn : d.NameZh,
            StringComparer.Ordinal);

    /// <summary>Why a member stands where it stands; a dash without any reason.</summary>
    public static string Reasons(PolicyPack pack, DateOnly asOf, ListMember member)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(member);
        if (member.MovedBy is { } moved)
            return pack.List!.ObjectionKinds.Find(moved)?.Title.Here() ?? moved;
        var codes = member.Reasons.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return codes.Length == 0 ? "—" : string.Join(
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "; " : "；",
            codes.Select(c => ListWords.Reason(c)?.Here() ?? OfRule(pack, asOf, member, c)));
    }

    /// <summary>The facts that everybody may see, or all of them.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="member">Whose.</param>
    /// <param name="names">Which; null for all.</param>
    /// <param name="districtNames">By code.</param>
    public static IEnumerable<(string Title, string Value)> Facts(
        PolicyPack pack, ListMember member, IReadOnlyList<string>? names,
        IReadOnlyDictionary<string, string> districtNames)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(member);
        using var facts = JsonDocument.Parse(member.Facts);
        foreach (var fact in pack.Decision!.Facts.Where(f => names is null || names.Contains(f.Name)))
        {
            if (facts.RootElement.TryGetProperty(fact.Name, out var value))
                yield return (fact.Title.Here(), Value(fact, value, districtNames));
        }
    }

    private static string Value(DecisionFact fact, JsonElement value, IReadOnlyDictionary<string, string> districtNames)
    {
        var isEnglish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        return value.ValueKind switch
        {
            JsonValueKind.True => isEnglish ? "yes" : "是",
            JsonValueKind.False => isEnglish ? "no" : "否",
            JsonValueKind.Null => "—",
            JsonValueKind.Number => MeasureFormat.Current.Exact(value.GetDecimal()),
            _ when fact.Name == District => districtNames.GetValueOrDefault(value.ToString(), value.ToString()),
            _ => fact.Codes.FirstOrDefault(c => c.Key == value.ToString()).Value?.Here() ?? value.ToString(),
        };
    }

    private static string OfRule(PolicyPack pack, DateOnly asOf, ListMember member, string code)
    {
        using var facts = JsonDocument.Parse(member.Facts);
        var request = new DecisionRequest(asOf, facts.RootElement);
        return new AnswerText(
            pack.Decision!, request, pack.Decision!.Decide(request), CultureInfo.CurrentUICulture.Name).Word(code);
    }
}
