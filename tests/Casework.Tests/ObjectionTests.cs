using Huoshui.Operations;
using Huoshui.Registry;
using Xunit;
using static Huoshui.Casework.Tests.ListHouse;

namespace Huoshui.Casework.Tests;

/// <summary>Objections, their answers, and who sees what.</summary>
public sealed class ObjectionTests
{
    [Fact]
    public async Task An_objection_that_is_upheld_strikes_the_member()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm("A"), Firm("B"));
        var edition = await house.PublishedAsync();
        var objection = Done(await house.ObjectAsync(Citizen, edition.Id, "A", "borrowed"));
        Assert.Equal((new DateOnly(2025, 10, 10), new DateOnly(2025, 9, 30)), (objection.DueOn, objection.AmberOn));
        house.Clock.Move(TimeSpan.FromDays(30));
        Refused("LST1007", await house.Desk.CloseAsync(Maker, edition.Id, Token));
        Refused("LST1002", await house.Objections.AnswerAsync(Citizen, objection.Id, "proven", "属实", Token));
        Refused("LST1014", await house.Objections.AnswerAsync(Maker, objection.Id, "nothing", "属实", Token));
        Refused("LST1015", await house.Objections.AnswerAsync(Maker, objection.Id, "proven", "\u0007", Token));
        Done(await house.Objections.AnswerAsync(Maker, objection.Id, "proven", "征信有记录", Token));
        Refused("LST1010", await house.Objections.AnswerAsync(Maker, objection.Id, "unproven", "又不属实", Token));
        var final = await house.SettledAsync(edition.Id);

        var states = await house.StatesAsync(final.Id);
        Assert.Equal((MemberState.Struck, MemberState.Kept), (states["A"], states["B"]));
        Assert.True(await house.Book.VerifyAsync(final.Id, Token));
    }

    [Fact]
    public async Task An_objection_that_is_not_upheld_changes_nothing()
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var edition = await house.PublishedAsync();
        var objection = Done(await house.ObjectAsync(Citizen, edition.Id, "A", "borrowed"));
        Assert.False(Done(await house.Objections.AnswerAsync(Maker, objection.Id, "unproven", "没有查到", Token)).IsUpheld);
        Assert.Equal(MemberState.Candidate, (await house.StatesAsync(edition.Id))["A"]);
    }

    [Fact]
    public async Task Who_is_missing_comes_in_when_the_objection_is_upheld()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm("A"), Firm("B", hasDrawn: true));
        var edition = await house.PublishedAsync();
        Refused("LST1013", await house.ObjectAsync(Citizen, edition.Id, "A", "missing"));
        Refused("LST1012", await house.ObjectAsync(Citizen, edition.Id, "B", "borrowed"));
        Refused("LST1011", await house.ObjectAsync(Citizen, edition.Id, "91440300708461136X", "missing", "新商行"));
        Refused("LST1011", await house.ObjectAsync(Citizen, edition.Id, Usci, "missing"));
        var known = Done(await house.ObjectAsync(Citizen, edition.Id, "B", "missing", request: "r2"));
        var unknown = Done(await house.ObjectAsync(Citizen, edition.Id, Usci, "missing", "新商行", "r3"));
        Refused("LST1022", await house.ObjectAsync(Citizen, edition.Id, "9144030071526726XG", "missing", "别的商行", "r3"));
        foreach (var one in new[] { known, unknown })
            Done(await house.Objections.AnswerAsync(Maker, one.Id, "proven", "属实", Token));

        var final = await house.SettledAsync(edition.Id);
        Assert.All(await house.StatesAsync(final.Id), s => Assert.Equal(MemberState.Kept, s.Value));
        Assert.True(await house.Book.VerifyAsync(final.Id, Token));
    }

    [Fact]
    public async Task An_objection_sent_twice_is_one_and_a_key_is_used_once()
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var edition = await house.PublishedAsync();
        var first = Done(await house.ObjectAsync(Citizen, edition.Id, "A", "borrowed"));
        Assert.Equal(first.Id, Done(await house.ObjectAsync(Citizen, edition.Id, "A", "borrowed")).Id);
        Refused("LST1022", await house.ObjectAsync(Citizen, edition.Id, "A", "wrong"));
        Refused("LST1021", await house.ObjectAsync(Citizen, edition.Id, "A", "wrong", request: " "));
        Refused("LST1014", await house.ObjectAsync(Citizen, edition.Id, "A", "nothing", request: "r2"));
    }

    [Fact]
    public async Task Objections_end_with_their_last_day_and_an_account_has_so_many()
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var edition = await house.PublishedAsync();
        for (var n = 0; n < 10; n++)
            Done(await house.ObjectAsync(Citizen, edition.Id, "A", "wrong", request: $"r{n}"));
        Refused("LST1016", await house.ObjectAsync(Citizen, edition.Id, "A", "wrong", request: "r10"));
        house.Clock.Set(new DateOnly(2025, 10, 13));
        Done(await house.ObjectAsync(Owner, edition.Id, "A", "wrong"));
        house.Clock.Set(new DateOnly(2025, 10, 14));
        Refused("LST1009", await house.ObjectAsync(Owner, edition.Id, "A", "wrong", request: "r2"));
    }

    [Fact]
    public async Task Nobody_objects_without_signing_in_and_no_official_either()
    {
        await using var house = await OpenAsync();
        house.Subjects.Add(Firm("A"));
        var edition = await house.PublishedAsync();
        Refused("LST1002", await house.ObjectAsync(Viewer.Public, edition.Id, "A", "wrong"));
        Refused("LST1002", await house.ObjectAsync(Maker, edition.Id, "A", "wrong"));
    }

    [Fact]
    public async Task Everybody_sees_candidates_during_publicity_masked_as_the_pack_says_and_not_the_final_list()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Firm(Usci) with { Name = "旺园商行" }, Firm("B", hasDrawn: true), new ListCandidate("P1", "周桂兰", true, Facts()));
        var built = await house.BuiltAsync();
        Assert.Null(await house.Book.EditionAsync(Viewer.Public, built.Id, Token));
        var edition = Done(await house.Desk.PublishAsync(Approver, built.Id, Token));

        Assert.NotNull(await house.Book.EditionAsync(Viewer.Public, Public, "2025", Token));
        var shown = await house.Book.MembersAsync(Viewer.Public, edition, new MemberQuery(null, null, new PageRequest(Sort: "name")), Token);
        Assert.Equal(
            [("周**", "—"), ("旺园商行", "9144**********136T")],
            shown.Rows.Select(m => (house.Book.NameFor(Viewer.Public, edition, m), house.Book.KeyFor(Viewer.Public, edition, m))).OrderBy(m => m.Item2.Length));
        Assert.Equal("周**", house.Book.NameFor(Maker, edition, shown.Rows.Single(m => m.IsPersonal)));
        var search = new MemberQuery(null, null, new PageRequest(Search: Usci));
        Assert.Equal(1, (await house.Book.MembersAsync(Viewer.Public, edition, search, Token)).Total);
        foreach (var guess in new[] { "周桂", "B", "9144" }) // neither a masked name, nor one that is not listed, nor a part of a key
            Assert.Equal(0, (await house.Book.MembersAsync(Viewer.Public, edition, new MemberQuery(null, null, new PageRequest(Search: guess)), Token)).Total);
        var final = await house.SettledAsync(edition.Id);
        Assert.Null(await house.Book.EditionAsync(Viewer.Public, final.Id, Token));
        Assert.Empty(await house.Book.EditionsAsync(Viewer.Public, Token));
    }

    [Fact]
    public async Task Of_an_internal_list_an_entity_sees_and_objects_to_its_own_entry_only()
    {
        await using var house = await OpenAsync();
        house.Subjects.AddRange(Case("ZF1", "owner"), Case("ZF2", "other"));
        var edition = await house.PublishedAsync(Closed);

        Assert.Null(await house.Book.EditionAsync(Viewer.Public, edition.Id, Token));
        Assert.Null(await house.Book.EditionAsync(Citizen, edition.Id, Token));
        Assert.NotNull(await house.Book.EditionAsync(Owner, edition.Id, Token));
        var own = Assert.Single((await house.Book.MembersAsync(Owner, edition, new MemberQuery(null, null, new PageRequest()), Token)).Rows);
        Assert.Equal(("ZF1", "件ZF1"), (house.Book.KeyFor(Owner, edition, own), house.Book.NameFor(Owner, edition, own)));
        Refused("LST1001", await house.ObjectAsync(Citizen, edition.Id, "ZF1", "unwilling"));
        Refused("LST1001", await house.ObjectAsync(Owner, edition.Id, "ZF2", "unwilling"));
        var objection = Done(await house.ObjectAsync(Owner, edition.Id, "ZF1", "unwilling"));
        Assert.Empty(await house.Book.ObjectionsAsync(Citizen, edition, Token));
        Done(await house.Objections.AnswerAsync(Approver, objection.Id, "wish", "按您的意愿移出", Token));
        var final = await house.SettledAsync(edition.Id);
        Assert.Equal([MemberState.Struck, MemberState.Kept], (await house.StatesAsync(final.Id)).OrderBy(s => s.Key).Select(s => s.Value));
        Assert.Equal("2025-09", final.Period);
    }
}
