using Huoshui.Operations;

namespace Huoshui.Systems.Campaigns;

/// <summary>活动: one campaign with its banks, districts and targets. Owned by <see cref="CampaignDesk"/>.</summary>
public sealed class Campaign : IRevised
{
    private readonly List<CampaignDistrict> _districts = [];
    private readonly List<CampaignBank> _banks = [];
    private readonly List<CampaignTarget> _targets = [];

    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>Name in Chinese.</summary>
    public string NameZh { get; set; } = string.Empty;

    /// <summary>Name in English; empty for none.</summary>
    public string NameEn { get; set; } = string.Empty;

    /// <summary>品牌: a code of the pack's list <c>brand</c>.</summary>
    public string Brand { get; set; } = string.Empty;

    /// <summary>What it is about, for the public.</summary>
    public string Summary { get; set; } = string.Empty;

    /// <summary>The first day.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day, inclusive.</summary>
    public DateOnly To { get; set; }

    /// <summary>组织单位: the management district whose team organises it; empty for the city's regulator.</summary>
    public string Organiser { get; init; } = string.Empty;

    /// <summary>A state of the pack's process.</summary>
    public string State { get; set; } = string.Empty;

    /// <summary>When it was drafted.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>When it was announced; null for what the public does not know.</summary>
    public DateTimeOffset? AnnouncedAt { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>管理区 where it takes place.</summary>
    public IReadOnlyList<CampaignDistrict> Districts => _districts;

    /// <summary>Banks that take part.</summary>
    public IReadOnlyList<CampaignBank> Banks => _banks;

    /// <summary>目标, by measure and day.</summary>
    public IReadOnlyList<CampaignTarget> Targets => _targets;

    /// <summary>Whether a bank takes part.</summary>
    public bool Has(string bankId) => _banks.Exists(b => b.BankId == bankId);

    /// <summary>Whether it takes place in a management district.</summary>
    public bool Covers(string districtCode) => _districts.Exists(d => d.DistrictCode == districtCode);

    /// <summary>The target of a measure on a day; null for none.</summary>
    public long? TargetOn(string measure, DateOnly day) => _targets
        .Where(t => t.Measure == measure && t.From <= day).MaxBy(t => t.From)?.Value;

    /// <summary>Sets where and with whom, and its targets from its first day, for a campaign that is written as it
    /// was.</summary>
    public void Set(
        IEnumerable<string> districts, IEnumerable<string> banks, IReadOnlyDictionary<string, long> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        Place(districts, banks);
        foreach (var (measure, value) in targets)
            Aim(measure, From, value, string.Empty);
    }

    internal void Place(IEnumerable<string> districts, IEnumerable<string> banks)
    {
        var (wantedDistricts, wantedBanks) = (districts.ToHashSet(), banks.ToHashSet());
        _districts.RemoveAll(d => !wantedDistricts.Contains(d.DistrictCode));
        _banks.RemoveAll(b => !wantedBanks.Contains(b.BankId));
        foreach (var code in wantedDistricts.Where(c => !Covers(c)).Order(StringComparer.Ordinal))
            _districts.Add(new CampaignDistrict { CampaignId = Id, DistrictCode = code });
        foreach (var id in wantedBanks.Where(b => !Has(b)).Order(StringComparer.Ordinal))
            _banks.Add(new CampaignBank { CampaignId = Id, BankId = id });
    }

    internal void Aim(string measure, DateOnly from, long? value, string actor)
    {
        _targets.RemoveAll(t => t.Measure == measure && t.From == from);
        if (value is { } one)
        {
            _targets.Add(new CampaignTarget
            {
                CampaignId = Id,
                Measure = measure,
                From = from,
                Value = one,
                SetBy = actor,
            });
        }
    }
}

/// <summary>A management district of a campaign.</summary>
public sealed class CampaignDistrict
{
    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>管理区.</summary>
    public string DistrictCode { get; init; } = string.Empty;
}

/// <summary>A bank of a campaign.</summary>
public sealed class CampaignBank
{
    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>机构ID.</summary>
    public string BankId { get; init; } = string.Empty;
}

/// <summary>目标: what a campaign is to reach, from a day on.</summary>
public sealed class CampaignTarget
{
    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>A code of the pack's list <c>target</c>, which says the unit.</summary>
    public string Measure { get; init; } = string.Empty;

    /// <summary>The first day of the value.</summary>
    public DateOnly From { get; init; }

    /// <summary>The value, in the unit of the measure.</summary>
    public long Value { get; init; }

    /// <summary>Who set it.</summary>
    public string SetBy { get; init; } = string.Empty;
}

/// <summary>办理记录: one step of a campaign. Only ever added.</summary>
public sealed class CampaignStep
{
    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>Which campaign.</summary>
    public Guid CampaignId { get; init; }

    /// <summary>A step of the pack's process.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>Why, or what; null for nothing.</summary>
    public string? Words { get; init; }
}
