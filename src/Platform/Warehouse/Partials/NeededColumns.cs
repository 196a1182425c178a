using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>The columns that some results read: a filed table has up to 160, a figure reads ten. A relation that is made
/// for the results needs no others.</summary>
/// <param name="results">Compiled results.</param>
internal sealed class NeededColumns(IEnumerable<VtlResult> results)
{
    private readonly ILookup<string, string> _columns = results.SelectMany(r => r.Columns)
        .SelectMany(c => c.Value.Select(column => (Relation: c.Key, Column: column)))
        .Distinct().ToLookup(c => c.Relation, c => c.Column, StringComparer.Ordinal);

    /// <summary>True when a result reads the column of the relation.</summary>
    public bool Has(string relation, string column) => _columns[relation].Contains(column, StringComparer.Ordinal);
}
