using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class ProfileTests
{
    private static readonly DateOnly AsOf = new(2025, 6, 30);
    private static readonly Institution Bank = new() { Id = "B0001", Kind = "03", ActiveFrom = new DateOnly(2010, 1, 1) };
    private static readonly Institution Insurer = new() { Id = "I0001", Kind = "20", ActiveFrom = new DateOnly(2010, 1, 1) };

    [Fact]
    public void Without_a_rule_nothing_is_due() => Assert.False(Profile().IsDue(Bank));

    [Fact]
    public void A_rule_for_a_kind_concerns_that_kind_only()
    {
        var profile = Profile(Rule(kind: "03"));
        Assert.True(profile.IsDue(Bank));
        Assert.False(profile.IsDue(Insurer));
    }

    [Fact]
    public void A_rule_for_everybody_concerns_everybody() => Assert.True(Profile(Rule()).IsDue(Insurer));

    [Fact]
    public void One_institution_may_be_let_off() =>
        Assert.False(Profile(Rule(kind: "03"), Rule(institution: "B0001", duty: Duty.NotApplicable)).IsDue(Bank));

    [Fact]
    public void A_table_without_a_rule_follows_its_return() =>
        Assert.Equal(Duty.Due, Profile(Rule(kind: "03")).DutyOf(Bank, "F27"));

    [Fact]
    public void A_table_that_does_not_apply_is_said_by_name() =>
        Assert.Equal(Duty.NotApplicable, Profile(Rule(), Rule(table: "F27", duty: Duty.NotApplicable)).DutyOf(Bank, "F27"));

    [Fact]
    public void All_tables_may_be_left_out_but_those_named()
    {
        var profile = Profile(
            Rule(), Rule(table: ProfileRule.AllTables, duty: Duty.NotApplicable), Rule(table: "F27"));
        Assert.Equal((Duty.Due, Duty.NotApplicable), (profile.DutyOf(Bank, "F27"), profile.DutyOf(Bank, "H01")));
    }

    [Fact]
    public void An_institutions_rule_for_all_tables_beats_a_kinds_rule_for_one() =>
        Assert.Equal(
            Duty.NotApplicable,
            Profile(Rule(), Rule(kind: "03", table: "F27"), Rule(institution: "B0001", table: "*", duty: Duty.NotApplicable))
                .DutyOf(Bank, "F27"));

    [Fact]
    public void A_rule_holds_on_its_days_only()
    {
        var rule = Rule();
        rule.To = AsOf.AddDays(-1);
        Assert.False(Profile(rule).IsDue(Bank));
    }

    [Fact]
    public void Of_two_equal_rules_the_later_wins()
    {
        var later = Rule(duty: Duty.NotApplicable);
        later.From = AsOf;
        Assert.False(Profile(later, Rule()).IsDue(Bank));
    }

    [Fact]
    public void A_closed_institution_owes_nothing()
    {
        var closed = new Institution { Id = "X", Kind = "03", ActiveFrom = new DateOnly(2010, 1, 1), ActiveTo = AsOf.AddDays(-1) };
        Assert.Equal(Duty.NotApplicable, Profile(Rule()).DutyOf(closed, "F27"));
    }

    [Fact]
    public async Task Declaring_the_same_twice_changes_nothing()
    {
        await using var registry = await TestRegistry.FilledAsync();
        for (var i = 0; i < 2; i++)
            await registry.Institutions.DeclareAsync([Rule(kind: "03"), Rule(kind: "20")], "tester", TestRegistry.Token);
        await using var context = registry.Context();
        Assert.Equal(2, context.Set<ProfileRule>().Count());
    }

    [Fact]
    public async Task The_returns_of_an_institution_are_listed()
    {
        await using var registry = await TestRegistry.FilledAsync();
        var insurance = Rule(kind: "20");
        insurance.ReturnId = "insurance";
        await registry.Institutions.DeclareAsync([Rule(kind: "03"), insurance], "tester", TestRegistry.Token);
        Assert.Equal(["onetable"], await registry.Institutions.ReturnsDueAsync(Bank, AsOf, TestRegistry.Token));
        Assert.True((await registry.Institutions.ProfileAsync("insurance", AsOf, TestRegistry.Token)).IsDue(Insurer));
    }

    [Fact]
    public async Task An_institution_files_for_itself() =>
        Assert.True(await (await TestRegistry.FilledAsync()).Institutions
            .MayFileAsync("B0001", "B0001", "onetable", AsOf, TestRegistry.Token));

    [Fact]
    public async Task Another_files_only_with_a_mandate_for_the_return_and_the_day()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await registry.Institutions.MandateAsync(
            new FilingMandate { FilerId = "B0001", InstitutionId = "B0002", ReturnId = "onetable", From = AsOf }, "tester", TestRegistry.Token);
        Assert.True(await MayAsync(registry, "onetable", AsOf));
        Assert.False(await MayAsync(registry, "insurance", AsOf));
        Assert.False(await MayAsync(registry, "onetable", AsOf.AddDays(-1)));
    }

    private static Task<bool> MayAsync(TestRegistry registry, string returnId, DateOnly asOf) =>
        registry.Institutions.MayFileAsync("B0001", "B0002", returnId, asOf, TestRegistry.Token);

    private static ReturnProfile Profile(params ProfileRule[] rules) => new("onetable", AsOf, rules);

    private static ProfileRule Rule(
        string? institution = null, string? kind = null, string? table = null, Duty duty = Duty.Due) => new()
        {
            InstitutionId = institution,
            Kind = kind,
            ReturnId = "onetable",
            Table = table,
            Duty = duty,
            From = new DateOnly(2020, 1, 1),
        };
}
