using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Templates;

/// <summary>A line that is no formula: the next one is read all the same.</summary>
internal sealed class FormulaException(Diagnostic diagnostic) : Exception(diagnostic.Message.En)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
