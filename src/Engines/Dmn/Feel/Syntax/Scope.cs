using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>The names that an expression may use, with their types; scopes are nested. Not changed once it is in use by
/// a finished parse.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, FeelType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<string>> _byFirst = [];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    public Scope? Parent => parent;

    /// <summary>Adds a name; <paramref name="isDeclared"/>: values are converted to the type when they are bound.
    /// </summary>
    public void Declare(string name, FeelType type, bool isDeclared = false)
    {
        name = NameCharacters.Normalized(name);
        if (name.Length == 0)
            return;
        if (isDeclared)
            _declared.Add(name);
        else
            _declared.Remove(name);
        if (_types.TryAdd(name, type))
        {
            if (!_byFirst.TryGetValue(name[0], out var names))
                _byFirst[name[0]] = names = [];
            names.Add(name);
        }

        _types[name] = type;
    }

    /// <summary>Declares the members of a context, as a filter does with those of an item.</summary>
    public void DeclareMembers(FeelType type)
    {
        if (type.Unconstrained is ContextType context)
        {
            foreach (var (name, member) in context.Members)
                Declare(name, member);
        }
    }

    public FeelType? TypeOf(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._types.TryGetValue(name, out var type))
                return type;
        }

        return null;
    }

    /// <summary>The innermost variable of the name has a declared type.</summary>
    public bool IsDeclared(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._types.ContainsKey(name))
                return scope._declared.Contains(name);
        }

        return false;
    }

    /// <summary>Names of this and the outer scopes that begin with a character.</summary>
    public IEnumerable<string> NamesFrom(char first)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._byFirst.TryGetValue(first, out var names))
            {
                foreach (var name in names)
                    yield return name;
            }
        }
    }

    /// <summary>All names, for suggestions.</summary>
    public IEnumerable<string> AllNames()
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            foreach (var name in scope._types.Keys)
                yield return name;
        }
    }
}

/// <summary>
/// What the parser knows beyond the scope: names of types, and member names seen anywhere in the model, by which it
/// recognises <c>x.first name</c> where the type of x is unknown.
/// </summary>
internal sealed class Vocabulary(int maxDepth, int maxOperators)
{
    private readonly Dictionary<string, FeelType?> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<string>> _members = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private const int MaxSearches = 50;
    private int _searches;
    private readonly Dictionary<string, string> _elements = new(StringComparer.Ordinal);

    /// <summary>How deep an expression may nest.</summary>
    public int MaxDepth { get; } = maxDepth;

    /// <summary>How many operators an expression may have.</summary>
    public int MaxOperators { get; } = maxOperators;

    public IReadOnlyCollection<string> TypeNames => _types.Keys;

    public static Vocabulary Standard(DmnOptions options)
    {
        var vocabulary = new Vocabulary(options.MaxSyntaxDepth, options.MaxOperators);
        foreach (var (name, type) in FeelType.Named)
            vocabulary.AddType(name, type);
        foreach (var name in Properties.Names)
            vocabulary.AddMember(name);
        return vocabulary;
    }

    public void AddType(string name, FeelType? type) => _types[NameCharacters.Normalized(name)] = type;

    public FeelType? Type(string name) => _types.GetValueOrDefault(name);

    public void AddMember(string name)
    {
        name = NameCharacters.Normalized(name);
        if (name.Length == 0 || !_known.Add(name))
            return;
        if (!_members.TryGetValue(name[0], out var names))
            _members[name[0]] = names = [];
        names.Add(name);
    }

    /// <summary>The nearest of some names; null if none is near, or after many searches in one file.</summary>
    public string? Nearest(string name, IEnumerable<string> candidates) =>
        ++_searches > MaxSearches ? null : NearName.Of(name, candidates);

    /// <summary>Adds an element of the model; the requirement by which another may use it.</summary>
    public void AddElement(string name, string requirement) => _elements.TryAdd(name, requirement);

    /// <summary>The names of elements, in scope or not.</summary>
    public IReadOnlyCollection<string> Elements => _elements.Keys;

    /// <summary>The requirement by which an element may be used.</summary>
    public string RequirementOf(string element) => _elements[element];

    /// <summary>The names of a scope, and all elements and members.</summary>
    public IEnumerable<string> KnownIn(Scope scope) => scope.AllNames().Concat(_elements.Keys).Concat(_known);

    public IReadOnlyList<string> MembersFrom(char first) => _members.GetValueOrDefault(first) ?? [];
}
