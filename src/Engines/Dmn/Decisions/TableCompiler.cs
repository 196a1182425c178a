using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Evaluation;
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
        var policy = Policy(xml);
        var outputs = ModelDocument.Children(xml, "output").Select(o => Output(o, policy, scope)).ToList();
        var rules = ModelDocument.Children(xml, "rule").Select(
            (r, i) => Rule(r, i + 1, inputs, outputs, scope)).ToList();
        var table = new DecisionTable(owner, policy, inputs, outputs, rules);
        if (inputs.Count == 0 && outputs.Count == 0)
            home.Diagnostics.Add(LoadErrors.Missing("output", "decisionTable", home.Document.PlaceOf(xml)));
        foreach (var output in outputs.Where(o => o.Name.Length > 0))
            home.Vocabulary.AddMember(output.Name);
        return new DecisionTableNode(home.Document.PlaceOf(xml), table, home.Options);
    }

    private static readonly string[] Policies =
        ["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"];

    private HitPolicy Policy(XElement xml)
    {
        var (policy, aggregation) = ((string?)xml.Attribute("hitPolicy"), (string?)xml.Attribute("aggregation"));
        switch (policy, aggregation)
        {
            case (null, _):
                return HitPolicy.Unique;
            case ("COLLECT", not (null or "SUM" or "COUNT" or "MIN" or "MAX")):
                return Unknown($"COLLECT {aggregation}", null, xml);
            case (not null, _) when !Policies.Contains(policy, StringComparer.Ordinal):
                return Unknown(policy, NearName.Of(policy, Policies), xml);
            default:
                return Known(policy, aggregation);
        }
    }

    private static HitPolicy Known(string policy, string? aggregation) => (policy, aggregation) switch
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

    private HitPolicy Unknown(string found, string? near, XElement xml)
    {
        home.Diagnostics.Add(LoadErrors.UnknownHitPolicy(found, near, home.Document.PlaceOf(xml)));
        return HitPolicy.Unique;
    }

    private TableInput Input(XElement xml, Scope scope)
    {
        var expression = ModelDocument.Child(xml, "inputExpression");
        var text = home.Document.TextOf(expression is null ? null : ModelDocument.Child(expression, "text"));
        var node = text is not null
            ? FeelParser.Expression(text, scope, home.Vocabulary, home.Diagnostics) : Lacking("inputExpression", xml);
        var declared = home.TypeRef(expression);
        var type = declared ?? node.Type;
        var label = (string?)xml.Attribute("label") ?? text?.Content.Trim() ?? "";
        var listed = Values(xml, "inputValues", type, scope);
        // Where the type itself lists the values, the table tells which one it does not know.
        var wanted = listed is null && declared is ConstrainedType constrained ? constrained.Base : declared;
        return new TableInput(
            label, TypedPlaces.Typed(node, wanted, home.Options), type, listed ?? Allowed(type));
    }

    private static UnaryTests? Allowed(FeelType type) =>
        type is ConstrainedType constrained ? constrained.Allowed : null;

    private BrokenNode Lacking(string what, XElement xml)
    {
        var problem = LoadErrors.Missing(what, xml.Name.LocalName, home.Document.PlaceOf(xml));
        home.Diagnostics.Add(problem);
        return new BrokenNode(home.Document.PlaceOf(xml), problem);
    }

    private TableOutput Output(XElement xml, HitPolicy policy, Scope scope)
    {
        var type = home.TypeRef(xml) ?? FeelType.Any;
        var listed = Values(xml, "outputValues", type, scope);
        var output = new TableOutput(
            NameCharacters.Normalized((string?)xml.Attribute("name") ?? ""), type, listed ?? Allowed(type), null)
        {
            EntryType = EntryType(type, policy),
            IsListed = listed is not null,
        };
        var entry = ModelDocument.Child(xml, "defaultOutputEntry");
        return entry is null || home.Document.TextOf(ModelDocument.Child(entry, "text")) is null
            ? output : output with { Default = Result(entry, output, scope, home.Document.PlaceOf(entry), policy) };
    }

    // The type of a clause may be meant for all that several rules give: a list, or the number that is counted.
    private static FeelType EntryType(FeelType type, HitPolicy policy)
    {
        var isOfAll = policy == HitPolicy.Count || (type.Unconstrained is ListType
            && policy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder);
        return isOfAll ? FeelType.Any : type;
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
        var values = outputs.Select((output, i) => Result(results.ElementAtOrDefault(i), output, scope, at));
        var annotation = string.Join(
            "; ", ModelDocument.Children(xml, "annotationEntry").Select(
                a => ModelDocument.Child(a, "text")?.Value.Trim()));
        return new TableRule(number, [.. tests], [.. values], annotation, at);
    }

    // An empty cell is like a dash.
    private UnaryTests Cell(XElement? entry, TableInput input, Scope scope, Place rule) =>
        entry is not null && home.Document.TextOf(ModelDocument.Child(entry, "text")) is { } text
            ? Tests(text, input.Type, scope) : new UnaryTests(rule, [], isNegated: false);

    private Node Result(XElement? entry, TableOutput output, Scope scope, Place rule, HitPolicy? ofDefault = null)
    {
        if (entry is null || home.Document.TextOf(ModelDocument.Child(entry, "text")) is not { } text)
            return new LiteralNode(rule, FeelValue.Null);
        var plain = FeelParser.Expression(text, scope, home.Vocabulary, home.Diagnostics);
        // The default of a table that gives a list is the whole of it.
        var isList = ofDefault is { } policy && !HitPolicies.IsSingle(policy) && plain.Type is ListType;
        var type = isList && output.EntryType != FeelType.Any ? new ListType(output.EntryType) : output.EntryType;
        var node = TypedPlaces.Typed(plain, type, home.Options);
        if (plain is LiteralNode { Value: var value } && TypedPlaces.IsHopeless(node))
            home.Diagnostics.Add(LoadErrors.NeverOfType(value, type, plain.At));
        else if (node is LiteralNode literal && output.IsListed && IsUnlisted(literal.Value, output.Values!))
            home.Diagnostics.Add(LoadErrors.NotListed(literal.Value, output.Values!.At.Excerpt, plain.At));
        return node;
    }

    private bool IsUnlisted(FeelValue value, UnaryTests listed) => !value.IsNull
        && listed.Tests.All(CellTests.IsConstant) && !listed.Admits(value, Frame.Global(new Run(home.Options)));
}
