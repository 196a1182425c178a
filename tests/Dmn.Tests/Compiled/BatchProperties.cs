using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Compiled;

/// <summary>A batch gives for each row what the row alone gives.</summary>
public sealed class BatchProperties
{
    private static readonly string[] Cells =
        ["-", "< 3", "<= 5.5", "> 2", ">= 7", "[1..4]", "(2..6)", "5", "1, 4, 8", "not(2)", "!= 4", "2.25", "< -2.505",
            "not([3..5.125])", ">= 1000000.01"];

    private static readonly string[] Texts = ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "> \"b\""];

    private static readonly Gen<string> Rule = Gen.Select(
        Gen.Int[0, Cells.Length - 1], Gen.Int[0, Cells.Length - 1], Gen.Int[0, Texts.Length - 1])
        .Select((x, y, s) => $"{Cells[x]} | {Cells[y]} | {Texts[s]} => {x + y}");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Columnar_and_single_evaluation_agree(int scale) =>
        Gen.Select(Rule.Array[1, 150], Gen.Bool, Gen.Long[-9_000, 12_000].Array[40], Gen.Int[0, 3].Array[40])
            .Sample((rules, isFirst, numbers, codes) =>
            {
                var model = Model(isFirst ? "FIRST" : "UNIQUE", rules);
                var (prepared, columns) = (model.Prepare("d")!, Columns(numbers, scale, codes, isNull: null));
                var batch = prepared.EvaluateBatch(columns, threads: 2);
                Assert.True(batch.IsColumnar);
                return Enumerable.Range(0, batch.Rows).All(row => Agree(model, batch, columns, row));
            }, iter: 40);

    [Theory]
    [InlineData(true, "number", "", "string", "number")]
    [InlineData(true, "", "number", "", "tList")]
    [InlineData(false, "tList", "number", "string", "")]
    [InlineData(false, "string", "", "", "tList")]
    public void A_type_of_a_column_that_its_values_have_costs_nothing_and_others_agree_row_by_row(
        bool isColumnar, params string[] types) =>
        Gen.Select(Rule.Array[1, 70], Gen.Long[-9, 12].Array[20], Gen.Int[0, 3].Array[20])
            .Sample((rules, numbers, codes) =>
            {
                rules = [.. rules, "1 | 2 | \"a\" => 7"];
                var model = ModelText.Load(ModelText.Of(
                    "<itemDefinition name=\"tList\" isCollection=\"true\"><typeRef>number</typeRef></itemDefinition>"
                    + ModelText.Typed(ModelText.Table("hitPolicy=\"FIRST\"", ["x", "y", "s"], rules), types)));
                var columns = Columns(numbers, 0, codes, isNull: null);
                var batch = model.Prepare("d")!.EvaluateBatch(columns, threads: 2);
                return batch.IsColumnar == isColumnar
                    && Enumerable.Range(0, batch.Rows).All(row => Agree(model, batch, columns, row));
            }, iter: 8);

    [Fact]
    public void Rows_with_nulls_agree_too() =>
        Gen.Select(Rule.Array[1, 70], Gen.Long[-9, 12].Array[40], Gen.Int[0, 3].Array[40], Gen.Bool.Array[40])
            .Sample((rules, numbers, codes, isNull) =>
            {
                var model = Model("FIRST", rules);
                var columns = Columns(numbers, 0, codes, isNull);
                var batch = model.Prepare("d")!.EvaluateBatch(columns, threads: 2);
                Assert.False(batch.IsColumnar);
                return Enumerable.Range(0, batch.Rows).All(row => Agree(model, batch, columns, row));
            }, iter: 30);

    [Fact]
    public void Columns_must_be_as_many_as_inputs_and_of_one_length()
    {
        var prepared = Model("FIRST", ["- | - | - => 1"]).Prepare("d")!;
        Assert.Throws<ArgumentException>(() => prepared.EvaluateBatch([]));
        Assert.Throws<ArgumentException>(() => prepared.EvaluateBatch(
            [DecisionColumn.Numbers([1], 0), DecisionColumn.Numbers([1, 2], 0), DecisionColumn.Booleans([true])]));
        Assert.Throws<ArgumentException>(() => DecisionColumn.Numbers([1], 0, [true, false]));
    }

    private static DmnModel Model(string policy, string[] rules) => ModelText.Load(
        ModelText.Of(ModelText.Table($"hitPolicy=\"{policy}\"", ["x", "y", "s"], rules)));

    private static DecisionColumn[] Columns(long[] numbers, int scale, int[] codes, bool[]? isNull) =>
    [
        DecisionColumn.Numbers(numbers, scale, isNull),
        DecisionColumn.Numbers([.. numbers.Reverse()], scale),
        DecisionColumn.Strings(codes, ["a", "b", "c", "d"]),
    ];

    private static bool Agree(DmnModel model, DecisionBatch batch, DecisionColumn[] columns, int row)
    {
        var inputs = ModelText.Inputs(
            ("x", columns[0][row].ToValue()), ("y", columns[1][row].ToValue()), ("s", columns[2][row].ToValue()));
        var expected = model.Interpret("d", inputs, isExplained: false);
        Assert.Equal(ValueText.Nested(expected.Value), ValueText.Nested(batch[row]));
        return batch.MayHaveCauses(row) || expected.Diagnostics.Count == 0;
    }
}
