using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Compiled;

/// <summary>What is compiled gives what the interpreter gives, and notes every cause that the interpreter tells.</summary>
public sealed class CompiledProperties
{
    private static readonly string[] NumberCells =
        ["-", "< 3", "<= 5", "> 2", ">= 7", "[1..4]", "(2..6)", "5", "1, 4, 8", "not(2)", "not([3..5])", "!= 4",
            "? * 2 > 6", "< y", "[y..9]", "null", "\"a\"", "not(< 2, > 6)", "[2, 5]", "2.25", "< 1e3", "not(!= 3)",
            "abs(?) > y", "< -2.505"];

    private static readonly string[] TextCells =
        ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "> \"b\"", "[\"a\"..\"b\"]", "1", "starts with(?, \"a\")"];

    private static readonly string[] Outputs =
        ["1", "2", "x + y", "x / y", "\"t\"", "null", "if x > y then x else \"less\"", "-x", "x ** 2", "[x, s]",
            "x between 1 and y", "s = \"a\" and x > 2", "upper case(s)", "{a: x * 2, b: a + y}.b", "x in (< 3, [5..7])",
            "-1.50", "2"];

    private static readonly string[] Policies =
        ["UNIQUE", "FIRST", "ANY", "RULE ORDER", "COLLECT", "COLLECT\" aggregation=\"SUM", "COLLECT\" aggregation=\"MIN",
            "COLLECT\" aggregation=\"COUNT"];

    private static readonly Gen<string> Rule = Gen.Select(
        OneOf(NumberCells), OneOf(TextCells), OneOf(Outputs))
        .Select((x, s, output) => $"{x} | {s} | - => {output}");

    private static readonly Gen<FeelValue> Any = Gen.OneOf(
        Gen.Int[-8, 20].Select(n => FeelValue.From(n / 2m)),
        Gen.Int[-9_000, 9_000].Select(n => FeelValue.From(n / 1000m)),
        Gen.Decimal.Select(FeelValue.From),
        OneOf("a", "b", "c", "abc", "").Select(t => FeelValue.From(t)),
        OneOf(FeelValue.Null, FeelValue.From(value: true), FeelValue.Parse("number", "1E6000")!,
            FeelValue.Parse("number", "-3.0000000000000000000000000000001")!, FeelValue.Parse("date", "2026-11-29")!,
            new ListValue([FeelValue.From(3)]), FeelValue.Parse("number", "5.00000000")!));

    [Fact]
    public void Compiled_and_interpreted_tables_agree_on_values_and_causes() =>
        Gen.Select(Rule.Array[1, 75], OneOf(Policies), Any.Array[30])
            .Sample((rules, policy, values) =>
            {
                var model = Model(policy, rules);
                var prepared = model.Prepare("d")!;
                return prepared.IsCompiled && Rows(values).All(row => Agree(model, prepared, row));
            }, iter: 60);

    private const string Types = """
        <itemDefinition name="tList" isCollection="true"><typeRef>number</typeRef></itemDefinition>
        <itemDefinition name="tSmall"><typeRef>number</typeRef><allowedValues><text>[-2..9]</text></allowedValues></itemDefinition>
        <itemDefinition name="tLetter"><typeRef>string</typeRef><allowedValues><text>"a", "b", "c"</text></allowedValues></itemDefinition>

        """;

    private static readonly Gen<string> Type = OneOf("", "number", "string", "tList", "date and time", "tSmall", "tLetter", "boolean");

    [Fact]
    public void Typed_tables_agree_whatever_the_types_of_columns_and_outputs() =>
        Gen.Select(Rule.Array[1, 12], OneOf(Policies), Any.Array[30], Type.Array[4])
            .Sample((rules, policy, values, types) =>
            {
                var model = ModelText.Load(ModelText.Of(
                    Types + ModelText.Typed(ModelText.Table($"hitPolicy=\"{policy}\"", ["x", "s", "y"], rules), types)));
                var prepared = model.Prepare("d")!;
                return prepared.IsCompiled && Rows(values).All(row => Agree(model, prepared, row));
            }, iter: 50);

    [Theory]
    [InlineData("number", "&lt; 100", "5", "100", "\"a\"", "[7]")]
    [InlineData("string", "\"a\", \"b\"", "\"a\"", "\"c\"", "1")]
    [InlineData("date", "", "@\"2026-11-29\"", "1")]
    public void Inputs_are_converted_as_the_interpreter_converts_them(string type, string allowed, params string[] inputs)
    {
        var constraint = allowed.Length == 0 ? "" : $"<allowedValues><text>{allowed}</text></allowedValues>";
        var model = ModelText.Load(ModelText.Of(
            $"<itemDefinition name=\"t\"><typeRef>{type}</typeRef>{constraint}</itemDefinition>"
            + "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"t\"/></inputData>"
            + "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"string\"/>"
            + "<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
            + ModelText.Literal("if x = null then \"none\" else string(x)") + "</decision>"));
        var prepared = model.Prepare("d")!;
        Assert.True(prepared.IsCompiled);
        foreach (var input in inputs)
            Assert.True(Agree(model, prepared, [FeelRun.Evaluate(input).Value]), input);
    }

    [Fact]
    public void A_missing_input_is_null_with_its_cause()
    {
        var model = Model("FIRST", ["- | - | - => if x = null then 1 else 2"]);
        var prepared = model.Prepare("d")!;
        var frame = prepared.NewFrame();
        prepared.Evaluate(frame);
        Assert.Equal(FeelNumber.One, frame.Number);
        Assert.True(frame.MayHaveCauses);
        Assert.Contains(prepared.Explain(frame).Diagnostics, d => d.Code == "DMN3017");
    }

    [Fact]
    public void Knowledge_models_are_compiled_into_their_callers_and_recursive_ones_are_not()
    {
        const string Knowledge = """
            <businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic>
            <formalParameter name="a" typeRef="number"/>
            <literalExpression><text>{0}</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
            <inputData id="i" name="x"><variable name="x"/></inputData>
            <decision id="d" name="d"><variable name="d"/>
            <informationRequirement><requiredInput href="#i"/></informationRequirement>
            <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
            <literalExpression><text>k(x) + k(a: 1)</text></literalExpression></decision>
            """;
        foreach (var (body, isCompiled) in new[] { ("a * 2", true), ("if a &lt; 1 then 0 else k(a - 1)", false) })
        {
            var model = ModelText.Load(ModelText.Of(Knowledge.Replace("{0}", body, StringComparison.Ordinal)));
            var prepared = model.Prepare("d")!;
            Assert.Equal(isCompiled, prepared.IsCompiled);
            Assert.True(Agree(model, prepared, [FeelValue.From(3)]));
            Assert.True(Agree(model, prepared, [FeelValue.From("text")]));
        }
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        var model = Model("FIRST", [.. Enumerable.Range(0, 20).Select(i => $"< {i} | \"a\" | >= 2 => {i}.5 + x"),
            "- | - | - => 0"]);
        var prepared = model.Prepare("d")!;
        var frame = prepared.NewFrame();
        Assert.True(prepared.IsCompiled);
        frame.Set(1, "a");
        frame.Set(2, 250, scale: 2);
        long Allocated(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++)
            {
                frame.Set(0, i % 25m);
                prepared.Evaluate(frame);
                if (frame.Number is null || frame.MayHaveCauses)
                    throw new InvalidOperationException("no outcome");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(100);
        Assert.Equal(0, Allocated(10_000));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DmnModel Model(string policy, string[] rules) => ModelText.Load(
        ModelText.Of(ModelText.Table($"hitPolicy=\"{policy}\"", ["x", "s", "y"], rules)));

    private static IEnumerable<FeelValue[]> Rows(FeelValue[] values) => values.Chunk(3);

    private static bool Agree(DmnModel model, PreparedDecision prepared, FeelValue[] row)
    {
        var frame = prepared.NewFrame();
        var inputs = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        for (var i = 0; i < row.Length; i++)
        {
            frame.Set(i, row[i]);
            inputs[prepared.InputNames[i]] = row[i];
        }

        prepared.Evaluate(frame);
        var expected = model.Interpret("d", inputs, isExplained: false);
        Assert.Equal(ValueText.Nested(expected.Value), ValueText.Nested(frame.Value));
        Assert.True(frame.MayHaveCauses || expected.Diagnostics.Count == 0);
        var byDefault = model.Evaluate("d", inputs);
        Assert.Equal(expected.Diagnostics.Select(d => d.Code), byDefault.Diagnostics.Select(d => d.Code));
        return ValueText.Nested(byDefault.Value) == ValueText.Nested(expected.Value);
    }
}
