using Huoshui.Diagnostics;

namespace Huoshui.Policies.Compilation;

/// <summary>
/// The part of a return's scripts that a set of tables can carry. Statements that read a table which is not there are
/// blanked out, so that everything else keeps its line and column.
/// </summary>
internal sealed class ScriptSlice
{
    private readonly Dictionary<string, VtlStatement> _byName;
    private readonly Func<string, bool> _isTable;
    private readonly Dictionary<VtlStatement, IReadOnlySet<string>> _needs = [];

    /// <summary>Takes the scripts and the test whether a word is a table of the return (also of the previous
    /// period).</summary>
    public ScriptSlice(IReadOnlyList<SourceText> scripts, Func<string, bool> isTable)
    {
        Statements = [.. scripts.SelectMany(VtlStatement.Split)];
        _isTable = isTable;
        _byName = Statements.Where(s => s.Name.Length > 0)
            .GroupBy(s => s.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    /// <summary>Every statement of every script.</summary>
    public IReadOnlyList<VtlStatement> Statements { get; }

    /// <summary>Every name used anywhere.</summary>
    public IReadOnlySet<string> Words => Statements.SelectMany(s => s.Words).ToHashSet(StringComparer.Ordinal);

    /// <summary>The tables that a statement reads, also through other statements.</summary>
    public IReadOnlySet<string> Needs(VtlStatement statement)
    {
        if (_needs.TryGetValue(statement, out var known))
            return known;
        var tables = new HashSet<string>(StringComparer.Ordinal);
        _needs[statement] = tables; // before the recursion: a circle ends here and the compiler reports it
        if (statement.Rules.Count > 0)
            return tables;
        foreach (var word in statement.Words)
        {
            if (_isTable(word))
                tables.Add(word);
            else if (word != statement.Name && _byName.TryGetValue(word, out var other))
                tables.UnionWith(Needs(other));
        }

        return tables;
    }

    /// <summary>The scripts with the statements that need other tables blanked out.</summary>
    public IReadOnlyList<SourceText> For(IReadOnlySet<string> tables) =>
        [.. Statements.GroupBy(s => s.Source).Select(g => Blank(g.Key, g.Where(s => !Needs(s).All(tables.Contains))))];

    /// <summary>The rules that no remaining statement applies, with the tables that they would need.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> LeftOut(IReadOnlySet<string> tables)
    {
        var left = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var ruleset in Statements.Where(s => s.Rules.Count > 0))
        {
            var users = Statements.Where(s => s.Rules.Count == 0 && s.Words.Contains(ruleset.Name)).ToArray();
            if (users.Length == 0 || users.Any(u => Needs(u).All(tables.Contains)))
                continue;
            var missing = users.SelectMany(Needs).Where(t => !tables.Contains(t)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            foreach (var rule in ruleset.Rules)
                left[rule.Value] = missing;
        }

        return left;
    }

    private static SourceText Blank(SourceText source, IEnumerable<VtlStatement> statements)
    {
        char[]? text = null;
        foreach (var statement in statements)
        {
            text ??= source.Content.ToCharArray();
            for (var i = statement.Span.Start; i < statement.Span.End; i++)
            {
                if (text[i] is not ('\n' or '\r'))
                    text[i] = ' ';
            }
        }

        return text is null ? source : new SourceText(source.Name, new string(text));
    }
}
