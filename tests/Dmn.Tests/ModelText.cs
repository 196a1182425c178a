using System.Security;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tests;

/// <summary>Small models as text.</summary>
internal static class ModelText
{
    public const string Namespace = "https://www.omg.org/spec/DMN/20230324/MODEL/";

    public static string Of(string body, string ns = "urn:test", string dmn = Namespace) =>
        $"<definitions xmlns=\"{dmn}\" namespace=\"{ns}\" name=\"test\">\n{body}\n</definitions>";

    public static string Decision(string name, string expression) =>
        $"<decision id=\"{name}\" name=\"{name}\"><variable name=\"{name}\"/>{expression}</decision>";

    public static string Literal(string feel) =>
        $"<literalExpression><text>{SecurityElement.Escape(feel)}</text></literalExpression>";

    /// <summary>
    /// A decision "d" with a table on numbers and strings x, y, …; each rule is "cell | cell => output".
    /// </summary>
    public static string Table(string attributes, string[] inputs, params string[] rules) =>
        string.Concat(inputs.Select(i => $"<inputData id=\"i{i}\" name=\"{i}\"><variable name=\"{i}\"/></inputData>\n"))
        + "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>\n"
        + string.Concat(inputs.Select(
            i => $"<informationRequirement><requiredInput href=\"#i{i}\"/></informationRequirement>\n"))
        + $"<decisionTable {attributes}>\n"
        + string.Concat(inputs.Select(i => $"<input><inputExpression><text>{i}</text></inputExpression></input>\n"))
        + "<output/>\n" + string.Concat(rules.Select(Rule)) + "</decisionTable></decision>";

    /// <summary>The table with types: those of its columns in order, that of the output last; "" for none.</summary>
    public static string Typed(string table, params string[] types)
    {
        var parts = table.Split("<inputExpression>");
        return string.Concat(parts.Select((part, i) => i == 0 ? part : $"<inputExpression{TypeRef(types[i - 1])}>{part}"))
            .Replace("<output/>", $"<output{TypeRef(types[^1])}/>", StringComparison.Ordinal);
    }

    private static string TypeRef(string type) => type.Length == 0 ? "" : $" typeRef=\"{type}\"";

    public static DmnModel Load(string text, params string[] imported) => DmnModel.Load(
        new SourceText("test.dmn", text), [.. imported.Select((t, i) => new SourceText($"import{i}.dmn", t))]);

    public static Dictionary<string, FeelValue> Inputs(params (string Name, FeelValue Value)[] inputs) =>
        inputs.ToDictionary(i => i.Name, i => i.Value, StringComparer.Ordinal);

    private static string Rule(string rule)
    {
        var (cells, output) = (rule.Split("=>")[0].Split('|'), rule.Split("=>")[1]);
        return "<rule>" + string.Concat(
            cells.Select(c => $"<inputEntry><text>{SecurityElement.Escape(c.Trim())}</text></inputEntry>"))
            + $"<outputEntry><text>{SecurityElement.Escape(output.Trim())}</text></outputEntry></rule>\n";
    }
}
