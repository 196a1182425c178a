namespace Huoshui.Presentation.Flows;

/// <summary>A line of a flow in the table beside its picture.</summary>
/// <param name="Name">The line, with its box.</param>
/// <param name="Title">What it is called; null where it has no other name.</param>
/// <param name="Direct">What its values are made of, one step back.</param>
/// <param name="Sources">What its values are made of at the beginning.</param>
/// <param name="Conditions">What decides at the beginning whether it is there.</param>
public sealed record FlowOrigin(string Name, string? Title, string Direct, string Sources, string Conditions);
