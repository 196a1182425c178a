using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Markdig;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Packs;

/// <summary>A pack's parts as the pages show them.</summary>
internal static class PackWords
{
    // HTML in a README is shown as text: an analyst's file never brings markup of its own into the portal.
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    /// <summary>The chapter of a pack: the first folder of its id.</summary>
    public static string AreaOf(PolicyPack pack) => pack.Id.Split('/')[0];

    /// <summary>A chapter's name; its id when it has none.</summary>
    public static string AreaName(IStringLocalizer<Texts> texts, string area)
    {
        var name = texts["Area_" + area];
        return name.ResourceNotFound ? area : name.Value;
    }

    /// <summary>Whether any value of the parameter is an example (示例参数).</summary>
    public static bool IsIllustrative(Parameter parameter) => parameter.Values.Any(value => value.IsIllustrative);

    /// <summary>The README as HTML.</summary>
    public static MarkupString Readme(PolicyPack pack) => new(Markdig.Markdown.ToHtml(pack.ReadmeMarkdown, Markdown));

    /// <summary>A unit's name in the language of the page; the pack's own word when there is none.</summary>
    public static string Unit(string unit, IStringLocalizer<Texts> texts)
    {
        var name = texts["Unit_" + unit];
        return name.ResourceNotFound ? UnitWords.Of(unit).In(CultureInfo.CurrentUICulture.Name).Trim() : name.Value;
    }

    /// <summary>A parameter's value, as text.</summary>
    public static string Text(object value, IStringLocalizer<Texts> texts) => value switch
    {
        bool flag => texts[flag ? "Yes" : "No"],
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal or double or long or int =>
            string.Format(CultureInfo.InvariantCulture, "{0:#,##0.##########}", value).Replace('-', '−'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
