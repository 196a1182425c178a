using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Policies.Tests.Decisions;

/// <summary>What a person who writes a pack gets wrong: one finding where it stands, with the word to type.</summary>
public sealed class WrittenByHandTests : IDisposable
{
    private const string Direct = "rates[item.class = kind][1].rate";

    private readonly TinyDecision _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("pack.yaml", "  answer: answer", "\tanswer: answer", 8, 1, "制表符（Tab 键），请改成两个空格", "a tab: type two spaces")]
    [InlineData("pack.yaml", "id: tech", "id：tech", 1, 3, "全角冒号“：”，请改成英文的“: ”", "a full-width colon \"：\": type \": \"")]
    [InlineData("pack.yaml", "  facts:", "  facts：", 10, 8, "全角冒号“：”，请改成英文的“: ”", "type \": \" instead")]
    [InlineData("pack.yaml", "zh: 限额, en", "zh: 限额，en", 2, 15, "全角逗号“，”，请改成英文的“, ”", "a full-width comma \"，\": type \", \"")]
    [InlineData("pack.yaml", "owner: {zh: 科, en: Section}", "owner: {zh: 科, en: Section", 3, 8, "“{”没有配对：在这一项的末尾补上“}”", "\"{\" is not closed")]
    [InlineData("pack.yaml", "owner: {zh: 科", "owner: ｛zh: 科", 3, 8, "全角花括号“｛”，请改成英文的“{”", "a full-width brace")]
    [InlineData("parameters.yaml", "    - {from: 2025", "   - {from: 2025", 7, 4, "缩进没有对齐", "not aligned")]
    [InlineData("parameters.yaml", "  unit: yuan", "  unit: yuan\n  unit: yuan", 5, 3, "同一个键写了两次", "stands twice")]
    [InlineData("parameters.yaml", "title: {zh", "title: \"{zh", 2, 10, "引号没有配对", "is not closed")]
    public void What_YAML_cannot_read_is_told_in_both_languages_with_place_sign_and_what_to_type(
        string file, string old, string text, int line, int column, string zh, string en)
    {
        var found = Assert.Single(Errors(file, old, text));
        Assert.Equal((PackCodes.YamlSyntax, line, column), (found.Code, found.Position!.Value.Line, found.Position.Value.Column));
        Assert.Contains(zh, found.Message.Zh, StringComparison.Ordinal);
        Assert.Contains(en, found.Message.En, StringComparison.Ordinal);
        Assert.Contains($"第 {line} 行第 {column} 列", found.Message.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("While", found.Message.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    public void Brackets_without_end_are_one_error_and_no_crash(string bracket, int count)
    {
        var found = Assert.Single(Errors("pack.yaml", "owner:", "x: " + string.Concat(Enumerable.Repeat(bracket, count)) + "\nowner:"));
        Assert.Equal((PackCodes.YamlSyntax, 3), (found.Code, found.Position!.Value.Line));
        Assert.Contains("嵌套超过 100 层", found.Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_colon_in_a_text_of_several_lines_is_not_what_is_wrong_with_the_line_behind_it()
    {
        var found = Assert.Single(Errors("pack.yaml", "owner:", "note: |\n  依据：第三条\n bad\nowner:"));
        Assert.Equal(PackCodes.YamlSyntax, found.Code);
        Assert.DoesNotContain("全角", found.Message.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(97, PackCodes.UnknownKey)]
    [InlineData(98, PackCodes.YamlSyntax)]
    public void A_hundred_levels_with_the_stream_the_document_and_its_map_can_be_read(int lists, string code) =>
        Assert.Equal(code, Assert.Single(Errors("pack.yaml", "owner:", $"x: {new string('[', lists)}{new string(']', lists)}\nowner:")).Code);

    [Fact]
    public void A_comma_or_colon_of_a_Chinese_text_is_not_what_is_wrong_with_YAML()
    {
        var found = Assert.Single(Errors("pack.yaml", "zh: 科, en: Section}", "zh: 科：甲，乙, en: \"Section\" x}"));
        Assert.DoesNotContain("全角", found.Message.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pack.yaml", "owner:", "onwer:", PackCodes.UnknownKey, "是不是“owner”？")]
    [InlineData("pack.yaml", "to: 2026-12-31", "too: 2026-12-31", PackCodes.UnknownKey, "是不是“to”？")]
    [InlineData("pack.yaml", "{zh: 限额, en: Limit}", "{zh：限额, en: Limit}", PackCodes.UnknownKey, "全角冒号")]
    [InlineData("pack.yaml", "type: number, unit: yuan", "type: number, uint: yuan", PackCodes.UnknownKey, "是不是“unit”？")]
    [InlineData("pack.yaml", "unit: percent", "unit: 平方米。", PackCodes.NoUnit, "square metre")]
    [InlineData("pack.yaml", "unit: percent", "unit: ㎡年", PackCodes.NoUnit, "可用：USD")]
    [InlineData("pack.yaml", "unit: percent", "unit: 元", PackCodes.NoUnit, "请写“yuan”")]
    [InlineData("pack.yaml", "unit: percent", "unit: 万元", PackCodes.NoUnit, "：写 yuan，值乘 10000")]
    [InlineData("pack.yaml", "source: 某办法第二条", "sorce: 某办法第二条", PackCodes.UnknownKey, "是不是“source”？")]
    [InlineData("pack.yaml", "optional: true", "optional: 是", PackCodes.WrongShape, "改成 true")]
    [InlineData("pack.yaml", "  answer: answer", "  answer: anwser", PackCodes.UnknownReference, "是不是“answer”？")]
    [InlineData("parameters.yaml", "illustrative: true", "illustrative: 是", PackCodes.WrongShape, "改成 true")]
    [InlineData("parameters.yaml", "illustrative: true", "illustrative: 1", PackCodes.WrongShape, "改成 true")]
    [InlineData("parameters.yaml", "illustrative: true", "ilustrative: true", PackCodes.UnknownKey, "是不是“illustrative”？")]
    [InlineData("parameters.yaml", ", source: 某办法第二条", ", sorce: 某办法第二条", PackCodes.UnknownKey, "是不是“source”？")]
    [InlineData("parameters.yaml", "amount_max_yuan:\n", "amount_max_yuan:\n  units: yuan\n", PackCodes.UnknownKey, "是不是“unit”？")]
    [InlineData("tables/rates.csv", ",true,b", ",是,b", PackCodes.WrongValue, "改成 true")]
    [InlineData("tables/rates.csv", "rate:number", "rate:numbr", PackCodes.CsvColumns, "是不是“number”？")]
    [InlineData("tables/rates.csv", "from,to,source", "from,to,sorce", PackCodes.CsvColumns, "“sorce”是不是它？")]
    [InlineData("tables/rates.csv", "from,to,source", "from，to,source", PackCodes.CsvColumns, "英文逗号")]
    [InlineData("tables/rates.csv", "class,rate:number", "class,rate:number,rate:number", PackCodes.CsvColumns, "出现两次")]
    [InlineData("tables/rates.csv", "class,rate:number", "klass,rate:number", PackCodes.TableColumns, "模型里叫“class”")]
    [InlineData("tables/rates.csv", "class,rate:number", "class,rates:number", PackCodes.TableColumns, "模型里叫“rate”")]
    public void A_misspelt_name_or_word_is_one_error_with_the_right_one(
        string file, string old, string text, string code, string said)
    {
        var found = Assert.Single(Errors(file, old, text));
        Assert.True(found.Code == code && found.Message.Zh.Contains(said, StringComparison.Ordinal), found.ToLine("zh"));
        Assert.NotNull(found.Position);
    }

    [Fact]
    public void A_table_without_a_column_of_the_model_or_with_one_that_it_does_not_read_is_refused_at_its_header()
    {
        _tiny.Files.Write("tech/limit/tables/rates.csv", "from,to,source,illustrative,class,remark\n2024-01-01,,,true,a,x\n");
        var found = _tiny.Files.Load().Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Equal([(PackCodes.TableColumns, 1), (PackCodes.TableColumns, 1)], found.Select(d => (d.Code, d.Position!.Value.Line)));
        Assert.Contains("缺少列“rate”", found[0].Message.Zh, StringComparison.Ordinal);
        Assert.Contains("“remark”，模型不读", found[1].Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_followed_through_a_decision_that_hands_on_rows_and_not_through_a_name_that_hides_the_table()
    {
        var handedOn = TinyDecision.Model.Replace(Direct, "best.rate", StringComparison.Ordinal)
            .Replace("    <informationRequirement><requiredDecision href=\"#outcome\"/>", "    <informationRequirement><requiredDecision href=\"#best\"/></informationRequirement>\n    <informationRequirement><requiredDecision href=\"#outcome\"/>", StringComparison.Ordinal)
            .Replace("  <decision id=\"answer\"", """
                  <decision id="best" name="best"><variable name="best"/>
                    <informationRequirement><requiredInput href="#in_kind"/></informationRequirement>
                    <informationRequirement><requiredInput href="#in_rates"/></informationRequirement>
                    <literalExpression><text>if count(rates[item.class = kind]) = 0 then {limit: 0} else sort(rates[item.class = kind], function(a, b) a.rank &gt; b.rank)[1]</text></literalExpression>
                  </decision>
                  <decision id="answer"
                """, StringComparison.Ordinal);
        _tiny.Files.Write("tech/limit/decision.dmn", handedOn);
        Assert.Equal("rank", Lacking());
        _tiny.Files.Replace("tech/limit/tables/rates.csv", "class,rate:number\n2024-01-01,,某办法第三条,,a,3.5\n2024-01-01,,,true,b,4", "class,rank:number\n2024-01-01,,,true,a,1\n2024-01-01,,,true,b,1");
        Assert.Equal("rate", Lacking());
        _tiny.Files.Write("tech/limit/decision.dmn", TinyDecision.Model.Replace(Direct, "(for rates in [{rank: 1, class: kind}] return rates.limit)[1]", StringComparison.Ordinal));
        Assert.Null(Lacking());
    }

    [Theory]
    [InlineData("</definitions>", "<textAnnotation id=\"t\"><text>见 rates.csv</text></textAnnotation></definitions>")]
    [InlineData("<text>第二条</text>", "<text>rates.csv 第 3 行</text>")]
    [InlineData(Direct, "/* rates.old */ rates[item.class = kind][1].rate // rates.gone \"")]
    [InlineData(Direct, "get value(rates[item.class = kind][1], \"rate\")")]
    [InlineData(Direct, "rates[item.class = kind][1].rate + base rates.standard")]
    [InlineData(Direct, "if best.found = false then 0 else best.rate")]
    [InlineData(Direct, "rates[item.class = kind][1].rate in percent", "class,rate in percent:number")]
    public void A_column_is_not_missed_for_what_only_looks_like_one(string old, string text, string columns = "class,rate:number")
    {
        const string More = """
              <decision id="base" name="base rates"><variable name="base rates"/><literalExpression><text>{standard: 1}</text></literalExpression></decision>
              <decision id="best" name="best"><variable name="best"/>
                <informationRequirement><requiredInput href="#in_rates"/></informationRequirement>
                <literalExpression><text>if count(rates) = 0 then {rate: 0, found: false} else rates[item.class = "a"][1]</text></literalExpression>
              </decision>
              <decision id="answer"
            """;
        _tiny.Files.Write("tech/limit/decision.dmn", TinyDecision.Model.Replace(old, text, StringComparison.Ordinal)
            .Replace("  <decision id=\"answer\"", text.Contains('b', StringComparison.Ordinal) ? More : "  <decision id=\"answer\"", StringComparison.Ordinal));
        _tiny.Files.Replace("tech/limit/tables/rates.csv", "class,rate:number", columns);
        Assert.DoesNotContain(_tiny.Files.Load().Diagnostics, d => d.Code == PackCodes.TableColumns);
    }

    [Theory]
    [InlineData("expect: {outcome: granted, rate: 3.5}", "expect: {outcom: granted}", PackCodes.UnknownReference, "是不是“outcome”？")]
    [InlineData("expect: {outcome: granted, rate: 3.5}", "expect: {outcome: grantd}", PackCodes.UnknownReference, "是不是“granted”？")]
    [InlineData("cannot: PAK1024}\n  - {name: 结束后", "cannot: PAK1042}\n  - {name: 结束后", PackCodes.UnknownReference, "是不是“PAK1024”？")]
    [InlineData("given: {kind: b}", "given: {knid: b}", PackCodes.UnknownFact, "是不是“kind”？")]
    [InlineData("given: {amount_yuan: 2000, kind: a}", "given: {amount_yuan: 两千, kind: a}", PackCodes.WrongFact, "应为数字")]
    [InlineData("cases:", "cases：", PackCodes.YamlSyntax, "全角冒号")]
    public void A_fault_in_the_cases_is_one_error_however_many_cases_it_touches(string old, string text, string code, string said)
    {
        _tiny.Files.Replace("tech/limit/cases.yaml", old, text);
        var library = _tiny.Files.Load();
        var found = Assert.Single(PackCheck.Run(library, library.Pack(TinyDecision.Id)!));
        Assert.True(found.Code == code && found.Message.Zh.Contains(said, StringComparison.Ordinal), found.ToLine("zh"));
        Assert.NotNull(found.Position);
    }

    [Fact]
    public void A_code_without_words_is_told_once_and_not_by_every_case()
    {
        _tiny.Files.Replace("tech/limit/decision.dmn", "\"granted\"", "\"allowed\"");
        _tiny.Files.Replace("tech/limit/cases.yaml", "expect: {rate: 4}", "expect: {rate: 4}}\n  - {name: 再一次, given: {kind: b}, expect: {rate: 4}");
        var library = _tiny.Files.Load();
        Assert.Single(PackCheck.Run(library, library.Pack(TinyDecision.Id)!), d => d.Message.Zh.Contains("没有：allowed", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_template_names_those_that_there_are()
    {
        _tiny.Files.Write("templates/loan/decision.dmn", TinyDecision.Model);
        var found = Assert.Single(Errors("pack.yaml", "  answer: answer", "  answer: answer\n  template: loans"));
        Assert.Contains("没有模板“loans”，是不是“loan”？可用：loan", found.Message.Zh, StringComparison.Ordinal);
        Assert.Equal((PackCodes.FileMissing, 9), (found.Code, found.Position!.Value.Line));
    }

    [Fact]
    public void A_refused_pack_says_whether_an_earlier_version_stays_and_its_register_is_not_blamed()
    {
        _tiny.Files.Replace("systems.yaml", "\"*\"", "tech/limit, returns/tiny");
        var library = _tiny.Files.Load();
        _tiny.Files.Replace("tech/limit/pack.yaml", "owner:", "onwer:");
        var first = _tiny.Files.Load().Diagnostics;
        Assert.Equal([PackCodes.UnknownKey, PackCodes.Refused], first.Select(d => d.Code));
        Assert.Contains("有 1 个错误（见上），这次没有装载", first[1].Message.Zh, StringComparison.Ordinal);
        library.Reload();
        Assert.Contains("先前的有效版本继续使用", library.Diagnostics[^1].Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_that_no_system_has_is_told_by_the_check()
    {
        _tiny.Files.Replace("systems.yaml", "\"*\"", "returns/*");
        var library = _tiny.Files.Load();
        var found = Assert.Single(PackCheck.Run(library, library.Pack(TinyDecision.Id)!));
        Assert.Equal((PackCodes.NotRegistered, DiagnosticSeverity.Warning), (found.Code, found.Severity));
    }

    [Theory]
    [InlineData("某办法第二条", "某办法第二条")]
    [InlineData("{zh: 某办法第二条}", "某办法第二条")]
    [InlineData("{en: 'Rule, article 2'}", "Rule, article 2")]
    [InlineData("{zh: 某办法第二条, en: 'Rule, article 2'}", "某办法第二条 / Rule, article 2")]
    public void A_source_in_one_language_stands_as_it_is_on_the_page_of_the_other(string written, string shown)
    {
        _tiny.Files.Replace("tech/limit/pack.yaml", "source: 某办法第二条", "source: " + written);
        _tiny.Files.Replace("tech/limit/parameters.yaml", "source: 某办法第二条", "source: " + written);
        var request = TinyDecision.Request("""{"amount_yuan": 2500, "kind": "b"}""");
        var decision = _tiny.Decision;
        foreach (var language in (string[])["zh", "en"])
        {
            var text = new Policies.Decisions.AnswerText(decision, request, decision.Decide(request), language);
            Assert.Contains(shown, text.Outputs()[0], StringComparison.Ordinal);
            Assert.EndsWith(shown, text.Parameters()[0], StringComparison.Ordinal);
        }
    }

    private string? Lacking()
    {
        var found = _tiny.Files.Load().Diagnostics.Where(d => d.Code == PackCodes.TableColumns
            && d.Message.Zh.Contains("缺少列", StringComparison.Ordinal)).ToList();
        return found.Count == 0 ? null : Assert.Single(found).Message.Zh.Split('“', '”')[3];
    }

    private IEnumerable<Diagnostic> Errors(string file, string old, string text)
    {
        _tiny.Files.Replace("tech/limit/" + file, old, text);
        return _tiny.Files.Load().Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
    }
}
