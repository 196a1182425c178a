using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.FirstLoans;
using Huoshui.Systems.Tests.Visits;
using Huoshui.Systems.Visits;
using Xunit;

namespace Huoshui.Systems.Tests.FirstLoans;

/// <summary>Coaching: from the final list over the bank's contacts to the first loan.</summary>
public sealed class CoachingTests
{
    private static readonly Viewer Approver = VisitHouse.Person("approver", Roles.Approver);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Firms_of_the_list_are_assigned_by_turns_once_and_persons_are_not()
    {
        await using var house = await VisitHouse.OpenAsync();
        Refused("COA1004", await house.Get<CoachingDesk>().AssignAsync(VisitHouse.Regulator, Token));
        await ListedAsync(house, 5, person: true);
        Assert.Equal((5, 1), await house.Get<CoachingBook>().WaitingAsync(Token));
        Refused("COA1002", await house.Get<CoachingDesk>().AssignAsync(VisitHouse.Banker("B1"), Token));
        Refused("COA1002", await house.Get<CoachingDesk>().AssignAsync(Approver, Token));
        Assert.Single(await house.Get<CoachingInbox>().OfAsync(VisitHouse.Regulator, 20, Token));
        Assert.Equal(5, Done(await house.Get<CoachingDesk>().AssignAsync(VisitHouse.Regulator, Token)).Assigned);

        Assert.Equal([1, 2, 2], (await house.Get<CoachingBook>().FiguresAsync(VisitHouse.Regulator, Token)).Select(f => f.Parties).Order());
        var pages = new[] { 0, 2, 4 }.Select(offset => house.Get<CoachingBook>().PageAsync(VisitHouse.Regulator, new PageRequest(offset, 2), Token));
        var read = await Task.WhenAll(pages);
        Assert.Equal([(2, 5), (2, 5), (1, 5)], read.Select(p => (p.Rows.Count, p.Total)));
        Assert.Equal(5, read.SelectMany(p => p.Rows).Select(p => p.Coaching.Id).Distinct().Count());
        Assert.Equal(0, Done(await house.Get<CoachingDesk>().AssignAsync(VisitHouse.Regulator, Token)).Assigned);
        Assert.All(await ListAsync(house.Get<CoachingBook>(), VisitHouse.Banker("B1"), Token), p => Assert.Equal("B1", p.Coaching.BankId));
        Assert.Empty(await ListAsync(house.Get<CoachingBook>(), VisitHouse.Owner, Token));
    }

    [Fact]
    public async Task A_contact_is_owed_in_time_and_sent_twice_is_one()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await CoachedAsync(house);
        var (desk, bank) = (house.Get<CoachingDesk>(), VisitHouse.Banker(one.BankId));
        Assert.Equal(one.AssignedOn.AddDays(15), one.DueOn);
        house.Time.Now = house.Time.Now.AddDays(16);
        Assert.Equal(1, (await FiguresAsync(house)).Overdue);
        Assert.Equal(one.DueOn, Assert.Single(Assert.Single(await house.Get<CoachingInbox>().OfAsync(bank, 20, Token)).First).Due);
        var today = house.Get<CoachingPolicy>().Today();
        var contact = new ContactRequest(Guid.CreateVersion7(), today, "visit", "上门讲解材料");
        Refused("COA1001", await desk.ContactAsync(VisitHouse.Banker(one.BankId == "B1" ? "B2" : "B1"), one.Id, contact, Token));
        Refused("COA1002", await desk.ContactAsync(VisitHouse.Regulator, one.Id, contact with { Id = Guid.CreateVersion7() }, Token));
        Refused("COA1008", await desk.ContactAsync(bank, one.Id, contact with { Kind = "dream" }, Token));
        Refused("COA1009", await desk.ContactAsync(bank, one.Id, contact with { Words = " " }, Token));
        Refused("COA1007", await desk.ContactAsync(bank, one.Id, contact with { On = today.AddDays(1) }, Token));
        Refused("COA1007", await desk.ContactAsync(bank, one.Id, contact with { On = one.AssignedOn.AddDays(-1) }, Token));
        Done(await desk.ContactAsync(bank, one.Id, contact, Token));
        Done(await desk.ContactAsync(bank, one.Id, contact, Token));
        Refused("COA1012", await desk.ContactAsync(bank, one.Id, contact with { Words = "另一次" }, Token));

