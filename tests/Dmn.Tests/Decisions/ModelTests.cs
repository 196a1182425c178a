using System.Text.Json;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Decisions;

public sealed class ModelTests
{
    [Theory]
    [InlineData("http://www.omg.org/spec/DMN/20151101/dmn.xsd")]
    [InlineData("http://www.omg.org/spec/DMN/20180521/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20191111/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20211108/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20230324/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20240513/MODEL/")]
    public void Every_version_of_the_format_is_read(string ns)
    {
        var model = ModelText.Load(ModelText.Of(ModelText.Decision("d", ModelText.Literal("1 + 1")), dmn: ns));
        Assert.Equal("2", model.Evaluate("d", ModelText.Inputs()).Value.ToString());
    }

    [Fact]
    public void A_type_reference_may_be_a_context_type_as_FEEL_writes_it()
    {
        var model = ModelText.Load(ModelText.Of(
            "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"context&lt;a: number>\"/>"
            + ModelText.Literal("{a: \"x\"}") + "</decision>"));
        Assert.Empty(model.Diagnostics);
        Assert.Contains(model.Evaluate("d", ModelText.Inputs()).Diagnostics, d => d.Code == "DMN3010");
    }

    [Fact]
    public void A_null_points_into_the_file_through_entities_and_lines()
    {
        var model = ModelText.Load(
            ModelText.Of(ModelText.Decision(
                "d", "<literalExpression><text>1 &lt; 2 and\n  1 / 0 > 1</text></literalExpression>")));
        var cause = model.Evaluate("d", ModelText.Inputs()).Diagnostics[0];
        Assert.Equal("DMN3003", cause.Code);
        Assert.Equal((3, 3), (cause.Position!.Value.Line, cause.Position.Value.Column));
        Assert.Equal("1 / 0", cause.Source!.Content.Substring(cause.Span!.Value.Start, cause.Span.Value.Length).Trim());
    }

    [Fact]
    public void A_model_with_a_broken_expression_still_evaluates_the_others()
    {
        var model = ModelText.Load(ModelText.Of(
            ModelText.Decision("bad", ModelText.Literal("1 +")) + ModelText.Decision("good", ModelText.Literal("1"))));
        Assert.False(model.Succeeded);
        Assert.True(model.CanEvaluate);
        Assert.Equal("1", model.Evaluate("good", ModelText.Inputs()).Value.ToString());
        Assert.Equal("DMN2002", Assert.Single(model.Evaluate("bad", ModelText.Inputs()).Diagnostics).Code);
    }

    [Theory]
    [InlineData("<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#x\"/></informationRequirement></decision>", "DMN1004")]
    [InlineData("<import namespace=\"urn:none\" name=\"i\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>", "DMN1005")]
    [InlineData("<inputData id=\"i\" name=\"i\"><variable name=\"i\" typeRef=\"foo\"/></inputData>", "DMN1007")]
    [InlineData("<itemDefinition name=\"t\"/><itemDefinition name=\"t\"/>", "DMN1008")]
    [InlineData("<decision id=\"d\" name=\"d\"><literalExpression/></decision>", "DMN1009")]
    [InlineData("<decision id=\"d\" name=\"d\"><literalExpression expressionLanguage=\"urn:js\"><text>1</text></literalExpression></decision>", "DMN1010")]
    [InlineData("<itemDefinition name=\"t\"><typeRef>t</typeRef></itemDefinition>", "DMN1006")]
    public void What_is_wrong_with_a_model_is_said_with_its_place(string body, string code)
    {
        var problem = Assert.Single(ModelText.Load(ModelText.Of(body)).Diagnostics, d => d.Code == code);
        Assert.NotNull(problem.Position);
        Assert.NotEmpty(problem.Message.Zh);
    }

    [Fact]
    public void Decisions_that_require_each_other_are_null_and_said_so()
    {
        static string Requiring(string id, string other) =>
            $"<decision id=\"{id}\" name=\"{id}\"><informationRequirement>"
            + $"<requiredDecision href=\"#{other}\"/></informationRequirement>{ModelText.Literal(other)}</decision>";
        var model = ModelText.Load(ModelText.Of(Requiring("a", "b") + Requiring("b", "a")));
        Assert.Contains(model.Evaluate("a", ModelText.Inputs()).Diagnostics, d => d.Code == "DMN1006");
    }

