using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// The type of a parameter as written: <c>integer</c>, <c>component&lt;string&gt;</c>,
/// <c>dataset { measure&lt;number&gt; _+ }</c> (VTL 2.2 RM, Data type syntax).
/// </summary>
internal sealed partial class ParameterType
{
    private readonly List<Constraint> _constraints;

    private ParameterType(bool isDataset, bool isComponent, string scalar, List<Constraint> constraints)
    {
        IsDataset = isDataset;
        IsComponent = isComponent;
        Scalar = scalar;
        _constraints = constraints;
    }

    public bool IsDataset { get; }

    public bool IsComponent { get; }

    /// <summary>The scalar type of a scalar or component; an empty text for any.</summary>
    public string Scalar { get; }

    public static ParameterType Of(TypeText type)
    {
        if (type.Base == "dataset")
        {
            var constraints = ConstraintPattern().Matches(type.Text["dataset".Length..]).Select(m => new Constraint(
                m.Groups["role"].Value, m.Groups["type"].Value, m.Groups["name"].Value.Trim('\''),
                m.Groups["many"].Value)).ToList();
            return new ParameterType(true, false, string.Empty, constraints);
        }

        var isComponent = type.Base is "component" or "measure" or "identifier" or "attribute" or "viral attribute";
        var inner = isComponent ? InnerPattern().Match(type.Text).Groups["type"].Value : type.Base;
        return new ParameterType(false, isComponent, inner, []);
    }

    /// <summary>Compares a data set with this type.</summary>
    /// <returns>What a data set lacks to be of this type; null for nothing.</returns>
    public string? Lacking(Relation relation)
    {
        var named = _constraints.Where(c => c.Name != "_").Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var constraint in _constraints)
        {
            var found = relation.Components.Where(c => constraint.HasRole(c) &&
                (constraint.Name == "_" ? !named.Contains(c.Name) : c.Name == constraint.Name)).ToList();
            var isEnough = constraint.Many switch { "*" => true, "+" => found.Count > 0, _ => found.Count == 1 };
            if (!isEnough || !found.TrueForAll(constraint.HasType))
                return $"{constraint.Role} {string.Join(", ", found.Select(c => $"{c.Name} {c.Kind}"))}";
        }

        return null;
    }

    /// <summary>The components of a data set that is described wholly; null where a name, a type or a number of
    /// components is left open.</summary>
    public List<Component>? Structure()
    {
        var components = _constraints.Select(c => c.Described()).ToList();
        return components.Contains(null) ? null : [.. components.OfType<Component>()];
    }

    [GeneratedRegex(
        @"(?<role>viral attribute|identifier|measure|attribute|component)\s*(?:<\s*(?<type>\w+)[^>]*>)?\s*" +
            @"(?<name>'[^']*'|\w+)\s*(?<many>[+*]?)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConstraintPattern();

    [GeneratedRegex(@"<\s*(?<type>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InnerPattern();

    private sealed record Constraint(string Role, string Type, string Name, string Many)
    {
        public bool HasRole(Component component) => Role switch
        {
            "identifier" => component.Role == ComponentRole.Identifier,
            "measure" => component.Role == ComponentRole.Measure,
            "attribute" => component.Role is ComponentRole.Attribute or ComponentRole.ViralAttribute,
            "viral attribute" => component.Role == ComponentRole.ViralAttribute,
            _ => true,
        };

        public Component? Described()
        {
            ComponentRole? role = Role switch
            {
                "identifier" => ComponentRole.Identifier,
                "measure" => ComponentRole.Measure,
                "attribute" => ComponentRole.Attribute,
                "viral attribute" => ComponentRole.ViralAttribute,
                _ => null,
            };
            return role is { } known && Kind is { } kind && Name != "_" && Many.Length == 0
                ? new Component(Name, known, kind, null, known != ComponentRole.Identifier) : null;
        }

        private ScalarKind? Kind => Enum.TryParse<ScalarKind>(
            Type.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var kind) ? kind : null;

        public bool HasType(Component component) => Kind is not { } wanted || ScalarType.Of(component).Fits(wanted);
    }
}
