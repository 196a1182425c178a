using Huoshui.Documents;
using Huoshui.Measures;

namespace Huoshui.Systems.Indicators;

/// <summary>The bulletin as a document: what is published, chapter by chapter, in the form of GB/T 9704.</summary>
internal static class BulletinDocument
{
    private const string Authority = "深圳金融监管（示例）";
    private static readonly string[] Numerals = ["一", "二", "三", "四", "五", "六", "七", "八"];
    private static readonly TimeSpan ShanghaiOffset = TimeSpan.FromHours(8);

    public static OfficialDocument Of(Bulletin bulletin, TimeProvider time)
    {
        var format = MeasureFormat.Chinese;
        var blocks = new List<DocumentBlock>
        {
            new ParagraphBlock("本公报由报送数据经校验、受理、计算并经两人审批后发布。各项指标的定义、范围和来源见平台指标页。"),
        };
        for (var i = 0; i < bulletin.Chapters.Count; i++)
        {
            var chapter = bulletin.Chapters[i];
            blocks.Add(new HeadingBlock(1, $"{Numerals[i]}、{chapter.Title.Zh}"));
            blocks.Add(new ParagraphBlock(Sentence(chapter, format)));
            blocks.Add(new TableBlock(
                $"{chapter.Title.Zh}主要指标",
                null,
                ["编号", "指标", "数值", "单位", "数据日期"],
                [.. chapter.Items.Select(item => Row(item, format))]));
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(ShanghaiOffset).DateTime);
        return new OfficialDocument(Authority, "五篇大文章与开放发展指标公报", blocks, today);
    }

    private static string Sentence(BulletinChapter chapter, MeasureFormat format)
    {
        var published = chapter.Items.Where(i => i.Published is not null).ToList();
        if (published.Count == 0)
            return "本章指标尚未发布。";
        var parts = published.Select(i =>
        {
            var (number, unit) = FigureText.Parts(i.Figure, i.BaseValue, format);
            return $"{i.Figure.Name.Zh}{number}{unit?.Symbol}";
        });
        return $"截至{format.AsOf(published.Max(i => i.AsOf))}，{string.Join("；", parts)}。";
    }

    private static IReadOnlyList<string> Row(BulletinItem item, MeasureFormat format)
    {
        var (number, unit) = FigureText.Parts(item.Figure, item.BaseValue, format);
        if (item is { BaseValue: null, Figure.IsConnected: true })
            number = "尚未发布";
        return [item.Figure.Id, item.Figure.Name.Zh, number, unit?.Symbol
            ?? string.Empty, item.Figure.IsConnected ? format.Date(item.AsOf) : string.Empty];
    }
}
