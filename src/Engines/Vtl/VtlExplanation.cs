using Huoshui.Diagnostics;
using Huoshui.Vtl.Explain;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl;

/// <summary>A statement told in words (语句说明).</summary>
/// <param name="Line">Where it stands; the first line is 1.</param>
/// <param name="Title">What it makes: a result, an operator, a ruleset.</param>
/// <param name="Steps">How, step by step; one at least.</param>
public sealed record ExplainedStatement(int Line, LocalizedText Title, IReadOnlyList<LocalizedText> Steps);

/// <summary>A script told in words, statement by statement, in its own order.</summary>
/// <param name="Statements">The statements; those with a syntax error are left out.</param>
/// <param name="Diagnostics">Syntax errors; empty when the script can be read.</param>
public sealed record VtlExplanation(
    IReadOnlyList<ExplainedStatement> Statements, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Tells a script. It is read, not bound: names that nothing defines are told as they stand.</summary>
    /// <param name="source">The script.</param>
    /// <param name="extensions">True if it may hold our extensions.</param>
    /// <param name="titles">What a component or data set is called; null for a name tells it as it stands.</param>
    public static VtlExplanation Of(
        SourceText source, bool extensions = true, Func<string, LocalizedText?>? titles = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        try
        {
            var statements = Parser.Parse(source, extensions, diagnostics);
            return new VtlExplanation([.. statements.Select(s => Told(s, titles))], diagnostics.Sorted([source]));
        }
        catch (InsufficientExecutionStackException)
        {
            diagnostics.Add(SyntaxErrors.TooDeep(Parser.DepthLimit, new Place(source, new SourceSpan(0, 0))));
            return new VtlExplanation([], diagnostics.Sorted([source]));
        }
    }

    private static ExplainedStatement Told(Statement statement, Func<string, LocalizedText?>? titles)
    {
        var (zh, en) = (new StatementTeller(Wording.Chinese, titles), new StatementTeller(Wording.English, titles));
        zh.Tell(statement);
        en.Tell(statement);
        var line = statement.Place.Source.PositionOf(statement.Place.Span.Start).Line;
        return new ExplainedStatement(
            line, new LocalizedText(zh.Title, en.Title),
            [.. zh.Steps.Zip(en.Steps, (z, e) => new LocalizedText(z, e))]);
    }
}
