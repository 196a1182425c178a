using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class StateMachineTests
{
    [Fact]
    public async Task A_filing_goes_from_preparation_to_acceptance()
    {
        await using var house = await OpenAsync();

        var id = await house.AcceptedAsync();

        Assert.Equal(FilingState.Accepted, await house.StateAsync(id));
    }

    [Fact]
    public async Task A_reminder_of_the_regulator_moves_the_deadline_of_an_open_filing_and_of_no_other()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        var deadline = DateOnly.FromDateTime(house.Time.Now.UtcDateTime).AddDays(9);

        Refused("FIL1002", await house.Desk.RemindAsync(Preparer, id, "请尽快报送", deadline, Token));
        Refused("FIL1019", await house.Desk.RemindAsync(Analyst, id, "请尽快报送", deadline.AddDays(-20), Token));
        var reminded = await house.Desk.RemindAsync(Analyst, id, "请尽快报送", deadline, Token);
        Assert.Equal(deadline, reminded.Value?.NewDeadline);
        Assert.Equal(FilingState.Preparing, await house.StateAsync(id));

        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
        Refused("FIL1003", await house.Desk.RemindAsync(Analyst, id, "请尽快报送", deadline, Token));
    }

    [Fact]
    public async Task Who_has_not_begun_is_reminded_by_a_filing_opened_in_its_name()
    {
        await using var house = await OpenAsync();
        var deadline = DateOnly.FromDateTime(house.Time.Now.UtcDateTime).AddDays(9);
        Task<Answer<Filing>> RemindAsync(Viewer viewer, DateOnly day, FilingKey key) =>
            house.Desk.RemindAsync(viewer, key, "逾期未报，请尽快报送", day, Token);

        Refused("FIL1002", await RemindAsync(Preparer, deadline, house.Key));
        Refused("FIL1019", await RemindAsync(Analyst, deadline.AddDays(-20), house.Key));
        Refused("FIL1006", await RemindAsync(Analyst, deadline, house.Key with { InstitutionId = "B9" }));
        Refused("FIL1018", await house.Desk.RemindAsync(Analyst, house.Key, " ", deadline, Token));
        await using (var context = await house.ContextAsync())
            Assert.Empty(await context.Set<Filing>().ToListAsync(Token));

        var reminded = await RemindAsync(Analyst, deadline, house.Key);
        Assert.Equal((FilingState.Preparing, deadline), (reminded.Value?.State, reminded.Value?.NewDeadline));
        var waiting = await house.Get<ReturnsInbox>().OfAsync(Preparer, 5, Token);
        Assert.Equal(1, Assert.Single(waiting).Total);
        var again = await RemindAsync(Analyst, deadline.AddDays(1), house.Key);
        Assert.Equal((reminded.Value!.Id, deadline.AddDays(1)), (again.Value?.Id, again.Value?.NewDeadline));
    }

    [Fact]
    public async Task A_reviewer_cannot_sign_his_own_filing()
    {
        await using var house = await OpenAsync();
        var id = await house.ReviewedAsync();
        var both = Reviewer with { Roles = new HashSet<string> { Registry.Roles.Reviewer, Registry.Roles.Signer } };

        Refused("FIL1004", await house.Desk.SignAsync(both, id, signs: true, null, Token));
    }

    [Fact]
    public async Task A_reviewer_may_sign_where_two_people_are_enough()
    {
        await using var house = await OpenAsync(people: 2);
        var id = await house.ReviewedAsync();
        var both = Reviewer with { Roles = new HashSet<string> { Registry.Roles.Reviewer, Registry.Roles.Signer } };

        Good(await house.Desk.SignAsync(both, id, signs: true, null, Token));
    }

    [Fact]
    public async Task A_preparer_cannot_review_his_own_filing()
    {
        await using var house = await OpenAsync();
        var id = await house.SubmittedAsync();
        var both = Preparer with { Roles = new HashSet<string> { Registry.Roles.Preparer, Registry.Roles.Reviewer } };

        Refused("FIL1004", await house.Desk.ReviewAsync(both, id, passes: true, null, Token));
    }

    [Fact]
    public async Task A_preparer_cannot_review_under_another_spelling_of_his_name()
    {
        await using var house = await OpenAsync();
        var id = await house.SubmittedAsync();

        Refused("FIL1004", await house.Desk.ReviewAsync(
            Person("ZHANG", Registry.Roles.Reviewer, Bank), id, passes: true, null, Token));
    }

    [Fact]
    public async Task Whoever_uploaded_a_table_cannot_review_it_although_another_submitted()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        Good(await house.Desk.SubmitAsync(SecondPreparer, id, Token));

        Refused("FIL1004", await house.Desk.ReviewAsync(
            Person("zhang", Registry.Roles.Reviewer, Bank), id, passes: true, null, Token));
    }

    [Fact]
    public async Task A_preparer_cannot_sign_even_where_two_people_are_enough()
    {
        await using var house = await OpenAsync(people: 2);
        var id = await house.ReviewedAsync();

        Refused("FIL1004", await house.Desk.SignAsync(
            Person("zhang", Registry.Roles.Signer, Bank), id, signs: true, null, Token));
    }

    [Fact]
    public async Task A_filing_cannot_be_signed_without_review()
    {
        await using var house = await OpenAsync();
        var id = await house.SubmittedAsync();

        Refused("FIL1003", await house.Desk.SignAsync(Signer, id, signs: true, null, Token));
    }

    [Fact]
    public async Task A_filing_cannot_be_accepted_twice()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();

        Refused("FIL1003", await house.Desk.AcceptAsync(Approver, id, Token));
    }

    [Fact]
    public async Task An_institution_cannot_accept_its_own_filing()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();

        var both = Signer with { Roles = new HashSet<string> { Registry.Roles.Signer, Registry.Roles.Approver } };

        Refused("FIL1002", await house.Desk.AcceptAsync(both, id, Token));
    }

    [Fact]
    public async Task The_regulator_cannot_upload_for_a_bank()
    {
        await using var house = await OpenAsync();

        var result = await house.Get<FilingIntake>().FileAsync(Analyst, house.Key, [house.Loans(("L1", "1", "4"))], Token);

        Assert.Equal("FIL1002", Assert.Single(result.Notes).Code);
    }

    [Fact]
    public async Task A_filing_with_a_missing_table_does_not_pass()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "4")));

        Refused("FIL1010", await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
        Assert.Equal(FilingState.CheckFailed, await house.StateAsync(filing.Id));
    }

    [Fact]
    public async Task A_filing_with_a_fatal_finding_does_not_pass()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "-100", "4")));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));

        Refused("FIL1011", await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
    }

    [Fact]
    public async Task A_correction_after_a_failed_check_passes()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "-100", "4")));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        await house.Desk.SubmitAsync(Preparer, filing.Id, Token);

        await house.SendAsync(house.Loans(("L1", "100", "4")));

        Good(await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
    }

    [Fact]
    public async Task An_upload_replaces_that_table_only()
    {
        await using var house = await OpenAsync();
        await house.SendAsync(house.Loans(("L1", "100", "4")), house.File("TP.csv", "TP_LOAN,TP_VALUE\nL1,5\nL2,6\n"));

        var filing = await house.SendAsync(house.Loans(("L1", "100", "4"), ("L2", "7", "4")));

        Assert.Equal([("TL", 2L), ("TP", 2L)], filing.Tables.OrderBy(t => t.Table).Select(t => (t.Table, t.Rows)));
    }

    [Fact]
    public async Task A_return_needs_a_reason_and_a_deadline_to_come()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();

        Refused("FIL1018", await house.Desk.ReturnAsync(Approver, id, " ", new DateOnly(2025, 7, 20), Token));
        Refused("FIL1019", await house.Desk.ReturnAsync(Approver, id, "余额有误", new DateOnly(2025, 7, 1), Token));
    }

    [Fact]
    public async Task A_returned_filing_can_be_corrected_and_gets_a_new_version()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();
        Good(await house.Desk.ReturnAsync(Approver, id, "余额有误", new DateOnly(2025, 7, 20), Token));

        await house.SendAsync(house.Loans(("L1", "101", "4")));
        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
        Good(await house.Desk.ReviewAsync(Reviewer, id, passes: true, null, Token));
        Good(await house.Desk.SignAsync(Signer, id, signs: true, null, Token));

        var view = await house.Get<FilingList>().FindAsync(Preparer, id, Token);
        Assert.Equal([2, 1], view!.Versions.Select(v => v.Version.Number));
    }

    [Fact]
    public async Task Sending_back_inside_the_institution_needs_a_reason()
    {
        await using var house = await OpenAsync();
        var id = await house.SubmittedAsync();

        Refused("FIL1018", await house.Desk.ReviewAsync(Reviewer, id, passes: false, null, Token));
    }

    [Fact]
    public async Task A_certified_filing_cannot_be_withdrawn_without_leave()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();

        Refused("FIL1003", await house.Desk.WithdrawAsync(Preparer, id, "发现错误", Token));
    }

    [Fact]
    public async Task An_accepted_date_is_locked_against_uploads()
    {
        await using var house = await OpenAsync();
        await house.AcceptedAsync();

        var result = await house.Get<FilingIntake>().FileAsync(Preparer, house.Key, [house.Loans(("L1", "5", "4"))], Token);

        Assert.Equal("FIL1009", Assert.Single(result.Notes).Code);
    }

    [Fact]
    public async Task Certification_is_refused_when_a_table_is_cleared_behind_the_reviewers_back()
    {
        await using var house = await OpenAsync();
        var id = await house.ReviewedAsync();
        await using (var context = await house.ContextAsync())
        {
            var table = Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions
                .FirstAsync(context.Set<FilingTable>(), t => t.FilingId == id && t.Table == "TP", Token);
            (await table).State = null;
            await context.SaveChangesAsync(Token);
        }

        Refused("FIL1010", await house.Desk.SignAsync(Signer, id, signs: true, null, Token));
    }

    [Fact]
    public async Task The_receipt_names_three_people_and_stays_the_same()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();

        var receipt = (await house.Get<FilingList>().FindAsync(Approver, id, Token))!.Versions[0].Receipt!;

        Assert.Equal("zhang,li,wang", receipt.People);
        Assert.Equal(64, receipt.Sha256.Length);
    }
}
