using Huoshui.Diagnostics;

namespace Huoshui.Policies.Compilation;

/// <summary>A statement of a script as seen from outside: its name, what it names, and the rules of a
/// ruleset.</summary>
/// <param name="Source">The script.</param>
/// <param name="Span">From the first token to the semicolon, both included.</param>
/// <param name="Name">Left of the assignment, or of the definition; empty if it has none.</param>
/// <param name="Words">Every name in it.</param>
/// <param name="Rules">Names of the rules of a datapoint ruleset, with their places.</param>
internal sealed record VtlStatement(
    SourceText Source, SourceSpan Span, string Name, IReadOnlySet<string> Words, IReadOnlyList<VtlToken> Rules)
{
    /// <summary>The statements of a script.</summary>
    public static IReadOnlyList<VtlStatement> Split(SourceText source)
    {
        var statements = new List<VtlStatement>();
        var current = new List<VtlToken>();
        var closing = true;
        foreach (var token in VtlTokens.Of(source))
        {
            if (current.Count == 0)
                closing = !Is(token, "define");
            current.Add(token);
            closing |= Is(token, "end");
            if (closing && token is { Kind: VtlTokenKind.Mark, Value: ";" })
            {
                statements.Add(From(source, current));
                current.Clear();
            }
        }

        if (current.Count > 0)
            statements.Add(From(source, current));
        return statements;
    }

    private static VtlStatement From(SourceText source, List<VtlToken> tokens)
    {
        var words = tokens.Where(t => t.Kind == VtlTokenKind.Word).Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        return new VtlStatement(source, tokens[0].Span.To(tokens[^1].Span), NameOf(tokens), words, RulesOf(tokens));
    }

    private static string NameOf(List<VtlToken> tokens)
    {
        if (Is(tokens[0], "define"))
        {
            // define operator NAME, define datapoint ruleset NAME, define hierarchical ruleset NAME, define viral
            // propagation NAME
            var at = tokens.FindIndex(t => Is(t, "ruleset") || Is(t, "operator") || Is(t, "propagation"));
            return at >= 0 && at + 1 < tokens.Count ? tokens[at + 1].Value : string.Empty;
        }

        return tokens.Count > 2 && tokens[1].Value is ":" or "<" ? tokens[0].Value : string.Empty;
    }

    private static VtlToken[] RulesOf(List<VtlToken> tokens)
    {
        if (!Is(tokens[0], "define") || !tokens.Exists(t => Is(t, "datapoint")))
            return [];
        var body = tokens.FindIndex(t => Is(t, "is"));
        return body < 0
            ? []
            : [.. Enumerable.Range(body + 1, Math.Max(0, tokens.Count - body - 2))
                .Where(i => (i == body + 1 || tokens[i - 1].Value == ";") && tokens[i].Kind == VtlTokenKind.Word && tokens[i + 1].Value == ":")
                .Select(i => tokens[i])];
    }

    private static bool Is(VtlToken token, string word) => token.Kind == VtlTokenKind.Word && token.Value == word;
}
