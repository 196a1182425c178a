using Huoshui.Diagnostics;
using Huoshui.Policies.Compilation;
using Huoshui.Policies.Loading;
using Huoshui.Vtl;

namespace Huoshui.Policies;

/// <summary>
/// Every pack under policies/, loaded and checked. Thread safe: a reload swaps one immutable snapshot, and a pack
/// with an
/// error is refused while its last good version stays in force.
/// </summary>
public sealed class PolicyLibrary
{
    private readonly Lock _loading = new();
    private volatile LibrarySnapshot _current;

    private PolicyLibrary(string folder, LibrarySnapshot first)
    {
        Folder = folder;
        _current = first;
    }

    /// <summary>Absolute path of the policies folder.</summary>
    public string Folder { get; }

    /// <summary>What was wrong at the last load, errors and warnings, with positions.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _current.Diagnostics;

    /// <summary>The packs in force, by id.</summary>
    public IReadOnlyList<PolicyPack> Packs => _current.Packs;

    /// <summary>The returns in force, by id.</summary>
    public IReadOnlyList<ReturnDefinition> Returns =>
        [.. _current.Returns.Values.Select(r => r.Parts.Definition).OrderBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>Code lists, reference tables and calendars.</summary>
    public Vocabulary Vocabulary => _current.Vocabulary;

    /// <summary>The register.</summary>
    public IReadOnlyList<SystemEntry> Systems => _current.Systems;

    internal LibrarySnapshot Current => _current;

    /// <summary>Loads a policies folder.</summary>
    /// <param name="folder">The folder that holds systems.yaml.</param>
    /// <param name="models">When the models of decisions are compiled, and what is wrong with them is found.</param>
    /// <returns>The library; packs with an error are left out, look at <see cref="Diagnostics"/>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static PolicyLibrary Load(string folder, ModelLoading models = ModelLoading.AtOnce)
    {
        var full = Path.GetFullPath(folder);
        return new PolicyLibrary(full, new LibraryLoader(full, LibrarySnapshot.Empty).Load(acceptReturn: null, models));
    }

    /// <summary>Reads the folder again. A pack with an error, also one whose rules do not compile, is refused: its
    /// last good
    /// version stays in force, and <see cref="Diagnostics"/> says why.</summary>
    /// <returns>True when every pack was accepted.</returns>
    public bool Reload()
    {
        lock (_loading)
        {
            var next = new LibraryLoader(Folder, _current).Load(r => RuleCompilation.Errors(r));
            _current = next;
            return next.Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error);
        }
    }

    /// <summary>Where the policies are: the environment variable HUOSHUI_POLICIES, else the nearest
    /// policies/systems.yaml upward from the current folder, then from the program.</summary>
    /// <exception cref="DirectoryNotFoundException">Found nowhere; the message says what to set.</exception>
    public static string FindFolder() => PolicyFolder.Find();

    /// <summary>The pack of an id, or null.</summary>
    public PolicyPack? Pack(string id) => Packs.FirstOrDefault(p => p.Id == id);

    /// <summary>The return of an id, or null.</summary>
    public ReturnDefinition? Return(string id) => Returns.FirstOrDefault(r => r.Id == id);

    /// <summary>The rules of a return for a date on the tables that a filing has, compiled once and kept.</summary>
    /// <param name="returnId">For example <c>onetable</c>.</param>
    /// <param name="asOf">The 数据日期.</param>
    /// <param name="tables">Codes of the tables that are there; <c>F27_prev</c> for the previous accepted
    /// period.</param>
    /// <param name="dialect">The database that runs them.</param>
    /// <exception cref="KeyNotFoundException">There is no such return.</exception>
    public ReturnChecks Checks(
        string returnId, DateOnly asOf, IReadOnlySet<string> tables, SqlDialect dialect = SqlDialect.DuckDb) =>
        _current.Returns.TryGetValue(returnId, out var found)
            ? found.Rules.For(asOf, tables, dialect)
            : throw new KeyNotFoundException($"there is no return {returnId}; known: {string.Join(", ", _current.Returns.Keys)}");

    /// <summary>The rules that follow from the standard for a table, as VTL that an analyst can read.</summary>
    /// <returns>Null if there is no such return or table.</returns>
    public SourceText? DerivedRules(string returnId, string table) =>
        _current.Returns.TryGetValue(returnId, out var found) && found.Parts.Definition.Table(table) is { } definition
            ? found.Rules.Derived(definition).Text
            : null;

    /// <summary>The cases of a return's rules; empty if it has none.</summary>
    /// <exception cref="KeyNotFoundException">There is no such return.</exception>
    public RuleCases Cases(string returnId) =>
        _current.Returns.TryGetValue(returnId, out var found)
            ? PackCheck.Cases(found)
            : throw new KeyNotFoundException($"there is no return {returnId}");

    /// <summary>Every dataset that the rules of a return may read: its tables, and those of the previous period that
    /// a written rule names.</summary>
    /// <exception cref="KeyNotFoundException">There is no such return.</exception>
    public IReadOnlySet<string> Datasets(string returnId) =>
        _current.Returns.TryGetValue(returnId, out var found)
            ? RuleCompilation.AllTables(found)
            : throw new KeyNotFoundException($"there is no return {returnId}");
}
