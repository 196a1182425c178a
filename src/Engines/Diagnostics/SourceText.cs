namespace Huoshui.Diagnostics;

/// <summary>A text that somebody wrote (a script, a pack), with its name and line starts. Thread safe.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Takes a text and the name under which it is reported.</summary>
    /// <param name="name">Path or other name shown in messages.</param>
    /// <param name="content">The whole text, any line ends.</param>
    public SourceText(string name, string content)
    {
        Name = name;
        Content = content;
        _lineStarts = [0, .. LineStarts(content)];
    }

    /// <summary>Path or other name shown in messages.</summary>
    public string Name { get; }

    /// <summary>The whole text.</summary>
    public string Content { get; }

    /// <summary>Where an offset lies.</summary>
    /// <param name="offset">In UTF-16 units, from 0 to the length of the text, both included.</param>
    /// <returns>Line and column, both counted from 1.</returns>
    public LinePosition PositionOf(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Content.Length);
        var found = Array.BinarySearch(_lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The text of a line without its end.</summary>
    /// <param name="line">Counted from 1.</param>
    public string Line(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] : Content.Length;
        return Content[start..end].TrimEnd('\r', '\n');
    }

    private static IEnumerable<int> LineStarts(string content)
    {
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n')
                yield return i + 1;
        }
    }
}

/// <summary>A place in a text for people.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in UTF-16 units.</param>
public readonly record struct LinePosition(int Line, int Column);

/// <summary>A half-open stretch of a source text: [Start, Start + Length).</summary>
/// <param name="Start">Offset in UTF-16 units.</param>
/// <param name="Length">May be 0 (a place between two characters).</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The first offset after the span.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that holds both.</summary>
    public SourceSpan To(SourceSpan other)
    {
        var start = Math.Min(Start, other.Start);
        return new SourceSpan(start, Math.Max(End, other.End) - start);
    }
}
