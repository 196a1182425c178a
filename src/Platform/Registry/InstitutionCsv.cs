using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Huoshui.Diagnostics;

namespace Huoshui.Registry;

/// <summary>institutions.csv: UTF-8, header = the properties of <see cref="Institution"/>, dates as yyyy-MM-dd, true
/// or false.</summary>
public static class InstitutionCsv
{
    // Of a header's name that is not known, in a message.
    private const int LongestName = 40;

    private const string DateFormat = "yyyy-MM-dd";

    private static readonly string[] Required =
        [nameof(Institution.Id), nameof(Institution.NameZh), nameof(Institution.Kind), nameof(Institution.ActiveFrom)];

    /// <summary>The columns, in the order of the file.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Institution.Id), nameof(Institution.NameZh), nameof(Institution.NameEn), nameof(Institution.Kind),
        nameof(Institution.ParentId), nameof(Institution.IsLocalLegalPerson), nameof(Institution.Capital),
        nameof(Institution.ActiveFrom), nameof(Institution.ActiveTo), nameof(Institution.Licence),
        nameof(Institution.Usci), nameof(Institution.District), nameof(Institution.Street),
    ];

    /// <summary>Writes a file with a byte order mark.</summary>
    public static void Write(Stream file, IEnumerable<Institution> institutions)
    {
        ArgumentNullException.ThrowIfNull(institutions);
        using var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
        foreach (var column in Columns)
            csv.WriteField(column);
        csv.NextRecord();
        foreach (var institution in institutions)
        {
            foreach (var column in Columns)
                csv.WriteField(Field(institution, column));
            csv.NextRecord();
        }
    }

    /// <summary>Reads a file; a line that cannot be read is a diagnostic, and then there are no institutions at
    /// all.</summary>
    public static (IReadOnlyList<Institution> Institutions, IReadOnlyList<Diagnostic> Diagnostics) Read(Stream file)
    {
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MissingFieldFound = null,
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
        });
        var diagnostics = new List<Diagnostic>();
        if (!csv.Read() || !csv.ReadHeader())
            return ([], [Fault(1, "文件是空的；请附上表头。", "the file is empty; write a header.")]);
        CheckHeader(csv.HeaderRecord ?? [], diagnostics);
        var institutions = new List<Institution>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (diagnostics.Count == 0 && csv.Read())
        {
            var institution = ReadRow(csv, diagnostics);
            if (!seen.Add(institution.Id))
                diagnostics.Add(Fault(csv.Parser.Row, $"机构ID {institution.Id} 重复。", $"the Id {institution.Id} occurs twice."));
            institutions.Add(institution);
        }

        return diagnostics.Count == 0 ? (institutions, []) : ([], diagnostics);
    }

    /// <summary>A property as the file writes it; null when it is empty.</summary>
    internal static string? Field(Institution institution, string column) => column switch
    {
        nameof(Institution.Id) => institution.Id,
        nameof(Institution.NameZh) => institution.NameZh,
        nameof(Institution.NameEn) => institution.NameEn,
        nameof(Institution.Kind) => institution.Kind,
        nameof(Institution.ParentId) => institution.ParentId,
        nameof(Institution.IsLocalLegalPerson) => institution.IsLocalLegalPerson ? "true" : "false",
        nameof(Institution.Capital) => institution.Capital,
        nameof(Institution.ActiveFrom) => institution.ActiveFrom.ToString(DateFormat, CultureInfo.InvariantCulture),
        nameof(Institution.ActiveTo) => institution.ActiveTo?.ToString(DateFormat, CultureInfo.InvariantCulture),
        nameof(Institution.Licence) => institution.Licence,
        nameof(Institution.Usci) => institution.Usci,
        nameof(Institution.District) => institution.District,
        nameof(Institution.Street) => institution.Street,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column of institutions.csv."),
    };

    /// <summary>Sets a property from the text of the file.</summary>
    /// <returns>False when the text is not of the property's type.</returns>
    internal static bool SetField(Institution institution, string column, string? text)
    {
        var value = string.IsNullOrEmpty(text) ? null : text;
        DateOnly date = default;
        if (column is nameof(Institution.ActiveFrom) or nameof(Institution.ActiveTo) && value is not null
            && !DateOnly.TryParseExact(value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            return false;
        }

        switch (column)
        {
            case nameof(Institution.Id): institution.Id = value ?? string.Empty; break;
            case nameof(Institution.NameZh): institution.NameZh = value ?? string.Empty; break;
            case nameof(Institution.NameEn): institution.NameEn = value ?? string.Empty; break;
            case nameof(Institution.Kind): institution.Kind = value ?? string.Empty; break;
            case nameof(Institution.ParentId): institution.ParentId = value; break;
            case nameof(Institution.IsLocalLegalPerson):
                institution.IsLocalLegalPerson = string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
                break;
            case nameof(Institution.Capital): institution.Capital = value; break;
            case nameof(Institution.ActiveFrom): institution.ActiveFrom = date; break;
            case nameof(Institution.ActiveTo): institution.ActiveTo = value is null ? null : date; break;
            case nameof(Institution.Licence): institution.Licence = value; break;
            case nameof(Institution.Usci): institution.Usci = value; break;
            case nameof(Institution.District): institution.District = value; break;
            case nameof(Institution.Street): institution.Street = value; break;
            default: throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column of institutions.csv.");
        }

        return true;
    }

    private static void CheckHeader(IReadOnlyList<string> header, List<Diagnostic> diagnostics)
    {
        if (header.Any(name => name.Any(letter => char.IsControl(letter) || letter == '\uFFFD')))
        {
            diagnostics.Add(Fault(
                1, "不是 UTF-8 文本（可能是 Excel、压缩包或其他编码的文件）；请另存为 UTF-8 编码的 CSV。",
                "this is not text in UTF-8 (an Excel file, an archive or another encoding?); save it as CSV in UTF-8."));
            return;
        }

        foreach (var missing in Required.Except(header, StringComparer.Ordinal))
            diagnostics.Add(Fault(1, $"缺少列 {missing}。", $"the column {missing} is missing."));
        foreach (var unknown in header.Except(Columns, StringComparer.Ordinal).Select(Short))
            diagnostics.Add(Fault(1, $"不认识的列 {unknown}。", $"the column {unknown} is not known."));
    }

    private static string Short(string name) => name.Length > LongestName ? name[..LongestName] + "…" : name;

    private static Institution ReadRow(CsvReader csv, List<Diagnostic> diagnostics)
    {
        var institution = new Institution();
        foreach (var column in csv.HeaderRecord!)
        {
            var text = csv.GetField(column);
            if (string.IsNullOrEmpty(text) && Required.Contains(column, StringComparer.Ordinal))
                diagnostics.Add(Fault(csv.Parser.Row, $"{column} 为空。", $"{column} is empty."));
            else if (!SetField(institution, column, text))
                diagnostics.Add(Fault(csv.Parser.Row, $"{column} 不是日期（yyyy-MM-dd）。", $"{column} is not a date (yyyy-MM-dd)."));
        }

        if (!IsPlainId(institution.Id))
        {
            diagnostics.Add(Fault(
                csv.Parser.Row,
                $"机构ID 只能用字母、数字、- 和 _，最多 {Institution.LongestId} 位。",
                $"an Id has letters, digits, - and _ only, at most {Institution.LongestId}."));
        }

        return institution;
    }

    private static bool IsPlainId(string id) =>
        id.Length is > 0 and <= Institution.LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static Diagnostic Fault(int line, string zh, string en) =>
        Diagnostic.Error("REG1001", $"第 {line} 行：{zh}", $"line {line}: {en}");
}
