using System.Diagnostics.CodeAnalysis;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>上下文: named values in the order in which they were given.</summary>
public sealed class ContextValue : FeelValue
{
    private readonly Dictionary<string, FeelValue> _byName;
    private readonly string[] _names;

    /// <summary>
    /// Takes names and values; of two values of a name the later one counts, at the place of the first.
    /// </summary>
    public ContextValue(IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _byName = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var (name, value) in entries)
        {
            if (!_byName.ContainsKey(name))
                names.Add(name);
            _byName[name] = value;
        }

        _names = [.. names];
    }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <inheritdoc />
    public override string Kind => "context";

    /// <summary>Names and values, in order.</summary>
    public IEnumerable<KeyValuePair<string, FeelValue>> Entries =>
        _names.Select(name => KeyValuePair.Create(name, _byName[name]));

    internal override FeelType Type => new ContextType(
        _names.ToDictionary(name => name, name => _byName[name].Type, StringComparer.Ordinal));

    /// <summary>The value of a name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out FeelValue value) => _byName.TryGetValue(name, out value);

    internal ContextValue With(string name, FeelValue value) => new(Entries.Append(KeyValuePair.Create(name, value)));
}
