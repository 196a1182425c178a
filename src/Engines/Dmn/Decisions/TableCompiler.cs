using System.Xml.Linq;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn.Decisions;

/// <summary>Reads a decision table (DMN 1.5 §8) into its columns and rules.</summary>
internal sealed class TableCompiler(Definitions home, string owner)
{
    public DecisionTableNode Compile(XElement xml, Scope scope)
    {
        var inputs = ModelDocument.Children(xml, "input").Select(i => Input(i, scope)).ToList();
        var outputs = ModelDocument.Children(xml, "output").Select(o => Output(o, scope)).ToList();
        var rules = ModelDocument.Children(xml, "rule").Select(
            (r, i) => Rule(r, i + 1, inputs, outputs, scope)).ToList();
        var policy = Policy(xml);
        var table = new DecisionTable(owner, policy, inputs, outputs, rules);
        if (inputs.Count == 0 && outputs.Count == 0)
            home.Diagnostics.Add(LoadErrors.Missing("output", "decisionTable", home.Document.PlaceOf(xml)));
        foreach (var output in outputs.Where(o => o.Name.Length > 0))
            home.Vocabulary.AddMember(output.Name);
        return new DecisionTableNode(home.Document.PlaceOf(xml), table, home.Options);
    }

    private static HitPolicy Policy(XElement xml) =>
        ((string?)xml.Attribute("hitPolicy"), (string?)xml.Attribute("aggregation")) switch
        {
            ("FIRST", _) => HitPolicy.First,
            ("ANY", _) => HitPolicy.Any,
            ("PRIORITY", _) => HitPolicy.Priority,
            ("RULE ORDER", _) => HitPolicy.RuleOrder,
            ("OUTPUT ORDER", _) => HitPolicy.OutputOrder,
            ("COLLECT", "SUM") => HitPolicy.Sum,
            ("COLLECT", "COUNT") => HitPolicy.Count,
            ("COLLECT", "MIN") => HitPolicy.Min,
            ("COLLECT", "MAX") => HitPolicy.Max,
            ("COLLECT", _) => HitPolicy.Collect,
            _ => HitPolicy.Unique,
        };

    private TableInput Input(XElement xml, Scope scope)
    {
        var expression = ModelDocument.Child(xml, "inputExpression");
        var text = home.Document.TextOf(expression is null ? null : ModelDocument.Child(expression, "text"));
        var node = text is not null
            ? FeelParser.Expression(text, scope, home.Vocabulary, home.Diagnostics) : Lacking("inputExpression", xml);
        var type = home.TypeRef(expression) ?? node.Type;
        var label = (string?)xml.Attribute("label") ?? text?.Content.Trim() ?? "";
        return new TableInput(label, node, type, Values(xml, "inputValues", type, scope) ?? Allowed(type));
    }

    private static UnaryTests? Allowed(FeelType type) =>
        type is ConstrainedType constrained ? constrained.Allowed : null;

    private BrokenNode Lacking(string what, XElement xml)
    {
        var problem = LoadErrors.Missing(what, xml.Name.LocalName, home.Document.PlaceOf(xml));
        home.Diagnostics.Add(problem);
        return new BrokenNode(home.Document.PlaceOf(xml), problem);
    }

    private TableOutput Output(XElement xml, Scope scope)
    {
        var type = home.TypeRef(xml) ?? FeelType.Any;
        var entry = ModelDocument.Child(xml, "defaultOutputEntry");
        var text = entry is null ? null : home.Document.TextOf(ModelDocument.Child(entry, "text"));
        return new TableOutput(
            NameCharacters.Normalized((string?)xml.Attribute("name") ?? ""),
            type,
            Values(xml, "outputValues", type, scope) ?? Allowed(type),
            text is null ? null : FeelParser.Expression(text, scope, home.Vocabulary, home.Diagnostics));
    }

    private UnaryTests? Values(XElement xml, string kind, FeelType type, Scope scope)
    {
        var values = ModelDocument.Child(xml, kind);
        return home.Document.TextOf(values is null ? null : ModelDocument.Child(values, "text")) is { } text
            ? Tests(text, type, scope) : null;
    }

    private UnaryTests Tests(FeelText text, FeelType type, Scope outer)
    {
        var scope = new Scope(outer);
        scope.Declare("?", type);
        return FeelParser.Tests(text, scope, home.Vocabulary, home.Diagnostics);
    }

    private TableRule Rule(
        XElement xml, int number, List<TableInput> inputs, List<TableOutput> outputs, Scope scope)
    {
        var at = home.Document.PlaceOf(xml);
        var cells = ModelDocument.Children(xml, "inputEntry").ToList();
        var results = ModelDocument.Children(xml, "outputEntry").ToList();
        if (cells.Count != inputs.Count || results.Count != outputs.Count)
            home.Diagnostics.Add(LoadErrors.CellCount(cells.Count + results.Count, inputs.Count + outputs.Count, at));
        var tests = inputs.Select((input, i) => Cell(cells.ElementAtOrDefault(i), input, scope, at));
        var values = outputs.Select((_, i) => Result(results.ElementAtOrDefault(i), scope, at));
        var annotation = string.Join(
            "; ", ModelDocument.Children(xml, "annotationEntry").Select(
                a => ModelDocument.Child(a, "text")?.Value.Trim()));
        return new TableRule(number, [.. tests], [.. values], annotation, at);
    }

    // An empty cell is like a dash.
    private UnaryTests Cell(XElement? entry, TableInput input, Scope scope, Place rule) =>
        entry is not null && home.Document.TextOf(ModelDocument.Child(entry, "text")) is { } text
            ? Tests(text, input.Type, scope) : new UnaryTests(rule, [], isNegated: false);

    private Node Result(XElement? entry, Scope scope, Place rule) =>
        entry is not null && home.Document.TextOf(ModelDocument.Child(entry, "text")) is { } text
            ? FeelParser.Expression(text, scope, home.Vocabulary, home.Diagnostics)
            : new LiteralNode(rule, FeelValue.Null);
}
