using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.Tests.Visits;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Scenes overlap; in their total each loan and borrower counts once.</summary>
public sealed class SceneTests(FiguresFixture city) : IClassFixture<FiguresFixture>
{
    private const string Shared = "914403001922038216";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loan_of_two_scenes_and_a_borrower_of_two_banks_count_once_in_the_total()
    {
        var one = new LoanRows().Loan("1", 100, "0", "01", Shared).Credit("1", 5_000_000)
            .Loan("2", 50, "0", "01").Credit("2", 5_000_000);
        one.Tables["F27"][0]["F270019"] = "支付货款";
        one.Tables["B01"][0]["B010029"] = "深圳市南山区创新产业园1号";
        one.Tables["F27"][1]["F270023"] = "A0111";
        await city.AcceptAsync("B1", one.Tables);
        var other = new LoanRows().Loan("3", 30, "0", "01", Shared).Credit("3", 5_000_000);
        other.Tables["F27"][0]["F270023"] = "F5181";
        await city.AcceptAsync("B2", other.Tables);

        var report = (await new SceneReports(city.Get<FigureCalculator>()).OfAsync(VisitHouse.Regulator, FiguresFixture.AsOf, Token))!;
        (decimal?, decimal?) Of(string code) => report.Scenes.Single(s => s.Code == code) is var s ? (s.Balance.BaseValue, s.Borrowers.BaseValue) : default;
        Assert.Equal((100, 1), Of("parks"));
        Assert.Equal((100, 1), Of("chains"));
        Assert.Equal((30, 1), Of("trade"));
        Assert.Equal((30, 1), Of("markets"));
        Assert.Equal((0, 0), (Of("groups").Item1, Of("groups").Item2 ?? 0));
        Assert.Equal((130, 1), (report.All.Balance.BaseValue, report.All.Borrowers.BaseValue));
        Assert.Equal((130, 1), (report.Several.Balance.BaseValue, report.Several.Borrowers.BaseValue));
        Assert.True(report.AddedUpYuan >= report.All.Balance.BaseValue && report.AddedUpBorrowers >= report.All.Borrowers.BaseValue);
        Assert.Equal((180, 2), (report.Whole.Balance.BaseValue, report.Whole.Borrowers.BaseValue));
        Assert.Null(await new SceneReports(city.Get<FigureCalculator>()).OfAsync(Viewer.Public, null, Token));
        Assert.Null(await new SceneReports(city.Get<FigureCalculator>()).OfAsync(VisitHouse.Banker("B1"), null, Token));
    }
}
