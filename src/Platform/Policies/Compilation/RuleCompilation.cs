using Huoshui.Diagnostics;
using Huoshui.Policies.Derivation;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Compilation;

/// <summary>Whether the rules of a return compile when every table is there.</summary>
internal static class RuleCompilation
{
    /// <summary>The rules for the day on which the pack is first in force or, if later, its parameters last
    /// change.</summary>
    public static ReturnChecks Everything(LoadedReturn loaded)
    {
        var pack = loaded.Parts.Definition.Pack;
        var asOf = pack.Parameters.All.SelectMany(p => p.Values).Select(v => v.From).Append(pack.EffectiveFrom).Max();
        return loaded.Rules.For(asOf, AllTables(loaded));
    }

    /// <summary>The errors of that compilation.</summary>
    public static IEnumerable<Diagnostic> Errors(LoadedReturn loaded) =>
        Everything(loaded).Module.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Every table of the return, and every previous one that a written rule reads.</summary>
    public static IReadOnlySet<string> AllTables(LoadedReturn loaded)
    {
        var words = loaded.Rules.Written.Words;
        return loaded.Parts.Definition.Tables
            .SelectMany(t => new[] { t.Code, t.Code + ReturnConstants.PreviousSuffix })
            .Where(n => !n.EndsWith(ReturnConstants.PreviousSuffix, StringComparison.Ordinal) || words.Contains(n))
            .ToHashSet(StringComparer.Ordinal);
    }
}
