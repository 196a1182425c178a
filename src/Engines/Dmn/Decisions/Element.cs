using System.Xml.Linq;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Decisions;

/// <summary>An element of a decision requirements graph. Its logic is compiled when it is first asked for.</summary>
internal abstract class Element(Definitions home, XElement xml)
{
    public Definitions Home { get; } = home;

    public XElement Xml { get; } = xml;

    public string Id => (string?)Xml.Attribute("id") ?? "";

    /// <summary>As written, with blanks normalised.</summary>
    public string Name { get; } = NameCharacters.Normalized((string?)xml.Attribute("name") ?? "");

    public Place At => Home.Document.PlaceOf(Xml);

    /// <summary>What its variable or function may hold.</summary>
    public abstract FeelType Type { get; }
}

internal sealed class InputElement(Definitions home, XElement xml) : Element(home, xml)
{
    private FeelType? _type;

    public override FeelType Type => _type ??= Home.VariableType(Xml) ?? FeelType.Any;
}

internal sealed class DecisionElement(Definitions home, XElement xml) : Element(home, xml)
{
    private Requirements? _requirements;
    private Node? _logic;
    private FeelType? _declared;
    private bool _isCompiling;

    public FeelType Declared => _declared ??= Home.VariableType(Xml) ?? FeelType.Any;

    // While it is being compiled its type is only what is declared.
    public override FeelType Type => Declared != FeelType.Any || _isCompiling ? Declared : Logic?.Type ?? FeelType.Any;

    public Requirements Requirements => _requirements ??= Requirements.Of(this);

    /// <summary>Null for a decision without logic.</summary>
    public Node? Logic
    {
        get
        {
            Compile();
            return _logic;
        }
    }

    private bool IsCompiled { get; set; }

    public void Compile()
    {
        if (IsCompiled || _isCompiling)
            return;
        _isCompiling = true;
        _logic = BoxedCompiler.LogicOf(this);
        _isCompiling = false;
        IsCompiled = true;
    }
}

/// <summary>A business knowledge model: a function with a name.</summary>
internal sealed class KnowledgeElement(Definitions home, XElement xml) : Element(home, xml)
{
    private Requirements? _requirements;
    private KnowledgeFunction? _function;
    private bool _isCompiling;

    public override FeelType Type => Function?.Type ?? FeelType.Any;

    public Requirements Requirements => _requirements ??= Requirements.Of(this);

    /// <summary>Null for one without logic.</summary>
    public KnowledgeFunction? Function
    {
        get
        {
            if (_function is null && !_isCompiling)
            {
                _isCompiling = true;
                _function = BoxedCompiler.FunctionOf(this);
                _isCompiling = false;
            }

            return _function;
        }
    }
}

/// <summary>What a business knowledge model is compiled to.</summary>
internal sealed record KnowledgeFunction(IReadOnlyList<Parameter> Parameters, Node Body, FunctionType Type);

internal sealed class ServiceElement(Definitions home, XElement xml) : Element(home, xml)
{
    private IReadOnlyList<Element>? _inputs;
    private IReadOnlyList<DecisionElement>? _outputs;
    private FeelType? _result;

    /// <summary>Input data, then input decisions, in order: its parameters.</summary>
    public IReadOnlyList<Element> Inputs => _inputs ??=
        [.. Home.Referred<Element>(Xml, "inputData"), .. Home.Referred<Element>(Xml, "inputDecision")];

    public IReadOnlyList<DecisionElement> Outputs =>
        _outputs ??= [.. Home.Referred<DecisionElement>(Xml, "outputDecision")];

    /// <summary>Declared for its result; Any if nothing is.</summary>
    public FeelType Result => _result ??= (Home.VariableType(Xml) ?? FeelType.Any) switch
    {
        FunctionType function => function.Result,
        var type => type,
    };

    public override FeelType Type => new FunctionType([.. Inputs.Select(i => i.Type)], Result);
}

/// <summary>What an element requires: variables and functions in its scope.</summary>
internal sealed record Requirements(IReadOnlyList<Element> Variables, IReadOnlyList<Element> Functions)
{
    public IEnumerable<Element> All => Variables.Concat(Functions);

    public static Requirements Of(Element element)
    {
        var (home, xml) = (element.Home, element.Xml);
        var variables = Xml.ModelDocument.Children(xml, "informationRequirement")
            .SelectMany(r => home.Referred<Element>(r, "requiredInput").Concat(
                home.Referred<Element>(r, "requiredDecision")));
        var functions = Xml.ModelDocument.Children(xml, "knowledgeRequirement")
            .SelectMany(r => home.Referred<Element>(r, "requiredKnowledge"));
        return new Requirements([.. variables], [.. functions]);
    }
}
