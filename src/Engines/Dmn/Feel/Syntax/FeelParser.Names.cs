using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Names: of the scope, of members, and new ones.</summary>
internal sealed partial class FeelParser
{
    /// <summary>The longest name of the scope that stands here; null if none does.</summary>
    private string? TakeScopeName() => TakeLongest(_scope.NamesFrom(_content[_position]));

    /// <summary>A member after a dot: of the type on its left, else one known in the model, else one word.</summary>
    private string TakeMemberName(FeelType owner)
    {
        SkipBlanks();
        if (_position >= _content.Length)
            throw Error(SyntaxErrors.Expected("名称 / a name", Found(), At(_position, 1)));
        var first = _content[_position];
        if (MembersOf(owner) is { } members
            && TakeLongest(members.Where(m => m.Length > 0 && m[0] == first)) is { } own)
        {
            return own;
        }

        return TakeLongest(_vocabulary.MembersFrom(first)) ?? TakeNewWord();
    }

    private static IEnumerable<string>? MembersOf(FeelType owner) =>
        owner.Element is ContextType context ? context.Members.Keys : null;

    private string? TakeLongest(IEnumerable<string> names)
    {
        var (best, end) = ((string?)null, -1);
        foreach (var name in names)
        {
            if (MatchEnd(name) is var found && found > end)
                (best, end) = (name, found);
        }

        if (best is not null)
            _position = end;
        return best;
    }

    /// <summary>
    /// Where a name ends that stands at the present position, or −1. Blanks count only between two parts of names:
    /// <c>a-b</c> and <c>a - b</c> are one sequence of tokens (§10.3.1.4).
    /// </summary>
    private int MatchEnd(string name)
    {
        var at = _position;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == ' ')
            {
                if (at >= _content.Length || (!NameCharacters.IsSpace(_content[at]) && IsBetweenParts(name, i)))
                    return -1;
                at = AfterBlanks(at);
                continue;
            }

