using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Systems.Indicators;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>The packs of this repository, loaded once for all tests.</summary>
internal static class RepositoryPolicies
{
    private static readonly Lazy<PolicyLibrary> Loaded = new(() => PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked));

    private static readonly Lazy<FigureCompiler> Compiled = new(() => new FigureCompiler(
        Library, FigureLibrary.Load(Library.Folder), RegisterSource.Static(Library.Vocabulary)));

    public static PolicyLibrary Library => Loaded.Value;

    public static FigureCompiler Compiler => Compiled.Value;
}
