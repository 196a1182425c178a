using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Loans;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>放款核对: what a bank told beside what it filed.</summary>
public sealed class LoanComparisonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateOnly Later(VisitHouse house) => house.Get<VisitPolicy>().Today().AddDays(30);

    [Fact]
    public async Task A_drawdown_that_was_filed_as_told_is_equal_and_counts()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await loans.DrawnAsync(1, "JJ1");
        Assert.Equal((LoanVerdict.Awaiting, null), await loans.VerdictAsync("JJ1"));
        var asOf = Later(house);
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new() { ["F27"] = [loans.Note("JJ1", drawn: asOf.AddDays(-30))] });
        Assert.Equal((LoanVerdict.Equal, 40_000_000L), await loans.VerdictAsync("JJ1"));
        var sum = Assert.Single(await house.Get<LoanList>().SumsAsync(VisitHouse.Regulator, Token));
        Assert.True(sum is { IsInI02: true, IsApart: false, ToldFen: 40_000_000, FiledFen: 40_000_000, Count: 1 });
    }

    [Theory]
    [InlineData("another amount", LoanVerdict.AmountDiffers)]
    [InlineData("renewal", LoanVerdict.FiledAsRenewal)]
    [InlineData("refinanced", LoanVerdict.FiledAsRenewal)]
    [InlineData("before", LoanVerdict.BeforeReferral)]
    [InlineData("credit", LoanVerdict.OtherCredit)]
    [InlineData("own credit", LoanVerdict.Equal)]
    [InlineData("missing", LoanVerdict.NotFiled)]
    [InlineData("no rate", LoanVerdict.NotFiled)]
    [InlineData("dollars", LoanVerdict.Equal)]
    public async Task Each_difference_is_named(string what, LoanVerdict expected)
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await loans.DrawnAsync(1, "JJ1");
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        var note = what switch
        {
            "another amount" => loans.Note("JJ1", 400_000.01m, day),
            "renewal" => loans.Note("JJ1", drawn: day, type: "05"),
            "refinanced" => loans.Note("JJ1", drawn: day, type: "03"),
            "before" => loans.Note("JJ1", drawn: day.AddDays(-1)),
            "missing" => loans.Note("JJ2", drawn: day),
            "no rate" => loans.Note("JJ1", 50_000, day, currency: "EUR"),
            "dollars" => loans.Note("JJ1", 50_000, day, currency: "USD"),
            _ => loans.Note("JJ1", drawn: day),
        };
        await loans.AcceptAsync(asOf, new()
        {
            ["F27"] = [note],
            ["F02"] = [new() { ["F020001"] = "XY1", ["F020064"] = what == "credit" ? "SX9999" : "SX0001" }],
            ["K02"] = [new() { ["K020003"] = "USD", ["K020004"] = "CNY", ["K020005"] = 800m }],
        });
        Assert.Equal(expected, (await loans.VerdictAsync("JJ1")).Verdict);
    }

    [Fact]
    public async Task What_was_told_as_a_renewal_and_filed_as_one_is_equal_and_stands_apart()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await loans.DrawnAsync(1, "JJ1", kind: "renewal");
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new() { ["F27"] = [loans.Note("JJ1", drawn: day, type: "05")] });
        Assert.Equal(LoanVerdict.Equal, (await loans.VerdictAsync("JJ1")).Verdict);
        Assert.True(Assert.Single(await house.Get<LoanList>().SumsAsync(VisitHouse.Regulator, Token)) is { IsInI02: false, IsApart: true });
    }

    [Fact]
    public async Task A_loan_that_was_settled_since_stays_as_it_was_last_filed()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await loans.DrawnAsync(1, "JJ1");
        var (day, first) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(100);
        await loans.AcceptAsync(first, new() { ["F27"] = [loans.Note("JJ1", drawn: day)] });
        await loans.AcceptAsync(first.AddDays(30), new() { ["F27"] = [loans.Note("JJ7", drawn: day)] });
        Assert.Equal(LoanVerdict.Equal, (await loans.VerdictAsync("JJ1")).Verdict);
        Assert.Equal(first, Assert.Single((await loans.Comparison.CompareAsync(first.AddDays(30), null, Token))).Filed!.AsOf);
    }

    [Fact]
    public async Task A_filing_that_is_replaced_is_compared_again_and_nothing_else_is()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await loans.DrawnAsync(1, "JJ1");
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new() { ["F27"] = [loans.Note("JJ1", 1, day)] });
        Assert.Equal(LoanVerdict.AmountDiffers, (await loans.VerdictAsync("JJ1")).Verdict);
        Assert.False(await loans.Comparison.IsStaleAsync(Token));
        await loans.AcceptAsync(asOf, new() { ["F27"] = [loans.Note("JJ1", drawn: day)] });
        Assert.True(await loans.Comparison.IsStaleAsync(Token));
        Assert.Equal(1, await loans.Comparison.RefreshAsync(Token));
        Assert.Equal(0, await loans.Comparison.RefreshAsync(Token));
        Assert.Equal(LoanVerdict.Equal, (await loans.VerdictAsync("JJ1")).Verdict);
    }

    [Fact]
    public async Task A_bank_corrects_a_mistyped_loan_and_only_its_own()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        var one = await loans.DrawnAsync(1, "JJX1");
        await loans.DrawnAsync(2, "JJ2");
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new()
        {
            ["F27"] = [loans.Note("JJ1", drawn: day.AddDays(2)), loans.Note("JJ8", 1, day, customer: "KH8"), loans.Note("JJ2", drawn: day)],
            ["B01"] = [new() { ["B010001"] = "KH1", ["B010004"] = VisitHouse.UsciOf(1) }, new() { ["B010001"] = "KH8", ["B010004"] = VisitHouse.UsciOf(8) }],
        });
        Assert.Equal(LoanVerdict.NotFiled, (await loans.VerdictAsync("JJX1")).Verdict);
        var proposals = await house.Get<LoanProposals>().OfAsync(VisitHouse.Banker("B1"), one.Id, "JJX1", Token);
        Assert.Equal([("JJ1", false), ("JJ2", true)], proposals.Select(p => (p.IouId, p.IsTaken)).OrderBy(p => p.IouId));
        Assert.Empty(await house.Get<LoanProposals>().OfAsync(VisitHouse.Banker("B2"), one.Id, "JJX1", Token));
        var draw = house.Draw("JJ1", 400_000) with { DrawnOn = day };
        VisitHouse.Refused("VIS1001", await house.Bank.CorrectAsync(VisitHouse.Banker("B2"), one.Id, "JJX1", draw, Token));
        VisitHouse.Refused("VIS1002", await house.Bank.CorrectAsync(VisitHouse.Banker("B1", Roles.Preparer), one.Id, "JJX1", draw, Token));
        VisitHouse.Refused("VIS1024", await house.Bank.CorrectAsync(VisitHouse.Banker("B1"), one.Id, "JJX1", draw with { IouId = "JJ2" }, Token));
        VisitHouse.Refused("VIS1023", await house.Bank.CorrectAsync(VisitHouse.Banker("B1"), one.Id, "JJX1", draw with { AmountFen = 100_000_001 }, Token));
        VisitHouse.Done(await house.Bank.CorrectAsync(VisitHouse.Banker("B1"), one.Id, "JJX1", draw, Token));
        Assert.Equal((LoanVerdict.Equal, 40_000_000L), await loans.VerdictAsync("JJ1"));
        await using var context = await house.ContextAsync();
        Assert.Equal(["JJ1", "JJ2"], await context.Set<LoanMatch>().Select(m => m.IouId).OrderBy(i => i).ToListAsync(Token));
        var step = (await house.List.CaseAsync(VisitHouse.Regulator, one.Id, Token))!.Steps.MaxBy(s => s.Sequence)!;
        Assert.Equal(("correct_draw", "drawn", "JJX1 → JJ1"), (step.Step, step.To, step.Note));
    }

    [Fact]
    public async Task A_bank_corrects_the_amount_of_a_loan_in_place()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        var one = await loans.DrawnAsync(1, "JJ1", 400_000);
        VisitHouse.Done(await house.Bank.CorrectAsync(
            VisitHouse.Banker("B1"), one.Id, "JJ1", house.Draw("JJ1", 1_000_000), Token));
        var told = Assert.Single((await house.List.CaseAsync(VisitHouse.Regulator, one.Id, Token))!.Drawdowns);
        Assert.Equal(("JJ1", 100_000_000L), (told.IouId, told.AmountFen));
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Team, Token));
        Assert.Equal(100_000_000L, funnel.DrawnFen);
    }

    [Fact]
    public async Task Counters_follow_what_a_bank_corrects()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        var one = await loans.DrawnAsync(1, "JJ1", 400_000);
        async Task CorrectAsync(string from, DrawRequest to)
        {
            VisitHouse.Done(await house.Bank.CorrectAsync(VisitHouse.Banker("B1"), one.Id, from, to, Token));
            Assert.Empty((await house.Get<VisitRecount>().CompareAsync(Token)).Differences);
        }

        await CorrectAsync("JJ1", house.Draw("JJ1", 500_000));
        await CorrectAsync("JJ1", house.Draw("JJ2", 600_000));
        await CorrectAsync("JJ2", house.Draw("JJ2", 600_000, "renewal"));
        await CorrectAsync("JJ2", house.Draw("JJ3", 700_000));
        Assert.Equal(70_000_000L, Assert.Single(await house.Get<BankAnswers>().OfAsync(VisitHouse.Team, Token)).DrawnFen);
    }

    [Fact]
    public async Task Readers_who_compare_at_once_do_no_harm()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        for (var n = 1; n <= 4; n++)
            await loans.DrawnAsync(n, $"JJ{n}");
        for (var round = 1; round <= 5; round++)
        {
            await using (var context = await house.ContextAsync())
            {
                await context.Set<LoanMatch>().ExecuteDeleteAsync(Token);
                await context.Set<LoanComparisonState>().ExecuteDeleteAsync(Token);
            }

            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => loans.Comparison.RefreshAsync(Token), Token)));
            Assert.Equal(4, (await house.Get<LoanList>().PageAsync(
                VisitHouse.Regulator, new LoanQuery(null, null, null, new PageRequest()), Token)).Rows.Count(r => r.Match is not null));
            Assert.False(await loans.Comparison.IsStaleAsync(Token));
        }
    }

    [Fact]
    public async Task Other_loans_that_a_bank_filed_are_proposed_to_it_and_the_regulator_only()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        var one = await loans.DrawnAsync(1, "JJX1");
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new()
        {
            ["F27"] = [loans.Note("JJ1", drawn: day)],
            ["B01"] = [new() { ["B010001"] = "KH1", ["B010004"] = VisitHouse.UsciOf(1) }],
        });
        async Task<int> CountAsync(Viewer viewer) =>
            (await house.Get<LoanProposals>().OfAsync(viewer, one.Id, "JJX1", Token)).Count;
        Assert.Equal((1, 1), (await CountAsync(VisitHouse.Banker("B1")), await CountAsync(VisitHouse.Regulator)));
        Assert.Equal((0, 0, 0), (await CountAsync(VisitHouse.Team), await CountAsync(VisitHouse.Officer), await CountAsync(VisitHouse.Owner)));
    }

    [Fact]
    public async Task The_ledger_holds_each_entity_once_and_each_loan_with_its_comparison()
    {
        await using var house = await VisitHouse.OpenAsync();
        var loans = new LoanHouse(house);
        await house.VisitedAsync(VisitHouse.Firm(1));
        await house.VisitedAsync(VisitHouse.Firm(1));
        var double1 = await house.VisitedAsync(VisitHouse.Firm(3));
        var into = await house.VisitedAsync(VisitHouse.Firm(4));
        await house.VisitedAsync(VisitHouse.Firm(5), "closed_door");
        await house.VisitedAsync(VisitHouse.Firm(6, VisitHouse.OtherStreet), officer: VisitHouse.FarOfficer);
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, double1.EntityId, into.EntityId, "重复", Token));
        await loans.DrawnAsync(1, "JJ1", 300_000);
        var (day, asOf) = (house.Get<VisitPolicy>().Today(), Later(house));
        house.Time.Now += TimeSpan.FromDays(40);
        await loans.AcceptAsync(asOf, new() { ["F27"] = [loans.Note("JJ1", 250_000.5m, day)] });
        var entities = await TextAsync(house, "VE", asOf);
        Assert.Equal(
            ["VE01,VE02,VE03,VE04,VE05", .. new[] { 1, 4 }.Select(n => $"{VisitHouse.UsciOf(n)},1,{day:yyyy-MM-dd},{VisitHouse.Street},{asOf:yyyy-MM-dd}").Order(StringComparer.Ordinal)],
            entities);
        var row = (await TextAsync(house, "RF", asOf))[1].Split(',');
        Assert.Equal(["B1", "JJ1", "SX0001"], row[..3]);
        Assert.Equal(["300000.00", "new", "2", $"{asOf:yyyy-MM-dd}", $"{day:yyyy-MM-dd}", "250000.50", $"{asOf:yyyy-MM-dd}"], row[6..]);
        Assert.Single(await TextAsync(house, "RF", day.AddDays(-1)));
        Assert.Single(await TextAsync(house, "VE", day.AddDays(-1)));
    }

    [Fact]
    public void The_ledger_is_for_the_districts_own_team_and_the_regulator()
    {
        Assert.True(VisitLedger.Sees(VisitHouse.Team, "440304"));
        Assert.True(VisitLedger.Sees(VisitHouse.Regulator, "440304"));
        Assert.False(VisitLedger.Sees(VisitHouse.FarTeam, "440304"));
        Assert.False(VisitLedger.Sees(VisitHouse.Banker("B1"), "440304"));
        Assert.False(VisitLedger.Sees(VisitHouse.Owner, "440304"));
    }

    [Fact]
    public async Task Other_banks_and_declarers_see_no_loans()
    {
        await using var house = await VisitHouse.OpenAsync();
        await new LoanHouse(house).DrawnAsync(1, "JJ1");
        async Task<int> CountAsync(Viewer viewer) => (await house.Get<LoanList>().PageAsync(
            viewer, new LoanQuery(null, null, null, new PageRequest()), Token)).Total;
        Assert.Equal(
            (1, 1, 1, 0, 0, 0),
            (await CountAsync(VisitHouse.Banker("B1")), await CountAsync(VisitHouse.Team), await CountAsync(VisitHouse.Regulator),
                await CountAsync(VisitHouse.Banker("B2")), await CountAsync(VisitHouse.FarTeam), await CountAsync(VisitHouse.Owner)));
    }

    [Theory]
    [InlineData(LoanVerdict.NotFiled, true, true)]
    [InlineData(LoanVerdict.OtherCredit, true, true)]
    [InlineData(LoanVerdict.BeforeReferral, true, true)]
    [InlineData(LoanVerdict.Awaiting, true, false)] // nothing filed yet that it could contradict
    [InlineData(LoanVerdict.NotFiled, false, false)] // told as a renewal: apart
    [InlineData(LoanVerdict.Equal, true, false)]
    public void What_does_not_match_is_what_the_bank_has_filed_otherwise(LoanVerdict verdict, bool isCounted, bool isOpen) =>
        Assert.Equal(isOpen, new LoanSum("B1", verdict, isCounted, 1, 100, 0).IsOpen);

    [Fact]
    public async Task A_table_of_the_ledger_is_whole_before_its_first_byte_leaves_and_its_file_does_not_stay()
    {
        await using var house = await VisitHouse.OpenAsync();
        await new LoanHouse(house).DrawnAsync(1, "JJ1");
        var today = house.Get<VisitPolicy>().Today();
        string path;
        await using (var whole = await house.Get<VisitLedger>().WholeAsync("RF", "440304", today, Token))
        {
            path = ((FileStream)whole).Name;
            using var reader = new StreamReader(whole, leaveOpen: true);
            Assert.Equal(await TextAsync(house, "RF", today), (await reader.ReadToEndAsync(Token)).Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path));
        await Assert.ThrowsAsync<ArgumentException>(() => house.Get<VisitLedger>().WholeAsync("XX", "440304", today, Token));
    }

    private static async Task<string[]> TextAsync(VisitHouse house, string table, DateOnly asOf)
    {
        using var file = new MemoryStream();
        await house.Get<VisitLedger>().WriteAsync(table, "440304", asOf, file, Token);
        return Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF').Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);
    }
}
