using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Compiled;

/// <summary>What an input or a decision is declared to be counts in every form.</summary>
public sealed class DeclaredTypeTests
{
    private static string Model(string inputType, string decisionType, int most, bool isListed = false) => ModelText.Of($"""
        <itemDefinition name="tLimited"><typeRef>number</typeRef>
        <allowedValues><text>[0..{most}]</text></allowedValues></itemDefinition>
        <inputData id="i" name="x"><variable name="x" typeRef="{inputType}"/></inputData>
        <decision id="d" name="d"><variable name="d" typeRef="{decisionType}"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <decisionTable hitPolicy="FIRST"><input><inputExpression><text>x</text></inputExpression>
        {(isListed ? $"<inputValues><text>[0..{most}]</text></inputValues>" : "")}</input><output/>
        <rule><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>80</text></outputEntry></rule>
        <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>20</text></outputEntry></rule>
        </decisionTable></decision>
        """);

    [Theory]
    [InlineData("string")]
    [InlineData("boolean")]
    [InlineData("date")]
    public void A_column_of_another_kind_than_declared_is_converted_before_the_table_sees_it(string declared)
    {
        var model = ModelText.Load(Model(declared, "Any", 100));
        var prepared = model.Prepare("d")!;
        var batch = prepared.EvaluateBatch([DecisionColumn.Numbers([9], 0)]);
        var interpreted = model.Interpret("d", ModelText.Inputs(("x", FeelValue.From(9))), isExplained: false);
        Assert.Equal(ValueText.Nested(interpreted.Value), ValueText.Nested(batch[0]));
    }

    [Theory]
    [InlineData("number", "tLimited")]
    [InlineData("tLimited", "number")]
    [InlineData("number", "number", true)]
    public void A_difference_of_allowed_values_is_a_difference(string input, string decision, bool isListed = false)
    {
        DecisionVersion Version(int most) => new(ModelText.Load(Model(input, decision, most, isListed)), "d", ModelText.Inputs());
        var difference = DecisionComparison.Of(Version(100), Version(50), new ComparisonOptions())!;
        Assert.NotEmpty(difference.Regions);
        foreach (var region in difference.Regions)
        {
            var (before, after) = (Answer(100), Answer(50));
            Assert.Equal((region.Before.ToString(), region.After.ToString()), (before, after));
            Assert.NotEqual(before, after);
            string? Answer(int most) => Version(most).Model.Interpret(
                "d", region.Witness.ToDictionary(), isExplained: false).Value.ToString();
        }
    }
}
