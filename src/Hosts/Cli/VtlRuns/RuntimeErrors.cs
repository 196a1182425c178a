using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>VTL5xxx: what goes wrong while a statement is executed.</summary>
internal sealed class VtlRuntimeException(VtlRuntimeError error)
    : Exception($"{error.Message.Zh} / {error.Message.En}")
{
    public VtlRuntimeError Error { get; } = error;
}
