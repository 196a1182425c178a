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

    [Fact]
    public void A_history_without_steps_has_no_lines() => Assert.Empty(HistoryAct.Of([]));
}
