namespace Huoshui.Diagnostics;

/// <summary>How bad a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Information,

    /// <summary>Probably not what the author meant; the result stands.</summary>
    Warning,

    /// <summary>There is no result.</summary>
    Error,
}

/// <summary>A finding about somebody's text or data: what, where, and what to do, in both languages.</summary>
/// <param name="Code">For example <c>VTL1001</c>; has a page under docs/reference.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">One sentence on what is wrong and one on what to do.</param>
/// <param name="Source">The text it is about; null if it is about no text.</param>
/// <param name="Span">Where in the text; null if it is about the whole.</param>
public sealed record Diagnostic(
    string Code,
    DiagnosticSeverity Severity,
    LocalizedText Message,
    SourceText? Source = null,
    SourceSpan? Span = null)
{
    /// <summary>Where it begins; null without a source and span.</summary>
    public LinePosition? Position => Source is not null && Span is { } span ? Source.PositionOf(span.Start) : null;

    /// <summary>An error about a stretch of text.</summary>
    public static Diagnostic Error(
        string code, string zh, string en, SourceText? source = null, SourceSpan? span = null) =>
        new(code, DiagnosticSeverity.Error, new LocalizedText(zh, en), source, span);

    /// <summary>A warning about a stretch of text.</summary>
    public static Diagnostic Warning(
        string code, string zh, string en, SourceText? source = null, SourceSpan? span = null) =>
        new(code, DiagnosticSeverity.Warning, new LocalizedText(zh, en), source, span);

    /// <summary>One line: <c>file:line:column: CODE message</c>.</summary>
    /// <param name="language">A BCP 47 tag.</param>
    public string ToLine(string language)
    {
        var place = (Source, Position) switch
        {
            (null, _) => string.Empty,
            (_, null) => $"{Source.Name}: ",
            (_, { } at) => $"{Source.Name}:{at.Line}:{at.Column}: ",
        };
        return $"{place}{Code} {Message.In(language)}";
    }
}
