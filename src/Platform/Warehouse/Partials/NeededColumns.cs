namespace Huoshui.Warehouse.Partials;

/// <summary>
/// The names that compiled SQL mentions. A relation that is made for it needs no other columns: a filed table has up to
/// 160, a figure reads ten. A name that is mentioned for another reason costs a column, never a wrong result.
/// </summary>
internal sealed class NeededColumns
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // Every name in compiled SQL is quoted, so every second piece is one. A doubled quote inside a name keeps the
    // count;
    // a quote inside a text literal would not, so both kinds of pieces count.
    public NeededColumns(IEnumerable<string> statements)
    {
        foreach (var statement in statements)
            _names.UnionWith(statement.Split('"'));
    }

    public bool Has(string name) => _names.Contains(name);
}
