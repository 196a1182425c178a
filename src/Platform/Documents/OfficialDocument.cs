namespace Huoshui.Documents;

/// <summary>公文: a document with the parts of GB/T 9704-2012. Text is plain; renderers escape it.</summary>
/// <param name="Authority">发文机关标志, printed red above the line.</param>
/// <param name="Title">标题.</param>
/// <param name="Body">正文, in order.</param>
/// <param name="Date">成文日期.</param>
public sealed record OfficialDocument(string Authority, string Title, IReadOnlyList<DocumentBlock> Body, DateOnly Date)
{
    /// <summary>发文字号 such as 〔2025〕1号; null while it is a draft.</summary>
    public string? Number { get; init; }

    /// <summary>签发人; null while it is a draft.</summary>
    public string? Signer { get; init; }

    /// <summary>主送机关; null for a publication to everybody.</summary>
    public string? Recipient { get; init; }

    /// <summary>发文机关署名; null repeats the authority.</summary>
    public string? Signature { get; init; }

    /// <summary>附件, named in order; empty if there are none.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>抄送机关 of the 版记; null if nobody.</summary>
    public string? CopyTo { get; init; }

    /// <summary>印发机关 of the 版记; null leaves the 版记 out.</summary>
    public string? Printer { get; init; }

    /// <summary>Not signed yet: every page says 稿.</summary>
    public bool IsDraft => Number is null;
}

/// <summary>A part of the text.</summary>
public abstract record DocumentBlock;

/// <summary>A heading.</summary>
/// <param name="Level">1 (黑体) or 2 (楷体).</param>
/// <param name="Text">With its number, as in 一、科技金融.</param>
public sealed record HeadingBlock(int Level, string Text) : DocumentBlock;

/// <summary>A paragraph, indented by two characters.</summary>
/// <param name="Text">Plain text.</param>
public sealed record ParagraphBlock(string Text) : DocumentBlock;

/// <summary>A table whose header row repeats on every page.</summary>
/// <param name="Caption">Above the table.</param>
/// <param name="Unit">At the right above the table; null if the columns name their own.</param>
/// <param name="Header">One text a column.</param>
/// <param name="Rows">Cells in the order of the header; a shorter row is filled with blanks.</param>
public sealed record TableBlock(
    string Caption, string? Unit, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : DocumentBlock;
