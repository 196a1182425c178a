using System.Collections.Frozen;
using System.Globalization;
using Huoshui.Policies;
using Huoshui.Presentation;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Microsoft.Extensions.Localization;

namespace Huoshui.Portal.Layout;

/// <summary>A part of the menu.</summary>
internal sealed record MenuGroup(string Title, IReadOnlyList<MenuLink> Links);

/// <summary>A page in the menu.</summary>
internal sealed record MenuLink(string Path, string Title, string IconName)
{
    /// <summary>The pages for which it stands in the bar; empty for a page of its own.</summary>
    public IReadOnlyList<MenuLink> Inside { get; init; } = [];

    /// <summary>Whether it is a page, or one of those inside.</summary>
    public bool Holds(string? path) => path == Path || Inside.Any(link => link.Path == path);
}

/// <summary>The menu: the pages of the register (policies/systems.yaml) and the host's own, those that the viewer may
/// open.</summary>
internal sealed class Menu(PolicyLibrary library, LoanOptions loans)
{
    /// <summary>So many pages of one system stand together in the bar of strangers.</summary>
    public const int MostApart = 3;

    private static readonly FrozenDictionary<string, string> IconsOfPages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/bulletin"] = "bulletin",
        ["/figures"] = "chart",
        ["/figures/publications"] = "stack",
        ["/requests"] = "link",
        ["/filings"] = "inbox",
        ["/loans/apply"] = "upload",
        ["/loans/mine"] = "log",
        ["/loans/desk"] = "bank",
        ["/loans/dashboard"] = "chart",
        ["/visits/entities"] = "users",
        ["/visits/record"] = "plus",
        ["/visits/phone"] = "phone",
        ["/visits/import"] = "download",
        ["/visits/devices"] = "phone",
        ["/visits/declare"] = "upload",
        ["/visits/mine"] = "log",
        ["/visits/cases"] = "stack",
        ["/visits/problems"] = "warn",
        ["/visits/merges"] = "link",
        ["/visits/map"] = "globe",
        ["/visits/loans"] = "link",
        ["/visits/city"] = "chart",
        ["/visits/funnel"] = "flow",
        ["/lists"] = "bulletin",
        ["/lists/desk"] = "stack",
        ["/firstloans"] = "heart",
        ["/campaigns"] = "calendar",
        ["/campaigns/leads"] = "users",
        ["/campaigns/overview"] = "chart",
        ["/crossborder/scenarios"] = "globe",
        ["/crossborder/logs"] = "link",
        ["/crossborder/statistics"] = "chart",
        ["/scenes"] = "stack",
        ["/vtl"] = "flow",
        ["/calendar"] = "calendar",
        ["/tables"] = "table",
        ["/"] = "bulletin",
        ["/institutions"] = "bank",
        ["/packs"] = "book",
        ["/products"] = "shop",
        ["/users"] = "users",
        ["/roles"] = "shield",
        ["/audit"] = "log",
        ["/jobs"] = "clock",
        ["/notices/health"] = "bulletin",
        ["/about"] = "info",
        ["/account"] = "user",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> IconsOfAreas = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tech"] = "chip",
        ["green"] = "leaf",
        ["inclusive"] = "shop",
        ["pension"] = "heart",
        ["digital"] = "stack",
        ["opening"] = "globe",
        ["spine"] = "chart",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly HostPage[] Reference =
    [
        new("/tables", "Standard", [.. Roles.OfRegulator, .. Roles.OfInstitutions]),
        new("/packs", "Packs", [.. Roles.OfRegulator, .. Roles.OfInstitutions]),
        new("/institutions", "Institutions",
            [.. Roles.OfRegulator, .. Roles.OfInstitutions, Roles.SystemAdministrator, Roles.SecurityAdministrator]),
    ];

    private static readonly HostPage[] Administration =
    [
        new("/users", "Users", [Roles.SystemAdministrator]),
        new("/roles", "RoleGrants", [Roles.SecurityAdministrator]),
        new("/audit", "AuditLog", [Roles.AuditAdministrator]),
        new("/jobs", "Jobs", [Roles.SystemAdministrator, .. Roles.OfRegulator]),
        new("/notices/health", "NoticeHealth", [Roles.SystemAdministrator]),
    ];

