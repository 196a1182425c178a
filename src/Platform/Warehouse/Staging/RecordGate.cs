using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Huoshui.Diagnostics;

namespace Huoshui.Warehouse.Staging;

/// <summary>A record that was kept back: other number of cells than the header, or text after a closing
/// quote.</summary>
/// <param name="Filing">Ordinal of the filing.</param>
/// <param name="FileNo">Number of the file.</param>
/// <param name="Line">Physical line where it begins.</param>
/// <param name="Cells">Cells found.</param>
/// <param name="Expected">Cells of the header.</param>
internal readonly record struct BrokenRecord(int Filing, int FileNo, long Line, int Cells, int Expected);

/// <summary>What came through the gate of one file.</summary>
/// <param name="Records">Records passed on.</param>
/// <param name="Broken">Records kept back.</param>
/// <param name="Error">Why the file is refused; null if it is not.</param>
internal sealed record GateResult(long Records, IReadOnlyList<BrokenRecord> Broken, Diagnostic? Error);

/// <summary>
/// Passes the records of CSV files (RFC 4180, one of four delimiters, UTF-8) on to the column engine, which then sees
/// only
/// well-formed ones, each with filing, file and physical line in front. Structure is checked here because only here the
/// physical line is known while the engine reads with several threads. Works block by block; a record without a quote
/// costs vector instructions only. Not thread safe.
/// </summary>
internal sealed class RecordGate(WarehouseOptions options, char delimiter, int columns, Stream output)
{
    private const int BlockBytes = 1 << 20;
    private const int MaxLineDigits = 20;
    private const byte LineFeed = (byte)'\n';

    private readonly RecordScanner _scanner = new((byte)delimiter);
    private readonly byte[] _out = new byte[BlockBytes];
    private byte[] _block = new byte[BlockBytes];
    private int _outLength;

    private byte[] _prefix = [];
    private CsvSource _source = null!;
    private List<BrokenRecord> _broken = [];
    private Diagnostic? _error;
    private long _line;
    private long _records;
    private bool _headerSeen;

    /// <summary>Reads a file to its end, or to the first error.</summary>
    public GateResult Pump(CsvSource source, Stream utf8, CancellationToken cancellationToken)
    {
        _source = source;
        _prefix = Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"{source.Filing}{delimiter}{source.FileNo}{delimiter}"));
        _broken = [];
        _error = null;
        _line = 1;
        _records = 0;
        _headerSeen = false;
        PumpBlocks(utf8, cancellationToken);
        return new GateResult(_records, _broken, _error);
    }

    /// <summary>Writes what is still in the buffer.</summary>
    public void Flush()
    {
        output.Write(_out, 0, _outLength);
        _outLength = 0;
    }

    private void PumpBlocks(Stream input, CancellationToken cancellationToken)
    {
        var length = 0;
        var isStart = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (length == _block.Length)
                Array.Resize(ref _block, _block.Length * 2);
            var read = input.ReadAtLeast(_block.AsSpan(length), _block.Length - length, throwOnEndOfStream: false);
            var isEnd = read < _block.Length - length;
            length += read;
            var start = isStart && _block.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
            isStart = false;
            var used = start + Records(_block.AsSpan(start, length - start), isEnd);
            if (_error is null && length - used > options.MaxRecordBytes)
                _error = TooLong(_block.AsSpan(used, length - used));
            if (_error is not null || isEnd)
                return;
            _block.AsSpan(used, length - used).CopyTo(_block);
            length -= used;
        }
    }

    // Gives the number of bytes used; the rest is the beginning of a record that goes on in the next block.
    private int Records(ReadOnlySpan<byte> block, bool isEnd)
    {
        Validate(isEnd ? block : block[..(block.LastIndexOf(LineFeed) + 1)]);
        var start = 0;
        while (start < block.Length && _error is null)
        {
            var rest = block[start..];
            var shape = _scanner.Next(rest, isEnd);
            if (shape.IsOpen)
            {
                if (isEnd)
                    _error = FileProblem.UnclosedQuote(_line + shape.LineBreaks);
                break;
            }

            Take(rest[..shape.Content], shape);
            start += shape.Length;
        }

        return start;
    }

    private void Take(ReadOnlySpan<byte> record, RecordShape shape)
    {
        var line = _line;
        _line += shape.LineBreaks + 1;
        if (!_headerSeen)
            _headerSeen = true;
        else if (record.Length > options.MaxCellBytes && _scanner.LongestCell(record) is var cell && cell.Bytes > options.MaxCellBytes)
            _error = FileProblem.CellTooLong(line, cell.Column, options.MaxCellBytes);
        else if (record.Length == 0)
            return;
        else if (shape.Cells != columns || shape.IsMalformed)
            KeepBack(line, shape);
        else
            Emit(record, line);
    }

    private void KeepBack(long line, RecordShape shape)
    {
        if (!shape.HasLineEnd && shape.Cells < columns)
        {
            _error = FileProblem.Truncated(line, shape.Cells, columns);
            return;
        }

        _broken.Add(new BrokenRecord(_source.Filing, _source.FileNo, line, shape.Cells, columns));
        if (_broken.Count > options.MaxBrokenRecords)
            _error = FileProblem.TooManyBrokenRecords(options.MaxBrokenRecords, _broken[0], columns);
    }

    private void Emit(ReadOnlySpan<byte> record, long line)
    {
        _records++;
        if (_out.Length - _outLength < _prefix.Length + MaxLineDigits + 2)
            Flush();
        _prefix.CopyTo(_out, _outLength);
        _outLength += _prefix.Length;
        Utf8Formatter.TryFormat(line, _out.AsSpan(_outLength), out var digits);
        _outLength += digits;
        _out[_outLength++] = (byte)delimiter;
        Append(record);
        if (_outLength == _out.Length)
            Flush();
        _out[_outLength++] = LineFeed;
    }

    private void Append(ReadOnlySpan<byte> record)
    {
        if (record.Length > _out.Length - _outLength)
            Flush();
        if (record.Length > _out.Length)
        {
            output.Write(record);
            return;
        }

        record.CopyTo(_out.AsSpan(_outLength));
        _outLength += record.Length;
    }

    // Whole lines, before any of them goes out: the engine would stop at bytes that are no text.
    private void Validate(ReadOnlySpan<byte> lines)
    {
        var zero = lines.IndexOf((byte)0);
        if (zero >= 0)
            _error = FileProblem.Nul(_line + lines[..zero].Count(LineFeed));
        else if (!Utf8.IsValid(lines))
            _error = FileProblem.InvalidText(_line + LinesBeforeInvalid(lines), _source.Encoding);
    }

    private static int LinesBeforeInvalid(ReadOnlySpan<byte> records)
    {
        var lines = 0;
        while (records.IndexOf(LineFeed) is var end && end >= 0 && Utf8.IsValid(records[..end]))
        {
            lines++;
            records = records[(end + 1)..];
        }

        return lines;
    }

    private Diagnostic TooLong(ReadOnlySpan<byte> open)
    {
        var cell = _scanner.LongestCell(open);
        return cell.Bytes > options.MaxCellBytes
            ? FileProblem.CellTooLong(_line, cell.Column, options.MaxCellBytes)
            : FileProblem.RecordTooLong(_line, options.MaxRecordBytes);
    }
}
