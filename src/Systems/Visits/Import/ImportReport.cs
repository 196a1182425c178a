using System.Globalization;
using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Systems.Visits.Import;

/// <summary>The refused rows of an import as CSV. Not thread safe.</summary>
internal sealed class ImportReport
{
    /// <summary>Rows that are listed; beyond them only their number is told.</summary>
    public const int Most = 100_000;

    private readonly StringBuilder _text = new("\uFEFF行,列,代码,原因,reason\r\n");

    /// <summary>Rows refused.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds a row; what it says of its cells, they do not hold.</summary>
    public void Add(int line, Diagnostic why)
    {
        if (++Rows > Most)
            return;
        _text.Append(CultureInfo.InvariantCulture, $"{line},{Titled(why.Source?.Name)},{why.Code},")
            .Append(CultureInfo.InvariantCulture, $"\"{Quoted(why.Message.Zh)}\",")
            .Append(CultureInfo.InvariantCulture, $"\"{Quoted(why.Message.En)}\"\r\n");
    }

    /// <inheritdoc />
    public override string ToString() => Rows <= Most ? _text.ToString() : string.Create(
        CultureInfo.InvariantCulture, $"{_text}…,,,\"另有 {Rows - Most} 行未列出\",\"{Rows - Most} more rows\"\r\n");

    // A column as people call it, in both languages.
    private static string? Titled(string? column) => column switch
    {
        "code" => "代码 code",
        "name" => "名称 name",
        "street" => "街道 street",
        _ => column,
    };

    private static string Quoted(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);
}
