namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>A runtime error of VTL: the whole result stops.</summary>
internal sealed class OracleError(string message) : Exception(message);
