using System.Xml.Linq;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn.Decisions;

/// <summary>Turns boxed expressions (DMN 1.5 §10.2.1) into nodes; each means the FEEL that the standard gives for it.
/// </summary>
internal sealed class BoxedCompiler
{
    private readonly Definitions _home;
    private readonly Element _owner;

    private BoxedCompiler(Element owner)
    {
        _home = owner.Home;
        _owner = owner;
    }

    /// <summary>The built-in functions.</summary>
    public static Scope BuiltinScope { get; } = Builtins();

    public static Node? LogicOf(DecisionElement decision)
    {
        var compiler = new BoxedCompiler(decision);
        var expression = ExpressionIn(decision.Xml);
        var scope = compiler.ScopeOf(decision.Requirements);
        return expression is null ? null : compiler.Compile(expression, scope);
    }

    public static KnowledgeFunction? FunctionOf(KnowledgeElement knowledge)
    {
        if (ModelDocument.Child(knowledge.Xml, "encapsulatedLogic") is not { } logic)
            return null;
        var compiler = new BoxedCompiler(knowledge);
        var scope = compiler.ScopeOf(knowledge.Requirements);
        // A model may call itself, without a requirement of itself.
        if (scope.TypeOf(knowledge.Name) is null)
            scope.Declare(knowledge.Name, FeelType.Any);
        var parameters = compiler.Parameters(logic);
        if (parameters.Count == 0)
            parameters = compiler.ImplicitParameters(logic, scope);
        var declared = knowledge.Home.VariableType(knowledge.Xml);
        var result = declared is FunctionType function ? function.Result : declared;
        var body = compiler.FunctionBody(logic, parameters, scope);
        foreach (var type in new[] { knowledge.Home.TypeRef(logic), result })
            body = compiler.Typed(body, ResultOf(type));
        return new KnowledgeFunction(
            parameters, body, new FunctionType([.. parameters.Select(p => p.Type)], result ?? body.Type));
    }

    private Node Typed(Node node, FeelType? type) => TypedPlaces.Typed(node, type, _home.Options);

    // The type of a function definition is that of the function, or that of what it gives.
    private static FeelType? ResultOf(FeelType? type) => type is FunctionType function ? function.Result : type;

    private static Scope Builtins()
    {
        var scope = new Scope(null);
        foreach (var function in BuiltinFunctions.All)
            scope.Declare(function.Name, FeelType.Any);
        return scope;
    }

    private Scope ScopeOf(Requirements requirements)
    {
        var scope = new Scope(BuiltinScope);
        var imported = new Dictionary<string, Dictionary<string, FeelType>>(StringComparer.Ordinal);
        foreach (var element in requirements.All)
        {
            if (_home.PathTo(element) is not { } path)
                continue;
            if (path is [var name])
            {
                scope.Declare(name, element.Type, isDeclared: IsDeclared(element));
                continue;
            }

            if (!imported.TryGetValue(path[0], out var members))
                imported[path[0]] = members = new Dictionary<string, FeelType>(StringComparer.Ordinal);
            members[path[1]] = path.Count == 2 ? element.Type : FeelType.Any;
            foreach (var member in path.Skip(1))
                _home.Vocabulary.AddMember(member);
        }

        foreach (var (name, members) in imported)
            scope.Declare(name, new ContextType(members));
        return scope;
    }

    private static bool IsDeclared(Element element) =>
        element is InputElement || (element is DecisionElement decision && decision.Declared != FeelType.Any);

    private static readonly HashSet<string> Expressions = new(StringComparer.Ordinal)
    {
        "literalExpression", "decisionTable", "context", "list", "relation", "invocation", "functionDefinition",
        "conditional", "filter", "for", "every", "some",
    };

    private static XElement? ExpressionIn(XElement? parent) => parent?.Elements().FirstOrDefault(e =>
        e.Name.NamespaceName == parent.Name.NamespaceName && Expressions.Contains(e.Name.LocalName));

    private Node Compile(XElement xml, Scope scope)
    {
        var node = xml.Name.LocalName switch
        {
            "literalExpression" => Literal(xml, scope),
            "decisionTable" => new TableCompiler(_home, _owner.Name).Compile(xml, scope),
            "context" => Context(xml, scope),
            "list" => new ListNode(_home.Document.PlaceOf(xml), [.. ItemsOf(xml, scope)]),
            "relation" => Relation(xml, scope),
            "invocation" => Invocation(xml, scope),
            "functionDefinition" => Function(xml, scope),
            "conditional" => Conditional(xml, scope),
            "filter" => Filter(xml, scope),
            _ => Iterator(xml, scope),
        };
        return xml.Name.LocalName == "functionDefinition" ? node : Typed(node, _home.TypeRef(xml));
    }

