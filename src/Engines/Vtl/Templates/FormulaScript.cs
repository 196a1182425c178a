using System.Globalization;
using System.Text;

namespace Huoshui.Vtl.Templates;

/// <summary>
/// Formulas as VTL 2.2, without an extension: the cells of a unit side by side in one scan, both sides of every formula
/// and whether they agree as columns, and these unpivoted and joined. A cell that is not there is 0, as in a template;
/// a formula that would divide by 0 is not compared.
/// </summary>
internal sealed class FormulaScript
{
    private readonly IReadOnlyList<TemplateFormula> _formulas;
    private readonly TemplateCells _cells;
    private readonly string _file;
    private readonly Dictionary<string, string> _columns;

    public FormulaScript(IReadOnlyList<TemplateFormula> formulas, TemplateCells cells, string file)
    {
        (_formulas, _cells, _file) = (formulas, cells, file);
        _columns = CellsOf(formulas).Select((cell, i) => (cell, i)).ToDictionary(
            p => p.cell, p => string.Create(CultureInfo.InvariantCulture, $"c{p.i + 1}"), StringComparer.Ordinal);
    }

    /// <summary>The cells that formulas name, each once.</summary>
    public static IEnumerable<string> CellsOf(IEnumerable<TemplateFormula> formulas) =>
        formulas.SelectMany(f => CellsOf(f.Left).Concat(CellsOf(f.Right))).Distinct(StringComparer.Ordinal);

    /// <summary>The script; its results are <c>compared</c>, a row for each unit and formula, and <c>wrong</c>, those
    /// that do not agree.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        var keys = string.Join(", ", _cells.Units.Select(Name));
        var (cell, value) = (Name(_cells.Cell), Name(_cells.Value));
        var sums = _columns.Select(c => $"{c.Value} := sum(if {cell} = \"{c.Key}\" then {value} else 0)");
        var file = _file.Replace("*/", "* /", StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"/* {file}: huoshui vtl formulas */\nwide := ")
            .Append(CultureInfo.InvariantCulture, $"{Name(_cells.DataSet)}[aggr\n  {Lines(sums)}\n  ")
            .Append(CultureInfo.InvariantCulture, $"group by {keys}];\n");
        Side(text, "left_sides", "left_value", f => Text(f.Left));
        Side(text, "right_sides", "right_value", f => Text(f.Right));
        Side(text, "agreements", "agrees", Agreement);
        text.Append(CultureInfo.InvariantCulture, $"""
            compared <- inner_join(left_sides, right_sides, agreements)
              [calc difference := left_value - right_value, formula_text := case
              {Cases(f => f.Text)}
              else "", left_cell := case
              {Cases(f => CellsOf(f.Left).FirstOrDefault(string.Empty))}
              else ""];
            wrong <- compared[filter not agrees];

            """);
        return text.ToString();
    }

    private string Cases(Func<TemplateFormula, string> of) =>
        string.Join("\n  ", _formulas.Select(f => $"when formula = \"{f.Id}\" then \"{Plain(of(f))}\""));

    private void Side(StringBuilder text, string name, string measure, Func<TemplateFormula, string> of)
    {
        var columns = string.Join(", ", _formulas.Select(f => $"'{f.Id}'"));
        var calculated = Lines(_formulas.Select(f => $"'{f.Id}' := {of(f)}"));
        text.Append(CultureInfo.InvariantCulture, $"{name} := wide[calc\n  {calculated}]\n")
            .Append(CultureInfo.InvariantCulture, $"  [keep {columns}][unpivot formula, {measure}];\n");
    }

    private string Agreement(TemplateFormula formula)
    {
        var (left, right) = (Text(formula.Left), Text(formula.Right));
        var apart = Text(formula.Tolerance.Value) + (formula.Tolerance.IsShare ? $" * abs({right})" : string.Empty);
        return formula.Relation switch
        {
            "=" => $"abs({left} - {right}) <= {apart}",
            "<>" => $"abs({left} - {right}) > {apart}",
            ">" or ">=" => $"{left} {formula.Relation} {right} - {apart}",
            _ => $"{left} {formula.Relation} {right} + {apart}",
        };
    }

    // Everything that is not one word stands in brackets.
    private string Text(FormulaNode node) => node switch
    {
        NumberNode number => Number(number.Value),
        ParameterNode parameter => Name(parameter.Name),
        CellNode cell => _columns[cell.Cell.At(0, 0)],
        NegativeNode negative => $"(- {Text(negative.Value)})",
        BinaryNode { Operator: '/' } ratio =>
            $"(if {Text(ratio.Right)} = 0 then null else {Text(ratio.Left)} / {Text(ratio.Right)})",
        BinaryNode binary => $"({Text(binary.Left)} {binary.Operator} {Text(binary.Right)})",
        CallNode { Name: "SUM" } call => $"({string.Join(" + ", call.Arguments.Select(Text))})",
        CallNode { Name: "ABS" } call => $"abs({Text(call.Arguments[0])})",
        CallNode { Name: "ROUND" } call => $"round({Text(call.Arguments[0])}, {Text(call.Arguments[1])})",
        CallNode call => Best([.. call.Arguments.Select(Text)], call.Name == "MAX" ? ">=" : "<="),
        _ => throw new InvalidOperationException($"No VTL for {node.GetType().Name}."),
    };

    // Halves, so that the text grows by the square and not by the power.
    private static string Best(string[] values, string relation)
    {
        if (values.Length == 1)
            return values[0];
        var half = values.Length / 2;
        var (one, other) = (Best(values[..half], relation), Best(values[half..], relation));
        return $"(if {one} {relation} {other} then {one} else {other})";
    }

    private static IEnumerable<string> CellsOf(FormulaNode node) => node switch
    {
        CellNode cell => [cell.Cell.At(0, 0)],
        NegativeNode negative => CellsOf(negative.Value),
        BinaryNode binary => CellsOf(binary.Left).Concat(CellsOf(binary.Right)),
        CallNode call => call.Arguments.SelectMany(CellsOf),
        _ => [],
    };

    private static string Lines(IEnumerable<string> items) => string.Join(",\n  ", items);

    private static string Name(string name) => $"'{name.Replace("'", string.Empty, StringComparison.Ordinal)}'";

    private static string Plain(string text) => text.Replace('"', '”');

    private static string Number(decimal value) =>
        value.ToString("0.############################", CultureInfo.InvariantCulture);
}
