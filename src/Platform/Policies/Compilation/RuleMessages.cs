using Huoshui.Diagnostics;

namespace Huoshui.Policies.Compilation;

/// <summary>
/// Whether the messages of written rules name only what a finding will carry: between braces stands a name of the
/// ruleset's signature, as it is written there. Read from the tokens, so that it is known when the pack is loaded and
/// not when a filer reads "…" for a value.
/// </summary>
internal static class RuleMessages
{
    private static readonly HashSet<string> SignatureWords =
        new(["variable", "valuedomain", "as"], StringComparer.Ordinal);

    /// <summary>The placeholders that nothing fills, in the order of the scripts.</summary>
    public static IEnumerable<Diagnostic> Errors(IEnumerable<SourceText> scripts) => scripts.SelectMany(Errors);

    private static IEnumerable<Diagnostic> Errors(SourceText script)
    {
        var tokens = VtlTokens.Of(script);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (IsWord(tokens, i, "define"))
                names = SignatureAt(tokens, i);
            if (!IsWord(tokens, i, "message"))
                continue;
            for (var text = i + 1; text < tokens.Count && tokens[text].Kind == VtlTokenKind.Text; text++)
            {
                foreach (var error in Unfilled(script, tokens[text], names))
                    yield return error;
            }
        }
    }

    // define datapoint ruleset NAME ( variable A, B as C ) is …
    private static HashSet<string> SignatureAt(IReadOnlyList<VtlToken> tokens, int define)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var open = define;
        while (open < tokens.Count && tokens[open].Value != "(" && !IsWord(tokens, open, "is"))
            open++;
        for (var i = open + 1; i < tokens.Count && tokens[i].Value != ")"; i++)
        {
            if (tokens[i].Kind != VtlTokenKind.Word || SignatureWords.Contains(tokens[i].Value))
                continue;
            if (IsWord(tokens, i - 1, "as"))
                names.Remove(tokens[i - 2].Value); // rules know it under its alias only
            names.Add(tokens[i].Value);
        }

        return names;
    }

    private static IEnumerable<Diagnostic> Unfilled(SourceText script, VtlToken text, HashSet<string> names)
    {
        for (var at = text.Value.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.Value.IndexOf('{', at + 1))
        {
            var close = text.Value.IndexOf('}', at);
            var name = close < 0 ? text.Value[(at + 1)..^1] : text.Value[(at + 1)..close];
            if (close >= 0 && names.Contains(name))
                continue;
            yield return Diagnostic.Error(
                PackCodes.UnknownPlaceholder,
                $"消息里的 {{{name}}} 没有值可填：花括号之间应是规则集签名里的名称；可用：{string.Join("、", names)}",
                $"nothing fills {{{name}}} of the message: write a name of the ruleset's signature between the braces; "
                    + $"there are {string.Join(", ", names)}",
                script,
                new SourceSpan(text.Span.Start + at, (close < 0 ? text.Value.Length - 1 : close + 1) - at));
        }
    }

    private static bool IsWord(IReadOnlyList<VtlToken> tokens, int at, string word) =>
        at >= 0 && at < tokens.Count && tokens[at].Kind == VtlTokenKind.Word && tokens[at].Value == word;
}
