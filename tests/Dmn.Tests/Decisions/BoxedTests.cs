using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Decisions;

/// <summary>Boxed expressions, services, types and conversions, by the text of DMN 1.5 §7.3, §10.2 and §10.3.2.9.
/// </summary>
public sealed class BoxedTests
{
    private const string Double =
        "<businessKnowledgeModel id=\"b\" name=\"twice\"><variable name=\"twice\"/><encapsulatedLogic>"
        + "<formalParameter name=\"n\" typeRef=\"number\"/><literalExpression><text>n * 2</text></literalExpression>"
        + "</encapsulatedLogic></businessKnowledgeModel>";

    private const string Needs = "<knowledgeRequirement><requiredKnowledge href=\"#b\"/></knowledgeRequirement>";

    private const string Service =
        "<inputData id=\"x\" name=\"x\"><variable name=\"x\" typeRef=\"number\"/></inputData>"
        + "<decision id=\"p\" name=\"p\"><variable name=\"p\"/><informationRequirement><requiredInput href=\"#x\"/>"
        + "</informationRequirement><literalExpression><text>x + 1</text></literalExpression></decision>"
        + "<decision id=\"q\" name=\"q\"><variable name=\"q\"/><informationRequirement><requiredDecision href=\"#p\"/>"
        + "</informationRequirement><literalExpression><text>p * 10</text></literalExpression></decision>"
        + "<decisionService id=\"b\" name=\"serve\"><variable name=\"serve\"/>";

    [Theory]
    [InlineData("<list><literalExpression><text>1</text></literalExpression><literalExpression><text>null</text></literalExpression></list>", "[1, null]")]
    [InlineData("<relation><column name=\"a\"/><column name=\"b c\"/><row><literalExpression><text>1</text></literalExpression>"
        + "<literalExpression><text>2</text></literalExpression></row></relation>", "[{a: 1, b c: 2}]")]
    [InlineData("<context><contextEntry><variable name=\"a\"/><literalExpression><text>2</text></literalExpression></contextEntry>"
        + "<contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"n\"/><literalExpression><text>n + a</text>"
        + "</literalExpression></functionDefinition></contextEntry><contextEntry><literalExpression><text>f(3)</text>"
        + "</literalExpression></contextEntry></context>", "5")]
    [InlineData("<conditional><if><literalExpression><text>1 &gt; 0</text></literalExpression></if><then><literalExpression><text>\"y\"</text>"
        + "</literalExpression></then><else><literalExpression><text>\"n\"</text></literalExpression></else></conditional>", "\"y\"")]
    [InlineData("<filter><in><literalExpression><text>[1, 5, 9]</text></literalExpression></in><match><literalExpression><text>item &gt; 3</text>"
        + "</literalExpression></match></filter>", "[5, 9]")]
    [InlineData("<for iteratorVariable=\"i\"><in><literalExpression><text>1..3</text></literalExpression></in><return><literalExpression>"
        + "<text>count(partial) + i</text></literalExpression></return></for>", "[1, 3, 5]")]
    [InlineData("<some iteratorVariable=\"i\"><in><literalExpression><text>[1, 2]</text></literalExpression></in><satisfies><literalExpression>"
        + "<text>i = 2</text></literalExpression></satisfies></some>", "true")]
    [InlineData("<every iteratorVariable=\"i\"><in><literalExpression><text>[1, 2]</text></literalExpression></in><satisfies><literalExpression>"
        + "<text>i = 2</text></literalExpression></satisfies></every>", "false")]
    [InlineData("<invocation><literalExpression><text>twice</text></literalExpression><binding><parameter name=\"n\"/><literalExpression>"
        + "<text>21</text></literalExpression></binding></invocation>", "42")]
    [InlineData("<invocation><literalExpression><text>twice</text></literalExpression><binding><parameter name=\"m\"/><literalExpression>"
        + "<text>21</text></literalExpression></binding></invocation>", "null")]
    [InlineData("<literalExpression><text>twice([4])</text></literalExpression>", "8")]
    [InlineData("<literalExpression><text>twice(\"4\")</text></literalExpression>", "null")]
    [InlineData("<literalExpression><text>twice(n: 4)</text></literalExpression>", "8")]
    [InlineData("<literalExpression><text>twice(1, 2)</text></literalExpression>", "null")]
    public void A_boxed_expression_has_its_value(string logic, string expected) => Assert.Equal(
        expected, Shown(Double + $"<decision id=\"d\" name=\"d\"><variable name=\"d\"/>{Needs}{logic}</decision>"));

