using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Processes;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>The process of campaigns as <c>policies/inclusive/campaigns</c> declares it. Thread safe.</summary>
public sealed class CampaignPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of the process.</summary>
    public const string PackId = "inclusive/campaigns";

    /// <summary>Whether these policies have the process.</summary>
    public bool IsThere => library.Pack(PackId)?.Process is not null;

    /// <summary>States, steps and lists of codes.</summary>
    public ProcessDefinition Process => Pack.Process
        ?? throw new KeyNotFoundException($"{PackId} has no process.yaml; it holds the states and steps");

    /// <summary>The first day on which campaigns are known.</summary>
    public DateOnly Begun => Pack.EffectiveFrom;

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant in Shanghai.</summary>
    public static DateOnly DayOf(DateTimeOffset at) =>
        ShanghaiTime.DayOf(at);

    /// <summary>A whole number of the pack; before its first day the first value.</summary>
    public int Whole(string name, DateOnly day) => (int)Pack.Parameters.Integer(name, day < Begun ? Begun : day);

    /// <summary>The rule by which loans are attributed to contacts.</summary>
    public AttributionRule Attribution()
    {
        var today = Today();
        return new AttributionRule(
            day => Whole("attribution_days", day),
            Pack.Parameters.Text("attribution_choice", today) == "first",
            Pack.Parameters.Text("attribution_lender", today) == "participating");
    }

    /// <summary>States of the campaigns that count.</summary>
    public IReadOnlyList<string> CountedStates() => Words("attribution_states", Today());

    /// <summary>The largest need, in 元.</summary>
    public long LargestNeedYuan(DateOnly day) => (long)Pack.Parameters.Number("need_yuan_max", day);

    /// <summary>The largest goal of a campaign, in its own unit.</summary>
    public long LargestTarget(DateOnly day) => Pack.Parameters.Integer("target_max", day < Begun ? Begun : day);

    /// <summary>The title of a code of a list; the code itself when the list no longer has it.</summary>
    public LocalizedText Title(string list, string? code) =>
        Process.List(list).Find(code)?.Title ?? new LocalizedText(code ?? "—", code ?? "—");

    /// <summary>Whether a viewer has a role for a step; whose campaign it is, is another question.</summary>
    public bool May(Viewer viewer, string step)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer != Viewer.Public && viewer.Roles.Overlaps(Process.Step(step).By);
    }

    /// <summary>机构 that may take part on a day, by 机构ID.</summary>
    public async Task<IReadOnlyList<Institution>> BanksAsync(
        OperationsContext context, DateOnly day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var kinds = Words("bank_kinds", day);
        var banks = await context.Set<Institution>().AsNoTracking()
            .Where(i => kinds.Contains(i.Kind) && i.ActiveFrom <= day && (i.ActiveTo == null || day <= i.ActiveTo))
            .ToListAsync(cancellationToken);
        return [.. banks.OrderBy(b => b.Id, StringComparer.Ordinal)];
    }

    private string[] Words(string name, DateOnly day) => Pack.Parameters.Text(name, day < Begun ? Begun : day)
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private PolicyPack Pack => library.Pack(PackId)
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the process of campaigns");
}

/// <summary>The steps of <c>process.yaml</c> that the program knows.</summary>
public static class CampaignSteps
{
    /// <summary>拟定.</summary>
    public const string Draft = "draft";

    /// <summary>修改.</summary>
    public const string Revise = "revise";

    /// <summary>发布.</summary>
    public const string Announce = "announce";

    /// <summary>开始.</summary>
    public const string Start = "start";

    /// <summary>结束.</summary>
    public const string Close = "close";

    /// <summary>放弃 a draft.</summary>
    public const string Drop = "drop";

    /// <summary>取消 what was announced.</summary>
    public const string Cancel = "cancel";

    /// <summary>登记接触.</summary>
    public const string Contact = "contact";

    /// <summary>安排场次, in a draft, announced or running.</summary>
    public static IReadOnlyList<string> Events { get; } = ["plan", "schedule", "add"];
}
