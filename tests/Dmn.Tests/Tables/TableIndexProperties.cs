using CsCheck;
using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;
using Xunit;

namespace Huoshui.Dmn.Tests.Tables;

/// <summary>The index finds exactly the rules that asking one by one finds.</summary>
public sealed class TableIndexProperties
{
    private static readonly string[] NumberCells =
        ["-", "< 3", "<= 5", "> 2", ">= 7", "[1..4]", "(2..6)", "[3..3]", "5", "1, 4, 8", "not(2)", "not([3..5])",
            "!= 4",
            "? * 2 > 6", "< y", "null", "\"a\"", "not(< 2, > 6)", "[2, 5]"];

    private static readonly string[] TextCells = ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "> \"b\"",
        "[\"a\"..\"b\"]", "1"];

    private static readonly Gen<string> Rule = Gen.Select(
        Gen.Int[0, NumberCells.Length - 1], Gen.Int[0, TextCells.Length - 1])
        .Select((x, s) => $"{NumberCells[x]} | {TextCells[s]} | - => 1");

    private static readonly Gen<FeelValue> Number = Gen.Int[-1, 20].Select(
        n => n < 0 ? FeelValue.Null : FeelValue.From(n / 2m));

    private static readonly Gen<FeelValue> Text = Gen.Int[0, 4].Select(
        n => n == 4 ? FeelValue.Null : FeelValue.From("abcd"[n].ToString()));

    [Fact]
    public void Index_and_interpreter_match_the_same_rules() =>
        Gen.Select(Rule.Array[1, 90], Number, Text).Sample((rules, x, s) =>
        {
            var model = ModelText.Load(
                ModelText.Of(ModelText.Table("hitPolicy=\"RULE ORDER\"", ["x", "s", "y"], rules)));
            var decision = (DecisionElement)model.All[0].Elements[^1];
            var table = ((DecisionTableNode)decision.Logic!).Table;
            var frame = Frame.Global(new Run(DmnOptions.Default));
            frame.Set("y", FeelValue.From(4));
            var inputs = new List<FeelValue> { x, s, FeelValue.From(4) };
            var expected = table.Rules.Where(
                r => Enumerable.Range(0, 3).All(i => DecisionTableNode.Admits(r, i, inputs[i], frame)));
            var found = TableIndex.Build(table, DmnOptions.Default).Matched(inputs, frame);
            return expected.Select(r => r.Number).SequenceEqual(found.Select(r => r.Number));
        }, iter: 150);
}
