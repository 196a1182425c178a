using System.Text.Json;
using Huoshui.Policies.Decisions;
using Xunit;

namespace Huoshui.Policies.Tests.Decisions;

public sealed class PackDecisionTests : IDisposable
{
    private const string Facts = """{"amount_yuan": 2000, "kind": "a"}""";

    private readonly TinyDecision _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_good_pack_loads_checks_and_its_cases_hold()
    {
        var library = _tiny.Files.Load();
        Assert.Empty(library.Diagnostics);
        Assert.Empty(PackCheck.Run(library, library.Pack(TinyDecision.Id)!));
    }

    [Theory]
    [InlineData("2024-12-31", "refused")]
    [InlineData("2025-01-01", "granted")]
    public void The_parameter_of_the_business_date_decides(string asOf, string outcome) =>
        Assert.Equal(outcome, _tiny.Decide(Facts, asOf).Output("outcome").ToString());

    [Fact]
    public void An_answer_cites_the_value_of_the_day_with_its_first_and_last_day()
    {
        var cited = Assert.Single(_tiny.Decide(Facts, "2024-06-30").Parameters);
        Assert.Equal((1000m, new DateOnly(2024, 12, 31), true), (cited.Value.Value, cited.Until, cited.Value.IsIllustrative));
    }

    [Fact]
    public void The_same_question_has_the_same_answer()
    {
        var (one, two) = (_tiny.Decide(Facts), _tiny.Decide(Facts));
        Assert.Equal((one.Value.ToString(), one.PackHash), (two.Value.ToString(), two.PackHash));
    }

    [Theory]
    [InlineData("""{"kind": "a"}""", PackCodes.MissingFact)]
    [InlineData("""{"amount_yuan": null, "kind": "a"}""", PackCodes.MissingFact)]
    [InlineData("""{"amount_yuan": "2000", "kind": "a"}""", PackCodes.WrongFact)]
    [InlineData("""{"amount_yuan": 2000, "kind": "c"}""", PackCodes.WrongFact)]
    [InlineData("""{"amount_yuan": 2000, "kind": "a", "amount_yuan": 1}""", PackCodes.WrongFact)]
    [InlineData("""{"amount_yuan": 2000, "kind": "a", "amount_max_yuan": 9999999}""", PackCodes.UnknownFact)]
    [InlineData("""{"amount_yuan": 2000, "kind": "a", "outcome": "granted"}""", PackCodes.UnknownFact)]
    [InlineData("[1]", PackCodes.WrongFact)]
    public void Without_good_facts_nothing_is_decided_and_a_parameter_cannot_be_brought_along(string facts, string code)
    {
        var answer = _tiny.Decide(facts);
        Assert.False(answer.IsDecided);
        Assert.Contains(answer.Diagnostics, d => d.Code == code && d.Message.Zh.Length > 0 && d.Message.En.Length > 0);
    }

    [Theory]
    [InlineData(FactReader.MaxTextLength, true)]
    [InlineData(FactReader.MaxTextLength + 1, false)]
    public void A_text_has_a_longest_length(int length, bool isGood) =>
        Assert.Equal(isGood, _tiny.Decide($$"""{"amount_yuan": 1, "kind": "a", "note": "{{new string('x', length)}}"}""").IsDecided);

    [Theory]
    [InlineData(FactReader.MaxListLength, true)]
    [InlineData(FactReader.MaxListLength + 1, false)]
    public void A_list_has_a_largest_length(int length, bool isGood)
    {
        var fact = new DecisionFact("loans", new("贷款", "loans"), FactKind.List, "none", IsOptional: false, Codes: []);
        using var facts = JsonDocument.Parse($$"""{"loans": [{{string.Join(',', Enumerable.Repeat("1", length))}}]}""");
        Assert.Equal(isGood, new FactReader([fact]).Read(facts.RootElement).Diagnostics.Count == 0);
    }

    [Fact]
    public void Missing_facts_are_named() => Assert.Equal(["amount_yuan", "kind"], _tiny.Decide("{}").MissingFacts);

