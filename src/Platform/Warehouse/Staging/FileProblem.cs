using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Warehouse.Staging;

/// <summary>Everything that can be wrong with a filed file. Each code has a paragraph in
/// docs/reference/warehouse-diagnostics.md.</summary>
internal static class FileProblem
{
    /// <summary>Code of <see cref="InvalidText"/>.</summary>
    public const string InvalidTextCode = "WHS1025";

    public static Diagnostic Empty() => Diagnostic.Error(
        "WHS1001", "文件是空的。请重新导出：第一行应为列名。",
        "The file is empty. Export it again: the first line holds the column names.");

    public static Diagnostic UnknownTable(string name, string tables) => Diagnostic.Error(
        "WHS1002", $"从文件名“{name}”看不出是哪张表。请以表代码命名，例如 {tables}.csv。",
        $"The file name \"{name}\" does not tell the table. Name it after the table's code, for example {tables}.csv.");

    public static Diagnostic Encoding(string found) => Diagnostic.Error(
        "WHS1003", $"文本编码无法识别（{found}）。请存为 UTF-8 或 GB18030。",
        $"The text encoding cannot be told ({found}). Save the file as UTF-8 or GB18030.");

    public static Diagnostic NotText(long line, byte found) => Diagnostic.Error(
        "WHS1003", $"第 {N(line)} 行有字节 0x{Hex(found)}，既不是 UTF-8 也不是 GB18030。请存为 UTF-8 或 GB18030。",
        $"Line {N(line)} holds the byte 0x{Hex(found)}, which is neither UTF-8 nor GB18030. Save the file as UTF-8 or GB18030.");

    public static Diagnostic OtherDelimiter(char found) => Diagnostic.Warning(
        "WHS1004", $"列由{DelimiterZh(found)}分隔，不是逗号；已按此读取。请确认导出设置。",
        $"Columns are separated by {DelimiterEn(found)}, not by commas; the file was read that way. Check the export.");

    public static Diagnostic Nul(long line) => Diagnostic.Error(
        "WHS1005", $"第 {N(line)} 行含空字节（NUL）：文件已损坏或不是文本。请重新导出。",
        $"Line {N(line)} holds NUL bytes: the file is damaged or no text. Export it again.");

    public static Diagnostic DuplicateColumn(string name, int first, int second, SourceText? header, SourceSpan? span) =>
        Diagnostic.Error(
            "WHS1006", $"列“{name}”出现两次（第 {N(first)} 列和第 {N(second)} 列）。请删去其一。",
            $"Column \"{name}\" stands twice (columns {N(first)} and {N(second)}). Remove one.", header, span);

    public static Diagnostic NoKnownColumn(string table, string first, SourceText? header) => Diagnostic.Error(
        "WHS1007", $"第一行没有 {table} 的任何列名（第一格是“{Short(first)}”）。第一行应为字段代码或中文名，列以逗号分隔。",
        $"The first line names no column of {table} (its first cell is \"{Short(first)}\"). It must hold field codes or names, separated by commas.",
        header, header is null ? null : new SourceSpan(0, 0));

    public static Diagnostic UnknownColumn(string table, string name, SourceText? header, SourceSpan? span) =>
        Diagnostic.Warning(
            "WHS1008", $"{table} 没有列“{name}”，已忽略。请核对列名。",
            $"{table} has no column \"{name}\"; it was ignored. Check the name.", header, span);

    public static Diagnostic MissingRequired(string table, string field, string title) => Diagnostic.Error(
        "WHS1009", $"缺少 {table} 的必填列 {field}（{title}）。请补上该列。",
        $"Required column {field} of {table} is missing. Add it.");

    public static Diagnostic MissingOptional(string table, int count, string fields) => Diagnostic.Warning(
        "WHS1009", $"缺少 {table} 的 {N(count)} 列（{fields}），按空值处理。",
        $"{N(count)} columns of {table} are missing ({fields}); their cells are taken as empty.");

    public static Diagnostic NoRows() => Diagnostic.Warning(
        "WHS1010", "只有列名，没有数据行。如确无业务，请改报零报送。",
        "There are column names and no rows. If there is nothing to report, declare a zero filing instead.");

    public static Diagnostic TooManyColumns(int found, int limit) => Diagnostic.Error(
        "WHS1011", $"有 {N(found)} 列，最多 {N(limit)} 列。请检查分隔符和换行。",
        $"There are {N(found)} columns; at most {N(limit)} are read. Check delimiter and line breaks.");

    public static Diagnostic UnclosedQuote(long line) => Diagnostic.Error(
        "WHS1012", $"第 {N(line)} 行起的引号没有闭合，其后内容无法读取。请补上引号，文字里的引号写成两个。",
        $"The quote opened in line {N(line)} is never closed; what follows cannot be read. Close it; write quotes in text twice.");

    public static Diagnostic CellTooLong(long line, int column, int limit) => Diagnostic.Error(
        "WHS1013", $"第 {N(line)} 行第 {N(column)} 列超过 {N(limit)} 字节。请检查引号和换行。",
        $"Line {N(line)}, column {N(column)} is longer than {N(limit)} bytes. Check quotes and line breaks.");