            if (i > 0 && name[i - 1] != ' ' && (IsSymbol(name[i]) || IsSymbol(name[i - 1])))
                at = AfterBlanks(at);
            if (at >= _content.Length || _content[at] != name[i])
                return -1;
            at++;
        }

        return IsSymbol(name[^1]) || !IsNamePartAt(at) ? at : -1;
    }

    private static bool IsSymbol(char c) => NameCharacters.Symbols.Contains(c, StringComparison.Ordinal);

    private static bool IsBetweenParts(string name, int blank) =>
        !IsSymbol(name[blank - 1]) && !IsSymbol(name[blank + 1]);

    private int AfterBlanks(int at)
    {
        while (at < _content.Length && NameCharacters.IsSpace(_content[at]))
            at++;
        return at;
    }

    private string TakeNewWord()
    {
        SkipBlanks();
        var start = _position;
        if (!IsNameStartAt(_position))
            throw Error(SyntaxErrors.Expected("名称 / a name", Found(), At(_position, 1)));
        while (IsNamePartAt(_position))
            _position += RuneAt(_position).Utf16SequenceLength;
        return _content[start.._position];
    }

    /// <summary>A name that is being defined: everything up to one of the ends, or to a word that ends it.</summary>
    private string TakeNewName(string ends, string? endWord = null)
    {
        SkipBlanks();
        var start = _position;
        if (!IsNameStartAt(start))
            throw Error(SyntaxErrors.Expected("名称 / a name", Found(), At(_position, 1)));
        while (_position < _content.Length && !ends.Contains(_content[_position], StringComparison.Ordinal))
        {
            var isWordStart = _position > start && NameCharacters.IsSpace(_content[_position - 1]);
            if (endWord is not null && isWordStart && StartsWith(endWord) && !IsNamePartAt(_position + endWord.Length))
                break;
            if (!IsOfName(_position))
                throw Error(SyntaxErrors.Expected(endWord ?? ends, Found(), At(_position, 1)));
            _position += RuneAt(_position).Utf16SequenceLength;
        }

        return NameCharacters.Normalized(_content[start.._position]);
    }

    private bool IsOfName(int position) => NameCharacters.IsPart(RuneAt(position))
        || NameCharacters.IsSpace(_content[position]) || IsSymbol(_content[position]);

    /// <summary>The name of a named argument, with its colon; null if none stands here.</summary>
    private string? TakeArgumentName()
    {
        SkipBlanks();
        var start = _position;
        if (!IsNameStartAt(start))
            return null;
        var end = start;
        while (end < _content.Length && IsOfName(end))
            end += RuneAt(end).Utf16SequenceLength;
        if (end >= _content.Length || _content[end] != ':')
            return null;
        _position = end + 1;
        return NameCharacters.Normalized(_content[start..end]);
    }

    private static readonly HashSet<string> OperatorWords = new(StringComparer.Ordinal)
    {
        "and", "or", "in", "between", "then", "else", "return", "satisfies", "instance", "of", "external",
    };

    // A name that is not in scope: one that lacks its requirement, one with punctuation of another width, or a misspelt
    // one. Where more than its first word belongs to it, what follows could not be read.
    private void TellUnknown(string name, int start)
    {
        if (OperatorWords.Contains(name))
            throw Error(SyntaxErrors.ExpressionExpected($"'{name}'", From(start)));
        var end = _position;
        _position = start;
        var element = TakeLongest(_vocabulary.Elements);
        var elementEnd = _position;
        _position = end;
        if (element is not null && elementEnd >= end)
        {
            var problem = SyntaxErrors.NotRequired(
                element, _vocabulary.RequirementOf(element), elementEnd > end, At(start, elementEnd - start));
            Tell(problem, isWhole: elementEnd == end);
            return;
        }

        var words = WordsFrom(start, end);
        var near = _vocabulary.Nearest(words, _scope.AllNames().Concat(_vocabulary.Elements));
        if (FullWidth.IsIn(name) && !FullWidth.IsIn(near ?? string.Empty)
            && FullWidth.Find(_text, _vocabulary.KnownIn(_scope)) is { } wide)
        {
            throw Error(wide);
        }

        var length = words.Length > name.Length ? words.Length : end - start;
        Tell(SyntaxErrors.UnknownName(words, near, words != name, At(start, length)), isWhole: words == name);
    }

    private void Tell(Diagnostic problem, bool isWhole)
    {
        if (!isWhole)
            throw Error(problem);
        _diagnostics.Add(problem);
    }

    // The words that follow one another from here, which can only be one name.
    private string WordsFrom(int start, int end)
    {
        var last = end;
        while (last < _content.Length && AfterBlanks(last) is var next && next > last && IsNameStartAt(next))
        {
            var stop = next;
            while (IsNamePartAt(stop))
                stop += RuneAt(stop).Utf16SequenceLength;
            if (OperatorWords.Contains(_content[next..stop]))
                break;
            last = stop;
        }

        return _content[start..last];
    }

    private FeelType? ParseType()
    {
        SkipBlanks();
        if (_position >= _content.Length)
            throw Error(SyntaxErrors.Expected("类型 / a type", Found(), At(_position, 1)));
        var start = _position;
        if (Generic() is { } generic)
            return generic;
        if (TakeLongest(_vocabulary.TypeNames.Where(n => n.Length > 0 && n[0] == _content[start])) is { } name)
            return _vocabulary.Type(name);
        _position = start;
        var word = new StringBuilder(TakeNewWord());
        while (TakeSymbol("."))
            word.Append('.').Append(TakeNewWord());
        // A parameterised type without its parameters is no node of the lattice: instance of gives null (table 61).
        if (word.ToString() is not ("list" or "context" or "range" or "function"))
            _diagnostics.Add(SyntaxErrors.UnknownType(word.ToString(), From(start)));
        return null;
    }

    private FeelType? Generic()
    {
        var start = _position;
        if (TakeGenericWord("list"))
            return Closed(ParseType(), t => new ListType(t));
        if (TakeGenericWord("range"))
            return Closed(ParseType(), t => new RangeType(t));
        if (TakeGenericWord("context"))
            return ContextTypeAfterOpening();
        if (TakeGenericWord("function"))
            return FunctionTypeAfterOpening();
        _position = start;
        return null;
    }

    private bool TakeGenericWord(string word)
    {
        var start = _position;
        if (TakeWord(word) && TakeSymbol("<"))
            return true;
        _position = start;
        return false;
    }

    private FeelType? Closed(FeelType? inner, Func<FeelType, FeelType> wrap)
    {
        ExpectSymbol(">");
        return inner is null ? FeelTypeOfNothing.Instance : wrap(inner);
    }

    private FeelType ContextTypeAfterOpening()
    {
        var members = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        var isComplete = true;
        do
        {
            var name = Peek() == '"' ? TakeString() : TakeNewName(":");
            ExpectSymbol(":");
            if (ParseType() is { } type)
                members[name] = type;
            else
                isComplete = false;
            _vocabulary.AddMember(name);
        }
        while (TakeSymbol(","));
        ExpectSymbol(">");
        return isComplete ? new ContextType(members) : FeelTypeOfNothing.Instance;
    }

    private FeelType FunctionTypeAfterOpening()
    {
        var parameters = new List<FeelType?>();
        if (!TakeSymbol(">"))
        {
            do
                parameters.Add(ParseType());
            while (TakeSymbol(","));
            ExpectSymbol(">");
        }

        ExpectSymbol("->");
        var result = ParseType();
        return result is null || parameters.Contains(null)
            ? FeelTypeOfNothing.Instance : new FunctionType([.. parameters.Select(p => p!)], result);
    }
}

/// <summary>A type with a part that names no type; <c>instance of</c> it is null.</summary>
internal sealed record FeelTypeOfNothing : FeelType
{
    public static FeelTypeOfNothing Instance { get; } = new();

    public override string ToString() => "?";
}
