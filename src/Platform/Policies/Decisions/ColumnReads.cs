using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// Which columns of the parameter tables a model reads (模型读哪些列), from its FEEL texts: <c>table.column</c>,
/// <c>table[item.column = x]</c>, <c>for row in table return row.column</c>, also through decisions that hand on rows.
/// What cannot be followed is left out: a column that is named here is read, others may be.
/// </summary>
internal sealed partial class ColumnReads
{
    private const string Item = "item";

    // Functions whose result has the rows of their argument.
    private static readonly string[] HandOn =
    [
        "sort", "reverse", "sublist", "concatenate", "append", "union", "remove", "before", "values",
        "if", "then", "else", "",
    ];

    private static readonly string[] Binders = ["for", "some", "every", ","];

    private static readonly string[] Comparisons = ["=", "!", "<", ">", "+", "-", "*", "/"];

    private readonly Dictionary<string, HashSet<string>> _rowsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden;
    private readonly HashSet<(string Owner, string Key)> _keys = [];

    private ColumnReads(IEnumerable<string> tables, HashSet<string> hidden)
    {
        _hidden = hidden;
        foreach (var table in tables)
        {
            _rowsOf[table] = [table];
            _columns[table] = new HashSet<string>(StringComparer.Ordinal);
        }
    }

    /// <summary>Every name in the texts of the model.</summary>
    public IReadOnlySet<string> Mentioned => _mentioned;

    /// <summary>Columns may be read by a name that is a text: <c>get value</c> or <c>get entries</c> is called.
    /// </summary>
    public bool IsByText { get; private set; }

    /// <summary>Every name that follows a point in the texts of the model.</summary>
    public IReadOnlySet<string> Members => _members;

    /// <summary>The columns that are read of a table, as far as they can be followed.</summary>
    public IReadOnlySet<string> Of(string table) => _columns[table];

    /// <summary>Reads a model's file.</summary>
    public static ColumnReads Read(XElement model, IReadOnlyCollection<string> tables)
    {
        var hidden = model.Descendants().Where(IsLocal)
            .Select(e => (string?)e.Attribute("name")).OfType<string>().Concat(PartsOfNames(model))
            .ToHashSet(StringComparer.Ordinal);
        var reads = new ColumnReads(tables, hidden);
        foreach (var table in hidden.Intersect(tables, StringComparer.Ordinal))
            reads._rowsOf.Remove(table);
        var texts = model.Elements().SelectMany(owner => owner.Descendants().Where(ModelPieces.IsFeel)
            .Select(e => (Owner: OwnerOf(owner), Tokens: Tokens(e.Value)))).ToList();

        // A decision may hand on the rows of a decision that stands below it.
        for (var known = -1; known != reads._rowsOf.Values.Sum(r => r.Count);)
        {
            known = reads._rowsOf.Values.Sum(r => r.Count);
            foreach (var (owner, tokens) in texts)
                new TextScan(reads, owner, tokens).Run();
        }

        return reads;
    }

    // A parameter of a function or an entry of a context hides what has its name outside.
    private static bool IsLocal(XElement element) =>
        (element.Name.LocalName, element.Parent?.Name.LocalName)
            is ("formalParameter", _) or ("variable", "contextEntry");

    // "base rates" is no table "rates".
    private static IEnumerable<string> PartsOfNames(XElement model) => model.Descendants()
        .Select(e => Tokens((string?)e.Attribute("name") ?? string.Empty)).Where(t => t.Length > 1).SelectMany(t => t);

    /// <summary>The names of which a column's name is made, as the texts have them.</summary>
    public static IReadOnlyList<string> NamesOf(string column) => [.. Tokens(column).Where(IsName)];

    // Only a decision that is one expression has the rows of what it says; a context has names of its own.
    private static string? OwnerOf(XElement owner) =>
        owner.Elements().Any(e => e.Name.LocalName == "literalExpression") ? (string?)owner.Attribute("name") : null;

    private static string[] Tokens(string feel) =>
        [.. Token().Matches(Passed().Replace(feel, m => m.Value[0] == '"' ? "\"\"" : " ")).Select(m => m.Value)];

    private static bool IsName(string token) => char.IsLetter(token[0]) || token[0] == '_';

