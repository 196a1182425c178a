namespace Huoshui.Registry;

/// <summary>Who owes what for one return on one 数据日期; worked out in memory from the rules that hold then.
/// Immutable.</summary>
public sealed class ReturnProfile
{
    private readonly IReadOnlyList<ProfileRule> _rules;

    /// <summary>The profile of one return and day.</summary>
    /// <param name="returnId">The return.</param>
    /// <param name="asOf">The 数据日期.</param>
    /// <param name="rules">Rules of any return and day; the others are left aside.</param>
    public ReturnProfile(string returnId, DateOnly asOf, IEnumerable<ProfileRule> rules)
    {
        ReturnId = returnId;
        AsOf = asOf;
        _rules =
        [
            .. rules.Where(r => r.ReturnId == returnId && r.From <= asOf && (r.To is not { } last || asOf <= last))
                .OrderByDescending(Narrowness).ThenByDescending(r => r.From).ThenBy(r => r.Id),
        ];
    }

    /// <summary>The return.</summary>
    public string ReturnId { get; }

    /// <summary>The 数据日期.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Whether the institution files the return at all: active on the day, and a rule says so.</summary>
    public bool IsDue(Institution institution)
    {
        ArgumentNullException.ThrowIfNull(institution);
        return institution.IsActive(AsOf)
            && _rules.FirstOrDefault(r => r.Table is null && Concerns(r, institution))?.Duty == Duty.Due;
    }

    /// <summary>What it owes for one table; a table that no rule names follows the return.</summary>
    public Duty DutyOf(Institution institution, string table)
    {
        if (!IsDue(institution))
            return Duty.NotApplicable;
        var rule = _rules.FirstOrDefault(
            r => r.Table is not null && (r.Table == table || r.Table == ProfileRule.AllTables) && Concerns(r, institution));
        return rule?.Duty ?? Duty.Due;
    }

    private static bool Concerns(ProfileRule rule, Institution institution) =>
        rule.InstitutionId is { } id ? id == institution.Id : rule.Kind is null || rule.Kind == institution.Kind;

    private static int Narrowness(ProfileRule rule)
    {
        var who = rule.InstitutionId is not null ? 4 : rule.Kind is not null ? 2 : 0;
        return who + (rule.Table is null or ProfileRule.AllTables ? 0 : 1);
    }
}
