using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>The components that a ruleset's signature names, for the operand that it is applied to.</summary>
internal sealed class RuleNames(IReadOnlyDictionary<string, Component> components, RowView rows) : IRowNames
{
    public IReadOnlyList<Component> Components { get; } = [.. components.Select(c => c.Value with { Name = c.Key })];

    public Expr? Find(string name) => components.TryGetValue(name, out var component) ? rows[component.Name] : null;

    public Expr? Find(string alias, string name) => Find(name);
}