    private Node Child(XElement parent, string? name, Scope scope)
    {
        var holder = name is null ? parent : ModelDocument.Child(parent, name);
        if (ExpressionIn(holder) is { } expression)
            return Typed(Compile(expression, scope), name is null ? null : _home.TypeRef(holder));
        return Lacking(name ?? "表达式 / an expression", parent);
    }

    private BrokenNode Lacking(string what, XElement parent)
    {
        var problem = LoadErrors.Missing(what, parent.Name.LocalName, _home.Document.PlaceOf(parent));
        _home.Diagnostics.Add(problem);
        return new BrokenNode(_home.Document.PlaceOf(parent), problem);
    }

    private Node Literal(XElement xml, Scope scope)
    {
        var language = (string?)xml.Attribute("expressionLanguage") ?? "";
        if (language.Length > 0 && !language.Contains("FEEL", StringComparison.OrdinalIgnoreCase))
            return Unsupported($"expressionLanguage {language}", xml);
        if (_home.Document.TextOf(ModelDocument.Child(xml, "text")) is { } text)
            return FeelParser.Expression(text, scope, _home.Vocabulary, _home.Diagnostics);
        return ModelDocument.Child(xml, "importedValues") is null
            ? Lacking("text", xml) : Unsupported("importedValues", xml);
    }

    private BrokenNode Unsupported(string what, XElement xml)
    {
        var problem = LoadErrors.Unsupported(what, _home.Document.PlaceOf(xml));
        _home.Diagnostics.Add(problem);
        return new BrokenNode(_home.Document.PlaceOf(xml), problem);
    }

    private ContextNode Context(XElement xml, Scope outer)
    {
        var scope = new Scope(outer);
        var entries = new List<ContextEntry>();
        Node? result = null;
        foreach (var entry in ModelDocument.Children(xml, "contextEntry"))
        {
            var variable = ModelDocument.Child(entry, "variable");
            var name = NameCharacters.Normalized((string?)variable?.Attribute("name") ?? "");
            if (ExpressionIn(entry)?.Name.LocalName == "functionDefinition" && scope.TypeOf(name) is null)
                scope.Declare(name, FeelType.Any);
            var type = _home.TypeRef(variable);
            var value = Typed(Child(entry, null, scope), type);
            if (variable is null)
            {
                result = value;
                continue;
            }

            entries.Add(new ContextEntry(name, value));
            scope.Declare(name, type ?? value.Type, isDeclared: type is not null);
            _home.Vocabulary.AddMember(name);
        }

        return new ContextNode(_home.Document.PlaceOf(xml), entries, result);
    }

    private IEnumerable<Node> ItemsOf(XElement xml, Scope scope) => xml.Elements()
        .Where(e => e.Name.NamespaceName == xml.Name.NamespaceName && Expressions.Contains(e.Name.LocalName))
        .Select(e => Compile(e, scope));

    private ListNode Relation(XElement xml, Scope scope)
    {
        var columns = ModelDocument.Children(xml, "column").ToList();
        var names = columns.ConvertAll(c => NameCharacters.Normalized((string?)c.Attribute("name") ?? ""));
        var types = columns.ConvertAll(_home.TypeRef);
        names.ForEach(_home.Vocabulary.AddMember);
        var rows = ModelDocument.Children(xml, "row").Select(row => (Node)new ContextNode(
            _home.Document.PlaceOf(row),
            [.. ItemsOf(row, scope).Zip(names.Zip(types), (cell, column) =>
                new ContextEntry(column.First, Typed(cell, column.Second)))],
            result: null));
        return new ListNode(_home.Document.PlaceOf(xml), [.. rows]);
    }

    private CallNode Invocation(XElement xml, Scope scope)
    {
        var function = Child(xml, null, scope);
        var (names, values) = (new List<string>(), new List<Node>());
        foreach (var binding in ModelDocument.Children(xml, "binding"))
        {
            var parameter = ModelDocument.Child(binding, "parameter");
            names.Add(NameCharacters.Normalized((string?)parameter?.Attribute("name") ?? ""));
            var value = ExpressionIn(binding) is { } expression
                ? Compile(expression, scope) : new LiteralNode(_home.Document.PlaceOf(binding), FeelValue.Null);
            values.Add(Typed(value, _home.TypeRef(parameter)));
        }

        return new CallNode(_home.Document.PlaceOf(xml), function, values, names);
    }

    private List<Parameter> Parameters(XElement function) => [.. ModelDocument.Children(function, "formalParameter")
        .Select(p => new Parameter(
            NameCharacters.Normalized((string?)p.Attribute("name") ?? ""), _home.TypeRef(p) ?? FeelType.Any))];

