using System.Text.RegularExpressions;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Xml;

/// <summary>What editors and vendors write into a file beside the model, and ways to write the same XML.</summary>
public sealed class ModelDocumentTests
{
    private const string Foreign = "<extensionElements><v:note xmlns:v=\"urn:vendor\"><v:decision id=\"z\" name=\"d\"/><text>x</text></v:note></extensionElements>";

    [Theory]
    [InlineData("<text><![CDATA[1 < 2]]></text>", "true")]
    [InlineData("<text>1 <!-- one --> + <!-- two > 1 --> 2</text>", "3")]
    [InlineData("<text>\r\n 1 <![CDATA[+]]> &#x32;<?pi x?>\r\n</text>", "3")]
    [InlineData("<text>\"&lt;a&gt;&#x1F40E;\"</text>", "\"<a>🐎\"")]
    [InlineData("<text xml:space=\"preserve\">  1  </text>", "1")]
    [InlineData("<description>not this <b>1</b></description><text>2</text>", "2")]
    [InlineData(Foreign + "<text>3</text>", "3")]
    [InlineData("<v:text xmlns:v=\"urn:vendor\">5</v:text><text>4</text>", "4")]
    public void The_text_of_an_expression_is_what_xml_makes_of_it(string content, string expected) => Assert.Equal(
        expected, Shown(ModelText.Of(ModelText.Decision("d", $"<literalExpression>{content}</literalExpression>"))));

    [Fact]
    public void What_vendors_add_changes_nothing()
    {
        var text = ModelText.Of(Foreign + "<v:decision xmlns:v=\"urn:vendor\" id=\"d\" name=\"d\"><v:literalExpression/></v:decision>"
            + $"<decision id=\"d\" name=\"d\" xmlns:v=\"urn:vendor\" v:colour=\"red\" unknown=\"1\">{Foreign}<description>d</description>"
            + "<question>?</question><variable v:x=\"1\" name=\"d\"/><v:group/>" + ModelText.Literal("7") + "</decision>"
            + "<dmndi:DMNDI xmlns:dmndi=\"https://www.omg.org/spec/DMN/20230324/DMNDI/\"><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef=\"d\"/></dmndi:DMNDiagram></dmndi:DMNDI>"
            + "<textAnnotation id=\"t\"><text>note</text></textAnnotation><association id=\"a\"><sourceRef href=\"#t\"/><targetRef href=\"#d\"/></association>"
            + "<elementCollection id=\"c\"/><performanceIndicator id=\"p\" name=\"p\"/><organizationUnit id=\"o\" name=\"o\"/><knowledgeSource id=\"k\" name=\"k\"/>");
        Assert.Empty(ModelText.Load(text).Diagnostics);
        Assert.Equal("7", Shown(text));
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<!-- a comment before -->\n")]
    [InlineData("<?xml version=\"1.0\" encoding=\"GB18030\"?>")]
    public void A_byte_order_mark_and_a_declared_encoding_do_not_matter(string before)
    {
        var text = before + ModelText.Of(ModelText.Decision("d", ModelText.Literal("1 / 0")));
        var cause = Assert.Single(ModelText.Load(text).Evaluate("d", ModelText.Inputs()).Diagnostics);
        Assert.Equal("1 / 0", cause.Source!.Content.Substring(cause.Span!.Value.Start, cause.Span.Value.Length));
    }

    [Fact]
    public void A_prefix_may_stand_before_every_element()
    {
        var text = Regex.Replace(ModelText.Of(ModelText.Decision("d", ModelText.Literal("1"))), "<(/?)([a-z])", "<$1m:$2", RegexOptions.NonBacktracking)
            .Replace("xmlns=", "xmlns:m=", StringComparison.Ordinal);
        Assert.Equal("1", Shown(text));
    }

    [Theory]
    [InlineData("<!DOCTYPE definitions [<!ENTITY e \"1\">]>")]
    [InlineData("<!DOCTYPE definitions SYSTEM \"file:///etc/passwd\">")]
    public void A_document_type_is_refused_without_being_read(string type)
    {
        var model = ModelText.Load(type + ModelText.Of(ModelText.Decision("d", ModelText.Literal("1"))));
        Assert.False(model.CanEvaluate);
        Assert.Equal("DMN1001", Assert.Single(model.Diagnostics).Code);
    }

    [Theory]
    [InlineData("#i")]
    [InlineData("i")]
    [InlineData("urn:test#i")]
    [InlineData(" #i ")]
    public void A_reference_may_be_written_with_or_without_the_mark(string href) => Assert.Equal("2", Shown(ModelText.Of(
        "<inputData id=\"i\" name=\"x\"><variable name=\"x\"/></inputData><decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
        + $"<informationRequirement><requiredInput href=\"{href}\"/></informationRequirement>{ModelText.Literal("x + 1")}</decision>"), FeelValue.From(1)));

    [Fact]
    public void Ids_may_be_missing_where_nothing_refers_to_them()
    {
        var text = ModelText.Of("<decision name=\"d\"><decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>"
            + "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>");
        Assert.Empty(ModelText.Load(text).Diagnostics);
        Assert.Equal("2", Shown(text));
    }

    [Fact]
    public void A_table_may_have_the_annotations_columns_and_widths_that_editors_write()
    {
        var text = ModelText.Of(ModelText.Decision("d", "<decisionTable outputLabel=\"d\" preferredOrientation=\"Rule-as-Row\" hitPolicy=\"UNIQUE\" b:widths=\"1\" xmlns:b=\"urn:b\">"
            + "<input id=\"a\" b:width=\"192\"><inputExpression id=\"e\" typeRef=\"number\"><text>1</text></inputExpression></input><output id=\"o\" label=\"l\" name=\"d\" typeRef=\"number\"/>"
            + "<annotation name=\"why\"/><rule id=\"r\"><description>why</description><inputEntry id=\"c\" expressionLanguage=\"https://www.omg.org/spec/DMN/20230324/FEEL/\"><text></text></inputEntry>"
            + "<outputEntry><text>2</text></outputEntry><annotationEntry><text>because</text></annotationEntry></rule></decisionTable>"));
        Assert.Empty(ModelText.Load(text).Diagnostics);
        Assert.Equal("2", Shown(text));
    }

    private static string Shown(string text, FeelValue? x = null) => ValueText.Nested(
        ModelText.Load(text).Evaluate("d", x is null ? ModelText.Inputs() : ModelText.Inputs(("x", x))).Value);
}
