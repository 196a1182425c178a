using Huoshui.Diagnostics;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>An expression and where it stands in a file; XML text is decoded, so offsets are mapped.</summary>
internal sealed class FeelText
{
    private readonly int[]? _offsets;

    public FeelText(SourceText source, string content, int[]? offsets = null)
    {
        Source = source;
        Content = content;
        _offsets = offsets;
    }

    public SourceText Source { get; }

    public string Content { get; }

    /// <summary>Where a stretch of the expression stands in the file.</summary>
    public SourceSpan InSource(SourceSpan span)
    {
        if (_offsets is null)
            return span;
        var (start, end) = (_offsets[span.Start], _offsets[Math.Min(span.End, _offsets.Length - 1)]);
        return new SourceSpan(start, Math.Max(0, end - start));
    }
}

/// <summary>A stretch of an expression.</summary>
internal readonly record struct Place(FeelText Text, SourceSpan Span)
{
    public SourceSpan InSource => Text.InSource(Span);

    public string Excerpt =>
        Text.Content.Substring(Span.Start, Math.Min(Span.Length, Text.Content.Length - Span.Start));
}
