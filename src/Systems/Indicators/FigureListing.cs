using Huoshui.Presentation;
using Huoshui.Presentation.Tables;

namespace Huoshui.Systems.Indicators;

/// <summary>The list of figures as the reader asked for it; page and export share it.</summary>
internal static class FigureListing
{
    public static TablePage<BulletinItem> Page(Bulletin bulletin, TableQuery query) => query.PageOf(
        Filtered(bulletin, query), ("id", i => i.Figure.Id), ("name", i => i.Figure.Name.Here()));

    public static IReadOnlyList<BulletinItem> Filtered(Bulletin bulletin, TableQuery query)
    {
        var items = bulletin.Chapters.SelectMany(c => c.Items);
        if (query.Filter("area") is { } area)
            items = items.Where(i => string.Equals(i.Figure.Area, area, StringComparison.Ordinal));
        if (query.Filter("state") is { } state)
        {
            items = items.Where(i =>
                i.Figure.IsConnected == string.Equals(state, "connected", StringComparison.Ordinal));
        }

        if (query.Text is { } text)
        {
            items = items.Where(i => i.Figure.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
                || i.Figure.Name.Zh.Contains(text, StringComparison.Ordinal)
                || i.Figure.Name.En.Contains(text, StringComparison.OrdinalIgnoreCase));
        }

        return [.. items];
    }
}
