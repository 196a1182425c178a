using System.Globalization;
using System.Text;
using CsvHelper;
using Huoshui.Warehouse;

namespace Huoshui.Cli;

/// <summary>
/// The findings file of the command line (a contract, see architecture.md §5): institution, date, table, file, line,
/// key,
/// rule, severity, outcome, field, value, expected, difference, message_zh, message_en. UTF-8 with byte order mark.
/// </summary>
/// <param name="institution">First column.</param>
/// <param name="date">Second column.</param>
/// <param name="fileName">Name of the file of a finding.</param>
internal sealed class FindingsCsv(Func<Finding, string> institution, DateOnly date, Func<Finding, string?> fileName)
{
    private static readonly string[] Columns =
    [
        "institution", "date", "table", "file", "line", "key", "rule", "severity", "outcome", "field", "value", "expected",
        "difference", "message_zh", "message_en",
    ];

    private readonly string _date = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes the file; it appears only when it is whole.</summary>
    public Task WriteAsync(
        FindingsFile findings, FindingsQuery query, bool seesClear, string target, CancellationToken cancellationToken) =>
        WriteAsync(findings.ReadAsync(query, seesClear, cancellationToken), target, cancellationToken);

    /// <summary>Writes the file from findings that come from elsewhere; it appears only when it is whole.</summary>
    public async Task WriteAsync(IAsyncEnumerable<Finding> findings, string target, CancellationToken cancellationToken)
    {
        var temporary = target + ".part";
        await using (var text = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        await using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var column in Columns)
                csv.WriteField(column);
            await csv.NextRecordAsync();
            await foreach (var finding in findings.WithCancellation(cancellationToken))
            {
                Write(csv, finding);
                await csv.NextRecordAsync();
            }
        }

        File.Move(temporary, target, overwrite: true);
    }

    private void Write(CsvWriter csv, Finding finding)
    {
        csv.WriteField(institution(finding));
        csv.WriteField(_date);
        csv.WriteField(finding.Table);
        csv.WriteField(Safe(fileName(finding)));
        csv.WriteField(finding.LineNo);
        csv.WriteField(Safe(finding.Key));
        csv.WriteField(finding.Rule);
        csv.WriteField(finding.IsFatal ? "fatal" : "warning");
        csv.WriteField(finding.Fails ? "fails" : "cannot_evaluate");
        csv.WriteField(finding.Field);
        csv.WriteField(Safe(finding.Value));
        csv.WriteField(Safe(finding.Expected));
        csv.WriteField(finding.Difference);
        csv.WriteField(Safe(finding.MessageZh));
        csv.WriteField(Safe(finding.MessageEn));
    }

    // A spreadsheet runs a cell that begins like a formula; a plain number may begin with a sign.
    private static string? Safe(string? text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]
        && !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
}
