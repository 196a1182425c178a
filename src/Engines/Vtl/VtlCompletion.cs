using Huoshui.Diagnostics;
using Huoshui.Vtl.Explain;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl;

/// <summary>What a proposal is.</summary>
public enum CompletionKind
{
    /// <summary>A data set that scripts may read.</summary>
    Dataset,

    /// <summary>A result of the script.</summary>
    Result,

    /// <summary>A component of a data set that the statement names.</summary>
    Component,

    /// <summary>An operator, function, clause or definition, with its signature.</summary>
    Operator,

    /// <summary>A reserved word.</summary>
    Keyword,
}

/// <summary>Something that may be written at a place.</summary>
/// <param name="Text">What is written; quoted where the language wants it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Signature">How an operator is written; type and role of a component; null for a keyword.</param>
/// <param name="Words">What it means; null where its name says it.</param>
public sealed record CompletionItem(string Text, CompletionKind Kind, string? Signature, LocalizedText? Words);

/// <summary>What may be written at a place of a script, which need not be right (补全).</summary>
public static class VtlCompletion
{
    /// <summary>Every proposal, those that fit the statement first; whoever types narrows them down.</summary>
    /// <param name="source">The script.</param>
    /// <param name="offset">The place, from 0 to the length of the script.</param>
    /// <param name="inputs">What it may refer to.</param>
    /// <param name="titles">What a data set or component is called; null for nothing.</param>
    public static IReadOnlyList<CompletionItem> At(
        SourceText source, int offset, VtlInputs inputs, Func<string, LocalizedText?>? titles = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, source.Content.Length);
        var tokens = new Lexer(source, inputs.Extensions, new DiagnosticBag()).Run();
        var at = tokens.FindLastIndex(t => t.Span.Start + t.Span.Length < offset && t.Kind != TokenKind.End);
        var results = VtlCompiler.Compile([source], inputs).Structures;
        var known = inputs.Datasets.Concat(results).GroupBy(d => d.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        if (MemberOf(tokens, at, offset) is { } name)
            return known.TryGetValue(name, out var only) ? [.. Components([only], titles)] : [];
        return
        [
            .. Components(Named(tokens, at, known), titles),
            .. results.Select(r => new CompletionItem(Written(r.Name), CompletionKind.Result, null, null)),
            .. inputs.Datasets.Select(d => new CompletionItem(
                Written(d.Name), CompletionKind.Dataset, null, titles?.Invoke(d.Name))),
            .. Signatures.All.Select(s => new CompletionItem(
                s.Name, CompletionKind.Operator, s.Form, OperatorWords.Meaning(s.Name))),
            .. Keywords.All.Where(k => !Signatures.Has(k)).Order(StringComparer.Ordinal)
                .Select(k => new CompletionItem(k, CompletionKind.Keyword, null, null)),
        ];
    }

    // The data set before a # that stands at the place, or before the word that is being written there.
    private static string? MemberOf(List<Token> tokens, int at, int offset)
    {
        var hash = at;
        if (tokens.ElementAtOrDefault(at + 1) is { } next && next.Is("#") && next.Span.Start < offset)
            hash = at + 1;
        return hash > 0 && tokens[hash].Is("#") && tokens[hash - 1].IsName ? tokens[hash - 1].Text : null;
    }

    // The data sets that the statement around the place names, each once.
    private static IEnumerable<DataStructure> Named(
        List<Token> tokens, int at, Dictionary<string, DataStructure> known)
    {
        var from = at < 0 ? 0 : tokens.FindLastIndex(at, t => t.Is(";")) + 1;
        var to = tokens.FindIndex(Math.Max(from, at + 1), t => t.Is(";") || t.Kind == TokenKind.End);
        return tokens.GetRange(from, Math.Max(0, to - from)).Where(t => t.IsName).Select(t => t.Text)
            .Distinct(StringComparer.Ordinal).Select(n => known.GetValueOrDefault(n)).OfType<DataStructure>();
    }

    private static IEnumerable<CompletionItem> Components(
        IEnumerable<DataStructure> structures, Func<string, LocalizedText?>? titles) => structures
        .SelectMany(s => s.Components.Select(c => new CompletionItem(
            Written(c.Name), CompletionKind.Component, $"{s.Name}#{c.Name}: {c.Role}, {c.Kind}",
            titles?.Invoke(c.Name))))
        .DistinctBy(i => i.Text, StringComparer.Ordinal);

    private static string Written(string name) => VtlPrinter.Name(name);
}
