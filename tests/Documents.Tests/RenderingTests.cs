using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Huoshui.Diagnostics;
using UglyToad.PdfPig;
using Xunit;

namespace Huoshui.Documents.Tests;

public sealed class RenderingTests
{
    private static readonly OfficialDocument Sample = new(
        "深圳金融监管局（示范）",
        "关于2025年6月末普惠金融情况的通报",
        [
            new HeadingBlock(1, "一、普惠金融"),
            new ParagraphBlock("普惠型小微企业贷款余额1.96万亿元，<b>不是标签</b>。"),
            new TableBlock("主要指标", "亿元", ["指标", "数值"], [["普惠型小微企业贷款余额", "19,600.00"], ["只有一格"]]),
        ],
        new DateOnly(2025, 7, 15))
    {
        Number = "深金监通报〔2025〕1号",
        Signer = "张三",
        Recipient = "各银行业金融机构",
        Attachments = ["指标表"],
        CopyTo = "市政府办公厅",
        Printer = "综合处",
    };

    [Fact]
    public void A_docx_is_valid_and_holds_every_part()
    {
        using var stream = new MemoryStream(DocxRenderer.Render(Sample, FontMap.Standard));
        using var file = WordprocessingDocument.Open(stream, isEditable: false);

        var text = file.MainDocumentPart!.Document!.InnerText;

        Assert.Empty(new OpenXmlValidator().Validate(file, TestContext.Current.CancellationToken)
            .Select(error => error.Description));
        Assert.All(
            new[] { Sample.Number!, "签发人：张三", Sample.Title, "<b>不是标签</b>", "19,600.00", "抄送：市政府办公厅" },
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Html_escapes_what_is_in_the_text()
    {
        var html = HtmlRenderer.Render(Sample, FontMap.Standard);

        Assert.Contains("&lt;b&gt;不是标签&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_says_that_it_is_one()
    {
        var html = HtmlRenderer.Render(Sample with { Number = null }, FontMap.Standard);

        Assert.Contains("class=\"draft\">稿<", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pdf_has_a4_pages_and_the_text()
    {
        var renderer = new PdfRenderer(new PdfOptions());
        Assert.SkipWhen(renderer.Browser is null, "chromium is not installed");

        var result = await renderer.RenderAsync(
            HtmlRenderer.Render(Sample, FontMap.Standard), TestContext.Current.CancellationToken);

        Assert.Null(result.Problem);
        using var pdf = PdfDocument.Open(result.Content!);
        var page = pdf.GetPage(1);
        Assert.InRange(page.Width, 594, 597);
        Assert.InRange(page.Height, 840, 843);
        Assert.Contains("普惠型小微企业", page.Text.Normalize(NormalizationForm.FormKC), StringComparison.Ordinal);
        Assert.Contains("— 1 —", page.Text.Normalize(NormalizationForm.FormKC), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_the_reader_is_told_to_take_the_docx()
    {
        var result = await new PdfRenderer(new PdfOptions { Browser = "/nowhere/chromium" })
            .RenderAsync("<p>", TestContext.Current.CancellationToken);

        Assert.Equal("DOC1003", result.Problem!.Code);
    }

    [Fact]
    public async Task A_page_over_the_limit_is_refused()
    {
        var renderer = new PdfRenderer(new PdfOptions { LongestHtml = 10 });
        Assert.SkipWhen(renderer.Browser is null, "chromium is not installed");

        var result = await renderer.RenderAsync(new string('x', 11), TestContext.Current.CancellationToken);

        Assert.Equal("DOC1004", result.Problem!.Code);
    }

    [Fact]
    public async Task A_page_at_the_limit_is_printed()
    {
        const string Page = "<p>活水</p>";
        var renderer = new PdfRenderer(new PdfOptions { LongestHtml = Page.Length });
        Assert.SkipWhen(renderer.Browser is null, "chromium is not installed");

        var result = await renderer.RenderAsync(Page, TestContext.Current.CancellationToken);

        Assert.NotNull(result.Content);
    }

    [Fact]
    public void A_name_without_a_value_becomes_a_dash_and_a_diagnostic_with_its_place()
    {
        var problems = new List<Diagnostic>();
        var template = DocumentTemplate.Load(
            new SourceText("t.yaml", "authority: 局\ntitle: 通报\nbody:\n  - text: ['余额{{I03}}，户数{{I05}}']\n"), problems)!;

        var document = template.Fill(
            new DateOnly(2025, 7, 1), name => name == "I03" ? "1.96万亿元" : null, _ => null, problems);

        Assert.Equal("余额1.96万亿元，户数—", Assert.IsType<ParagraphBlock>(Assert.Single(document.Body)).Text);
        Assert.Equal(("DOC1002", 4), (problems[0].Code, problems[0].Position!.Value.Line));
    }

    [Theory]
    [InlineData("title: x")]
    [InlineData("authority: [")]
    public void A_broken_template_is_refused(string yaml)
    {
        var problems = new List<Diagnostic>();

        Assert.Null(DocumentTemplate.Load(new SourceText("t.yaml", yaml), problems));
        Assert.Equal("DOC1001", Assert.Single(problems).Code);
    }
}
