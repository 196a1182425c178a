using Huoshui.Systems.Returns;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class HistoryTests
{
    [Fact]
    public async Task Uploads_of_one_person_in_a_row_are_one_line_with_the_files_folded_in()
    {
        await using var house = await OpenAsync();
        await house.SendAsync(house.Loans(("L1", "100", "4")));
        await house.SendAsync(house.Loans(("L1", "110", "4")));
        var filing = await house.SendAsync(house.Loans(("L1", "120", "4")));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        await house.SendAsync(house.Loans(("L1", "130", "4")));

        var steps = (await house.Get<FilingList>().FindAsync(Preparer, filing.Id, Token))!.Steps;
        var acts = HistoryAct.Of(steps);

        Assert.Equal([1, 3], acts.Where(a => a.Action == FilingAction.Upload).Select(a => a.Uploads.Count));
        Assert.Equal(steps, acts.SelectMany(a => a.Steps));
    }

    [Theory]
    [InlineData(FilingAction.Ask, "重报申请 TL、TP：余额有误：补正", "re-filing TL, TP: 余额有误：补正")]
    [InlineData(FilingAction.Decide, "重报申请：同意", "re-filing: approved")]
    [InlineData(FilingAction.Decide, "规则异议：不同意 依据不足", "rule dispute: refused 依据不足")]
    [InlineData(FilingAction.JudgeExplanations, "TL_0901、TL_0902：不予认可 太短", "TL_0901, TL_0902: rejected 太短")]
    [InlineData(FilingAction.Upload, "TL、TP", "TL, TP")]
    [InlineData(FilingAction.Return, "余额、利率有误", "余额、利率有误")]
    public void The_note_of_a_step_is_in_the_readers_language_but_for_peoples_own_words(FilingAction action, string note, string english)
    {
        var step = new FilingStep
        {
            Id = Guid.Empty,
            FilingId = Guid.Empty,
            Sequence = 1,
            Action = action,
            At = DateTimeOffset.UnixEpoch,
            Actor = "zhang",
            From = FilingState.Preparing,
            To = FilingState.Preparing,
            Note = note,
        };

        Assert.Equal((note, english), (Words.Note(step)!.Zh, Words.Note(step)!.En));
    }

    [Fact]
    public void A_history_without_steps_has_no_lines() => Assert.Empty(HistoryAct.Of([]));
}