    [GeneratedRegex(@"[\p{L}_]\w*|\d[\d.]*\d|\d|\.\.|\S", RegexOptions.None, 1000)]
    private static partial Regex Token();

    // Texts and comments.
    [GeneratedRegex(
        """
        "(\\.|[^"\\])*"|//[^\n]*|/\*[\s\S]*?\*/
        """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passed();

    /// <summary>One pass over a text: what stands in which brackets, and the rows that names stand for.</summary>
    private sealed class TextScan(ColumnReads reads, string? owner, string[] tokens)
    {
        private readonly Dictionary<string, IReadOnlyCollection<string>> _bound = new(StringComparer.Ordinal);
        private readonly Dictionary<int, IReadOnlyCollection<string>> _filters = [];
        private readonly Stack<(string Open, string Function, IReadOnlyCollection<string> Rows)> _within = new();

        public void Run()
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                switch (tokens[i])
                {
                    case "(" or "[" or "{":
                        var function = i > 0 && IsName(tokens[i - 1]) ? tokens[i - 1] : string.Empty;
                        _within.Push((tokens[i], function, _filters.GetValueOrDefault(i) ?? []));
                        break;
                    case ")" or "]" or "}":
                        _within.TryPop(out _);
                        break;
                    case var name when IsName(name):
                        Name(name, i);
                        break;
                }
            }
        }

        private void Name(string name, int at)
        {
            if (At(at - 1) == "." || !reads._columns.ContainsKey(name))
                reads._mentioned.Add(name);
            if (At(at - 1) == ".")
                reads._members.Add(name);
            if (name == "get" && At(at + 1) is "value" or "entries")
                reads.IsByText = true;
            if (owner is not null && At(at + 1) == ":" && At(at - 1) is "{" or ",")
                reads._keys.Add((owner, name));
            if (At(at - 1) == "." || IsBinding(name, at) || Rows(name) is not { Count: > 0 } rows)
                return;
            var next = at + 1;
            while (At(next) == "[")
            {
                _filters[next] = rows;
                next = Close(next) + 1;
            }

            if (At(next) == "." && At(next + 1) is { } column)
            {
                if (rows.Count == 1 && !reads._keys.Contains((name, column)))
                    reads._columns[rows.First()].Add(column);
                return;
            }

            if (At(at - 1) == "in" && At(at - 2) is { } row)
                _bound[row] = rows;
            else if (At(next) == "," && At(next + 1) == "function" && At(next + 2) == "(")
                (_bound[At(next + 3) ?? string.Empty], _bound[At(next + 5) ?? string.Empty]) = (rows, rows);
            if (owner is not null && !reads._hidden.Contains(owner) && IsHandedOn(at, next))
                (reads._rowsOf.GetValueOrDefault(owner) ?? (reads._rowsOf[owner] = [])).UnionWith(rows);
        }

        // What for, some, every or function names hides a table of that name; whose rows it has may be known already.
        private bool IsBinding(string name, int at)
        {
            var isOfFunction = _within.TryPeek(out var within) && within.Function == "function";
            if (isOfFunction)
                _bound.TryAdd(name, []);
            else if (At(at + 1) == "in" && Binders.Contains(At(at - 1), StringComparer.Ordinal))
                _bound[name] = [];
            else
                return false;
            return true;
        }

        private IReadOnlyCollection<string>? Rows(string name)
        {
            if (name == Item)
                return _within.FirstOrDefault(w => w.Open == "[").Rows;
            return _bound.TryGetValue(name, out var rows) ? rows : reads._rowsOf.GetValueOrDefault(name);
        }

        private bool IsHandedOn(int at, int next) =>
            At(at - 1) is not "in" && !Comparisons.Contains(At(at - 1)) && !Comparisons.Contains(At(next))
            && _within.All(w => w.Open == "(" && HandOn.Contains(w.Function, StringComparer.Ordinal));

        private string? At(int index) => index >= 0 && index < tokens.Length ? tokens[index] : null;

        private int Close(int open)
        {
            var depth = 0;
            for (var i = open; i < tokens.Length; i++)
            {
                depth += tokens[i] switch { "[" => 1, "]" => -1, _ => 0 };
                if (depth == 0)
                    return i;
            }

            return tokens.Length;
        }
    }
}
