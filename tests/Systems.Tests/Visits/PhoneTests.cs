using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Phone;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>Phones of street officers: their keys, their end, and the visits that they bring.</summary>
public sealed class PhoneTests
{
    private static readonly Guid Id = Guid.Parse("0a7d6f0e-1111-4222-8333-444455556666");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_gets_a_key_of_its_own_which_is_the_same_at_every_sign_in_and_stands_nowhere_in_clear()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        var first = VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token));
        Assert.Equal(32, Convert.FromBase64String(first.Key).Length);
        Assert.Equal(first.Key, VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token)).Key);
        Assert.Equal(first.Key, VisitHouse.Done(await desk.OpenAsync(VisitHouse.Officer, Id, 2, Token)).Key);
        var other = VisitHouse.Done(await desk.RegisterAsync(VisitHouse.SecondOfficer, Guid.CreateVersion7(), "手机二", Token));
        Assert.NotEqual(first.Key, other.Key);
        await using var context = await house.ContextAsync();
        var kept = await context.Set<PhoneDevice>().SingleAsync(d => d.Id == Id, Token);
        Assert.DoesNotContain(first.Key, kept.ProtectedKey!, StringComparison.Ordinal);
        Assert.Equal(2, kept.Unsynced);
    }

    [Fact]
    public async Task Only_its_owner_opens_a_phone_and_only_a_street_officer_registers_one()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token));
        VisitHouse.Refused("VIS1040", await desk.OpenAsync(VisitHouse.SecondOfficer, Id, 0, Token));
        VisitHouse.Refused("VIS1040", await desk.ContactAsync(VisitHouse.SecondOfficer, Id, Token));
        VisitHouse.Refused("VIS1002", await desk.RegisterAsync(VisitHouse.Team, Guid.CreateVersion7(), "手机", Token));
        VisitHouse.Refused("VIS1002", await desk.OpenAsync(VisitHouse.Owner, Id, 0, Token));
        VisitHouse.Refused("VIS1011", await desk.RegisterAsync(VisitHouse.Officer, Guid.CreateVersion7(), " ", Token));
        VisitHouse.Refused("VIS1012", await desk.RegisterAsync(VisitHouse.Officer, Guid.CreateVersion7(), new string('长', 101), Token));
    }

    [Fact]
    public async Task A_revoked_phone_is_refused_everywhere_and_its_key_is_gone()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "丢了的", Token));
        VisitHouse.Refused("VIS1001", await desk.RevokeAsync(VisitHouse.SecondOfficer, Id, Token));
        VisitHouse.Refused("VIS1001", await desk.RevokeAsync(VisitHouse.FarTeam, Id, Token));
        VisitHouse.Refused("VIS1001", await desk.RevokeAsync(VisitHouse.Regulator, Id, Token));
        VisitHouse.Done(await desk.RevokeAsync(VisitHouse.Team, Id, Token));
        VisitHouse.Refused("VIS1041", await desk.OpenAsync(VisitHouse.Officer, Id, 0, Token));
        VisitHouse.Refused("VIS1041", await desk.ContactAsync(VisitHouse.Officer, Id, Token));
        VisitHouse.Refused("VIS1041", await desk.RegisterAsync(VisitHouse.Officer, Id, "丢了的", Token));
        await using var context = await house.ContextAsync();
        Assert.Null((await context.Set<PhoneDevice>().SingleAsync(d => d.Id == Id, Token)).ProtectedKey);
        Assert.Equal(
            ["福田专班"], await context.AuditEntries.Where(a => a.Action == "phone.revoke").Select(a => a.Actor).ToListAsync(Token));
    }

    [Theory]
    [InlineData(Roles.SystemAdministrator)]
    [InlineData(Roles.SecurityAdministrator)]
    public async Task An_administrator_and_the_officer_himself_revoke_too(string role)
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token));
        var second = VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Guid.CreateVersion7(), "手机二", Token)).Device.Id;
        var administrator = VisitHouse.Person("admin", role);
        Assert.Equal(2, (await desk.ListAsync(administrator, Token)).Count);
        VisitHouse.Done(await desk.RevokeAsync(administrator, Id, Token));
        VisitHouse.Done(await desk.RevokeAsync(VisitHouse.Officer, second, Token));
        Assert.All(await desk.ListAsync(VisitHouse.Officer, Token), d => Assert.True(d.IsRevoked));
        Assert.Empty(await desk.ListAsync(VisitHouse.Regulator, Token));
        Assert.Empty(await desk.ListAsync(VisitHouse.FarTeam, Token));
    }

    [Fact]
    public async Task A_phone_that_signed_out_has_no_key_and_is_unknown_from_then_on()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token));
        VisitHouse.Refused("VIS1001", await desk.LeaveAsync(VisitHouse.Team, Id, Token));
        Assert.False(VisitHouse.Done(await desk.LeaveAsync(VisitHouse.Officer, Id, Token)).IsRevoked);
        VisitHouse.Refused("VIS1040", await desk.OpenAsync(VisitHouse.Officer, Id, 0, Token));
    }

    [Fact]
    public async Task After_seven_days_without_contact_by_the_servers_clock_the_old_key_is_gone()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        var first = VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机一", Token));
        house.Time.Now = house.Time.Now.AddDays(7).AddMinutes(-5);
        var before = VisitHouse.Done(await desk.OpenAsync(VisitHouse.Officer, Id, 3, Token));
        Assert.Equal((first.Key, false), (before.Key, before.IsRenewed));
        house.Time.Now = house.Time.Now.AddDays(7).AddMinutes(5);
        VisitHouse.Refused("VIS1040", await desk.ContactAsync(VisitHouse.Officer, Id, Token)); // it opens first
        var after = VisitHouse.Done(await desk.OpenAsync(VisitHouse.Officer, Id, 3, Token));
        Assert.True(after.IsRenewed);
        Assert.NotEqual(first.Key, after.Key);
        Assert.False(VisitHouse.Done(await desk.OpenAsync(VisitHouse.Officer, Id, 0, Token)).IsRenewed);
    }

    [Fact]
    public async Task An_account_has_ten_phones_at_most_and_a_revoked_one_makes_room()
    {
        await using var house = await VisitHouse.OpenAsync();
        var desk = house.Get<PhoneDesk>();
        var ids = Enumerable.Range(0, PhoneLimits.Devices).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in ids)
            VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, id, "手机", Token));
        VisitHouse.Refused("VIS1042", await desk.RegisterAsync(VisitHouse.Officer, Id, "手机", Token));
        VisitHouse.Done(await desk.RevokeAsync(VisitHouse.Officer, ids[0], Token));
        VisitHouse.Done(await desk.RegisterAsync(VisitHouse.Officer, Id, "手机", Token));
    }

    [Fact]
    public async Task A_batch_takes_what_is_right_says_what_is_not_and_is_the_same_when_it_comes_again()
    {
        await using var house = await VisitHouse.OpenAsync();
        var batch = house.Get<VisitBatch>();
        var (good, future, far) = (house.Request(VisitHouse.Firm(1)), house.Request(VisitHouse.Firm(2)) with { At = house.Time.Now.AddYears(1) },
            house.Request(VisitHouse.Firm(3, VisitHouse.OtherStreet)));
        var again = house.Request(VisitHouse.Firm(1));
        var first = await batch.RecordAsync(VisitHouse.Officer, [good, future, far, again, good], Token);
        Assert.Equal([null, "VIS1008", "VIS1007", null, null], first.Select(s => s.Answer.Refusals.Select(r => r.Code).FirstOrDefault()));
        Assert.Equal([false, false, false, false, true], first.Select(s => s.WasThere));
        Assert.Equal(first[0].Answer.Value!.EntityId, first[3].Answer.Value!.EntityId);
        var second = await batch.RecordAsync(VisitHouse.SecondOfficer, [again, good], Token); // another phone of the street
        Assert.All(second, s => Assert.True(s is { WasThere: true, Answer.Succeeded: true }));
        VisitHouse.Refused("VIS1004", (await batch.RecordAsync(VisitHouse.Officer, [good with { Place = "别处" }], Token))[0].Answer);
        await using var context = await house.ContextAsync();
        Assert.Equal((2, 1), (await context.Set<Visit>().CountAsync(Token), await context.Set<VisitedEntity>().CountAsync(Token)));
        Assert.Equal(2, await context.AuditEntries.CountAsync(a => a.Action == "visit.record", Token));
        Assert.Null((await AuditChain.VerifyAsync(context, Token)).FirstBroken);
    }

    [Fact]
    public async Task A_visit_that_is_refused_for_its_street_does_not_refuse_the_next_of_the_same_firm()
    {
        await using var house = await VisitHouse.OpenAsync();
        var (far, near) = (house.Request(VisitHouse.Firm(1, VisitHouse.OtherStreet)), house.Request(VisitHouse.Firm(1)));
        var done = await house.Get<VisitBatch>().RecordAsync(VisitHouse.Officer, [far, near], Token);
        VisitHouse.Refused("VIS1007", done[0].Answer);
        VisitHouse.Done(done[1].Answer);
    }

    [Fact]
    public async Task A_correction_of_the_register_comes_with_a_batch_as_with_one_visit()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.Get<VisitBatch>().RecordAsync(VisitHouse.Officer, [house.Request(VisitHouse.Firm(1), "deregistered")], Token);
        Assert.Equal("deregistration", Assert.Single(await house.List.CorrectionsAsync(VisitHouse.Team, Token)).Kind);
        Assert.All(
            await house.Get<VisitBatch>().RecordAsync(VisitHouse.Team, [house.Request(VisitHouse.Firm(1))], Token),
            s => VisitHouse.Refused("VIS1002", s.Answer));
    }
}
