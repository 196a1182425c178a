using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn.Decisions;

/// <summary>One file of a model: its elements, types and imports.</summary>
internal sealed class Definitions
{
    private readonly Dictionary<string, Element> _byId = new(StringComparer.Ordinal);
    private readonly ItemDefinitions _items;

    public Definitions(ModelDocument document, DmnOptions options, ICollection<Diagnostic> diagnostics)
    {
        Document = document;
        Options = options;
        Vocabulary = Vocabulary.Standard(options);
        Diagnostics = diagnostics;
        _items = new ItemDefinitions(this);
        Elements = [.. document.Root.Elements().Select(ElementOf).OfType<Element>()];
        foreach (var element in Elements.Where(e => e.Id.Length > 0))
            _byId.TryAdd(element.Id, element);
    }

    public ModelDocument Document { get; }

    public DmnOptions Options { get; }

    public Vocabulary Vocabulary { get; }

    public ICollection<Diagnostic> Diagnostics { get; }

    public IReadOnlyList<Element> Elements { get; }

    /// <summary>By the name under which they are imported.</summary>
    public Dictionary<string, Definitions> Imports { get; } = new(StringComparer.Ordinal);

    public string Namespace => Document.Namespace;

    public Element? ById(string id) => _byId.GetValueOrDefault(id);

    public void Link(IReadOnlyList<Definitions> all)
    {
        foreach (var import in ModelDocument.Children(Document.Root, "import"))
        {
            var (ns, name) = ((string?)import.Attribute("namespace") ?? "", (string?)import.Attribute("name") ?? "");
            var isModel = ((string?)import.Attribute("importType") ?? "").Contains("/DMN/", StringComparison.Ordinal);
            if (all.FirstOrDefault(d => d.Namespace == ns && d != this) is { } imported)
                Imports.TryAdd(NameCharacters.Normalized(name), imported);
            else if (isModel)
                Diagnostics.Add(LoadErrors.NoSuchImport(ns, Document.PlaceOf(import)));
        }
    }

    /// <summary>Makes types and elements known to the parser.</summary>
    public void Declare()
    {
        _items.Declare();
        foreach (var element in Elements)
            Vocabulary.AddElement(element.Name, RequirementOf(element));
        foreach (var (name, imported) in Imports.Where(i => i.Key.Length > 0))
        {
            foreach (var element in imported.Elements)
                Vocabulary.AddElement($"{name}.{element.Name}", RequirementOf(element));
        }
    }

    private static string RequirementOf(Element element) =>
        element is InputElement or DecisionElement ? "informationRequirement" : "knowledgeRequirement";

    public FeelType? TypeNamed(string name) => _items.Named(name);

    /// <summary>The type that an attribute or child element names; null if there is none.</summary>
    public FeelType? TypeRef(XElement? owner)
    {
        if (owner is null)
            return null;
        var name = (string?)owner.Attribute("typeRef") ?? ModelDocument.Child(owner, "typeRef")?.Value;
        return string.IsNullOrWhiteSpace(name) ? null : TypeOf(name, owner);
    }

    /// <summary>The type of a name that stands at an element; Any, with a diagnostic, if there is none.</summary>
    public FeelType TypeOf(string name, XElement owner)
    {
        if (ByPrefix(name.Trim(), owner) is { } prefixed)
            return prefixed;
        if (TypeNamed(name) is { } type)
            return type;
        Diagnostics.Add(LoadErrors.UnknownType(
            name.Trim(), Vocabulary.Nearest(name.Trim(), Vocabulary.TypeNames), Document.PlaceOf(owner)));
        return FeelType.Any;
    }

    // A qualified name of XML, as DMN 1.1 writes it: the namespace of the prefix is that of an imported model.
    private FeelType? ByPrefix(string name, XElement owner)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || name.Contains('<', StringComparison.Ordinal) || !IsPlainPrefix(name[..colon])
            || owner.GetNamespaceOfPrefix(name[..colon])?.NamespaceName is not { } ns)
        {
            return null;
        }

        return Reachable([]).FirstOrDefault(d => d.Namespace == ns)?.TypeNamed(name[(colon + 1)..]);
    }

    private static bool IsPlainPrefix(string prefix) =>
        prefix.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');

    public FeelType? VariableType(XElement owner) => TypeRef(ModelDocument.Child(owner, "variable"));

    /// <summary>The elements that the href of children point to.</summary>
    public IEnumerable<T> Referred<T>(XElement owner, string child)
        where T : Element
    {
        foreach (var reference in ModelDocument.Children(owner, child))
        {
            var href = ((string?)reference.Attribute("href") ?? "").Trim();
            if (Find(href) is T element)
                yield return element;
            else
                Diagnostics.Add(LoadErrors.NoSuchElement(href, Document.PlaceOf(reference)));
        }
    }

    /// <summary>How an element is called here: by its name, or behind the names of imports; null if it is not in reach.
    /// </summary>
    public IReadOnlyList<string>? PathTo(Element element) => PathTo(element, []);

    private List<string>? PathTo(Element element, HashSet<Definitions> seen)
    {
        if (element.Home == this)
            return [element.Name];
        if (!seen.Add(this))
            return null;
        foreach (var (name, imported) in Imports)
        {
            if (imported.PathTo(element, seen) is { } path)
                return name.Length == 0 ? path : [name, .. path];
        }

        return null;
    }

    private Element? Find(string href)
    {
        var hash = href.LastIndexOf('#');
        if (hash < 0)
            return ById(href);
        var (ns, id) = (href[..hash], href[(hash + 1)..]);
        if (ns.Length == 0 || ns == Namespace)
            return ById(id);
        return Reachable([]).FirstOrDefault(d => d.Namespace == ns)?.ById(id);
    }

    private IEnumerable<Definitions> Reachable(HashSet<Definitions> seen) =>
        seen.Add(this) ? Imports.Values.SelectMany(i => i.Reachable(seen)).Prepend(this) : [];

    private Element? ElementOf(XElement xml) => xml.Name.NamespaceName != Document.Root.Name.NamespaceName ? null
        : xml.Name.LocalName switch
        {
            "inputData" => new InputElement(this, xml),
            "decision" => new DecisionElement(this, xml),
            "businessKnowledgeModel" => new KnowledgeElement(this, xml),
            "decisionService" => new ServiceElement(this, xml),
            _ => null,
        };
}
