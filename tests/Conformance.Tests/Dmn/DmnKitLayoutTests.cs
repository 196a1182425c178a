using Huoshui.Cli.DmnRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Dmn;

/// <summary>Folders that are laid out in odd ways must be run all the same.</summary>
public sealed class DmnKitLayoutTests : IDisposable
{
    private const string Typed = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("dmn-kit");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_broken_neighbour_does_not_fail_a_model_that_does_not_import_it()
    {
        Write("a/one.dmn", Model("<decision name=\"d\"><literalExpression><text>1</text></literalExpression></decision>"));
        Write("a/broken.dmn", "<definitions");
        Write("a/one-test-01.xml", Test("one.dmn", "<resultNode name=\"d\"><expected><value>1</value></expected></resultNode>"));
        Assert.Equal([KitOutcome.Success], Outcomes());
    }

    [Fact]
    public void A_test_file_that_is_no_XML_is_one_error_and_the_others_are_run()
    {
        Write("a/one.dmn", Model("<decision name=\"d\"><literalExpression><text>1</text></literalExpression></decision>"));
        Write("a/one-test-01.xml", Test("one.dmn", "<resultNode name=\"d\"><expected><value>1</value></expected></resultNode>"));
        Write("a/two-test-01.xml", "<testCases");
        Assert.Equal([KitOutcome.Success, KitOutcome.Error], Outcomes());
    }

    [Fact]
    public void A_test_may_name_the_model_of_another_folder()
    {
        Write("deep/a/one.dmn", Model("<decision name=\"d\"><literalExpression><text>1</text></literalExpression></decision>"));
        Write("deep/b/two-test-01.xml", Test(
            "../a/one.dmn", "<resultNode name=\"d\"><expected><value>1</value></expected></resultNode>"));
        Assert.Equal([KitOutcome.Success], Outcomes());
    }

    [Fact]
    public void Texts_without_a_type_inside_lists_and_components_are_read_by_what_stands_there()
    {
        Write("a/one.dmn", Model("""
            <itemDefinition name="t"><itemComponent name="n"><typeRef>number</typeRef></itemComponent></itemDefinition>
            <inputData id="x" name="x"><variable name="x" typeRef="t"/></inputData>
            <decision name="d"><informationRequirement><requiredInput href="#x"/></informationRequirement>
            <literalExpression><text>[{m: x.n + 1}, null]</text></literalExpression></decision>
            """));
        const string input = "<inputNode name=\"x\"><component name=\"n\"><value>1</value></component></inputNode>";
        string Result(string m) => $"<resultNode name=\"d\"><expected><list><item><component name=\"m\"><value>{m}</value>"
            + "</component></item><item><value xsi:nil=\"true\"/></item></list></expected></resultNode>";
        Write("a/one-test-01.xml", Test("one.dmn", input + Result("2")));
        Write("a/one-test-02.xml", Test("one.dmn", input + Result("3")));
        Assert.Equal([KitOutcome.Success, KitOutcome.Error], Outcomes());
    }

    [Theory]
    [InlineData("k", "7", "Success")]
    [InlineData("k", "8", "Error")]
    [InlineData("nothing", "7", "Error")]
    public void A_knowledge_model_is_invoked_by_its_name(string name, string expected, string outcome)
    {
        Write("a/one.dmn", Model("<businessKnowledgeModel name=\"k\"><encapsulatedLogic><formalParameter name=\"p\"/>"
            + "<literalExpression><text>p + 1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"));
        Write("a/one-test-01.xml", Test("one.dmn", "<inputNode name=\"p\"><value xsi:type=\"xsd:decimal\">6</value></inputNode>"
            + $"<resultNode name=\"{name}\"><expected><value>{expected}</value></expected></resultNode>"));
        Assert.Equal([Enum.Parse<KitOutcome>(outcome)], Outcomes());
    }

    private static string Model(string body) =>
        $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:m\">{body}</definitions>";

    private static string Test(string model, string nodes) =>
        $"<testCases xmlns=\"{KitFile.Namespace}\" {Typed}><modelName>{model}</modelName>"
        + $"<testCase id=\"001\">{nodes}</testCase></testCases>";

    private void Write(string path, string content)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }

    private IEnumerable<KitOutcome> Outcomes() =>
        KitFile.Below(_root).SelectMany(KitRunner.Run).Select(r => r.Outcome);
}