    [Fact]
    public void Asking_for_day_after_day_keeps_a_bounded_number_of_them()
    {
        var decision = _tiny.Decision;
        var first = new DateOnly(2000, 1, 1);
        for (var day = 0; day <= PackDecision.MaxKeptDays; day++)
            decision.Decide(TinyDecision.Request(Facts, first.AddDays(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.InRange(decision.KeptDays, 1, PackDecision.MaxKeptDays);
    }

    [Theory]
    [InlineData("2023-12-31")]
    [InlineData("2027-01-01")]
    public void Outside_its_days_a_pack_decides_nothing(string asOf) =>
        Assert.Contains(_tiny.Decide(Facts, asOf).Diagnostics, d => d.Code == PackCodes.NotInForce);

    [Fact]
    public void A_parameter_without_a_value_on_the_day_prevents_a_decision()
    {
        _tiny.Files.Replace("tech/limit/parameters.yaml", "from: 2024-01-01", "from: 2024-07-01");
        Assert.Contains(_tiny.Decide(Facts, "2024-06-30").Diagnostics, d => d.Code == PackCodes.ParameterWithoutValue);
    }

    [Fact]
    public void A_row_of_a_table_ends_on_its_last_day()
    {
        _tiny.Files.Replace("tech/limit/tables/rates.csv", "2024-01-01,,某办法第三条,,a,3.5", "2024-01-01,2025-06-30,某办法第三条,,a,3.5\n2025-07-01,,某办法第三条,,a,3");
        Assert.Equal(("3.5", "3"), (_tiny.Decide(Facts).Output("rate").ToString(), _tiny.Decide(Facts, "2025-07-01").Output("rate").ToString()));
    }

    [Fact]
    public void A_template_gives_its_model_to_a_pack_of_data_only()
    {
        _tiny.Files.Write("templates/limit/decision.dmn", TinyDecision.Model);
        File.Delete(Path.Combine(_tiny.Files.Folder, "tech/limit/decision.dmn"));
        _tiny.Files.Replace("tech/limit/pack.yaml", "  answer: answer", "  answer: answer\n  template: limit");
        var hash = _tiny.Decide(Facts).PackHash;
        _tiny.Files.Replace("templates/limit/decision.dmn", "金额超过上限", "金额太大");
        Assert.Equal("granted", _tiny.Decide(Facts).Output("outcome").ToString());
        Assert.NotEqual(hash, _tiny.Decide(Facts).PackHash);
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("limit/../..")]
    [InlineData("nowhere")]
    public void A_template_outside_its_folder_is_refused(string template)
    {
        _tiny.Files.Write("templates/limit/decision.dmn", TinyDecision.Model);
        _tiny.Files.Replace("tech/limit/pack.yaml", "  answer: answer", $"  answer: answer\n  template: {template}");
        Assert.Contains(_tiny.Files.Load().Diagnostics, d => d.Code == PackCodes.FileMissing);
    }

    [Fact]
    public void The_words_of_an_answer_name_parameters_and_facts_with_their_units()
    {
        var request = TinyDecision.Request("""{"amount_yuan": 2500, "kind": "b"}""");
        var decision = _tiny.Decision;
        var answer = decision.Decide(request);
        Assert.Equal("结果：金额2,500元超过2,000元（某办法第二条）", new AnswerText(decision, request, answer, "zh").Outputs()[0]);
        Assert.Equal("outcome: 2,500 yuan is over 2,000 yuan [某办法第二条]", new AnswerText(decision, request, answer, "en").Outputs()[0]);
        Assert.Equal("是否可以，第 1 条：金额超过上限（第二条）", new AnswerText(decision, request, answer, "zh").Rules()[0]);
        Assert.Equal("金额上限：2,000元，2025-01-01 至 今，某办法第二条", new AnswerText(decision, request, answer, "zh").Parameters()[0]);
    }

    [Fact]
    public void An_illustrative_value_is_called_so_in_words()
    {
        var request = TinyDecision.Request(Facts, "2024-06-30");
        Assert.Contains("示例参数", new AnswerText(_tiny.Decision, request, _tiny.Decision.Decide(request), "zh").Parameters()[0], StringComparison.Ordinal);
    }
}
