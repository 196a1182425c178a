using System.Security;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Decisions;

/// <summary>
/// The implicit conversions of DMN 1.5 §10.3.2.9.4 at every place where a type can be declared: a list of one to its
/// item, a value to a list of it, a date to a date and time, else null with its cause; interpreted and compiled.
/// </summary>
public sealed class TypedPlaceTests
{
    private const string Types = """
        <itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
        <itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>
        <itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
        <itemDefinition name="tFirm"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
        <itemComponent name="grade"><typeRef>tGrade</typeRef></itemComponent></itemDefinition>
        <itemDefinition name="tAdder"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/></functionItem></itemDefinition>
        <itemDefinition name="tAnswer"><itemComponent name="a"><typeRef>number</typeRef></itemComponent>
        <itemComponent name="b"><typeRef>tGrade</typeRef></itemComponent></itemDefinition>
        """;

    // T stands for the type, and V for the expression; the logic is that of a decision.
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["expression"] = "<literalExpression typeRef=\"T\"><text>V</text></literalExpression>",
        ["context entry"] = "<context><contextEntry><variable name=\"e\" typeRef=\"T\"/>V!</contextEntry>"
            + "<contextEntry><literalExpression><text>e</text></literalExpression></contextEntry></context>",
        ["context"] = "<context typeRef=\"T\"><contextEntry>V!</contextEntry></context>",
        ["relation column"] = "<context><contextEntry><variable name=\"r\"/><relation><column name=\"c\" typeRef=\"T\"/><row>V!</row></relation>"
            + "</contextEntry><contextEntry><literalExpression><text>r[1].c</text></literalExpression></contextEntry></context>",
        ["conditional"] = "<conditional typeRef=\"T\"><if><literalExpression><text>true</text></literalExpression></if><then>V!</then>"
            + "<else><literalExpression><text>1</text></literalExpression></else></conditional>",
        ["invocation binding"] = "<context><contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"p\"/>"
            + "<literalExpression><text>p</text></literalExpression></functionDefinition></contextEntry><contextEntry><invocation>"
            + "<literalExpression><text>f</text></literalExpression><binding><parameter name=\"p\" typeRef=\"T\"/>V!</binding></invocation>"
            + "</contextEntry></context>",
        ["invocation"] = "<invocation typeRef=\"T\"><literalExpression><text>function(p) p</text></literalExpression>"
            + "<binding><parameter name=\"p\"/>V!</binding></invocation>",
        ["parameter"] = "<context><contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"p\" typeRef=\"T\"/>"
            + "<literalExpression><text>p</text></literalExpression></functionDefinition></contextEntry><contextEntry>"
            + "<literalExpression><text>f(V)</text></literalExpression></contextEntry></context>",
        ["function result"] = "<context><contextEntry><variable name=\"f\"/><functionDefinition typeRef=\"T\"><formalParameter name=\"p\"/>"
            + "<literalExpression><text>p</text></literalExpression></functionDefinition></contextEntry><contextEntry>"
            + "<literalExpression><text>f(V)</text></literalExpression></contextEntry></context>",
        ["output clause"] = "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output typeRef=\"T\"/>"
            + "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>V</text></outputEntry></rule></decisionTable>",
        ["default output"] = "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output typeRef=\"T\">"
            + "<defaultOutputEntry><text>V</text></defaultOutputEntry></output>"
            + "<rule><inputEntry><text>2</text></inputEntry><outputEntry><text>null</text></outputEntry></rule></decisionTable>",
        ["table"] = "<decisionTable typeRef=\"T\"><input><inputExpression><text>1</text></inputExpression></input><output/>"
            + "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>V</text></outputEntry></rule></decisionTable>",
        ["input expression"] = "<decisionTable><input><inputExpression typeRef=\"T\"><text>V</text></inputExpression></input><output/>"
            + "<rule><inputEntry><text>? != null</text></inputEntry><outputEntry><text>\"other\"</text></outputEntry></rule>"
            + "<rule><inputEntry><text>null</text></inputEntry><outputEntry><text>null</text></outputEntry></rule></decisionTable>",
        ["filter"] = "<filter typeRef=\"T\"><in><list>V!</list></in><match><literalExpression><text>true</text></literalExpression></match></filter>",
        ["for"] = "<for typeRef=\"T\" iteratorVariable=\"i\"><in><list>V!</list></in><return><literalExpression><text>i</text></literalExpression></return></for>",
        ["list"] = "<list typeRef=\"T\">V!</list>",
    };

    private static readonly (string Type, string Value, string Expected)[] Values =
    [
        ("number", "5", "5"), ("number", "[5]", "5"), ("number", "[5, 6]", "null DMN3010"), ("number", "\"5\"", "null DMN3010"),
        ("number", "null", "null"), ("tNumbers", "5", "[5]"), ("tNumbers", "[5, 6]", "[5, 6]"), ("tNumbers", "[1, \"a\"]", "null DMN3010"),
        ("date and time", "@\"2024-02-29\"", "@\"2024-02-29T00:00:00Z\""), ("date", "@\"2024-02-29T10:00:00\"", "null DMN3010"),
        ("feel:string", "\"a\"", "\"a\""), ("string", "[\"a\"]", "\"a\""), ("Any", "[5]", "[5]"), ("tGrade", "\"A\"", "\"A\""),
        ("tGrade", "\"C\"", "null DMN3011"), ("tGrade", "[\"B\"]", "\"B\""), ("tFew", "[1, 2, 3]", "null DMN3011"),
        ("tFirm", "{name: \"n\", grade: \"A\"}", "{name: \"n\", grade: \"A\"}"), ("tFirm", "{name: \"n\"}", "null DMN3010"),
        ("tFirm", "{name: \"n\", grade: \"C\"}", "null DMN3011"), ("tAdder", "5", "null DMN3010"),
        ("tAdder", "(function(a) string(a))(5)", "null DMN3010"), ("list<number>", "[5]", "[5]"), ("boolean", "1 = 1", "true"),
    ];

    public static TheoryData<string> PlaceNames() => [.. Places.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void A_value_is_converted_where_a_type_is_declared(string place)
    {
        var wrong = new List<string>();
        foreach (var (type, value, expected) in Values)
        {
            var text = ModelText.Of(Types + ModelText.Decision("d", Logic(place, type, value)));
            var wanted = Wanted(place, value, expected);
            if (wanted is not null && Shown(text) != wanted)
                wrong.Add($"{type} {value}: {Shown(text)} is not {wanted}");
        }

        Assert.True(wrong.Count == 0, $"{place}\n{string.Join('\n', wrong)}");
    }

    // A list around the value is itself what is converted; a column that lists its values has a cause of its own; the
    // type of a function may be that of the function.
    private static string? Wanted(string place, string value, string expected) => place switch
    {
        "filter" or "for" or "list" => value == "5" && expected is "5" or "[5]" ? expected : null,
        "input expression" when expected == "null DMN3011" => null,
        "function result" when value == "5" && expected.StartsWith("null", StringComparison.Ordinal) => null,
        "input expression" when !expected.StartsWith("null", StringComparison.Ordinal) => "\"other\"",
        _ => expected,
    };

    private static string Logic(string place, string type, string value)
    {
        var (feel, typed) = (SecurityElement.Escape(value), Places[place].Replace("\"T\"", $"\"{SecurityElement.Escape(type)}\"", StringComparison.Ordinal));
        return typed.Replace("V!", ModelText.Literal(value), StringComparison.Ordinal).Replace(">V<", $">{feel}<", StringComparison.Ordinal)
            .Replace("f(V)", $"f({feel})", StringComparison.Ordinal);
    }

    private const string Needs = "<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>";

    private static string Input(string type) => $"<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"{type}\"/></inputData>";

    private static string TableOf(string attributes, string inputType, string more, string outputs, params string[] rules) =>
        $"<decisionTable {attributes}><input><inputExpression{(inputType.Length == 0 ? "" : $" typeRef=\"{inputType}\"")}><text>x</text></inputExpression>{more}</input>"
        + outputs + string.Concat(rules.Select(r => $"<rule><inputEntry><text>{SecurityElement.Escape(r.Split("=>")[0])}</text></inputEntry>"
            + string.Concat(r.Split("=>")[1].Split('|').Select(o => $"<outputEntry><text>{SecurityElement.Escape(o)}</text></outputEntry>")) + "</rule>"))
        + "</decisionTable>";

    [Theory]
    // A list of one is its item; what is of another kind is null, which a dash admits and a comparison does not.
    [InlineData("number", "", "[7]", "\"big\"")]
    [InlineData("number", "", "7", "\"big\"")]
    [InlineData("number", "", "\"7\"", "\"none\" DMN3010")]
    [InlineData("number", "", "[7, 8]", "\"none\" DMN3010")]
    [InlineData("date and time", "", "@\"2024-02-29\"", "\"none\" DMN3001")]
    // What the column, or its type, does not list is outside the domain of the table.
    [InlineData("number", "<inputValues><text>[0..10]</text></inputValues>", "[7]", "\"big\"")]
    [InlineData("number", "<inputValues><text>[0..10]</text></inputValues>", "11", "null DMN3023")]
    [InlineData("number", "<inputValues><text>[0..10]</text></inputValues>", "\"7\"", "null DMN3010")]
    [InlineData("tDigit", "", "11", "null DMN3023")]
    [InlineData("tDigit", "", "[7]", "\"big\"")]
    [InlineData("tDigit", "", "\"7\"", "null DMN3010")]
    [InlineData("", "", "[7]", "\"none\" DMN3001")]
    public void The_input_of_a_table_is_converted_to_the_type_of_its_column(string type, string listed, string input, string expected)
    {
        const string Digit = "<itemDefinition name=\"tDigit\"><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemDefinition>";
        var logic = TableOf("hitPolicy=\"FIRST\"", type, listed, "<output/>", "> 5=>\"big\"", "-=>\"none\"");
        Assert.Equal(expected, Shown(ModelText.Of(Digit + Input("Any") + Decision(logic)), FeelRun.Evaluate(input).Value));
    }

    [Theory]
    [InlineData("hitPolicy=\"COLLECT\"", "number", "> 0=>[1]", "> 1=>2", "[1, 2]")]
    [InlineData("hitPolicy=\"RULE ORDER\"", "number", "> 0=>\"1\"", "> 1=>2", "[null, 2] DMN3010")]
    [InlineData("hitPolicy=\"COLLECT\"", "tNumbers", "> 0=>1", "> 1=>2", "[1, 2]")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "number", "> 0=>[1]", "> 1=>2", "3")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "number", "> 0=>\"a\"", "> 1=>\"b\"", "2")]
    [InlineData("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "number", "> 0=>[1]", "> 1=>x", "7")]
    [InlineData("hitPolicy=\"ANY\"", "number", "> 0=>[2]", "> 1=>2", "2")]
    [InlineData("hitPolicy=\"UNIQUE\"", "tGrade", "> 0=>\"C\"", "< 0=>2", "null DMN3011")]
    [InlineData("hitPolicy=\"COLLECT\"", "number", "> 8=>1", "> 9=>2", "[]", "[]")]
    [InlineData("hitPolicy=\"FIRST\"", "number", "> 8=>1", "> 9=>2", "4", "[4]")]
    public void An_output_is_converted_before_the_hit_policy_sees_it(
        string policy, string type, string first, string second, string expected, string? otherwise = null)
    {
        var clause = $"<output typeRef=\"{type}\">{(otherwise is null ? "" : $"<defaultOutputEntry><text>{otherwise}</text></defaultOutputEntry>")}</output>";
        Assert.Equal(expected, Shown(
            ModelText.Of(Types + Input("number") + Decision(TableOf(policy, "", "", clause, first, second))), FeelValue.From(7)));
    }

    [Theory]
    [InlineData("-=>[1]|\"A\"", "{a: 1, b: \"A\"}")]
    [InlineData("-=>x|\"A\"", "{a: 7, b: \"A\"}")]
    [InlineData("-=>\"1\"|\"A\"", "{a: null, b: \"A\"} DMN3010")]
    [InlineData("-=>1|\"C\"", "{a: 1, b: null} DMN3011")]
    public void Every_clause_of_a_compound_output_has_its_own_type(string rule, string expected)
    {
        const string Clauses = "<output name=\"a\" typeRef=\"number\"/><output name=\"b\" typeRef=\"tGrade\"/>";
        var logic = TableOf("hitPolicy=\"FIRST\" typeRef=\"tAnswer\"", "", "", Clauses, rule);
        Assert.Equal(expected, Shown(ModelText.Of(Types + Input("number") + Decision(logic)), FeelValue.From(7)));
    }

    [Theory]
    [InlineData("PRIORITY", "> 0=>[\"low\"]", "\"high\"")]
    [InlineData("OUTPUT ORDER", "> 0=>[\"low\"]", "[\"high\", \"low\"]")]
    public void Priorities_are_those_of_the_converted_outputs(string policy, string first, string expected)
    {
        const string Clause = "<output typeRef=\"string\"><outputValues><text>\"high\", \"low\"</text></outputValues></output>";
        var logic = TableOf($"hitPolicy=\"{policy}\"", "", "", Clause, first, "> 1=>\"high\"");
        Assert.Equal(expected, Shown(ModelText.Of(Input("number") + Decision(logic)), FeelValue.From(7)));
    }

    [Theory]
    [InlineData("number", "\"a\"", "", "DMN1014")]
    [InlineData("tGrade", "5", "", "DMN1014")]
    [InlineData("string", "\"c\"", "<outputValues><text>\"a\", \"b\"</text></outputValues>", "DMN1015")]
    [InlineData("string", "\"b\"", "<outputValues><text>\"a\", \"b\"</text></outputValues>", null)]
    [InlineData("tNumbers", "5", "", null)]
    public void An_output_that_can_never_be_is_told_when_the_model_is_read(string type, string output, string listed, string? code)
    {
        var model = ModelText.Load(ModelText.Of(
            Types + Input("number") + Decision(TableOf("", "number", "", $"<output typeRef=\"{type}\">{listed}</output>", $"-=>{output}"))));
        Assert.Equal(code, model.Diagnostics.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("number", "[1, 2]", "[2, 3]")]
    [InlineData("tNumbers", "[1, 2]", "[2, 3]")]
    [InlineData("tNumbers", "5", "[6]")]
    [InlineData("number", "[1, \"a\"]", "null DMN3010")]
    [InlineData("number", "1..3", "[2, 3, 4]")]
    [InlineData("number", "[1..3]", "[2, 3, 4]")]
    public void What_an_iterator_goes_through_has_the_type_of_the_collection_or_of_its_items(string type, string source, string expected) =>
        Assert.Equal(expected, Shown(ModelText.Of(Types + ModelText.Decision("d",
            $"<for iteratorVariable=\"i\"><in typeRef=\"{type}\">{ModelText.Literal(source)}</in><return>{ModelText.Literal("i + 1")}</return></for>"))));

    [Theory]
    [InlineData("number", "number", "[5]", "5")]
    [InlineData("tNumbers", "number", "5", "null DMN3009")]
    [InlineData("tNumbers", "tNumbers", "5", "[5]")]
    [InlineData("number", "tNumbers", "[5]", "[5]")]
    [InlineData("number", "number", "\"5\"", "null DMN3010")]
    [InlineData("number", "tFunction", "5", "5")]
    public void Parameters_and_result_of_a_knowledge_model_and_of_a_service_are_converted(string parameter, string result, string argument, string expected)
    {
        const string Function = "<itemDefinition name=\"tFunction\"><functionItem outputTypeRef=\"number\"><parameters name=\"p\" typeRef=\"number\"/></functionItem></itemDefinition>";
        var body = expected.EndsWith("DMN3009", StringComparison.Ordinal) ? "abs(p[item > 9])" : "p";
        var knowledge = $"<businessKnowledgeModel id=\"k\" name=\"f\"><variable name=\"f\" typeRef=\"{result}\"/><encapsulatedLogic>"
            + $"<formalParameter name=\"p\" typeRef=\"{parameter}\"/>{ModelText.Literal(body)}</encapsulatedLogic></businessKnowledgeModel>";
        var service = Input(parameter) + $"<decision id=\"s\" name=\"s\"><variable name=\"s\"/>{Needs}{ModelText.Literal(body.Replace('p', 'x'))}</decision>"
            + $"<decisionService id=\"k\" name=\"f\"><variable name=\"f\" typeRef=\"{result}\"/><outputDecision href=\"#s\"/><inputData href=\"#i\"/></decisionService>";
        foreach (var function in new[] { knowledge, service })
        {
            Assert.Equal(expected, Shown(ModelText.Of(Types + Function + function + "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
                + $"<knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>{ModelText.Literal($"f({argument})")}</decision>")));
        }
    }

    [Fact]
    public void Types_of_an_imported_model_are_found_by_its_name_and_by_the_prefix_of_its_namespace()
    {
        var library = ModelText.Of(Types, "urn:lib");
        foreach (var reference in new[] { "my lib.tGrade", "other:tGrade" })
        {
            var main = ModelText.Of("<import namespace=\"urn:lib\" name=\"my lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
                + $"<decision id=\"d\" name=\"d\"><variable xmlns:other=\"urn:lib\" name=\"d\" typeRef=\"{reference}\"/>{ModelText.Literal("\"C\"")}</decision>");
            var model = ModelText.Load(main, library);
            Assert.Empty(model.Diagnostics);
            Assert.Equal("DMN3011", Assert.Single(model.Evaluate("d", ModelText.Inputs()).Diagnostics).Code);
        }
    }

    [Theory]
    [InlineData("tNumber", "tNumbers")]
    [InlineData("Number", "number")]
    [InlineData("dateTime2", "dateTime")]
    [InlineData("nothing like it", null)]
    public void An_unknown_type_is_told_with_the_nearest_name(string type, string? near)
    {
        var model = ModelText.Load(ModelText.Of(Types + Input(type) + Decision(TableOf("", type, "", $"<output typeRef=\"{type}\"/>", "-=>1"))));
        var problems = model.Diagnostics.Where(d => d.Code == "DMN1007").ToList();
        Assert.Equal(3, problems.Count);
        Assert.All(problems, p => Assert.NotNull(p.Position));
        Assert.All(problems, p => Assert.Equal(near is not null, p.Message.En.Contains($"'{near}'?", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_function_typed_parameter_takes_a_function_of_its_form_and_nothing_else()
    {
        const string Knowledge = "<businessKnowledgeModel id=\"k\" name=\"apply\"><variable name=\"apply\"/><encapsulatedLogic>"
            + "<formalParameter name=\"f\" typeRef=\"tAdder\"/><literalExpression><text>f(1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>";
        static string Call(string argument) => "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><knowledgeRequirement>"
            + $"<requiredKnowledge href=\"#k\"/></knowledgeRequirement>{ModelText.Literal($"apply({argument})")}</decision>";
        foreach (var (argument, expected) in new[] { ("function(a: number) a + 1", "2"), ("function(a) a + 1", "2"),
            ("function(a: string) 5", "null DMN3010"), ("function(a, b) a", "null DMN3010"), ("5", "null DMN3010"), ("abs", "1"), ("null", "null DMN3007") })
        {
            Assert.Equal(expected, Shown(ModelText.Of(Types + Knowledge + Call(argument))));
        }
    }

    private static string Decision(string logic) => $"<decision id=\"d\" name=\"d\"><variable name=\"d\"/>{Needs}{logic}</decision>";

    // The value, and the code of the first cause; the compiled form must give the same.
    private static string Shown(string text, FeelValue? x = null)
    {
        var model = ModelText.Load(text);
        var inputs = x is null ? ModelText.Inputs() : ModelText.Inputs(("x", x));
        var result = model.Interpret("d", inputs, isExplained: false);
        var prepared = model.Prepare("d")!;
        var frame = prepared.NewFrame();
        if (x is not null)
            frame.Set(0, x);
        prepared.Evaluate(frame);
        Assert.Equal(ValueText.Nested(result.Value), ValueText.Nested(frame.Value));
        Assert.True(frame.MayHaveCauses || result.Diagnostics.Count == 0);
        var shown = result.Value is DateTimeValue moment ? $"@\"{moment}\"" : ValueText.Nested(result.Value);
        return result.Diagnostics is [var cause, ..] ? $"{shown} {cause.Code}" : shown;
    }
}
