namespace Huoshui.TransparencyLogVerifier;

/// <summary>Why something is not accepted; a code with a page in docs/reference/log-diagnostics.md.</summary>
/// <param name="Code">For example <c>LOG1001</c>.</param>
/// <param name="Zh">What is wrong, in Chinese.</param>
/// <param name="En">What is wrong, in English.</param>
public sealed record Refusal(string Code, string Zh, string En);
