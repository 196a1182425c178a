using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>
/// Which nulls have told their cause, so that one cause does not print as many messages as there are operators above
/// it: a cause inside the expression, a variable, an input of the table at hand.
/// </summary>
internal sealed class ToldNulls
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // A loop makes the same null again and again.
    private readonly HashSet<(string Code, string? Source, SourceSpan? Span)> _explained = [];

    /// <summary>An input of the table whose cells are asked is null, and its cause was told.</summary>
    public bool IsOfTable { get; set; }

    /// <summary>Takes down a variable that is null where causes were told for it.</summary>
    public void Bind(string name, FeelValue value, bool hasCauses)
    {
        if (value.IsNull && hasCauses && name.Length > 0)
            _names.Add(name);
    }

    /// <summary>The cause follows from one that was told.</summary>
    public bool Explains(Diagnostic cause, IReadOnlyList<Diagnostic> told)
    {
        if (told.Count == 0 || cause.Source is not { } source || cause.Span is not { } span)
            return false;
        if (IsOfTable || _explained.Contains(DiagnosticBag.KeyOf(cause)))
            return true;
        var isExplained = IsIn(source.Content.AsSpan(span.Start, span.Length))
            || told.Any(d => d.Source == source && d.Span is { } part && part.Length < span.Length
                && part.Start >= span.Start && part.End <= span.End);
        if (isExplained)
            _explained.Add(DiagnosticBag.KeyOf(cause));
        return isExplained;
    }

    /// <summary>A text mentions a variable that was taken down.</summary>
    public bool IsIn(ReadOnlySpan<char> text)
    {
        foreach (var name in _names)
        {
            for (var from = 0; text[from..].IndexOf(name, StringComparison.Ordinal) is >= 0 and var at; from += at + 1)
            {
                if (IsBorder(text, from + at - 1) && IsBorder(text, from + at + name.Length))
                    return true;
            }
        }

        return false;
    }

    private static bool IsBorder(ReadOnlySpan<char> text, int at) => at < 0 || at >= text.Length
        || !(char.IsSurrogate(text[at]) || NameCharacters.IsPart(new System.Text.Rune(text[at])));
}