    /// <summary>What the viewer may open, in the order of the register.</summary>
    public IReadOnlyList<MenuGroup> For(Viewer viewer, IStringLocalizer<Texts> texts)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var groups = library.Systems.Where(system => system.Status == SystemStatus.Active)
            .GroupBy(system => system.Area, StringComparer.Ordinal)
            .Select(area => new MenuGroup(
                texts["Area_" + area.Key],
                [
                    .. area.SelectMany(system => system.Pages)
                        .Where(page => IsFor(viewer, page) && IsOpen(page) && taken.Add(page.Path))
                        .Select(page => new MenuLink(page.Path, TitleOf(page, texts), IconOf(page.Path, area.Key))),
                ])).ToList();
        groups.Add(new MenuGroup(texts["Reference"], Own(Reference, viewer, texts, taken)));
        groups.Add(new MenuGroup(texts["Administration"], Own(Administration, viewer, texts, taken)));
        return [.. groups.Where(group => group.Links.Count > 0)];
    }

    /// <summary>What a stranger may open, for the bar: a system with <see cref="MostApart"/> pages or more is one
    /// entry, which leads to the first of them.</summary>
    public IReadOnlyList<MenuLink> ForBar(Viewer viewer, IStringLocalizer<Texts> texts) =>
    [
        .. library.Systems.Where(system => system.Status == SystemStatus.Active).SelectMany(system =>
        {
            List<MenuLink> links =
            [
                .. system.Pages.Where(page => IsFor(viewer, page) && IsOpen(page))
                    .Select(page => new MenuLink(page.Path, TitleOf(page, texts), IconOf(page.Path, system.Area))),
            ];
            return links.Count < MostApart ? links : [links[0] with { Title = TitleOf(system, texts), Inside = links }];
        }).DistinctBy(link => link.Path, StringComparer.Ordinal),
    ];

    /// <summary>The menu's entry that a page belongs to: the longest path that begins the page's; null for
    /// none.</summary>
    public static string? Current(IReadOnlyList<MenuGroup> menu, string path) =>
        menu.SelectMany(group => group.Links).Select(link => link.Path)
            .Where(entry => path == entry || path.StartsWith(entry + "/", StringComparison.Ordinal))
            .MaxBy(entry => entry.Length);

    private static List<MenuLink> Own(
        IEnumerable<HostPage> pages, Viewer viewer, IStringLocalizer<Texts> texts, HashSet<string> taken) =>
    [
        .. pages.Where(page => page.Roles.Any(viewer.Is) && taken.Add(page.Path))
            .Select(page => new MenuLink(page.Path, texts[page.Title], IconOf(page.Path, "spine"))),
    ];

    /// <summary>Whether a page of the register is meant for a viewer.</summary>
    public static bool IsFor(Viewer viewer, SystemPage page) => page.Audience.Any(audience => audience switch
    {
        "public" => true,
        "institution" => viewer.InstitutionId is not null,
        "regulator" => viewer.IsRegulator,
        "administrator" => viewer.Is(Roles.SystemAdministrator),
        _ => viewer.Is(audience),
    });

    // The register has two languages; the third is the menu's own.
    private static string TitleOf(SystemPage page, IStringLocalizer<Texts> texts) =>
        CultureInfo.CurrentUICulture.Name == PageLanguages.Traditional
            && texts["Menu_" + page.Path] is { ResourceNotFound: false } title ? title.Value : page.Title.Here();

    private static string TitleOf(SystemEntry system, IStringLocalizer<Texts> texts) =>
        texts["Bar_" + system.Id] is { ResourceNotFound: false } title ? title.Value : system.Title.Here();

    // Where no bank lends (the supervisor's own deployment) nobody is led to a form that takes nothing.
    private bool IsOpen(SystemPage page) => loans.IsOpen || !page.Path.StartsWith("/loans/", StringComparison.Ordinal);

    private static string IconOf(string path, string area) =>
        IconsOfPages.GetValueOrDefault(path) ?? IconsOfAreas.GetValueOrDefault(area, "chart");

    private sealed record HostPage(string Path, string Title, IReadOnlyList<string> Roles);
}
