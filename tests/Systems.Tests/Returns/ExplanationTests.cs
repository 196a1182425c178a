using Huoshui.Systems.Returns;
using Huoshui.Warehouse;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class ExplanationTests
{
    private static NewExplanation Row(string key, string text = "利率随基准调整", string? value = "30.00") =>
        new("TL", "TL_0901", key, text, value);

    private static async Task<Guid> DearAsync(FilingHouse house, string rate = "30")
    {
        var filing = await house.SendAsync(house.Loans(("L1", "100", rate), ("L2", "100", rate)));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        return filing.Id;
    }

    [Fact]
    public async Task An_unexplained_warning_blocks_the_filing()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        Good(await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row("L1")], Token));

        var answer = await house.Desk.SubmitAsync(Preparer, id, Token);

        Refused("FIL1012", answer);
        Assert.Contains("1 条", answer.Refusals[0].Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filing_with_every_warning_explained_passes()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        Good(await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row("L1"), Row("L2")], Token));

        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
    }

    [Fact]
    public async Task An_explanation_survives_a_re_upload()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        Good(await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row("L1"), Row("L2")], Token));

        await house.SendAsync(house.Loans(("L2", "100", "30"), ("L0", "100", "4"), ("L1", "100", "30")));

        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
    }

    [Fact]
    public async Task A_value_that_changed_since_it_was_explained_is_marked()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        Good(await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row("L1"), Row("L2")], Token));
        await house.SendAsync(house.Loans(("L1", "100", "99"), ("L2", "100", "30")));

        var page = await house.Get<FindingsReader>().PageAsync(Preparer, id, new FindingsQuery(), Token);

        Assert.Equal([true, false], page!.Rows.Select(r => r.ValueChanged));
    }

    [Fact]
    public async Task One_explanation_may_stand_for_a_whole_rule()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));

        Good(await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row(Explanation.WholeRule) with { Value = string.Empty }], Token));

        var page = await house.Get<FindingsReader>().PageAsync(Preparer, id, new FindingsQuery(), Token);
        Assert.Contains(page!.Rows, row => row.Explanation is not null);
        Assert.DoesNotContain(page.Rows, row => row.ValueChanged);
        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
    }

    [Fact]
    public async Task A_rejected_explanation_counts_as_none()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        var desk = house.Get<ExplanationDesk>();
        Good(await desk.ExplainAsync(Preparer, id, [Row("L1"), Row("L2")], Token));

        Good(await desk.JudgeAsync(Analyst, id, "TL_0901", "L2", new Judgement(Accepts: false, "理由不足"), Token));

        Refused("FIL1012", await house.Desk.SubmitAsync(Preparer, id, Token));
    }

    [Fact]
    public async Task A_rejection_needs_a_reason()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        var desk = house.Get<ExplanationDesk>();
        Good(await desk.ExplainAsync(Preparer, id, [Row("L1")], Token));

        Refused("FIL1018", await desk.JudgeAsync(Analyst, id, "TL_0901", null, new Judgement(Accepts: false, null), Token));
    }

    [Fact]
    public async Task A_bank_cannot_judge_its_own_explanations()
    {
        await using var house = await OpenAsync();
        var id = await DearAsync(house);
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, id, Token));
        var desk = house.Get<ExplanationDesk>();
        Good(await desk.ExplainAsync(Preparer, id, [Row("L1")], Token));

        Refused("FIL1002", await desk.JudgeAsync(Preparer, id, "TL_0901", null, new Judgement(Accepts: true, null), Token));
    }

    [Fact]
    public async Task A_fatal_finding_cannot_be_explained_away()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "-100", "4")));

        Refused("FIL1023", await house.Get<ExplanationDesk>().ExplainAsync(
            Preparer, filing.Id, [new NewExplanation("TL", "TL_BALANCE_RANGE", "L1", "没问题")], Token));
    }

    [Fact]
    public async Task An_explanation_of_a_filed_return_cannot_be_changed()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();

        Refused("FIL1003", await house.Get<ExplanationDesk>().ExplainAsync(Preparer, id, [Row("L1")], Token));
    }
}
