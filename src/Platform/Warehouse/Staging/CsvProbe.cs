using System.Buffers;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>The first look at a CSV: encoding, delimiter, header.</summary>
internal sealed class CsvProbe(WarehouseOptions options)
{
    private const int SampleBytes = 1 << 20;
    private const string Delimiters = ",;\t|";

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="table">Its table.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>Null when the file is refused.</returns>
    public CsvSource? Look(IncomingFile file, TableDefinition table, List<Diagnostic> diagnostics)
    {
        var length = new FileInfo(file.Path).Length;
        var sample = Sample(file.Path, length);
        if (Refusal(sample, length) is { } refusal)
        {
            diagnostics.Add(refusal);
            return null;
        }

        if (CsvText.Decode(sample, sample.Length == length, file.Encoding) is not { } decoded)
        {
            diagnostics.Add(NotText(sample));
            return null;
        }

        var isCertain = file.Encoding is not null || !Ascii.IsValid(sample);
        return Header(file, table, decoded.Text, diagnostics) is { } found
            ? new CsvSource(file, table.Code, decoded.Encoding, isCertain, found.Delimiter, found.Columns) { Length = length }
            : null;
    }

    private (char Delimiter, IReadOnlyList<string?> Columns)? Header(
        IncomingFile file, TableDefinition table, string text, List<Diagnostic> diagnostics)
    {
        var line = CsvHeader.FirstRecord(text);
        if (line.Contains('\r', StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal))
        {
            diagnostics.Add(FileProblem.BareCarriageReturns());
            return null;
        }

        var columns = new HeaderMapping(table);
        var delimiter = Delimiters.MaxBy(d => (columns.CountKnown(CsvHeader.Split(line, d)), line.Count(c => c == d)));
        var names = CsvHeader.Split(line, delimiter);
        if (names.Count > options.MaxColumns)
        {
            diagnostics.Add(FileProblem.TooManyColumns(names.Count, options.MaxColumns));
            return null;
        }

        if (delimiter != ',' && names.Count > 1)
            diagnostics.Add(FileProblem.OtherDelimiter(delimiter));
        return columns.Map(names, new SourceText(file.Name, line), diagnostics) is { } mapped ? (delimiter, mapped) : null;
    }

    private Diagnostic? Refusal(ReadOnlySpan<byte> sample, long length)
    {
        if (length == 0)
            return FileProblem.Empty();
        if (length > options.MaxFileBytes)
            return FileProblem.FileTooLarge(length, options.MaxFileBytes);
        if (sample.StartsWith<byte>([0xFF, 0xFE]) || sample.StartsWith<byte>([0xFE, 0xFF]))
            return FileProblem.Encoding("UTF-16");
        var zero = sample.IndexOf((byte)0);
        return zero >= 0 ? FileProblem.Nul(sample[..zero].Count((byte)'\n') + 1) : null;
    }

    private static byte[] Sample(string path, long length)
    {
        using var file = File.OpenHandle(path);
        var sample = new byte[Math.Min(length, SampleBytes)];
        var read = RandomAccess.Read(file, sample, 0);
        return read == sample.Length ? sample : sample[..read];
    }

    // The first byte that is no UTF-8: with GB18030 ruled out too, it is what the sender has to look at.
    private static Diagnostic NotText(ReadOnlySpan<byte> sample)
    {
        var at = 0;
        while (at < sample.Length && Rune.DecodeFromUtf8(sample[at..], out _, out var bytes) == OperationStatus.Done)
            at += bytes;
        at = Math.Min(at, sample.Length - 1);
        return FileProblem.NotText(sample[..at].Count((byte)'\n') + 1, sample[at]);
    }
}
