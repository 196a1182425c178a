using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl;

/// <summary>Writes scripts in a uniform layout, or exports them to strict VTL 2.2. Thread safe.</summary>
public static class VtlPrinter
{
    /// <summary>The script in our layout; comments are lost.</summary>
    /// <param name="source">A script without syntax errors; statements with errors are left out.</param>
    /// <param name="extensions">True if it may hold our extensions.</param>
    public static string Print(SourceText source, bool extensions = true) =>
        new Printer(isStandard: false).Print(Parser.Parse(source, extensions, new DiagnosticBag()));

    /// <summary>A name as scripts with our extensions write it: in single quotes where it is no plain word.</summary>
    /// <param name="name">Without quotes.</param>
    public static string Name(string name) => new Printer(isStandard: false).Text(new Name(default, name));

    /// <summary>
    /// The scripts in VTL 2.2 without our extensions: names beyond ASCII are quoted, lookups are left joins, tolerances
    /// are
    /// distances, parameters are constants, and messages stand in comments. Functions of the host stay as calls.
    /// </summary>
    /// <param name="sources">Scripts that compile with <paramref name="inputs"/>.</param>
    /// <param name="inputs">As for the compiler; gives structures and parameters.</param>
    public static string ToStandard(IReadOnlyList<SourceText> sources, VtlInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(inputs);
        var structures = inputs.Datasets.Concat(VtlCompiler.Compile(sources, inputs).Results.Select(r => r.Structure))
            .ToDictionary(s => s.Name, StringComparer.Ordinal);
        var constants = inputs.Constants.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var printer = new Printer(isStandard: true, new StandardForm(structures, constants).Expand);
        return string.Concat(
            sources.Select(s => printer.Print(Parser.Parse(s, extensions: true, new DiagnosticBag()))));
    }
}
