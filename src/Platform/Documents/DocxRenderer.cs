using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Huoshui.Documents;

/// <summary>A document as docx (Office Open XML), after the page of GB/T 9704-2012.</summary>
public static class DocxRenderer
{
    private const string Red = "C8102E";

    /// <summary>The file's bytes.</summary>
    /// <param name="document">What to print.</param>
    /// <param name="fonts">Which faces to name.</param>
    public static byte[] Render(OfficialDocument document, FontMap fonts)
    {
        using var stream = new MemoryStream();
        using (var file = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            file.PackageProperties.Title = document.Title;
            file.PackageProperties.Creator = document.Authority;
            var main = file.AddMainDocumentPart();
            var footer = main.AddNewPart<FooterPart>();
            footer.Footer = PageNumber(fonts);
            var body = new Body(Paragraphs(document, fonts));
            body.Append(Section(main.GetIdOfPart(footer)));
            main.Document = new Document(body);
        }

        return stream.ToArray();
    }

    private static IEnumerable<OpenXmlElement> Paragraphs(OfficialDocument document, FontMap fonts)
    {
        yield return Line(document.Authority, fonts.Title, PageLayout.AuthorityPoints, JustificationValues.Center, Red);
        yield return Ruled(NumberLine(document), fonts);
        yield return Line(string.Empty, fonts.Text, PageLayout.TextPoints, JustificationValues.Left);
        yield return Line(document.Title, fonts.Title, PageLayout.TitlePoints, JustificationValues.Center);
        yield return Line(string.Empty, fonts.Text, PageLayout.TextPoints, JustificationValues.Left);
        if (document.Recipient is { } recipient)
            yield return Line(recipient + "：", fonts.Text, PageLayout.TextPoints, JustificationValues.Left);
        foreach (var element in document.Body.SelectMany(block => Block(block, fonts)))
            yield return element;
        for (var i = 0; i < document.Attachments.Count; i++)
            yield return Indented($"{(i == 0 ? "附件：" : "　　　")}{i + 1}. {document.Attachments[i]}", fonts.Text);
        yield return Line(string.Empty, fonts.Text, PageLayout.TextPoints, JustificationValues.Left);
        var signature = document.Signature ?? document.Authority;
        yield return Line(signature, fonts.Text, PageLayout.TextPoints, JustificationValues.Right);
        var date = HtmlRenderer.ChineseDate(document.Date);
        yield return Line(date, fonts.Text, PageLayout.TextPoints, JustificationValues.Right);
        if (document.CopyTo is { } copyTo && document.Printer is not null)
            yield return Line($"抄送：{copyTo}。", fonts.Text, PageLayout.NotePoints, JustificationValues.Left);
        if (document.Printer is { } printer)
        {
            var imprint = $"{printer}　　　　{HtmlRenderer.ChineseDate(document.Date)}印发";
            yield return Line(imprint, fonts.Text, PageLayout.NotePoints, JustificationValues.Left);
        }
    }

    private static string NumberLine(OfficialDocument document) =>
        (document.Number ?? "〔　　〕　号（稿）") + (document.Signer is { } signer ? $"　　　　签发人：{signer}" : string.Empty);

    private static IEnumerable<OpenXmlElement> Block(DocumentBlock block, FontMap fonts) => block switch
    {
        HeadingBlock { Level: 1 } heading => [Indented(heading.Text, fonts.Heading, keepNext: true)],
        HeadingBlock heading => [Indented(heading.Text, fonts.SubHeading, keepNext: true)],
        ParagraphBlock paragraph => [Indented(paragraph.Text, fonts.Text)],
        TableBlock table =>
        [
            Line(Caption(table), fonts.Heading, PageLayout.NotePoints, JustificationValues.Center),
            Grid(table, fonts),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(block), block.GetType().Name, "unknown block"),
    };

    private static string Caption(TableBlock table) =>
        table.Unit is null ? table.Caption : $"{table.Caption}（单位：{table.Unit}）";

