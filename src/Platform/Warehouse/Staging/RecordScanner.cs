namespace Huoshui.Warehouse.Staging;

/// <summary>Where a record ends and what it looks like.</summary>
/// <param name="Length">Bytes with the line end; 0 when the record is open.</param>
/// <param name="Content">Bytes without the line end.</param>
/// <param name="Cells">Cells, at least 1.</param>
/// <param name="LineBreaks">Line feeds within quotes; of an open record those before the open quote's cell.</param>
/// <param name="IsMalformed">Text after a closing quote, or a bare carriage return.</param>
/// <param name="HasLineEnd">False for a last record that simply stops.</param>
internal readonly record struct RecordShape(
    int Length, int Content, int Cells, int LineBreaks, bool IsMalformed, bool HasLineEnd)
{
    /// <summary>True when the record goes on after the bytes given.</summary>
    public bool IsOpen => Length == 0;

    /// <summary>A record that needs more bytes.</summary>
    public static RecordShape Open(int lineBreaks) => new(0, 0, 0, lineBreaks, false, false);
}

/// <summary>
/// Finds records in bytes of UTF-8 (RFC 4180; as the column engine does, blanks around a quoted cell are allowed and a
/// quote within an unquoted cell is a character). Stateless, thread safe.
/// </summary>
internal sealed class RecordScanner(byte delimiter)
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const byte Blank = (byte)' ';

    /// <summary>The first record of some bytes.</summary>
    /// <param name="bytes">At least one.</param>
    /// <param name="isEnd">True when nothing follows.</param>
    public RecordShape Next(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var hit = bytes.IndexOfAny(LineFeed, Quote, CarriageReturn);
        if (hit < 0)
            return isEnd ? Plain(bytes, bytes.Length, lineEnd: 0) : RecordShape.Open(0);
        if (bytes[hit] == LineFeed)
            return Plain(bytes, hit, lineEnd: 1);
        if (bytes[hit] == CarriageReturn && hit + 1 < bytes.Length && bytes[hit + 1] == LineFeed)
            return Plain(bytes, hit, lineEnd: 2);
        return Careful(bytes, isEnd);
    }

    /// <summary>The longest cell of a record or of an open record, and its column from 1.</summary>
    public (int Column, int Bytes) LongestCell(ReadOnlySpan<byte> record)
    {
        var longest = (Column: 1, Bytes: 0);
        var column = 1;
        for (var at = 0; at <= record.Length; column++)
        {
            var end = EndOfCell(record, at);
            if (end - at > longest.Bytes)
                longest = (column, end - at);
            at = end + 1;
        }

        return longest;
    }

    private RecordShape Plain(ReadOnlySpan<byte> bytes, int content, int lineEnd) =>
        new(content + lineEnd, content, bytes[..content].Count(delimiter) + 1, 0, false, lineEnd > 0);

    private RecordShape Careful(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var at = 0;
        var cells = 1;
        var breaks = 0;
        var malformed = false;
        while (true)
        {
            var quote = QuoteAtCellStart(bytes, at);
            if (quote >= 0)
            {
                var close = ClosingQuote(bytes, quote + 1, isEnd);
                if (close < 0)
                    return RecordShape.Open(breaks);
                breaks += bytes[quote..close].Count(LineFeed);
                at = SkipBlanks(bytes, close + 1);
            }

            var next = EndOfText(bytes, at, out var strayReturn);
            malformed |= strayReturn || (quote >= 0 && next > at);
            if (next == bytes.Length)
                return isEnd ? new RecordShape(Math.Max(next, 1), next, cells, breaks, malformed, false) : RecordShape.Open(0);
            if (bytes[next] != delimiter)
                return AtLineEnd(bytes, next, isEnd, new RecordShape(0, next, cells, breaks, malformed, true));
            cells++;
            at = next + 1;
        }
    }

    private static RecordShape AtLineEnd(ReadOnlySpan<byte> bytes, int at, bool isEnd, RecordShape shape)
    {
        if (bytes[at] == LineFeed)
            return shape with { Length = at + 1 };
        if (at + 1 < bytes.Length)
            return shape with { Length = at + 2 };
        return isEnd ? shape with { Length = at + 1 } : RecordShape.Open(0);
    }

    // The next delimiter, line feed, or carriage return that belongs to a line end; else the length.
    private int EndOfText(ReadOnlySpan<byte> bytes, int at, out bool strayReturn)
    {
        strayReturn = false;
        while (bytes[at..].IndexOfAny(delimiter, LineFeed, CarriageReturn) is var hit && hit >= 0)
        {
            at += hit;
            if (bytes[at] != CarriageReturn || at + 1 == bytes.Length || bytes[at + 1] == LineFeed)
                return at;
            strayReturn = true;
            at++;
        }

        return bytes.Length;
    }

    private static int QuoteAtCellStart(ReadOnlySpan<byte> bytes, int at)
    {
        at = SkipBlanks(bytes, at);
        return at < bytes.Length && bytes[at] == Quote ? at : -1;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] == Blank)
            at++;
        return at;
    }

    // The quote that closes a cell; -1 when it is not there, or when the next byte must be seen first.
    private static int ClosingQuote(ReadOnlySpan<byte> bytes, int at, bool isEnd)
    {
        while (bytes[at..].IndexOf(Quote) is var hit && hit >= 0)
        {
            at += hit;
            if (at + 1 == bytes.Length)
                return isEnd ? at : -1;
            if (bytes[at + 1] != Quote)
                return at;
            at += 2;
        }

        return -1;
    }

    private int EndOfCell(ReadOnlySpan<byte> record, int at)
    {
        var quote = QuoteAtCellStart(record, at);
        if (quote >= 0)
        {
            var close = ClosingQuote(record, quote + 1, isEnd: true);
            if (close < 0)
                return record.Length;
            at = close + 1;
        }

        var hit = record[at..].IndexOf(delimiter);
        return hit < 0 ? record.Length : at + hit;
    }
}
