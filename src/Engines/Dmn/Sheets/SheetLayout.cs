using System.Globalization;
using System.Xml.Linq;

namespace Huoshui.Dmn.Sheets;

/// <summary>Which row of a sheet holds what; the heads stand in the first column.</summary>
internal static class SheetLayout
{
    public const int DecisionRow = 0;
    public const int PolicyRow = 1;
    public const int KindRow = 2;
    public const int LabelRow = 3;
    public const int ExpressionRow = 4;
    public const int TypeRow = 5;
    public const int ValuesRow = 6;
    public const int DefaultRow = 7;
    public const int FirstRuleRow = 8;

    public const string Input = "输入 input";
    public const string Output = "输出 output";
    public const string Annotation = "注释 annotation";

    /// <summary>The first cells of the rows before the rules.</summary>
    public static IReadOnlyList<string> Heads { get; } =
    [
        "决策 decision", "命中策略 hit policy", "列 column", "标题 label", "表达式或名称 expression or name", "类型 type",
        "允许的值 allowed values", "默认 default",
    ];

    public static IReadOnlyList<string> Policies { get; } =
    [
        "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "COLLECT SUM", "COLLECT COUNT",
        "COLLECT MIN", "COLLECT MAX",
    ];

    public static List<IReadOnlyList<string>> RowsOf(string owner, XElement table)
    {
        var inputs = Children(table, "input").ToList();
        var outputs = Children(table, "output").ToList();
        var annotations = Children(table, "annotation").ToList();
        var rules = Children(table, "rule").ToList();
        var width = Math.Max(annotations.Count, rules.Max(r => (int?)Children(r, "annotationEntry").Count()) ?? 0);
        return
        [
            [Heads[DecisionRow], owner],
            [Heads[PolicyRow], PolicyOf(table)],
            [Heads[KindRow], .. inputs.Select(_ => Input), .. outputs.Select(_ => Output),
                .. Enumerable.Repeat(Annotation, width)],
            [Heads[LabelRow], .. inputs.Concat(outputs).Select(c => Attribute(c, "label"))],
            [Heads[ExpressionRow], .. inputs.Select(i => Text(Child(i, "inputExpression"))),
                .. outputs.Select(o => Attribute(o, "name")),
                .. Enumerable.Range(0, width).Select(
                    i => annotations.ElementAtOrDefault(i) is { } a ? Attribute(a, "name") : "")],
            [Heads[TypeRow], .. inputs.Select(i => Attribute(Child(i, "inputExpression"), "typeRef")),
                .. outputs.Select(o => Attribute(o, "typeRef"))],
            [Heads[ValuesRow], .. inputs.Select(i => Text(Child(i, "inputValues"))),
                .. outputs.Select(o => Text(Child(o, "outputValues")))],
            [Heads[DefaultRow], .. inputs.Select(_ => ""),
                .. outputs.Select(o => Text(Child(o, "defaultOutputEntry")))],
            .. rules.Select((rule, i) => RowOf(rule, i, (inputs.Count, outputs.Count, width))),
        ];
    }

    public static string PolicyOf(XElement table)
    {
        var policy = Attribute(table, "hitPolicy");
        var aggregation = Attribute(table, "aggregation");
        return (policy.Length == 0 ? "UNIQUE" : policy)
            + (policy == "COLLECT" && aggregation.Length > 0 ? " " + aggregation : "");
    }

    public static IEnumerable<XElement> Children(XElement? element, string name) =>
        element?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    public static XElement? Child(XElement? element, string name) => Children(element, name).FirstOrDefault();

    public static string Attribute(XElement? element, string name) => (string?)element?.Attribute(name) ?? "";

    public static string Text(XElement? element) => Normalized(Child(element, "text")?.Value);

    public static string Normalized(string? text) =>
        (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    /// <summary>A cell as a spreadsheet names it: C7.</summary>
    public static string CellName(int row, int column)
    {
        var name = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
            name = (char)('A' + ((rest - 1) % 26)) + name;
        return name + (row + 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What a rule is called in the first column: its id, or its number.</summary>
    public static string NameOf(XElement rule, int index) => Attribute(rule, "id") is { Length: > 0 } id
        ? id : (index + 1).ToString(CultureInfo.InvariantCulture);

    private static List<string> RowOf(XElement rule, int index, (int Inputs, int Outputs, int Annotations) width) =>
    [
        NameOf(rule, index),
        .. Padded(Children(rule, "inputEntry").Select(Text), width.Inputs),
        .. Padded(Children(rule, "outputEntry").Select(Text), width.Outputs),
        .. Padded(Children(rule, "annotationEntry").Select(Text), width.Annotations),
    ];

    private static IEnumerable<string> Padded(IEnumerable<string> cells, int width) =>
        cells.Concat(Enumerable.Repeat("", width)).Take(width);
}