    private static Table Grid(TableBlock table, FontMap fonts)
    {
        var borders = new TableBorders(
            Border<TopBorder>(), Border<LeftBorder>(), Border<BottomBorder>(), Border<RightBorder>(),
            Border<InsideHorizontalBorder>(), Border<InsideVerticalBorder>());
        var width = new TableWidth { Type = TableWidthUnitValues.Pct, Width = "5000" };
        var grid = new Table(new TableProperties(width, borders), new TableGrid(table.Header.Select(_ => new GridColumn())));
        var header = Row(table.Header, table.Header.Count, fonts);
        header.PrependChild(new TableRowProperties(new CantSplit(), new TableHeader()));
        grid.Append(header);
        foreach (var row in table.Rows)
            grid.Append(Row(row, table.Header.Count, fonts));
        return grid;
    }

    private static T Border<T>()
        where T : BorderType, new() => new() { Val = BorderValues.Single, Size = 4 };

    private static TableRow Row(IReadOnlyList<string> cells, int columns, FontMap fonts)
    {
        var row = new TableRow();
        for (var column = 0; column < columns; column++)
        {
            var side = column == 0 ? JustificationValues.Left : JustificationValues.Right;
            var text = column < cells.Count ? cells[column] : string.Empty;
            row.Append(new TableCell(new Paragraph(
                new ParagraphProperties(new Justification { Val = side }), Run(text, fonts.Text, 11, null))));
        }

        return row;
    }

    private static Paragraph Line(
        string text, FontChoice font, int points, JustificationValues side, string? colour = null) =>
        new(new ParagraphProperties(new Justification { Val = side }), Run(text, font, points, colour));

    private static Paragraph Ruled(string text, FontMap fonts) => new(
        new ParagraphProperties(
            new ParagraphBorders(new BottomBorder { Val = BorderValues.Single, Size = 16, Color = Red, Space = 4 }),
            new Justification { Val = JustificationValues.Center }),
        Run(text, fonts.Text, PageLayout.TextPoints, null));

    private static Paragraph Indented(string text, FontChoice font, bool keepNext = false)
    {
        var properties = new ParagraphProperties();
        if (keepNext)
            properties.Append(new KeepNext());
        properties.Append(
            new SpacingBetweenLines { Line = $"{PageLayout.LinePoints * 20}", LineRule = LineSpacingRuleValues.Exact },
            new Indentation { FirstLineChars = 200 },
            new Justification { Val = JustificationValues.Both });
        return new Paragraph(properties, Run(text, font, PageLayout.TextPoints, null));
    }

    private static Run Run(string text, FontChoice font, int points, string? colour)
    {
        var properties = new RunProperties(
            new RunFonts { Ascii = font.Wanted, HighAnsi = font.Wanted, EastAsia = font.Wanted });
        if (colour is not null)
            properties.Append(new Color { Val = colour });
        properties.Append(new FontSize { Val = $"{points * 2}" });
        return new Run(properties, new Text(text) { Space = SpaceProcessingModeValues.Preserve });
    }

    private static Footer PageNumber(FontMap fonts) => new(new Paragraph(
        new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
        Run("— ", fonts.Text, PageLayout.NotePoints, null),
        new SimpleField { Instruction = "PAGE" },
        Run(" —", fonts.Text, PageLayout.NotePoints, null)));

    private static SectionProperties Section(string footerId) => new(
        new FooterReference { Type = HeaderFooterValues.Default, Id = footerId },
        new PageSize
        {
            Width = PageLayout.Twips(PageLayout.WidthMillimetres),
            Height = PageLayout.Twips(PageLayout.HeightMillimetres),
        },
        new PageMargin
        {
            Top = (int)PageLayout.Twips(PageLayout.TopMillimetres),
            Bottom = (int)PageLayout.Twips(PageLayout.BottomMillimetres),
            Left = PageLayout.Twips(PageLayout.LeftMillimetres),
            Right = PageLayout.Twips(PageLayout.RightMillimetres),
        });
}