    [Fact]
    public void A_value_that_its_type_does_not_allow_becomes_null_with_the_reason()
    {
        var model = ModelText.Load(ModelText.Of(
            "<itemDefinition name=\"tRisk\"><typeRef>string</typeRef><allowedValues><text>\"LOW\", \"HIGH\"</text></allowedValues></itemDefinition>"
            + "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"tRisk\"/>" + ModelText.Literal(
                "\"MIDDLE\"") + "</decision>"));
        var result = model.Evaluate("d", ModelText.Inputs());
        Assert.True(result.Value.IsNull);
        Assert.Equal("DMN3011", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void An_input_that_is_missing_is_null_with_the_reason()
    {
        var model = ModelText.Load(ModelText.Of(ModelText.Table("hitPolicy=\"UNIQUE\"", ["x"], "> 1 => 1")));
        Assert.Contains(model.Evaluate("d", ModelText.Inputs()).Diagnostics, d => d.Code == "DMN3017");
    }

    [Fact]
    public void An_imported_knowledge_model_is_called_behind_the_name_of_its_import()
    {
        var library = ModelText.Of(
            "<businessKnowledgeModel id=\"b\" name=\"to double\"><variable name=\"to double\"/><encapsulatedLogic>"
            + "<formalParameter name=\"x\" typeRef=\"number\"/>" + ModelText.Literal(
                "x * 2") + "</encapsulatedLogic></businessKnowledgeModel>", "urn:lib");
        var main = ModelText.Of(
            "<import namespace=\"urn:lib\" name=\"my lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
            + "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"urn:lib#b\"/></knowledgeRequirement>"
            + ModelText.Literal("my lib.to double(21)") + "</decision>");
        Assert.Equal("42", ModelText.Load(main, library).Evaluate("d", ModelText.Inputs()).Value.ToString());
    }

    [Fact]
    public void A_knowledge_model_may_call_itself()
    {
        var model = ModelText.Load(ModelText.Of(
            "<businessKnowledgeModel id=\"b\" name=\"fib\"><variable name=\"fib\"/><encapsulatedLogic><formalParameter name=\"n\" typeRef=\"number\"/>"
            + ModelText.Literal("if n < 2 then n else fib(n - 1) + fib(n - 2)") + "</encapsulatedLogic></businessKnowledgeModel>"
            + "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#b\"/></knowledgeRequirement>"
            + ModelText.Literal("fib(12)") + "</decision>"));
        Assert.Equal("144", model.Evaluate("d", ModelText.Inputs()).Value.ToString());
    }

    [Fact]
    public void Names_with_blanks_and_operators_are_found_by_the_longest_match()
    {
        var inputs = new[] { "Credit score", "Credit score - old", "profit and loss", "in" };
        var xml = string.Concat(
            inputs.Select((n, i) => $"<inputData id=\"i{i}\" name=\"{n}\"><variable name=\"{n}\"/></inputData>"))
            + "<decision id=\"d\" name=\"d\">" + string.Concat(
                inputs.Select((_, i) => $"<informationRequirement><requiredInput href=\"#i{i}\"/></informationRequirement>"))
            + ModelText.Literal("[Credit score, Credit  score-old, (Credit score) - 1, profit and loss]") + "</decision>";
        var result = ModelText.Load(ModelText.Of(xml)).Evaluate("d", ModelText.Inputs(
            ("Credit score", FeelValue.From(10)), ("Credit score - old", FeelValue.From(3)),
                ("profit and loss", FeelValue.From(7))));
        Assert.Equal("[10, 3, 9, 7]", result.Value.ToString());
    }

    [Fact]
    public void Inputs_from_json_take_the_declared_types_and_keep_their_digits()
    {
        var model = ModelText.Load(ModelText.Of(
            "<itemDefinition name=\"tLoan\"><itemComponent name=\"due\"><typeRef>date</typeRef></itemComponent>"
            + "<itemComponent name=\"amount\"><typeRef>number</typeRef></itemComponent></itemDefinition>"
            + "<inputData id=\"i\" name=\"Loan\"><variable name=\"Loan\" typeRef=\"tLoan\"/></inputData>"
            + "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
            + ModelText.Literal("{next: Loan.due + @\"P1D\", amount: Loan.amount}") + "</decision>"));
        using var json = JsonDocument.Parse(
            "{\"Loan\": {\"due\": \"2024-02-28\", \"amount\": 12345678901234567890.12}}");
        var result = model.Evaluate("d", model.ReadInputs(json.RootElement));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonValues.Write(writer, result.Value);
        Assert.Equal(
            "{\"next\":\"2024-02-29\",\"amount\":12345678901234567890.12}",
                System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void An_explanation_tells_the_rules_that_fired_and_the_cell_that_stopped_the_others()
    {
        var model = ModelText.Load(
            ModelText.Of(ModelText.Table("hitPolicy=\"UNIQUE\"", ["x", "s"], "< 5 | \"a\" => 1", "- | \"b\" => 2")));
        var result = model.Evaluate(
            "d", ModelText.Inputs(("x", FeelValue.From(7)), ("s", FeelValue.From("b"))), isExplained: true);
        var table = Assert.Single(result.Explanation!.Tables);
        Assert.Equal([false, true], table.Rules.Select(r => r.IsHit));
        Assert.Equal("x: < 5", table.Rules[0].FailingCell);
        Assert.Equal("2", Assert.Single(result.Explanation.Decisions).Value.ToString());
    }

    [Theory]
    [InlineData("for", "return", "[1, 2]", "[2, 3]")]
    [InlineData("for", "return", "2..1", "[3, 2]")]
    [InlineData("for", "return", "5", "null")]
    [InlineData("every", "satisfies", "[1, 2]", "null")]
    public void A_boxed_iterator_goes_through_a_collection(string element, string body, string source, string expected)
    {
        var boxed = $"<{element} iteratorVariable=\"x\"><in>{ModelText.Literal(source)}</in>"
            + $"<{body}>{ModelText.Literal("x + 1")}</{body}></{element}>";
        var result = ModelText.Load(ModelText.Of(ModelText.Decision("d", boxed))).Evaluate("d", ModelText.Inputs());
        Assert.Equal(expected, ValueText.Nested(result.Value));
        Assert.Equal(expected == "null", result.Diagnostics.Count > 0);
    }

    [Fact]
    public void A_date_bound_to_a_date_and_time_is_its_midnight_in_UTC()
    {
        var model = ModelText.Load(ModelText.Of("<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"date and time\"/>"
            + ModelText.Literal("@\"2024-02-29\"") + "</decision>"));
        Assert.Equal("2024-02-29T00:00:00Z", model.Evaluate("d", ModelText.Inputs()).Value.ToString());
    }

    [Fact]
    public void A_table_in_a_knowledge_model_without_parameters_takes_its_inputs_as_parameters()
    {
        var model = ModelText.Load(ModelText.Of(
            "<businessKnowledgeModel id=\"b\" name=\"fee\"><variable name=\"fee\"/><encapsulatedLogic>"
            + "<decisionTable hitPolicy=\"FIRST\"><input><inputExpression><text>Amount due</text></inputExpression></input><output/>"
            + "<rule><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
            + "</decisionTable></encapsulatedLogic></businessKnowledgeModel>"
            + "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#b\"/></knowledgeRequirement>"
            + ModelText.Literal("fee(Amount due: 5)") + "</decision>"));
        Assert.Equal("1", model.Evaluate("d", ModelText.Inputs()).Value.ToString());
        Assert.Equal("1", model.EvaluateService("fee", ModelText.Inputs(("Amount due", FeelValue.From(9)))).Value.ToString());
    }

    [Fact]
    public void A_decision_that_does_not_exist_is_named()
    {
        var result = ModelText.Load(ModelText.Of("")).Evaluate("nothing", ModelText.Inputs());
        Assert.Equal("DMN1013", Assert.Single(result.Diagnostics).Code);
    }
}
