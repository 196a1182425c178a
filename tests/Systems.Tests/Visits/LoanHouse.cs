using Huoshui.Operations;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Loans;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

using Row = Dictionary<string, object?>;

/// <summary>Cases that were drawn, and filings of the banks that lent.</summary>
internal sealed class LoanHouse(VisitHouse house)
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public LoanComparison Comparison => house.Get<LoanComparison>();

    /// <summary>A case granted today by B1 under SX0001.</summary>
    public async Task<FinancingCase> GrantedAsync(int firm, long yuan = 1_000_000, string credit = "SX0001")
    {
        var one = await house.AcceptedAsync(VisitHouse.Firm(firm), "B1");
        return VisitHouse.Done(await house.Bank.GrantAsync(
            VisitHouse.Banker("B1"), one.Id, VisitHouse.Grant(yuan, credit), Token));
    }

    public async Task<FinancingCase> DrawnAsync(int firm, string iou, long yuan = 400_000, string kind = "new")
    {
        var one = await GrantedAsync(firm);
        return VisitHouse.Done(await house.Bank.DrawAsync(
            VisitHouse.Banker("B1"), one.Id, house.Draw(iou, yuan, kind), Token));
    }

    /// <summary>A row of F27; drawn on the day of the test.</summary>
    public Row Note(
        string iou, decimal amount = 400_000, DateOnly? drawn = null, string type = "01", string currency = "CNY",
        string agreement = "XY1", string customer = "KH1") => new()
        {
            ["F270001"] = iou,
            ["F270002"] = customer,
            ["F270003"] = agreement,
            ["F270006"] = currency,
            ["F270009"] = amount,
            ["F270010"] = type,
            ["F270016"] = $"{drawn ?? house.Get<VisitPolicy>().Today():yyyy-MM-dd}",
            ["F270052"] = type == "05" ? "1" : "0",
        };

    public async Task AcceptAsync(DateOnly asOf, Dictionary<string, Row[]> tables, string bank = "B1")
    {
        await using var context = await house.ContextAsync();
        var earlier = context.Set<FilingVersion>().Where(v => v.InstitutionId == bank && v.AsOf == asOf).ToList();
        foreach (var old in earlier)
            old.SupersededAt ??= house.Time.Now;
        var version = new FilingVersion
        {
            Id = Guid.CreateVersion7(),
            ReturnId = "onetable",
            InstitutionId = bank,
            AsOf = asOf,
            Number = earlier.Count + 1,
            CertifiedAt = house.Time.Now,
            AcceptedAt = house.Time.Now,
        };
        foreach (var (code, rows) in tables)
            context.Add(FactStage.Write(house.DataFolder, version, code, rows));
        context.Add(version);
        await context.SaveChangesAsync(Token);
    }

    public async Task<(LoanVerdict Verdict, long? Fen)> VerdictAsync(string iou)
    {
        await Comparison.RefreshAsync(Token);
        var page = await house.Get<LoanList>().PageAsync(
            VisitHouse.Regulator, new LoanQuery(null, null, null, new PageRequest(Search: iou)), Token);
        var row = Assert.Single(page.Rows);
        return (row.Verdict, row.Match?.FiledFen);
    }
}
