using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Xml;

/// <summary>DMN1xxx: what is wrong with a model's XML and with what it refers to. Each has an entry in
/// docs/reference/dmn-diagnostics.md.</summary>
internal static class LoadErrors
{
    public static Diagnostic NotXml(string reason, SourceText source, int offset) => Diagnostic.Error(
        "DMN1001",
        $"文件不是合格的 XML：{reason}",
        $"The file is not well-formed XML: {reason}",
        source, new SourceSpan(Math.Min(offset, source.Content.Length), 0));

    public static Diagnostic NotDmn(string found, SourceText source) => Diagnostic.Error(
        "DMN1002",
        $"根元素应为 DMN 1.1 至 1.6 的 definitions，却是 {found}。",
        $"The root element must be definitions of DMN 1.1 to 1.6, but it is {found}.",
        source, new SourceSpan(0, 0));

    public static Diagnostic TooLarge(int limit, SourceText source) => Diagnostic.Error(
        "DMN1003",
        $"模型超过 {limit} 个字符。请拆分。",
        $"The model has more than {limit} characters. Split it.",
        source, new SourceSpan(0, 0));

    public static Diagnostic UnknownHitPolicy(string found, string? near, Place at) => Error(
        "DMN1016",
        $"命中策略“{found}”不认识{(near is null ? "。" : $"，是不是“{near}”？")}应为 UNIQUE、FIRST、ANY、PRIORITY、COLLECT（可加 "
            + "aggregation SUM、COUNT、MIN、MAX）、RULE ORDER 或 OUTPUT ORDER。",
        $"The hit policy '{found}' is not known{(near is null ? "." : $"; do you mean '{near}'?")} It is UNIQUE, FIRST, "
            + "ANY, PRIORITY, COLLECT (with aggregation SUM, COUNT, MIN, MAX), RULE ORDER or OUTPUT ORDER.",
        at);

    public static Diagnostic NoSuchElement(string href, Place at) => Error(
        "DMN1004", $"引用“{href}”没有对应的元素。", $"The reference '{href}' leads to no element.", at);

    public static Diagnostic NoSuchImport(string ns, Place at) => Error(
        "DMN1005",
        $"没有给出命名空间为“{ns}”的模型。请一并提供被引入的文件。",
        $"No model with the namespace '{ns}' was given. Give the imported file too.",
        at);

    public static Diagnostic Circular(string name, Place at) => Error(
        "DMN1006", $"“{name}”直接或间接依赖自己。", $"'{name}' requires itself, directly or through others.", at);

    public static Diagnostic UnknownType(string name, string? near, Place at) => Warning(
        "DMN1007",
        $"没有名为“{name}”的类型，按 Any 处理，不检查。{(near is null ? "" : $"是否指“{near}”？")}",
        $"There is no type named '{name}'; Any is taken, nothing is checked."
            + (near is null ? "" : $" Do you mean '{near}'?"),
        at);

    public static Diagnostic Duplicate(string name, Place at) => Error(
        "DMN1008", $"名称“{name}”已被同一模型中的另一元素使用。", $"The name '{name}' is used by another element of the model.", at);

    public static Diagnostic Missing(string what, string owner, Place at) => Error(
        "DMN1009", $"{owner} 缺少 {what}。", $"{owner} lacks {what}.", at);

    public static Diagnostic Unsupported(string what, Place at) => Error(
        "DMN1010", $"不支持“{what}”，其结果为 null。", $"'{what}' is not supported; its result is null.", at);

    public static Diagnostic CellCount(int cells, int columns, Place at) => Error(
        "DMN1011",
        $"规则有 {cells} 个单元格，决策表却有 {columns} 列。",
        $"The rule has {cells} cells, but the table has {columns} columns.",
        at);

    public static Diagnostic TooDeep(int limit, Place at) => Error(
        "DMN1012", $"元素嵌套超过 {limit} 层。", $"Elements are nested more than {limit} levels deep.", at);

    public static Diagnostic NeverOfType(FeelValue value, FeelType type, Place at) => Warning(
        "DMN1014",
        $"输出 {ValueText.Nested(value)} 不符合该列的类型：需要{TypeWords.Zh(type)}。命中时结果为 null；请改输出或列的 typeRef。",
        $"The output {ValueText.Nested(value)} is not of the type of its column, {TypeWords.En(type)}; where it is hit "
            + "the result is null. Change the output, or the typeRef of the column.",
        at);

    public static Diagnostic NotListed(FeelValue value, string listed, Place at) => Warning(
        "DMN1015",
        $"输出 {ValueText.Nested(value)} 不在该列 outputValues 之内：{listed}。请补入或改输出。",
        $"The output {ValueText.Nested(value)} is not among the outputValues of its column: {listed}. Add it, or "
            + "change the output.",
        at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Text.Source, at.InSource);

    private static Diagnostic Warning(string code, string zh, string en, Place at) =>
        Diagnostic.Warning(code, zh, en, at.Text.Source, at.InSource);
}
