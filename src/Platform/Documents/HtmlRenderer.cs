using System.Globalization;
using System.Net;
using System.Text;

namespace Huoshui.Documents;

/// <summary>A document as one HTML page with its print style inside: what the PDF is made from. Loads
/// nothing.</summary>
public static class HtmlRenderer
{
    /// <summary>The page.</summary>
    /// <param name="document">What to print.</param>
    /// <param name="fonts">Which faces to use.</param>
    public static string Render(OfficialDocument document, FontMap fonts)
    {
        var html = new StringBuilder(4096)
            .Append("<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>").Append(Text(document.Title))
            .Append("</title><style>").Append(Style(fonts)).Append("</style></head><body>");
        Head(html, document);
        if (document.Recipient is { } recipient)
            html.Append("<p class=\"flush\">").Append(Text(recipient)).Append("：</p>");
        foreach (var block in document.Body)
            Block(html, block);
        Tail(html, document);
        return html.Append("</body></html>").ToString();
    }

    private static void Head(StringBuilder html, OfficialDocument document)
    {
        if (document.IsDraft)
            html.Append("<div class=\"draft\">稿</div>");
        html.Append("<div class=\"authority\">").Append(Text(document.Authority)).Append("</div><div class=\"number\"><span>")
            .Append(Text(document.Number ?? "〔　　〕　号")).Append("</span>");
        if (document.Signer is { } signer)
            html.Append("<span>签发人：").Append(Text(signer)).Append("</span>");
        html.Append("</div><h1>").Append(Text(document.Title)).Append("</h1>");
    }

    private static void Block(StringBuilder html, DocumentBlock block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                var tag = heading.Level == 1 ? "h2" : "h3";
                html.Append('<').Append(tag).Append('>').Append(Text(heading.Text)).Append("</").Append(tag).Append('>');
                break;
            case ParagraphBlock paragraph:
                html.Append("<p>").Append(Text(paragraph.Text)).Append("</p>");
                break;
            case TableBlock table:
                Table(html, table);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(block), block.GetType().Name, "unknown block");
        }
    }

    private static void Table(StringBuilder html, TableBlock table)
    {
        html.Append("<table><caption><span>").Append(Text(table.Caption)).Append("</span><span>")
            .Append(table.Unit is null ? string.Empty : "单位：" + Text(table.Unit)).Append("</span></caption><thead><tr>");
        foreach (var cell in table.Header)
            html.Append("<th>").Append(Text(cell)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var column = 0; column < table.Header.Count; column++)
                html.Append("<td>").Append(Text(column < row.Count ? row[column] : string.Empty)).Append("</td>");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    private static void Tail(StringBuilder html, OfficialDocument document)
    {
        for (var i = 0; i < document.Attachments.Count; i++)
        {
            html.Append("<p>").Append(i == 0 ? "附件：" : "　　　")
                .Append(CultureInfo.InvariantCulture, $"{i + 1}. ").Append(Text(document.Attachments[i])).Append("</p>");
        }

        html.Append("<div class=\"signature\">").Append(Text(document.Signature ?? document.Authority)).Append("<br>")
            .Append(Text(ChineseDate(document.Date))).Append("</div>");
        if (document.Printer is not { } printer)
            return;
        html.Append("<div class=\"imprint\">");
        if (document.CopyTo is { } copyTo)
            html.Append("<div>抄送：").Append(Text(copyTo)).Append("。</div>");
        html.Append("<div class=\"printer\"><span>").Append(Text(printer)).Append("</span><span>")
            .Append(Text(ChineseDate(document.Date))).Append("印发</span></div></div>");
    }

    internal static string ChineseDate(DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style(FontMap fonts) => string.Create(CultureInfo.InvariantCulture, $$"""
        @page { size: A4; margin: {{PageLayout.TopMillimetres}}mm {{PageLayout.RightMillimetres}}mm
          {{PageLayout.BottomMillimetres}}mm {{PageLayout.LeftMillimetres}}mm;
          @bottom-center { content: "— " counter(page) " —"; font: {{PageLayout.NotePoints}}pt {{fonts.Text.Css}}; } }
        body { margin: 0; font: {{PageLayout.TextPoints}}pt/{{PageLayout.LinePoints}}pt {{fonts.Text.Css}}; color: #000; }
        .authority { text-align: center; color: #c8102e; letter-spacing: .12em;
          font: {{PageLayout.AuthorityPoints}}pt/1.3 {{fonts.Title.Css}}; }
        .number { display: flex; justify-content: space-around; border-bottom: 2pt solid #c8102e; padding: 10pt 0 8pt; }
        .draft { position: absolute; right: 0; top: 0; border: 1pt solid #c8102e; color: #c8102e; padding: 0 8pt; }
        h1 { font: {{PageLayout.TitlePoints}}pt/34pt {{fonts.Title.Css}}; text-align: center; margin: 28pt 0 24pt; }
        h2 { font: {{PageLayout.TextPoints}}pt/{{PageLayout.LinePoints}}pt {{fonts.Heading.Css}}; text-indent: 2em; margin: 0; }
        h3 { font: {{PageLayout.TextPoints}}pt/{{PageLayout.LinePoints}}pt {{fonts.SubHeading.Css}}; text-indent: 2em; margin: 0; }
        h2, h3 { break-after: avoid; }
        p { text-indent: 2em; margin: 0; text-align: justify; } p.flush { text-indent: 0; }
        table { border-collapse: collapse; width: 100%; margin: 8pt 0 14pt; font-size: 11pt; line-height: 16pt;
          font-variant-numeric: tabular-nums; }
        caption { font: 12pt/18pt {{fonts.Heading.Css}}; text-align: left; }
        caption span + span { float: right; font: 10.5pt/18pt {{fonts.Text.Css}}; }
        th, td { border: .5pt solid #000; padding: 2pt 4pt; text-align: left; } td + td { text-align: right; }
        thead { display: table-header-group; } tr { break-inside: avoid; }
        .signature { margin: 40pt 4em 0 0; text-align: right; }
        .imprint { margin-top: 40pt; border-top: 1pt solid #000; border-bottom: 1pt solid #000;
          font-size: {{PageLayout.NotePoints}}pt; break-inside: avoid; }
        .imprint > div { padding: 2pt 1em; } .imprint > div + div { border-top: .5pt solid #000; }
        .printer { display: flex; justify-content: space-between; }
        """);
}