        var (party, steps) = (await house.Get<CoachingBook>().OneAsync(bank, one.Id, Token))!.Value;
        Assert.Equal((2, today.AddDays(45)), (steps.Count, party.Coaching.DueOn));
        Assert.Equal((1, 0), ((await FiguresAsync(house)).Coached, (await FiguresAsync(house)).Overdue));
    }

    [Fact]
    public async Task The_first_new_drawdown_after_the_assignment_is_the_first_loan_of_whatever_bank()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await CoachedAsync(house);
        var accepted = await house.AcceptedAsync(VisitHouse.Firm(1), wish: one.BankId == "B1" ? "B2" : "B1");
        var lender = VisitHouse.Banker(accepted.BankId!);
        VisitHouse.Done(await house.Bank.GrantAsync(lender, accepted.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(lender, accepted.Id, house.Draw("JJ0", 1_000, "renewal"), Token));
        Assert.Equal(0, (await FiguresAsync(house)).Borrowed);
        VisitHouse.Done(await house.Bank.DrawAsync(lender, accepted.Id, house.Draw("JJ1", 200_000), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(lender, accepted.Id, house.Draw("JJ2", 300_000), Token));

        var party = Assert.Single(await ListAsync(house.Get<CoachingBook>(), VisitHouse.Regulator, Token));
        Assert.Equal(("JJ1", true, lender.InstitutionId), (party.Loan!.IouId, party.Loan.IsFound, party.Loan.BankId));
        var figures = await FiguresAsync(house);
        Assert.Equal((1, 20_000_000L, one.BankId), (figures.Borrowed, figures.AmountFen, figures.BankId)); // of the coaching bank, once
    }

    [Fact]
    public async Task A_bank_learns_that_another_lent_and_nothing_of_that_loan()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await CoachedAsync(house);
        var accepted = await house.AcceptedAsync(VisitHouse.Firm(1), wish: one.BankId == "B1" ? "B2" : "B1");
        Assert.NotEqual(one.BankId, accepted.BankId);
        var lender = VisitHouse.Banker(accepted.BankId!);
        VisitHouse.Done(await house.Bank.GrantAsync(lender, accepted.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(lender, accepted.Id, house.Draw("JJ1", 200_000), Token));
        var (book, coach) = (house.Get<CoachingBook>(), VisitHouse.Banker(one.BankId));
        var listed = Assert.Single(await ListAsync(book, coach, Token));
        var (shown, _) = (await book.OneAsync(coach, one.Id, Token))!.Value;
        foreach (var loan in new[] { listed.Loan!, shown.Loan! })
            Assert.Equal((null, null, null, true), (loan.BankId, loan.IouId, loan.AmountFen, loan.IsFound));
        var figures = Assert.Single(await book.FiguresAsync(coach, Token));
        Assert.Equal((1, 0L), (figures.Borrowed, figures.AmountFen));
    }

    [Fact]
    public async Task A_loan_outside_the_coordination_is_told_once_and_ends_the_coaching()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await CoachedAsync(house, 4);
        var (desk, bank, today) = (house.Get<CoachingDesk>(), VisitHouse.Banker(one.BankId), house.Get<CoachingPolicy>().Today());
        Refused("COA1010", await desk.BorrowAsync(bank, one.Id, new LoanRequest("借据 1", 1, today), Token));
        Refused("COA1010", await desk.BorrowAsync(bank, one.Id, new LoanRequest("JJ1", 0, today), Token));
        Refused("COA1002", await desk.BorrowAsync(VisitHouse.Banker(one.BankId, Roles.Preparer), one.Id, new LoanRequest("JJ1", 1, today), Token));
        Done(await desk.BorrowAsync(bank, one.Id, new LoanRequest("JJ1", 50_000, today), Token));
        Refused("COA1006", await desk.BorrowAsync(bank, one.Id, new LoanRequest("JJ2", 50_000, today), Token));
        Refused("COA1006", await desk.EndAsync(bank, one.Id, "declined", Token));
        var other = (await ListAsync(house.Get<CoachingBook>(), bank, Token)).First(p => p.Coaching.Id != one.Id).Coaching;
        Refused("COA1011", await desk.BorrowAsync(bank, other.Id, new LoanRequest("JJ1", 50_000, today), Token));
        Refused("COA1008", await desk.EndAsync(bank, other.Id, "bored", Token));
        Done(await desk.EndAsync(bank, other.Id, "declined", Token));
        Assert.Equal(0, Done(await desk.AssignAsync(VisitHouse.Regulator, Token)).Assigned); // neither is given to another bank
    }

    private static async Task<CoachingFigures> FiguresAsync(VisitHouse house) =>
        Assert.Single(await house.Get<CoachingBook>().FiguresAsync(VisitHouse.Regulator, Token));

    private static async Task<IReadOnlyList<CoachedParty>> ListAsync(CoachingBook book, Viewer viewer, CancellationToken stop) =>
        (await book.PageAsync(viewer, new PageRequest(Limit: PageRequest.LargestLimit), stop)).Rows;

    private static async Task<Coaching> CoachedAsync(VisitHouse house, int firms = 1)
    {
        await ListedAsync(house, firms, person: false);
        Done(await house.Get<CoachingDesk>().AssignAsync(VisitHouse.Regulator, Token));
        return (await ListAsync(house.Get<CoachingBook>(), VisitHouse.Regulator, Token))[0].Coaching;
    }

    private static async Task ListedAsync(VisitHouse house, int firms, bool person)
    {
        for (var n = 1; n <= firms; n++)
            await house.VisitedAsync(VisitHouse.Firm(n), "need");
        if (person)
            await house.VisitedAsync(new EntityRequest(Person(), true, "周桂兰小吃店", VisitHouse.Street), "need");
        var desk = house.Get<ListDesk>();
        var id = (await desk.OpenAsync(VisitHouse.Regulator, "firstloan", house.Get<ListPolicy>().Today(), Token)).Value!.Id;
        Assert.True((await desk.BuildAsync(VisitHouse.Regulator, id, Token)).Succeeded);
        Assert.True((await desk.PublishAsync(Approver, id, Token)).Succeeded);
        house.Time.Now = house.Time.Now.AddDays(20);
        Assert.True((await desk.CloseAsync(VisitHouse.Regulator, id, Token)).Succeeded);
        Assert.True((await desk.FinaliseAsync(Approver, id, Token)).Succeeded);
    }

    private static string Person() => "44030319850101001" + "0123456789X".First(
        last => Policies.CheckDigits.IsIdentityCard(System.Text.Encoding.ASCII.GetBytes("44030319850101001" + last)));

    private static CoachingAnswer Done(CoachingAnswer answer)
    {
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
        return answer;
    }

    private static void Refused(string code, CoachingAnswer answer) => Assert.Equal(code, Assert.Single(answer.Refusals).Code);
}
