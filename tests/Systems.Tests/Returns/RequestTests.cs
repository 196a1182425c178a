using Huoshui.Diagnostics;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class RequestTests
{
    private static readonly DateOnly Later = new(2025, 7, 25);

    private static NewRequest Refile(params string[] tables) => new(FilingRequestKind.Refile, "余额录入有误", tables, Later);

    [Fact]
    public async Task An_approved_refiling_opens_the_tables_of_its_scope_and_no_other()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, Refile("TL"), Token);

        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, "同意"), Token));

        await house.SendAsync(house.Loans(("L1", "111", "4")));
        Refused("FIL1014", await house.Desk.DeclareAsync(Preparer, id, "TP", isZero: true, Token));
    }

    [Fact]
    public async Task The_old_version_stays_in_force_until_the_new_one_is_accepted()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, Refile("TL"), Token);
        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, null), Token));
        await house.SendAsync(house.Loans(("L1", "111", "4")));
        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
        Good(await house.Desk.ReviewAsync(Reviewer, id, passes: true, null, Token));
        Good(await house.Desk.SignAsync(Signer, id, signs: true, null, Token));

        var before = (await house.Get<FilingList>().FindAsync(Preparer, id, Token))!.Versions;
        Good(await house.Desk.AcceptAsync(Approver, id, Token));
        var after = (await house.Get<FilingList>().FindAsync(Preparer, id, Token))!.Versions;

        Assert.Null(before[1].Version.SupersededAt);
        Assert.NotNull(after[1].Version.SupersededAt);
        Assert.NotNull(after[0].Version.AcceptedAt);
    }

    [Fact]
    public async Task A_refiling_lists_the_published_figures_that_it_would_change()
    {
        FindAffectedFigures find = (change, _) => Task.FromResult<IReadOnlyList<AffectedFigure>>(
            [new AffectedFigure("T05", new LocalizedText("科技贷款余额", "tech loans"), change.AsOf, DateTimeOffset.UnixEpoch)]);
        await using var house = await OpenAsync(more: s => s.AddSingleton(find));
        var id = await house.AcceptedAsync();

        var asked = await house.Get<RequestDesk>().AskAsync(Preparer, id, Refile("TL"), Token);

        Assert.Equal("T05", Assert.Single(RequestDesk.ImpactOf(asked.Value!)).FigureId);
    }

    [Fact]
    public async Task A_bank_cannot_approve_its_own_refiling()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, Refile("TL"), Token);

        Refused("FIL1002", await desk.DecideAsync(Preparer, asked.Value!.Id, new Decision(Approves: true, null), Token));
    }

    [Fact]
    public async Task A_request_is_decided_once()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, Refile("TL"), Token);
        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: false, "理由不足"), Token));

        Refused("FIL1021", await desk.DecideAsync(Approver, asked.Value.Id, new Decision(Approves: true, null), Token));
        Assert.Equal(FilingState.Accepted, await house.StateAsync(id));
    }

    [Fact]
    public async Task Asking_the_same_twice_is_one_request()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var desk = house.Get<RequestDesk>();

        var first = await desk.AskAsync(Preparer, id, Refile("TL"), Token);
        var second = await desk.AskAsync(Preparer, id, Refile("TL"), Token);

        Assert.Equal(first.Value!.Id, second.Value!.Id);
    }

    [Fact]
    public async Task A_refiling_of_an_open_filing_is_refused()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();

        Refused("FIL1003", await house.Get<RequestDesk>().AskAsync(Preparer, id, Refile("TL"), Token));
    }

    [Fact]
    public async Task An_extension_moves_the_deadline_and_a_filing_is_late_only_after_it()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, new NewRequest(FilingRequestKind.Extension, "系统升级", [], Later), Token);
        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, null), Token));
        var calendar = house.Get<ReturnsCalendar>();
        var filing = (await house.Get<FilingList>().FindAsync(Preparer, id, Token))!.Filing;

        house.Time.Now = new DateTimeOffset(2025, 7, 25, 15, 0, 0, TimeSpan.Zero); // 23:00 in Shanghai
        var onTheDay = calendar.IsLate(filing);
        house.Time.Now = new DateTimeOffset(2025, 7, 25, 16, 30, 0, TimeSpan.Zero); // 00:30 of the next day
        var after = calendar.IsLate(filing);

        Assert.Equal((false, true), (onTheDay, after));
    }

    [Fact]
    public async Task A_withdrawal_by_leave_brings_a_certified_filing_back()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(Preparer, id, new NewRequest(FilingRequestKind.Withdrawal, "发现错误", []), Token);

        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, null), Token));

        Assert.Equal(FilingState.Preparing, await house.StateAsync(id));
    }

    [Fact]
    public async Task A_waiver_holds_until_its_end_and_no_longer()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "-100", "4")));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        var desk = house.Get<RequestDesk>();
        var asked = await desk.AskAsync(
            Preparer, filing.Id, new NewRequest(FilingRequestKind.Dispute, "透支账户可为负", ["TL_BALANCE_RANGE"], Later), Token);
        Good(await desk.DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, null), Token));

        house.Time.Now = new DateTimeOffset(2025, 7, 26, 2, 0, 0, TimeSpan.Zero);
        Refused("FIL1011", await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
        house.Time.Now = new DateTimeOffset(2025, 7, 25, 2, 0, 0, TimeSpan.Zero);
        Good(await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
    }

    [Fact]
    public async Task A_dispute_of_an_unknown_rule_is_refused()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();

        Refused("FIL1022", await house.Get<RequestDesk>().AskAsync(
            Preparer, id, new NewRequest(FilingRequestKind.Dispute, "不合理", ["TL_9999"], Later), Token));
    }

    [Fact]
    public async Task The_calendar_marks_what_nobody_filed()
    {
        await using var house = await OpenAsync();
        await house.AcceptedAsync();
        house.Time.Now = new DateTimeOffset(2025, 7, 20, 2, 0, 0, TimeSpan.Zero);

        var due = await house.Get<ReturnsCalendar>().ListAsync(Analyst, June, June, null, Token);

        Assert.Equal([(Bank, false), (OtherBank, true)], due.Select(d => (d.Institution.Id, d.IsLate)));
    }

    [Fact]
    public async Task A_date_from_before_deadlines_bind_is_never_late()
    {
        await using var house = await OpenAsync();
        var day = new DateOnly(2024, 12, 31);

        var due = await house.Get<ReturnsCalendar>().ListAsync(Analyst, day, day, null, Token);

        Assert.All(due, d => Assert.False(d.IsLate));
    }

    [Fact]
    public async Task An_institution_sees_its_own_calendar_only()
    {
        await using var house = await OpenAsync();

        var due = await house.Get<ReturnsCalendar>().ListAsync(Stranger, June, June, null, Token);

        Assert.Equal(OtherBank, Assert.Single(due).Institution.Id);
    }
}
