using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Compiled;

/// <summary>Tables in tables: a cell or an output of one asks a knowledge model that is another.</summary>
public sealed class NestedTableTests
{
    // Rule 1 is a constant cell, rule 2 asks a knowledge model that is a table.
    private static string Model(string policy) => ModelText.Of($"""
        <businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic>
        <formalParameter name="a" typeRef="number"/>
        <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>a</text></inputExpression></input><output/>
        <rule><inputEntry><text>&lt; 0</text></inputEntry><outputEntry><text>1000</text></outputEntry></rule>
        <rule><inputEntry><text>&gt;= 0</text></inputEntry><outputEntry><text>2000</text></outputEntry></rule>
        </decisionTable></encapsulatedLogic></businessKnowledgeModel>
        <inputData id="i" name="x"><variable name="x"/></inputData>
        <decision id="d" name="d"><variable name="d"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
        <decisionTable hitPolicy="{policy}"><input><inputExpression><text>x</text></inputExpression></input><output/>
        <rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>if k(x) = 2000 then "small" else "none"</text></outputEntry></rule>
        <rule><inputEntry><text>&gt; k(x)</text></inputEntry><outputEntry><text>"large"</text></outputEntry></rule>
        </decisionTable></decision>
        """);

    [Theory]
    [InlineData("UNIQUE")]
    [InlineData("COLLECT")]
    [InlineData("RULE ORDER")]
    [InlineData("ANY")]
    public void A_table_asked_by_a_cell_leaves_the_hits_of_the_outer_one_alone(string policy)
    {
        var model = ModelText.Load(Model(policy));
        var prepared = model.Prepare("d")!;
        var frame = prepared.NewFrame();
        frame.Set(0, 5m);
        prepared.Evaluate(frame);
        var interpreted = model.Interpret("d", ModelText.Inputs(("x", FeelValue.From(5))), isExplained: false);
        Assert.Equal($"{prepared.IsCompiled} {ValueText.Nested(interpreted.Value)}", $"True {ValueText.Nested(frame.Value)}");
        Assert.Equal(1, frame.Rule);
    }
}
