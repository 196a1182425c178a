using System.Xml.Linq;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn.Decisions;

/// <summary>The item definitions of a file as types (DMN 1.5 §7.3.3), resolved in any order.</summary>
internal sealed class ItemDefinitions(Definitions home)
{
    private readonly Dictionary<string, FeelType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private Dictionary<string, XElement>? _xml;

    private Dictionary<string, XElement> Xml => _xml ??= ByName();

    /// <summary>Makes all types known to the parser, and the names of their members.</summary>
    public void Declare()
    {
        foreach (var name in Xml.Keys)
            home.Vocabulary.AddType(name, Named(name));
        foreach (var (prefix, imported) in home.Imports)
        {
            foreach (var name in ModelDocument.Children(imported.Document.Root, "itemDefinition").Select(NameOf))
                home.Vocabulary.AddType(prefix.Length == 0 ? name : $"{prefix}.{name}", imported.TypeNamed(name));
        }
    }

    /// <summary>Null if there is no such type. A prefix of DMN 1.1 (<c>feel:string</c>) is passed over.</summary>
    public FeelType? Named(string reference)
    {
        var name = NameCharacters.Normalized(reference);
        if (Own(name) is { } own)
            return own;
        if (FeelType.Named.TryGetValue(name, out var known))
            return known;
        foreach (var (prefix, imported) in home.Imports)
        {
            var isPrefixed = prefix.Length > 0 && name.StartsWith(prefix + ".", StringComparison.Ordinal);
            if ((isPrefixed ? imported.TypeNamed(name[(prefix.Length + 1)..])
                : prefix.Length == 0 ? imported.TypeNamed(name) : null) is { } type)
            {
                return type;
            }
        }

        var colon = name.Contains('<', StringComparison.Ordinal) ? -1 : name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            return Named(name[(colon + 1)..]);
        return name switch
        {
            "context" => new ContextType(new Dictionary<string, FeelType>(StringComparer.Ordinal)),
            "list" => new ListType(FeelType.Any),
            _ => Written(name),
        };
    }

    // A reference may also be a type as FEEL writes it, list<number>.
    private FeelType? Written(string name) => !name.Contains('<', StringComparison.Ordinal) ? null
        : FeelParser.TypeOf(
            new FeelText(home.Document.Source, name, [.. Enumerable.Repeat(0, name.Length + 1)]),
            home.Vocabulary, home.Diagnostics);

    private static string NameOf(XElement item) => NameCharacters.Normalized((string?)item.Attribute("name") ?? "");

    private Dictionary<string, XElement> ByName()
    {
        var items = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var item in ModelDocument.Children(home.Document.Root, "itemDefinition"))
        {
            if (!items.TryAdd(NameOf(item), item))
                home.Diagnostics.Add(LoadErrors.Duplicate(NameOf(item), home.Document.PlaceOf(item)));
        }

        return items;
    }

    private FeelType? Own(string name)
    {
        if (_resolved.TryGetValue(name, out var type))
            return type;
        if (!Xml.TryGetValue(name, out var xml))
            return null;
        if (!_open.Add(name))
        {
            home.Diagnostics.Add(LoadErrors.Circular(name, home.Document.PlaceOf(xml)));
            return FeelType.Any;
        }

        type = TypeOf(xml, name);
        _open.Remove(name);
        return _resolved[name] = type;
    }

    private FeelType TypeOf(XElement item, string name)
    {
        var type = Constrained(Base(item), item, "allowedValues", name);
        if ((string?)item.Attribute("isCollection") is "true" or "1")
            type = new ListType(type);
        return Constrained(type, item, "typeConstraint", name);
    }

    private FeelType Base(XElement item)
    {
        var components = ModelDocument.Children(item, "itemComponent").ToList();
        if (components.Count > 0)
        {
            var members = new Dictionary<string, FeelType>(StringComparer.Ordinal);
            foreach (var component in components)
            {
                var name = NameOf(component);
                home.Vocabulary.AddMember(name);
                members[name] = TypeOf(component, name);
            }

            return new ContextType(members);
        }

        return ModelDocument.Child(item, "functionItem") is { } function ? Function(function)
            : home.TypeRef(item) ?? FeelType.Any;
    }

    private FunctionType Function(XElement function)
    {
        var parameters = ModelDocument.Children(function, "parameters").Select(p => home.TypeRef(p) ?? FeelType.Any);
        var output = (string?)function.Attribute("outputTypeRef");
        return new FunctionType(
            [.. parameters], string.IsNullOrWhiteSpace(output) ? FeelType.Any : home.TypeOf(output, function));
    }

    private FeelType Constrained(FeelType type, XElement item, string kind, string name)
    {
        if (ModelDocument.Child(item, kind) is not { } constraint
            || home.Document.TextOf(ModelDocument.Child(constraint, "text")) is not { } text)
        {
            return type;
        }

        var scope = new Scope(BoxedCompiler.BuiltinScope);
        scope.Declare("?", type);
        return new ConstrainedType(name, type, FeelParser.Tests(text, scope, home.Vocabulary, home.Diagnostics));
    }
}
