using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

internal enum TokenKind
{
    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary>A name in single quotes, here without them.</summary>
    QuotedName,
    Integer,
    Number,
    String,
    Symbol,
    End,
}

/// <summary>A piece of a script. <c>Text</c> is the value (names and strings without quotes).</summary>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span)
{
    public bool Is(string text) =>
        Kind is TokenKind.Word or TokenKind.Symbol && string.Equals(Text, text, StringComparison.Ordinal);

    public bool IsName => Kind == TokenKind.QuotedName || (Kind == TokenKind.Word && !Keywords.IsReserved(Text));
}

/// <summary>Where a node of a script stands.</summary>
internal readonly record struct Place(SourceText Source, SourceSpan Span)
{
    public Place To(Place end) => ReferenceEquals(Source, end.Source) ? new Place(Source, Span.To(end.Span)) : this;
}
