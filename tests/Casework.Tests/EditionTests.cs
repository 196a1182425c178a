using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Casework.Tests.ListHouse;

namespace Huoshui.Casework.Tests;

/// <summary>An edition of a list from the rule to the next edition.</summary>
public sealed class EditionTests
{
    [Fact]
    public async Task The_rule_says_of_everybody_why_it_is_listed_or_not()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm("A"), Firm("B", hasDrawn: true), Firm("C") with { Facts = System.Text.Json.JsonSerializer.SerializeToElement(new { has_need = true }) });
        var edition = await house.BuiltAsync();

        Assert.Equal((1, 2), (edition.Listed, edition.Excluded));
        var members = (await house.Book.MembersAsync(Maker, edition, new MemberQuery(null, null, new PageRequest(Sort: "name")), Token)).Rows;
        Assert.Equal([string.Empty, "has_drawn", ListReasons.Undecided], members.Select(m => m.Reasons));
        Assert.True(await house.Book.VerifyAsync(edition.Id, Token));
    }

    [Fact]
    public async Task Who_built_the_candidates_neither_publishes_nor_finalises()
    {
        await using var house = await OpenAsync();
        var both = Person("both", Roles.Analyst, Roles.Approver);
        house.Subjects.Add(Firm("A"));
        var id = Done(await house.Desk.OpenAsync(both, Public, house.Get<ListPolicy>().Today(), Token)).Id;
        Done(await house.Desk.BuildAsync(both, id, Token));
        Refused("LST1005", await house.Desk.PublishAsync(both, id, Token));
        Refused("LST1002", await house.Desk.PublishAsync(Maker, id, Token));
        Done(await house.Desk.PublishAsync(Approver, id, Token));
        house.Clock.Move(TimeSpan.FromDays(30));
        Done(await house.Desk.CloseAsync(both, id, Token));
        Refused("LST1005", await house.Desk.FinaliseAsync(both, id, Token));
        Done(await house.Desk.FinaliseAsync(Approver, id, Token));
    }

    [Fact]
    public async Task Publicity_and_objections_run_in_working_days_over_the_national_holiday()
    {
        await using var house = await OpenAsync(); // Friday 26 September 2025
        var edition = await house.PublishedAsync();

        // Sunday 28 is worked, 1 to 8 October is not, Saturday 11 is worked: 28, 29, 30, 9, 10 | 11, 13.
        Assert.Equal(new DateOnly(2025, 10, 10), edition.PublicityTo);
        Assert.Equal(new DateOnly(2025, 10, 13), edition.ObjectionsTo);
        house.Clock.Set(new DateOnly(2025, 10, 13));
        Refused("LST1008", await house.Desk.CloseAsync(Maker, edition.Id, Token));
        house.Clock.Set(new DateOnly(2025, 10, 14));
        Done(await house.Desk.CloseAsync(Maker, edition.Id, Token));
    }

    [Fact]
    public async Task The_next_edition_says_who_joins_stays_and_leaves_and_why()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm("A"), Firm("B"), Firm("C"));
        var first = await house.FinalAsync();
        house.Subjects.Clear();
        house.Subjects.AddRange(Firm("A"), Firm("B", hasDrawn: true), Firm("D"));
        Refused("LST1020", await house.Desk.OpenAsync(Maker, Public, house.Get<ListPolicy>().Today(), Token)); // the year has one
        house.Clock.Set(new DateOnly(2026, 1, 5));
        var second = await house.FinalAsync();

        var changes = await house.Book.ChangesAsync(second.Id, Token);
        Assert.Equal([1, 1, 2], Enum.GetValues<ListChange>().Select(c => changes[c]));
        var left = (await house.Book.MembersAsync(Maker, second, new MemberQuery(null, ListChange.Leaves, new PageRequest(Sort: "name")), Token)).Rows;
        Assert.Equal([("B", "has_drawn"), ("C", ListReasons.Gone)], left.Select(m => (m.SubjectKey, m.Reasons)));
        var stayed = Assert.Single((await house.Book.MembersAsync(Maker, second, new MemberQuery(null, ListChange.Stays, new PageRequest()), Token)).Rows);
        Assert.Equal(first.FinalOn, stayed.Since); // without a break
        var old = await house.Book.EditionAsync(Maker, first.Id, Token);
        Assert.Equal((ListState.Superseded, second.FinalOn), (old!.State, old.SupersededOn));
        Assert.True(await house.Book.VerifyAsync(first.Id, Token) && await house.Book.VerifyAsync(second.Id, Token));
    }

    [Fact]
    public async Task A_final_edition_never_changes()
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var id = (await house.FinalAsync()).Id;
        foreach (var answer in new[]
        {
            await house.Desk.BuildAsync(Maker, id, Token), await house.Desk.PublishAsync(Approver, id, Token),
            await house.Desk.CloseAsync(Maker, id, Token), await house.Desk.FinaliseAsync(Approver, id, Token),
            await house.Desk.DiscardAsync(Maker, id, "改", Token),
        })
        {
            Refused("LST1023", answer);
        }

        Refused("LST1023", await house.ObjectAsync(Citizen, id, "A", "borrowed"));
        Assert.Equal(MemberState.Kept, (await house.StatesAsync(id))["A"]);
    }

    [Fact]
    public async Task One_edition_is_in_the_making_and_a_discarded_one_makes_room()
    {
        await using var house = await OpenAsync();
        var id = (await house.OpenedAsync()).Id;
        Refused("LST1004", await house.Desk.OpenAsync(Maker, Public, house.Get<ListPolicy>().Today(), Token));
        Refused("LST1006", await house.Desk.DiscardAsync(Maker, id, " ", Token));
        Done(await house.Desk.DiscardAsync(Maker, id, "日期选错", Token));
        await house.OpenedAsync();
        Refused("LST1020", await house.Desk.OpenAsync(Maker, Closed, house.Get<ListPolicy>().Today().AddDays(1), Token));
        Refused("LST1001", await house.Desk.OpenAsync(Maker, "nolist", house.Get<ListPolicy>().Today(), Token));
        Refused("LST1002", await house.Desk.OpenAsync(Citizen, Closed, house.Get<ListPolicy>().Today(), Token));
        Refused("LST1002", await house.Desk.OpenAsync(Viewer.Public, Closed, house.Get<ListPolicy>().Today(), Token));
    }

    [Fact]
    public async Task Candidates_are_built_anew_until_they_are_published()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm("A"), Firm("A"));
        var edition = await house.BuiltAsync();
        Assert.Equal(1, edition.Listed); // found twice, counted once
        house.Subjects.Add(Firm("B"));
        Assert.Equal(2, Done(await house.Desk.BuildAsync(Maker, edition.Id, Token)).Listed);
        Assert.True(await house.Book.VerifyAsync(edition.Id, Token));
        Done(await house.Desk.PublishAsync(Approver, edition.Id, Token));
        Refused("LST1023", await house.Desk.BuildAsync(Maker, edition.Id, Token));
    }

    [Fact]
    public async Task An_edition_holds_so_many_subjects_and_no_more()
    {
        await using var house = await OpenAsync(most: 2);
        house.Subjects.AddRange(Firm("A"), Firm("B"));
        var edition = await house.BuiltAsync();
        house.Subjects.Add(Firm("C"));
        Refused("LST1018", await house.Desk.BuildAsync(Maker, edition.Id, Token));
        Assert.Equal(2, (await house.StatesAsync(edition.Id)).Count); // nothing is lost
    }

    [Fact]
    public async Task A_rule_that_is_not_in_force_on_the_day_builds_nothing()
    {
        await using var house = await OpenAsync();
        var id = Done(await house.Desk.OpenAsync(Maker, Public, new DateOnly(2023, 1, 1), Token)).Id;
        Refused("LST1019", await house.Desk.BuildAsync(Maker, id, Token));
    }

    [Theory]
    [InlineData("UPDATE \"ListMembers\" SET \"Name\" = '别人'")]
    [InlineData("UPDATE \"ListMembers\" SET \"Reasons\" = 'has_drawn'")]
    [InlineData("UPDATE \"ListMembers\" SET \"State\" = 'Struck'")]
    [InlineData("UPDATE \"ListSteps\" SET \"Actor\" = 'maker' WHERE \"Step\" = 'finalise'")]
    [InlineData("UPDATE \"ListObjections\" SET \"AnswerWords\" = '另一句'")]
    [InlineData("DELETE FROM \"ListSteps\" WHERE \"Step\" = 'publish'")]
    public async Task What_is_changed_behind_the_desk_no_longer_fits_its_receipt(string sql)
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var edition = await house.PublishedAsync();
        var objection = Done(await house.ObjectAsync(Citizen, edition.Id, "A", "wrong"));
        Done(await house.Objections.AnswerAsync(Maker, objection.Id, "unproven", "没有查到", Token));
        await house.SettledAsync(edition.Id);
        Assert.True(await house.Book.VerifyAsync(edition.Id, Token));
        await using var context = await house.ContextAsync();
        await context.Database.ExecuteSqlRawAsync(sql, Token);
        Assert.False(await house.Book.VerifyAsync(edition.Id, Token));
    }
}