    public static Diagnostic RecordTooLong(long line, int limit) => Diagnostic.Error(
        "WHS1014", $"第 {N(line)} 行超过 {N(limit)} 字节。请检查换行。",
        $"Line {N(line)} is longer than {N(limit)} bytes. Check line breaks.");

    public static Diagnostic Truncated(long line, int found, int expected) => Diagnostic.Error(
        "WHS1015", $"文件在第 {N(line)} 行中断（{N(found)} 格，应为 {N(expected)} 格，且没有换行）。请重新上传完整文件。",
        $"The file breaks off in line {N(line)} ({N(found)} cells of {N(expected)}, no line end). Upload the whole file again.");

    public static Diagnostic BrokenRecords(long count, BrokenRecord first, int expected) => Diagnostic.Warning(
        "WHS1016", $"{N(count)} 行的格数不是 {N(expected)}，首个在第 {N(first.Line)} 行（{N(first.Cells)} 格）；这些行未读入，已列为校验问题。",
        $"{N(count)} lines do not have {N(expected)} cells, the first is line {N(first.Line)} ({N(first.Cells)}); they were left out and are listed as findings.");

    public static Diagnostic TooManyBrokenRecords(long count, BrokenRecord first, int expected) => Diagnostic.Error(
        "WHS1017", $"超过 {N(count)} 行的格数不是 {N(expected)}，首个在第 {N(first.Line)} 行（{N(first.Cells)} 格）。请检查分隔符和引号。",
        $"More than {N(count)} lines do not have {N(expected)} cells, the first is line {N(first.Line)} ({N(first.Cells)}). Check delimiter and quotes.");

    public static Diagnostic ZipTooLarge(string what) => Diagnostic.Error(
        "WHS1018", $"压缩包超出限制（{what}），未解压。请分开上传。",
        $"The zip exceeds a limit ({what}) and was not unpacked. Upload its files separately.");

    public static Diagnostic ZipPath(string entry) => Diagnostic.Error(
        "WHS1019", $"压缩包内有指向外部的路径“{entry}”，整包拒收。请只压入文件名后重新上传。",
        $"The zip holds a path that leads outside, \"{entry}\"; it was refused as a whole. Pack the files without folders.");

    public static Diagnostic ZipUnreadable(string why) => Diagnostic.Error(
        "WHS1020", $"压缩包无法读取（{why}）。请重新压缩，不要加密。",
        $"The zip cannot be read ({why}). Pack it again, without a password.");

    public static Diagnostic ParquetUnreadable(string why) => Diagnostic.Error(
        "WHS1021", $"Parquet 文件无法读取（{why}）。请重新导出。",
        $"The Parquet file cannot be read ({why}). Export it again.");

    public static Diagnostic UnknownKind(string name) => Diagnostic.Error(
        "WHS1022", $"不认识“{name}”的文件类型。请上传 .csv、.parquet 或 .zip。",
        $"The kind of \"{name}\" is not known. Upload .csv, .parquet or .zip.");

    public static Diagnostic FileTooLarge(long bytes, long limit) => Diagnostic.Error(
        "WHS1023", $"文件有 {N(bytes)} 字节，最多 {N(limit)} 字节。请分成几个文件。",
        $"The file has {N(bytes)} bytes; at most {N(limit)} are read. Split it.");

    public static Diagnostic TooManyRows(long rows, long limit) => Diagnostic.Error(
        "WHS1024", $"有 {N(rows)} 行，最多 {N(limit)} 行。请分成几次报送。",
        $"There are {N(rows)} rows; at most {N(limit)} are read. Split the filing.");

    public static Diagnostic InvalidText(long line, FileEncoding encoding) => Diagnostic.Error(
        InvalidTextCode, $"第 {N(line)} 行不是有效的 {Name(encoding)} 文本。请统一编码后重新导出。",
        $"Line {N(line)} is no valid {Name(encoding)} text. Export the file in one encoding.");

    public static Diagnostic BareCarriageReturns() => Diagnostic.Error(
        "WHS1026", "换行只有回车符（CR）。请以 LF 或 CRLF 换行重新导出。",
        "Lines end in bare carriage returns (CR). Export with LF or CRLF line ends.");

    public static Diagnostic NestedZip(string entry) => Diagnostic.Error(
        "WHS1027", $"压缩包里还有压缩包“{entry}”。请只压一层。",
        $"The zip holds another zip, \"{entry}\". Pack one level only.");

    private static string Name(FileEncoding encoding) => encoding == FileEncoding.Utf8 ? "UTF-8" : "GB18030";

    // A header that was not split is one long cell: its beginning tells enough.
    private static string Short(string text)
    {
        const int Longest = 40;
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private static string Hex(byte value) => value.ToString("X2", CultureInfo.InvariantCulture);

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string DelimiterZh(char found) => found switch
    {
        ';' => "分号（;）",
        '\t' => "制表符（Tab）",
        '|' => "竖线（|）",
        _ => "逗号（,）",
    };

    private static string DelimiterEn(char found) => found switch
    {
        ';' => "semicolons (;)",
        '\t' => "tabs",
        '|' => "bars (|)",
        _ => "commas (,)",
    };
}
