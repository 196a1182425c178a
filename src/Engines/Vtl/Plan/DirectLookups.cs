namespace Huoshui.Vtl.Plan;

/// <summary>
/// Lookups without the care for repeated keys. A lookup takes the first row of a key; to find that first row costs more
/// than the join, and a filed table hardly ever repeats a key. A left join keeps every row of its operand at least once,
/// and compares just those keys: if the whole chain gives as many rows as its first operand has, no key that mattered
/// was repeated, and the direct form is the result. If it gives more, it is not, and the careful form must be run.
/// </summary>
internal static class DirectLookups
{
    /// <summary>The input whose rows the relation has, one each, if no key is repeated, and the direct form; null where
    /// the relation is no chain of lookups over an input.</summary>
    public static (string Operand, Relation Direct)? Of(Relation relation) =>
        Chain(relation) is { Any: true } chain ? (chain.Operand, chain.Direct) : null;

    private static (string Operand, Relation Direct, bool Any)? Chain(Relation relation)
    {
        switch (relation)
        {
            case InputScan input:
                return (input.Name, input, false);
            case ResultScan scan when Chain(scan.Definition) is { } below:
                return (below.Operand, below.Direct, below.Any);
            case Select { IsPlain: true, Where: null, Having: null, From: [var first, ..] } select
                when select.From.Skip(1).All(IsLookup) && Chain(first.Relation) is { } below:
                List<FromItem> from = [first with { Relation = below.Direct }, .. select.From.Skip(1).Select(Direct)];
                return (below.Operand, select with { From = from }, below.Any || select.From.Skip(1).Any(IsFirstRow));
            default:
                return null;
        }
    }

    private static bool IsLookup(FromItem item) => item is { Join: JoinType.Left, Relation: Select };

    private static bool IsFirstRow(FromItem item) =>
        item.Relation is Select select && select.KeysOfFirstRows() is not null;

    private static FromItem Direct(FromItem item) =>
        IsFirstRow(item) ? item with { Relation = ((Select)item.Relation) with { Qualify = null } } : item;
}
