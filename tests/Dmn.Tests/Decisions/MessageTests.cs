using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Decisions;

/// <summary>What an analyst reads: which character, which name, which kind, and each cause once.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData("hitPolicy=\"COLECT\"", "是不是“COLLECT”？")]
    [InlineData("hitPolicy=\"collect\"", "是不是“COLLECT”？")]
    [InlineData("hitPolicy=\"C\"", "“C”不认识")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"AVG\"", "“COLLECT AVG”不认识")]
    public void A_misspelt_hit_policy_is_told_and_is_not_unique(string attributes, string words)
    {
        var table = $"<decisionTable {attributes}><output name=\"o\"/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>";
        var model = ModelText.Load(ModelText.Of(ModelText.Decision("d", table)));
        var told = Assert.Single(model.Diagnostics, d => d.Code == "DMN1016");
        Assert.Contains(words, told.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(DiagnosticSeverity.Error, told.Severity);
    }

    [Theory]
    [InlineData("if（贷款余额＞1）then 1 else 2", 3, "（", "(", 3)]
    [InlineData("贷款余额＞1", 5, "＞", ">", 1)]
    [InlineData("贷款余额 ＝ 1", 6, "＝", "=", 1)]
    [InlineData("[1，2]", 3, "，", ",", 1)]
    [InlineData("{a：1，b：2}", 3, "：", ":", 3)]
    [InlineData("“甲”", 1, "“", "\"", 2)]
    [InlineData("max(1， 2)", 6, "，", ",", 1)]
    [InlineData("max（1, 2)", 4, "（", "(", 1)]
    [InlineData("  贷款余额 ≥ 1", 6, "≥", ">=", 1)]
    [InlineData("\"（甲，乙）\" + 贷款余额；1", 15, "；", ",", 1)]
    [InlineData("金额（万元） + 1，2", 11, "，", ",", 1)]
    [InlineData("１ + 1", 1, "１", "1", 1)]
    public void Full_width_punctuation_is_told_with_its_place_and_what_to_type(
        string feel, int number, string found, string plain, int count)
    {
        var problem = Assert.Single(Loaded(feel).Diagnostics);
        Assert.Equal("DMN2010", problem.Code);
        Assert.Equal(found, At(problem));
        Assert.StartsWith($"第 {number} 个字符“{found}”是全角标点，请改用半角“{plain}”。", problem.Message.Zh, StringComparison.Ordinal);
        Assert.StartsWith($"Character {number}, '{found}', is full-width punctuation; type '{plain}' instead.", problem.Message.En, StringComparison.Ordinal);
        Assert.Equal(count > 1, problem.Message.Zh.Contains($"共有 {count} 处", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("金额（万元） * 2")]
    [InlineData("\"（，：；“”＜＞＝）\"")]
    [InlineData("{金额（元）: 1}.金额（元）")]
    [InlineData("{\"甲：乙\": 1}.甲：乙")]
    public void Full_width_punctuation_in_names_and_strings_is_left_alone(string feel) => Assert.Empty(Loaded(feel).Diagnostics);

    [Theory]
    [InlineData("{户数（户）: 1, b: }")]
    [InlineData("1 + // 加，减")]
    [InlineData("1 + /* （见办法） */")]
    [InlineData("\"\\\\\" + \"（）\" +")]
    [InlineData("金额（万美） + 1")]
    public void Full_width_punctuation_in_names_strings_and_comments_is_not_blamed_for_another_fault(string feel) =>
        Assert.DoesNotContain(Loaded(feel).Diagnostics, d => d.Code == "DMN2010");

    [Theory]
    [InlineData("贷款余客 + 1", "贷款余客", "贷款余额")]
    [InlineData("贷款的余额", "贷款的余额", "贷款余额")]
    [InlineData("余额 > 1", "余额", "贷款余额")]
    [InlineData("Credit scores > 1", "Credit scores", "Credit score")]
    [InlineData("credit score > 1", "credit score", "Credit score")]
    [InlineData("Credit scor and true", "Credit scor", "Credit score")]
    [InlineData("completely different things", "completely different things", null)]
    [InlineData("zzz + 1", "zzz", null)]
    public void An_unknown_name_is_told_once_as_a_whole_with_the_nearest_one(string feel, string name, string? near)
    {
        var problem = Assert.Single(Loaded(feel).Diagnostics);
        Assert.Equal("DMN2006", problem.Code);
        Assert.Equal(name, At(problem));
        Assert.Contains($"“{name}”", problem.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(near is not null, problem.Message.Zh.Contains($"是否指“{near}”？", StringComparison.Ordinal));
        Assert.Equal(near is not null, problem.Message.En.Contains($"Do you mean '{near}'?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("贷款余额 > or 贷款余额 < 1", "or")]
    [InlineData("and true", "and")]
    [InlineData("[1, then]", "then")]
    public void A_word_of_the_language_where_an_operand_is_missing_is_no_name(string feel, string word)
    {
        var problem = Assert.Single(Loaded(feel).Diagnostics);
        Assert.Equal(("DMN2002", word), (problem.Code, At(problem)));
    }

    [Theory]
    [InlineData("未引用 + 1", "未引用", "informationRequirement")]
    [InlineData("Not required > 1", "Not required", "informationRequirement")]
    [InlineData("[other, 1]", "other", "informationRequirement")]
    [InlineData("rate of(1)", "rate of", "knowledgeRequirement")]
    [InlineData("my lib.there * 2", "my lib.there", "informationRequirement")]
    public void A_name_of_the_model_that_is_not_required_is_told_as_just_that(string feel, string name, string requirement)
    {
        var problem = Assert.Single(Loaded(feel).Diagnostics);
        Assert.Equal("DMN2011", problem.Code);
        Assert.Equal(name, At(problem));
        Assert.Contains(requirement, problem.Message.Zh, StringComparison.Ordinal);
        Assert.Contains(requirement, problem.Message.En, StringComparison.Ordinal);
        var result = Loaded(feel).Evaluate("d", ModelText.Inputs(("贷款余额", FeelValue.From(1))));
        Assert.NotEmpty(result.Diagnostics);
    }

    [Theory]
    [InlineData("number", "\"20\"", "需要数字（number），这里是文字（string）“20”。数字不加引号；文字可用 number(…) 转成数字。",
        "Needed is a number, but this is the string '20'. Numbers have no quotes; number(…) makes one of a string.")]
    [InlineData("date", "5", "需要日期（date），这里是数字（number）5。", "Needed is a date, but this is the number 5.")]
    [InlineData("Any", "1 + \"a\"", "“+”不能用于数字（number）1和文字（string）“a”。", "'+' is not defined for the number 1 and the string 'a'.")]
    [InlineData("Any", "5 < null", "“<”不能用于数字（number）5和空值（null）。", "'<' is not defined for the number 5 and null.")]
    [InlineData("Any", "abs(\"a\")", "函数“abs”的参数“n”需要数字（number）、时长（duration），这里是文字（string）“a”。",
        "The argument 'n' of the function 'abs' must be a number or a duration, but it is the string 'a'.")]
    [InlineData("Any", "5(1)", "被调用的是数字（number），不是函数。", "What is called is a number and not a function.")]
    public void A_cause_names_what_is_needed_and_what_is_there(string type, string feel, string zh, string en)
    {
        var model = ModelText.Load(ModelText.Of($"<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"{type}\"/>{ModelText.Literal(feel)}</decision>"));
        var cause = Assert.Single(model.Evaluate("d", ModelText.Inputs()).Diagnostics);
        Assert.Equal((zh, en), (cause.Message.Zh, cause.Message.En));
    }

    [Theory]
    [InlineData("((贷款余额 / 0 + 1) * 2 - 3) > 5 and abs(贷款余额 / 0 - 1) > 2", "DMN3003 DMN3003")]
    [InlineData("if 1 / 0 > 2 then sum([1]) else floor(1 / 0) + ceiling(2)", "DMN3003 DMN3003")]
    [InlineData("{a: 1 / 0, b: a + 1, c: b * 2, d: floor(c), e: if d > 1 then 1 else 2}.e", "DMN3003")]
    [InlineData("zzz + 1 * 2 > 3", "DMN3004")]
    [InlineData("贷款余额 + \"a\"", "DMN3001")]
    [InlineData("[1 / 0, 1 + \"a\"]", "DMN3003 DMN3001")]
    [InlineData("null + 1", "DMN3001")]
    [InlineData("sum([1, 2]) + \"a\" > 3 or abs(\"b\") < 1", "DMN3001 DMN3009")]
    public void Each_cause_is_told_once_and_what_follows_from_it_is_not(string feel, string codes)
    {
        var causes = Loaded(feel).Evaluate("d", ModelText.Inputs(
            ("贷款余额", FeelValue.From(1)), ("Credit score", FeelValue.From(1)), ("金额（万元）", FeelValue.From(1)))).Diagnostics;
        Assert.Equal(codes, string.Join(' ', causes.Select(c => c.Code)));
    }

    [Fact]
    public void An_input_that_was_not_given_is_told_once_for_all_decisions_and_tables_behind_it()
    {
        var model = ModelText.Load(ModelText.Of(
            ModelText.Table("hitPolicy=\"UNIQUE\"", ["x", "y"], "> 1 | > 2 => 1", "[0..1] | < 5 => 2", "> 9 | - => x + y")
            + "<decision id=\"e\" name=\"e\"><variable name=\"e\"/><informationRequirement><requiredDecision href=\"#d\"/></informationRequirement>"
            + ModelText.Literal("d * 2 > 3 and floor(d) = 1") + "</decision>"));
        var causes = model.Evaluate("e", ModelText.Inputs(("y", FeelValue.From(3)))).Diagnostics;
        Assert.Equal("DMN3017", Assert.Single(causes).Code);
    }

    private static string At(Diagnostic problem) => problem.Source!.Content.Substring(problem.Span!.Value.Start, problem.Span.Value.Length);

    private static DmnModel Loaded(string feel)
    {
        static string Input(string id, string name) => $"<inputData id=\"{id}\" name=\"{name}\"><variable name=\"{name}\"/></inputData>";
        static string Needs(string id) => $"<informationRequirement><requiredInput href=\"#{id}\"/></informationRequirement>";
        var main = ModelText.Of(
            "<import namespace=\"urn:lib\" name=\"my lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
            + Input("a", "贷款余额") + Input("b", "Credit score") + Input("c", "金额（万元）") + Input("u", "未引用") + Input("n", "Not required")
            + ModelText.Decision("other", ModelText.Literal("1"))
            + $"<businessKnowledgeModel id=\"k\" name=\"rate of\"><encapsulatedLogic>{ModelText.Literal("1")}</encapsulatedLogic></businessKnowledgeModel>"
            + $"<decision id=\"d\" name=\"d\"><variable name=\"d\"/>{Needs("a")}{Needs("b")}{Needs("c")}{ModelText.Literal(feel)}</decision>");
        return ModelText.Load(main, ModelText.Of(Input("t", "there"), "urn:lib"));
    }
}
