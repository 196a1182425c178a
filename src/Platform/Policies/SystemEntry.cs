using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>A line of policies/systems.yaml: one system of the platform. The menu, the docs and the tests read
/// it.</summary>
/// <param name="Id">Its word everywhere: <c>returns</c>.</param>
/// <param name="Title">Its name in the menu.</param>
/// <param name="Summary">What it is for, one sentence.</param>
/// <param name="Area">The chapter: <c>spine</c>, <c>tech</c>, <c>green</c>, <c>inclusive</c>, <c>pension</c>,
/// <c>digital</c>, <c>opening</c>.</param>
/// <param name="Folder">Its folder under src/Systems; null if it has none yet.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="Packs">Ids of its packs; a trailing <c>/*</c> takes every pack below.</param>
/// <param name="Pages">Its pages in the order of the menu.</param>
public sealed record SystemEntry(
    string Id,
    LocalizedText Title,
    LocalizedText Summary,
    string Area,
    string? Folder,
    LocalizedText Owner,
    SystemStatus Status,
    IReadOnlyList<string> Packs,
    IReadOnlyList<SystemPage> Pages);

/// <summary>A page of a system in the menu.</summary>
/// <param name="Path">For example <c>/filings</c>.</param>
/// <param name="Title">As the menu shows it.</param>
/// <param name="Audience">Who sees it: <c>public</c>, <c>institution</c>, <c>regulator</c>,
/// <c>administrator</c>.</param>
public sealed record SystemPage(string Path, LocalizedText Title, IReadOnlyList<string> Audience);

/// <summary>Whether a system works.</summary>
public enum SystemStatus
{
    /// <summary>It works.</summary>
    Active,

    /// <summary>尚未接入: it has a place in the register and no more.</summary>
    Planned,
}
