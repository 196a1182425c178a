namespace Huoshui.Warehouse.Partials;

/// <summary>What a pack's partial results merge to.</summary>
/// <param name="Figures">Values by result, in base units; null where there is no row or no value.</param>
/// <param name="LeftOut">Rows that could not be evaluated, of the pack and of those that it uses.</param>
public sealed record PackValues(IReadOnlyDictionary<string, decimal?> Figures, IReadOnlyList<LeftOutRows> LeftOut)
{
    /// <summary>Nothing was filed.</summary>
    public static PackValues None { get; } = new(new Dictionary<string, decimal?>(StringComparer.Ordinal), []);
}

/// <summary>Rows that a figure leaves out.</summary>
/// <param name="Reason">no_detail, no_rate or no_credit.</param>
/// <param name="Rows">How many.</param>
/// <param name="Yuan">Their balance; for no_rate in the currency of each row, added up as it stands.</param>
public sealed record LeftOutRows(string Reason, long Rows, decimal Yuan);