    // The input expressions of a table are the parameters of a knowledge model that names none (§10.2.1.7).
    private List<Parameter> ImplicitParameters(XElement logic, Scope scope)
    {
        if (ExpressionIn(logic) is not { Name.LocalName: "decisionTable" } table)
            return [];
        return [.. ModelDocument.Children(table, "input")
            .Select(i => ModelDocument.Child(i, "inputExpression")).OfType<XElement>()
            .Select(e => (Name: NameCharacters.Normalized(ModelDocument.Child(e, "text")?.Value ?? ""), Xml: e))
            .Where(e => e.Name.Length > 0 && scope.TypeOf(e.Name) is null && IsName(e.Name))
            .DistinctBy(e => e.Name)
            .Select(e => new Parameter(e.Name, _home.TypeRef(e.Xml) ?? FeelType.Any))];
    }

    private static bool IsName(string text) =>
        text.EnumerateRunes().All(r => NameCharacters.IsPart(r) || r.Value == ' ');

    private Node Function(XElement xml, Scope scope)
    {
        var parameters = Parameters(xml);
        if (IsExternal(xml))
            return External(xml, parameters, scope);
        var body = FunctionBody(xml, parameters, scope);
        var type = ResultOf(_home.TypeRef(xml));
        return new FunctionNode(_home.Document.PlaceOf(xml), parameters, Typed(body, type));
    }

    private static bool IsExternal(XElement function) => (string?)function.Attribute("kind") is "Java" or "J" or "PMML";

    private ExternalFunctionNode External(XElement xml, List<Parameter> parameters, Scope scope)
    {
        // The mapping is a context with the entries class and method signature.
        var at = _home.Document.PlaceOf(xml);
        var mapping = new ContextNode(
            at, [new ContextEntry("java", Child(xml, null, scope))], result: null);
        return new ExternalFunctionNode(
            at, parameters, mapping, ResultOf(_home.TypeRef(xml)) ?? FeelType.Any);
    }

    private Node FunctionBody(XElement xml, List<Parameter> parameters, Scope outer)
    {
        if (IsExternal(xml))
        {
            var at = _home.Document.PlaceOf(xml);
            var arguments = parameters.Select(p => (Node)new NameNode(at, p.Name)).ToList();
            return new CallNode(at, External(xml, parameters, outer), arguments, names: null);
        }

        var scope = new Scope(outer);
        foreach (var parameter in parameters)
            scope.Declare(parameter.Name, parameter.Type, isDeclared: true);
        return Child(xml, null, scope);
    }

    private IfNode Conditional(XElement xml, Scope scope) => new(
        _home.Document.PlaceOf(xml), Child(xml, "if", scope), Child(xml, "then", scope), Child(xml, "else", scope),
        isBoxed: true);

    private FilterNode Filter(XElement xml, Scope outer)
    {
        var list = Child(xml, "in", outer);
        var scope = new Scope(outer);
        scope.Declare("item", list.Type.Element);
        scope.DeclareMembers(list.Type.Element);
        return new FilterNode(_home.Document.PlaceOf(xml), list, Child(xml, "match", scope));
    }

    // The text of what is gone through may be an iteration context, 1..n.
    private (Node Source, Node? End) IterationSource(XElement xml, Scope scope)
    {
        var holder = ModelDocument.Child(xml, "in");
        if (ExpressionIn(holder) is { Name.LocalName: "literalExpression" } literal && _home.TypeRef(literal) is null
            && _home.Document.TextOf(ModelDocument.Child(literal, "text")) is { } text)
        {
            var (source, end) = FeelParser.IterationSource(text, scope, _home.Vocabulary, _home.Diagnostics);
            return (end is null ? Collection(source, _home.TypeRef(holder)) : source, end);
        }

        return holder is not null && ExpressionIn(holder) is { } expression
            ? (Collection(Compile(expression, scope), _home.TypeRef(holder)), null)
            : (Lacking("in", xml), null);
    }

    // The type may be that of the collection or that of its items.
    private Node Collection(Node source, FeelType? type) => type?.Unconstrained switch
    {
        ListType or RangeType => Typed(source, type),
        null => source,
        _ when type == FeelType.Any || source.Type.Unconstrained is RangeType => source,
        _ => Typed(source, new ListType(type)),
    };

    private Node Iterator(XElement xml, Scope outer)
    {
        var at = _home.Document.PlaceOf(xml);
        var name = NameCharacters.Normalized((string?)xml.Attribute("iteratorVariable") ?? "");
        var (source, end) = IterationSource(xml, outer);
        var scope = new Scope(outer);
        var declared = _home.TypeRef(ModelDocument.Child(xml, "in"))?.Element;
        scope.Declare(name, declared ?? (end is null ? source.Type.Element : source.Type));
        var iterations = new[] { new Iteration(name, source, end, IsBoxed: true) };
        if (xml.Name.LocalName == "for")
        {
            scope.Declare("partial", new ListType(FeelType.Any));
            return new ForNode(at, iterations, Child(xml, "return", scope));
        }

        return new QuantifiedNode(at, iterations, Child(xml, "satisfies", scope), xml.Name.LocalName == "every");
    }
}