    [Theory]
    [InlineData("<outputDecision href=\"#q\"/><encapsulatedDecision href=\"#p\"/><inputData href=\"#x\"/>", "serve(4)", "50")]
    [InlineData("<outputDecision href=\"#q\"/><encapsulatedDecision href=\"#p\"/><inputData href=\"#x\"/>", "serve(x: 4)", "50")]
    [InlineData("<outputDecision href=\"#q\"/><outputDecision href=\"#p\"/><inputData href=\"#x\"/>", "serve(4)", "{q: 50, p: 5}")]
    [InlineData("<outputDecision href=\"#q\"/><inputDecision href=\"#p\"/>", "serve(7)", "70")]
    [InlineData("<outputDecision href=\"#q\"/><encapsulatedDecision href=\"#p\"/><inputData href=\"#x\"/>", "serve([4])", "50")]
    [InlineData("<outputDecision href=\"#q\"/><encapsulatedDecision href=\"#p\"/><inputData href=\"#x\"/>", "serve(4, 5)", "null")]
    public void A_decision_service_is_a_function_of_its_inputs(string parts, string call, string expected) => Assert.Equal(
        expected, Shown(Service + parts + "</decisionService>"
            + $"<decision id=\"d\" name=\"d\"><variable name=\"d\"/>{Needs}{ModelText.Literal(call)}</decision>"));

    [Theory]
    [InlineData("number", "[5]", "5")]
    [InlineData("numbers", "5", "[5]")]
    [InlineData("number", "[5, 6]", "null")]
    [InlineData("number", "\"5\"", "null")]
    [InlineData("numbers", "[5, \"a\"]", "null")]
    [InlineData("small", "[1, 2]", "[1, 2]")]
    [InlineData("small", "[1, 9]", "null")]
    [InlineData("few", "[1, 9]", "[1, 9]")]
    [InlineData("few", "[1, 2, 3]", "null")]
    [InlineData("person", "{name: \"a\", age: 20}", "{name: \"a\", age: 20}")]
    [InlineData("person", "{name: \"a\", age: -1}", "null")]
    [InlineData("person", "{name: \"a\"}", "null")]
    [InlineData("person", "{name: \"a\", age: null}", "{name: \"a\", age: null}")]
    [InlineData("person", "{name: \"a\", age: 20, more: 1}", "{name: \"a\", age: 20, more: 1}")]
    [InlineData("adder", "function(a: number, b: number) a + b", "function(a, b)")]
    [InlineData("adder", "function(a: string, b: number) b", "null")]
    [InlineData("date and time", "@\"2024-02-29\"", "@\"2024-02-29T00:00:00Z\"")]
    [InlineData("Any", "[1]", "[1]")]
    public void A_value_is_converted_to_the_type_of_its_variable_or_is_null(string type, string feel, string expected)
    {
        const string Types =
            "<itemDefinition name=\"numbers\" isCollection=\"true\"><typeRef>number</typeRef></itemDefinition>"
            + "<itemDefinition name=\"small\" isCollection=\"true\"><typeRef>number</typeRef><allowedValues><text>&lt; 5</text></allowedValues></itemDefinition>"
            + "<itemDefinition name=\"few\" isCollection=\"true\"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
            + "<itemDefinition name=\"person\"><itemComponent name=\"name\"><typeRef>string</typeRef></itemComponent>"
            + "<itemComponent name=\"age\"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues></itemComponent></itemDefinition>"
            + "<itemDefinition name=\"adder\"><functionItem outputTypeRef=\"number\"><parameters name=\"a\" typeRef=\"number\"/>"
            + "<parameters name=\"b\" typeRef=\"number\"/></functionItem></itemDefinition>";
        var shown = Shown(
            Types + $"<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"{type}\"/>{ModelText.Literal(feel)}</decision>");
        Assert.Equal(expected.StartsWith('@') ? expected[2..^1] : expected, shown);
    }

    [Fact]
    public void An_import_without_a_name_brings_its_elements_into_the_scope()
    {
        var main = ModelText.Of(
            "<import namespace=\"urn:lib\" name=\"\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
            + "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"urn:lib#b\"/></knowledgeRequirement>"
            + ModelText.Literal("twice(21)") + "</decision>");
        Assert.Equal(
            "42", ModelText.Load(main, ModelText.Of(Double, "urn:lib")).Evaluate("d", ModelText.Inputs()).Value.ToString());
    }

    private static string Shown(string body) =>
        ValueText.Nested(ModelText.Load(ModelText.Of(body)).Evaluate("d", ModelText.Inputs()).Value);
}
