using Huoshui.Systems.Returns;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class FiledNamesTests
{
    // The version that was certified keeps its names though the filer has sent another file since.
    [Fact]
    public async Task A_filed_line_is_named_by_its_file_also_after_another_took_its_place()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();
        var certified = await StagedAsync(house, id);
        Good(await house.Desk.ReturnAsync(Approver, id, "余额有误", June.AddDays(20), Token));
        await house.SendAsync(house.File("TL-更正.csv", "TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\nL1,李四,90,4,2025-06-30\n"));
        var standing = await StagedAsync(house, id);

        var names = await house.Get<FiledNames>().OfAsync([certified, standing, Guid.CreateVersion7()], Token);

        Assert.NotEqual(certified, standing);
        Assert.Equal(2, names.Count);
        Assert.Equal(("TL.csv", "TL-更正.csv"), (names[(certified, 1)], names[(standing, 1)]));
    }

    [Fact]
    public async Task Files_of_one_table_are_named_by_their_numbers()
    {
        await using var house = await OpenAsync();
        var rest = house.File("TL-2.csv", "TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\nL2,王五,90,4,2025-06-30\n");
        var filing = await house.SendAsync(house.Loans(("L1", "100", "4")), rest);
        var staged = await StagedAsync(house, filing.Id);

        var names = await house.Get<FiledNames>().OfAsync([staged], Token);

        Assert.Equal(("TL.csv", "TL-2.csv"), (names[(staged, 1)], names[(staged, 2)]));
        Assert.Empty(await house.Get<FiledNames>().OfAsync([], Token));
    }

    private static async Task<Guid> StagedAsync(FilingHouse house, Guid filing)
    {
        await using var context = await house.ContextAsync();
        return await context.Set<FilingTable>().Where(t => t.FilingId == filing && t.FactFileId != null)
            .Select(t => t.FactFileId!.Value).SingleAsync(Token);
    }
}
