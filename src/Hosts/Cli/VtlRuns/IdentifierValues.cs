using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>The values of identifiers over the inputs of a case: what pivot has to know.</summary>
internal static class IdentifierValues
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IEnumerable<VtlTable> inputs)
    {
        var values = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var input in inputs.Where(i => i.Components is not null))
        {
            foreach (var component in input.Structure.Components.Where(IsEnumerable))
            {
                var column = input.Header.ToList().IndexOf(component.Name);
                var cells = input.Rows.Where(r => column >= 0 && column < r.Count).Select(r => r[column]);
                if (!values.TryGetValue(component.Name, out var found))
                    values[component.Name] = found = new SortedSet<string>(StringComparer.Ordinal);
                found.UnionWith(cells.OfType<string>());
            }
        }

        return values.ToDictionary(v => v.Key, IReadOnlyList<string> (v) => [.. v.Value], StringComparer.Ordinal);
    }

    private static bool IsEnumerable(Component component) => component is
    {
        Role: ComponentRole.Identifier,
        Kind: ScalarKind.String or ScalarKind.Integer or ScalarKind.TimePeriod
    };
}
