using Huoshui.Diagnostics;

namespace Huoshui.Policies.Compilation;

/// <summary>
/// From which names the computed names of scripts are made: <c>rename A to B</c> and <c>calc B := f(A)</c> make B of
/// A. It
/// reads tokens, not meaning, and so may take too many for origins, never too few: it serves the confidentiality of
/// values.
/// </summary>
internal sealed class NameOrigins
{
    private readonly Dictionary<string, HashSet<string>> _origins = new(StringComparer.Ordinal);

    /// <summary>Takes the scripts.</summary>
    public NameOrigins(IEnumerable<SourceText> scripts)
    {
        foreach (var script in scripts)
            Read(VtlTokens.Of(script));
    }

    /// <summary>The strictest class of the fields that each computed name is made of; names made of no field are left
    /// out.</summary>
    public IReadOnlyDictionary<string, FieldSensitivity> Classes(ReturnDefinition definition)
    {
        var fields = definition.Tables.SelectMany(t => t.Fields)
            .GroupBy(f => f.Code, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(f => f.Sensitivity), StringComparer.Ordinal);
        var classes = new Dictionary<string, FieldSensitivity>(StringComparer.Ordinal);
        foreach (var name in _origins.Keys.Where(name => !fields.ContainsKey(name)))
        {
            var known = Reachable(name).Where(fields.ContainsKey).Select(field => fields[field]).ToList();
            if (known.Count > 0)
                classes[name] = known.Max();
        }

        return classes;
    }

    private void Read(IReadOnlyList<VtlToken> tokens)
    {
        for (var i = 1; i + 1 < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: VtlTokenKind.Word, Value: "to" })
                Add(tokens[i + 1].Value, tokens[i - 1]);
            else if (tokens[i].Value == ":" && tokens[i + 1].Value == "=")
                ReadExpression(tokens, i);
        }
    }

    // What follows := up to the next statement or clause; commas inside a function are not told from those between
    // assignments, so that a name may get origins of its neighbour: the strictest class wins.
    private void ReadExpression(IReadOnlyList<VtlToken> tokens, int at)
    {
        for (var i = at + 2; i < tokens.Count && tokens[i].Value is not (";" or "]"); i++)
        {
            if (i + 1 < tokens.Count && tokens[i + 1].Value == ":")
                continue; // the next assignment's name
            Add(tokens[at - 1].Value, tokens[i]);
        }
    }

    private void Add(string name, VtlToken origin)
    {
        if (origin.Kind != VtlTokenKind.Word || origin.Value == name)
            return;
        if (!_origins.TryGetValue(name, out var origins))
            _origins[name] = origins = new HashSet<string>(StringComparer.Ordinal);
        origins.Add(origin.Value);
    }

    private HashSet<string> Reachable(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { name };
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            foreach (var origin in _origins.GetValueOrDefault(next) ?? [])
            {
                if (seen.Add(origin))
                    open.Push(origin);
            }
        }

        return seen;
    }
}
