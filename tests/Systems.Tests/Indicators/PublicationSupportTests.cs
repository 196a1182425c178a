using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Totals behind which too few stand, from real filings of three banks.</summary>
public sealed class PublicationSupportTests(FiguresFixture city) : IClassFixture<FiguresFixture>, IAsyncLifetime
{
    private const string Banks = "B1 B2 B3";
    private static readonly DateOnly Enough = new(2025, 6, 30);
    private static readonly DateOnly TwoBanks = new(2025, 3, 31);
    private static readonly DateOnly NineBorrowers = new(2024, 12, 31);
    private static readonly DateOnly Nothing = new(2024, 9, 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PublicationDesk Desk => city.Get<PublicationDesk>();

    public async ValueTask InitializeAsync()
    {
        var filed = await city.Get<FactCatalog>().FilersAsync("onetable", Nothing, null, Token);
        if (filed.Count > 0)
            return;
        await FileAsync(Enough, loans: 4);
        await FileAsync(TwoBanks, loans: 6, without: "B3");
        await FileAsync(NineBorrowers, loans: 3);
        await FileAsync(Nothing, loans: 4, without: Banks);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_total_of_three_institutions_and_twelve_borrowers_is_proposed()
    {
        var outcome = await ProposedAsync(Enough);
        Assert.Equal(new FigureSupport(3, 12), (await StoredAsync(outcome.Ids[0])).Support);
    }

    [Fact]
    public async Task A_total_of_two_institutions_is_refused_though_three_filed()
    {
        var problem = (await ProposedAsync(TwoBanks)).Problem!;
        Assert.Equal("IND1007", problem.Code);
        Assert.Contains("T05 2025-03-31：合计涉及的机构不足 3 家", problem.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("T05 2025-03-31: fewer than 3 institutions", problem.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_total_of_nine_borrowers_is_refused() =>
        Assert.Equal("IND1007", (await ProposedAsync(NineBorrowers)).Problem!.Code);

    [Fact]
    public async Task A_zero_stands_on_everybody_who_filed() =>
        Assert.Equal(3, (await StoredAsync((await ProposedAsync(Nothing)).Ids[0])).Institutions);

    [Fact]
    public async Task One_small_total_keeps_the_others_of_its_proposal_back_and_is_named()
    {
        var outcome = await Desk.ProposeAsync(
            [await ValueAsync("T05", Enough), await ValueAsync("T05", TwoBanks)], FiguresFixture.Analyst, Token);
        Assert.Equal([("T05", TwoBanks)], outcome.TooSmall);
        Assert.Empty(outcome.Ids);
    }

    [Fact]
    public async Task A_count_of_a_public_register_has_no_lower_limit()
    {
        var value = await ValueAsync("O04", Enough);
        Assert.True((await Desk.ProposeAsync([value], FiguresFixture.Analyst, Token)).IsDone);
    }

    [Fact]
    public async Task A_kept_value_that_somebody_changed_is_refused_and_dropped()
    {
        var right = await ValueAsync("T05", Enough);
        var stands = $"\"T05\":{right.BaseValue!.Value.ToString(CultureInfo.InvariantCulture)}";
        foreach (var file in Directory.GetFiles(Path.Combine(city.Folder, "partials", "values"), "*.json", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, Token);
            await File.WriteAllTextAsync(file, text.Replace(stands, "\"T05\":9999", StringComparison.Ordinal), Token);
        }

        var wrong = await ValueAsync("T05", Enough);
        var problem = (await Desk.ProposeAsync([wrong], FiguresFixture.Analyst, Token)).Problem!;
        Assert.Equal((9999, "IND1010"), (wrong.BaseValue, problem.Code));
        Assert.Contains("T05 2025-06-30：与从各机构明细重新汇总的结果不一致", problem.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(right.BaseValue, (await ValueAsync("T05", Enough)).BaseValue);
        Assert.True((await ProposedAsync(Enough)).IsDone);
    }

    [Fact]
    public async Task A_value_that_nothing_computed_is_refused()
    {
        var invented = await ValueAsync("T05", Enough) with { BaseValue = 1 };
        Assert.Equal("IND1010", (await Desk.ProposeAsync([invented], FiguresFixture.Analyst, Token)).Problem!.Code);
    }

    [Fact]
    public void A_ratio_stands_on_the_smaller_of_its_terms() =>
        Assert.Equal(new FigureSupport(2, 12), new FigureSupport(3, 12).Least(new FigureSupport(2, null)));

    [Fact]
    public async Task A_growth_since_a_date_that_nobody_filed_for_is_refused()
    {
        var value = await ValueAsync("G03", Enough) with { BaseValue = 1 };
        Assert.Equal("IND1007", (await Desk.ProposeAsync([value], FiguresFixture.Analyst, Token)).Problem!.Code);
    }

    [Fact]
    public async Task A_zero_that_is_declared_by_empty_tables_stands_on_everybody_who_filed()
    {
        var asOf = new DateOnly(2023, 6, 30);
        foreach (var bank in Banks.Split(' '))
            await city.AcceptAsync(bank, [], asOf: asOf, zero: ["F27", "B01", "H01"]);
        var value = await ValueAsync("T05", asOf);
        Assert.Equal((0m, 3), (value.BaseValue, value.Coverage.Accepted));
        Assert.Equal(3, (await StoredAsync((await Desk.ProposeAsync([value], FiguresFixture.Analyst, Token)).Ids[0])).Institutions);
    }

    // Everything that filings stand behind can be counted: nothing is published on the number of those who filed alone.
    [Fact]
    public void Every_figure_of_filings_says_who_stands_behind_it() =>
        Assert.All(
            RepositoryPolicies.Compiler.Figures.Figures.Where(f => f.IsConnected && f.Operands.Count == 0 && f.ShadowOf is null
                && city.Get<FigureMovements>().ReturnsOf(f).Count > 0),
            figure => Assert.NotNull(figure.Support));

    [Fact]
    public async Task What_cannot_be_counted_is_refused()
    {
        var unfiled = await ValueAsync("T05", new DateOnly(2023, 3, 31)) with { BaseValue = 1, Coverage = new FigureCoverage(9, 9, [], []) };
        Assert.Equal("IND1007", (await Desk.ProposeAsync([unfiled], FiguresFixture.Analyst, Token)).Problem!.Code);
    }

    [Fact]
    public async Task A_small_total_that_was_proposed_before_is_not_approved()
    {
        var id = await StoreAsync(new(2023, 12, 31), PublicationState.Proposed);
        var outcome = await Desk.ApproveAsync([id], "x", FiguresFixture.Approver, Token);
        Assert.Equal("IND1007", outcome.Problem!.Code);
    }

    [Fact]
    public async Task A_small_total_that_was_published_before_is_shown_to_the_regulator_only()
    {
        var date = new DateOnly(2022, 12, 31);
        var id = await StoreAsync(date, PublicationState.Published);
        Assert.DoesNotContain(await Desk.PublishedAsync(Token), p => p.Id == id);
        Assert.Contains(await Desk.StandingAsync(Token), p => p.Id == id);
        Assert.DoesNotContain(await Desk.HistoryAsync("T05", Viewer.Public, Token), p => p.Id == id);
        Assert.DoesNotContain(await Desk.HistoryAsync("T05", Bank, Token), p => p.Id == id);
        Assert.Contains(await Desk.HistoryAsync("T05", FiguresFixture.Analyst, Token), p => p.Id == id);
        var view = await city.Get<FigureViews>().ReadAsync("T05", date, null, Viewer.Public, Token);
        Assert.Equal((null, true), (view!.BaseValue, view.IsWithheld));
    }

    // The migration of before noted who had filed, three banks of nine borrowers, and no borrowers.
    [Theory]
    [InlineData("T05", false)]
    [InlineData("T99", false)] // no longer registered
    [InlineData("O04", true)] // a register has no lower limit
    public async Task A_publication_of_before_is_withheld_until_it_is_counted(string figure, bool isShown)
    {
        var id = await StoreAsync(NineBorrowers, PublicationState.Published, isCounted: false, institutions: 3, figure);
        Assert.DoesNotContain(await Desk.PublishedAsync(Token), p => p.Id == id);
        Assert.True(await Desk.IsWithheldAsync(figure, NineBorrowers, Token));
        Assert.True(await city.Get<UncountedPublications>().CountAsync(Token) >= 1);
        Assert.Equal(0, await city.Get<UncountedPublications>().CountAsync(Token));
        Assert.Equal(isShown, (await Desk.PublishedAsync(Token)).Any(p => p.Id == id));
        await using var context = await ContextAsync();
        Assert.Contains(context.AuditEntries, e => e.Action == "figure.support" && e.Subject == $"figure/{figure}/2024-12-31");
    }

    [Fact]
    public async Task A_publication_of_before_behind_which_enough_stand_is_shown_once_counted()
    {
        var id = await StoreAsync(new(2025, 9, 30), PublicationState.Published, isCounted: false, institutions: 3);
        await FileAsync(new(2025, 9, 30), loans: 4);
        await city.Get<UncountedPublications>().CountAsync(Token);
        Assert.Equal(new FigureSupport(3, 12), (await StoredAsync(id)).Support);
        Assert.Contains(await Desk.PublishedAsync(Token), p => p.Id == id);
    }

    [Fact]
    public async Task A_proposal_of_before_is_counted_when_it_is_approved()
    {
        var id = await StoreAsync(NineBorrowers, PublicationState.Proposed, isCounted: false, institutions: 3);
        Assert.Equal("IND1007", (await Desk.ApproveAsync([id], "x", FiguresFixture.Approver, Token)).Problem!.Code);
    }

    // What the pack names and nobody can find does not pass as what nobody asked for.
    [Theory]
    [InlineData("nowhere.in")]
    [InlineData("nowhere")]
    public async Task Borrowers_that_cannot_be_found_count_as_nobody(string borrowers)
    {
        var value = await ValueAsync("T05", Enough);
        var support = value.Figure.Support! with { Borrowers = borrowers };
        var broken = value with { Figure = value.Figure with { Support = support } };
        Assert.Equal([FigureSupport.Nobody], await city.Get<FigureSupports>().OfAsync([broken], Token));
    }

    [Theory]
    [InlineData("T99", null)]
    [InlineData("T05", "no_such_parameter")]
    public async Task A_term_of_a_formula_that_cannot_be_found_counts_as_nobody(string term, string? at)
    {
        var value = await ValueAsync("G03", Enough);
        var operands = new Dictionary<string, FigureOperand>(StringComparer.Ordinal) { ["now"] = new(term, at) };
        var broken = value with { Figure = value.Figure with { Operands = operands } };
        Assert.Equal([FigureSupport.Nobody], await city.Get<FigureSupports>().OfAsync([broken], Token));
    }

    [Fact]
    public async Task A_figure_of_a_pack_that_cannot_be_found_counts_as_nobody()
    {
        var value = await ValueAsync("T05", Enough);
        var broken = value with { Figure = value.Figure with { PackId = "tech/nowhere" } };
        Assert.Equal([FigureSupport.Nobody], await city.Get<FigureSupports>().OfAsync([broken], Token));
    }

    private static Viewer Bank => FiguresFixture.Person("p", Roles.Preparer, "B1");

    private async Task FileAsync(DateOnly asOf, int loans, string without = "")
    {
        foreach (var bank in Banks.Split(' '))
        {
            var rows = new LoanRows();
            for (var i = 0; i < loans; i++)
                rows.Loan($"{bank[1..]}{i}", 100, without.Contains(bank, StringComparison.Ordinal) ? "0" : "1");
            await city.AcceptAsync(bank, rows.Tables, asOf: asOf);
        }
    }

    private Task<FigureValue> ValueAsync(string id, DateOnly asOf) =>
        city.Get<FigureCalculator>().ValueAsync(FiguresFixture.Figure(id), asOf, null, Token);

    private async Task<PublicationOutcome> ProposedAsync(DateOnly asOf) =>
        await Desk.ProposeAsync([await ValueAsync("T05", asOf)], FiguresFixture.Analyst, Token);

    private async Task<FigurePublication> StoredAsync(Guid id)
    {
        await using var context = await ContextAsync();
        return await context.Set<FigurePublication>().SingleAsync(p => p.Id == id, Token);
    }

    private async Task<Guid> StoreAsync(
        DateOnly asOf, PublicationState state, bool isCounted = true, int institutions = 2, string figure = "T05")
    {
        await using var context = await ContextAsync();
        var old = new FigurePublication
        {
            Id = Guid.CreateVersion7(FiguresFixture.Instant),
            FigureId = figure,
            AsOf = asOf,
            ValueText = "1",
            Unit = "万亿元",
            Institutions = institutions,
            IsSupportCounted = isCounted,
            KnownAt = FiguresFixture.Instant.AddYears(1),
            State = state,
            ProposedBy = "somebody",
        };
        context.Add(old);
        await context.SaveChangesAsync(Token);
        return old.Id;
    }

    private Task<OperationsContext> ContextAsync() =>
        city.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
}
