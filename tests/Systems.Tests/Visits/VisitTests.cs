using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

public sealed class VisitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visit_has_its_outcome_next_step_receipt_and_audit()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1), "need");
        Assert.Equal((true, "declare", 100_000_000L, "440304"), (visit.IsCounted, visit.NextStep, visit.NeedFen, visit.DistrictCode));
        Assert.Matches("^[0-9a-f]{64}$", visit.ReceiptSha256);
        await using var context = await house.ContextAsync();
        var audit = await context.AuditEntries.SingleAsync(a => a.Action == "visit.record", Token);
        Assert.Equal(("街一", $"visit/{visit.Id}"), (audit.Actor, audit.Subject));
    }

    [Fact]
    public async Task Only_a_need_and_none_count_in_I01_and_the_others_set_a_next_step_or_a_correction()
    {
        await using var house = await VisitHouse.OpenAsync();
        var outcomes = house.Get<VisitPolicy>().Process.List("outcome").Codes;
        Assert.Equal(["need", "no_need"], outcomes.Where(o => o.Is("counted")).Select(o => o.Id));
        Assert.All(outcomes.Where(o => !o.Is("counted")), o => Assert.True(o.Fields["next"] != "none" || o.Fields["correction"] != "none"));
        var number = 0;
        foreach (var outcome in outcomes)
            await house.VisitedAsync(VisitHouse.Firm(++number), outcome.Id);
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token));
        Assert.Equal((2, 1), (funnel.Entities[FunnelStage.Visited], funnel.Entities[FunnelStage.Need]));
        var corrections = await house.List.CorrectionsAsync(VisitHouse.Team, Token);
        Assert.Equal(["address", "deregistration", "merge"], corrections.Select(c => c.Kind));
    }

    [Fact]
    public async Task The_same_visit_sent_twice_or_at_once_from_two_phones_is_one_visit()
    {
        await using var house = await VisitHouse.OpenAsync();
        var request = house.Request(VisitHouse.Firm(1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(
            () => house.Visits.RecordAsync(n % 2 == 0 ? VisitHouse.Officer : VisitHouse.SecondOfficer, request, Token), Token)));
        Assert.All(answers, a => Assert.Equal(request.Id, VisitHouse.Done(a).Id));
        Assert.Single(answers.Select(a => a.Value!.ReceiptSha256).Distinct());
        await using var context = await house.ContextAsync();
        Assert.Equal((1, 1), (await context.Set<Visit>().CountAsync(Token), await context.Set<VisitedEntity>().CountAsync(Token)));
        VisitHouse.Refused("VIS1004", await house.Visits.RecordAsync(VisitHouse.Officer, request with { Place = "别处" }, Token));
    }

    [Fact]
    public async Task Two_officers_at_one_new_firm_at_once_make_two_visits_of_one_entity()
    {
        await using var house = await VisitHouse.OpenAsync();
        var requests = Enumerable.Range(0, 6).Select(_ => house.Request(VisitHouse.Firm(1))).ToList();
        var answers = await Task.WhenAll(requests.Select((r, n) => Task.Run(
            () => house.Visits.RecordAsync(n % 2 == 0 ? VisitHouse.Officer : VisitHouse.SecondOfficer, r, Token), Token)));
        Assert.Single(answers.Select(a => VisitHouse.Done(a).EntityId).Distinct());
        Assert.Equal(6, answers.Select(a => a.Value!.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_visit_in_the_future_is_refused_with_clear_words_and_a_clock_slightly_ahead_is_not()
    {
        await using var house = await VisitHouse.OpenAsync();
        var request = house.Request(VisitHouse.Firm(1));
        var answer = await house.Visits.RecordAsync(VisitHouse.Officer, request with { At = house.Time.Now.AddYears(1) }, Token);
        VisitHouse.Refused("VIS1008", answer);
        Assert.Contains("手机的日期和时间", answer.Refusals[0].Message.Zh, StringComparison.Ordinal);
        VisitHouse.Refused("VIS1008", await house.Visits.RecordAsync(
            VisitHouse.Officer, request with { At = house.Time.Now.AddMinutes(6) }, Token));
        VisitHouse.Done(await house.Visits.RecordAsync(VisitHouse.Officer, request with { At = house.Time.Now.AddMinutes(4) }, Token));
    }

    [Fact]
    public async Task A_visit_of_a_day_without_network_is_taken_and_one_of_last_year_is_not()
    {
        await using var house = await VisitHouse.OpenAsync();
        VisitHouse.Done(await house.Visits.RecordAsync(
            VisitHouse.Officer, house.Request(VisitHouse.Firm(1)) with { At = house.Time.Now.AddDays(-29) }, Token));
        VisitHouse.Refused("VIS1009", await house.Visits.RecordAsync(
            VisitHouse.Officer, house.Request(VisitHouse.Firm(2)) with { At = house.Time.Now.AddYears(-1) }, Token));
    }

    [Theory]
    [InlineData("999999999", "VIS1006")] // no street of the city
    [InlineData(VisitHouse.OtherStreet, "VIS1007")] // another officer's
    public async Task An_entity_outside_the_city_or_the_street_is_refused_and_not_kept(string street, string code)
    {
        await using var house = await VisitHouse.OpenAsync();
        VisitHouse.Refused(code, await house.Visits.RecordAsync(VisitHouse.Officer, house.Request(VisitHouse.Firm(1, street)), Token));
        await using var context = await house.ContextAsync();
        Assert.False(await context.Set<VisitedEntity>().AnyAsync(Token));
    }

    [Fact]
    public async Task Wrong_input_is_refused_each_with_its_code_and_nothing_is_kept()
    {
        await using var house = await VisitHouse.OpenAsync();
        var good = house.Request(VisitHouse.Firm(1));
        var code = VisitHouse.UsciOf(1);
        foreach (var (bad, expected) in new (VisitRequest, string)[]
        {
            (good with { Id = Guid.Empty }, "VIS1011"),
            (good with { Entity = null }, "VIS1005"),
            (good with { Entity = good.Entity! with { Code = code[..17] + (code[17] == 'A' ? 'B' : 'A') } }, "VIS1005"),
            (good with { Entity = good.Entity! with { Code = "１" + code[1..] } }, "VIS1005"),
            (good with { Entity = good.Entity! with { IsIndividual = true } }, "VIS1005"),
            (good with { Entity = good.Entity! with { Name = " " } }, "VIS1011"),
            (good with { EntityId = Guid.CreateVersion7(), Entity = null }, "VIS1001"),
            (good with { Companions = [] }, "VIS1010"),
            (good with { Companions = [new VisitorRequest("mayor", "王")] }, "VIS1014"),
            (good with { Companions = [new VisitorRequest("bank", "")] }, "VIS1011"),
            (good with { Place = "" }, "VIS1011"),
            (good with { Place = "店\0内" }, "VIS1012"),
            (good with { Note = new string('长', 501) }, "VIS1012"),
            (good with { Outcome = "happy" }, "VIS1014"),
            (good with { Outcome = "need" }, "VIS1015"),
            (good with { Need = VisitHouse.Need() }, "VIS1015"),
            (good with { Outcome = "need", Need = VisitHouse.Need(100_000_001) }, "VIS1013"),
            (good with { Outcome = "need", Need = VisitHouse.Need() with { TermMonths = 0 } }, "VIS1013"),
            (good with { Outcome = "need", Need = VisitHouse.Need() with { Use = "stocks" } }, "VIS1014"),
            (good with { Obstacles = ["rain"] }, "VIS1014"),
        })
        {
            VisitHouse.Refused(expected, await house.Visits.RecordAsync(VisitHouse.Officer, bad, Token));
        }

        await using var context = await house.ContextAsync();
        Assert.Equal((0, 0), (await context.Set<Visit>().CountAsync(Token), await context.Set<VisitedEntity>().CountAsync(Token)));
    }

    [Fact]
    public async Task A_script_in_a_text_field_is_kept_as_text()
    {
        await using var house = await VisitHouse.OpenAsync();
        const string script = "<script>alert('x')</script>";
        var request = house.Request(VisitHouse.Firm(1) with { Name = script }) with { Note = script, Place = script };
        var visit = VisitHouse.Done(await house.Visits.RecordAsync(VisitHouse.Officer, request, Token));
        Assert.Equal((script, script), (visit.Note, visit.Place));
        Assert.Equal(script, Assert.Single((await house.List.EntitiesAsync(VisitHouse.Team, null, new PageRequest(), Token)).Rows).Name);
    }

    [Fact]
    public async Task An_individual_is_found_by_a_keyed_hash_and_the_number_stands_nowhere()
    {
        const string number = "440301199003070035";
        await using var house = await VisitHouse.OpenAsync();
        var person = new EntityRequest(number, true, "王艳燕", VisitHouse.Street);
        var (first, second) = (await house.VisitedAsync(person), await house.VisitedAsync(person));
        Assert.Equal(first.EntityId, second.EntityId);
        await using var context = await house.ContextAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Token);
        var path = context.Database.GetDbConnection().DataSource;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        Assert.DoesNotContain(number, await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_a_street_officer_records_and_nobody_reads_another_district()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        foreach (var viewer in new[] { VisitHouse.Team, VisitHouse.Owner, VisitHouse.Regulator, VisitHouse.Banker("B1"), Viewer.Public, VisitHouse.Officer with { AreaCode = null } })
            VisitHouse.Refused("VIS1002", await house.Visits.RecordAsync(viewer, house.Request(VisitHouse.Firm(2)), Token));
        VisitHouse.Refused("VIS1001", await house.Visits.RecordAsync(
            VisitHouse.FarOfficer, house.Request(VisitHouse.Firm(1)) with { EntityId = visit.EntityId, Entity = null }, Token));
        VisitHouse.Refused("VIS1007", await house.Visits.RecordAsync(VisitHouse.FarOfficer, house.Request(VisitHouse.Firm(1)), Token));
        foreach (var (viewer, count) in new[]
        {
            (VisitHouse.Officer, 1), (VisitHouse.Team, 1), (VisitHouse.Regulator, 1), (VisitHouse.FarOfficer, 0), (VisitHouse.FarTeam, 0),
            (VisitHouse.Owner, 0), (VisitHouse.Banker("B1"), 0), (Viewer.Public, 0), (VisitHouse.Team with { AreaCode = null }, 0),
        })
        {
            Assert.Equal(count, (await house.List.VisitsAsync(viewer, new PageRequest(), Token)).Total);
            Assert.Equal(count, (await house.List.EntitiesAsync(viewer, null, new PageRequest(), Token)).Total);
        }

        Assert.Empty(await house.Get<VisitFunnel>().OfAsync(VisitHouse.FarTeam, Token));
        Assert.Empty(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Officer, Token));
    }
}
