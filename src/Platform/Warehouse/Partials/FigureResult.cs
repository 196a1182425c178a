using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>When two computations of one result say the same.</summary>
public static class FigureResult
{
    // The order of a sum of binary fractions is the engine's; a ratio is read to a few digits.
    private const decimal BinaryShare = 1e-9m;

    /// <summary>Whether two values are the same: decimals and counts to the last digit, binary fractions (ratios,
    /// averages) but for the order in which they were added.</summary>
    /// <param name="pack">The pack that computes it.</param>
    /// <param name="result">Its name in indicators.vtl.</param>
    /// <param name="one">In base units; null if there is none.</param>
    /// <param name="other">The same.</param>
    public static bool IsSame(CompiledFigurePack pack, string result, decimal? one, decimal? other)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (one == other)
            return true;
        return one is { } a && other is { } b && IsBinary(pack, result) && Math.Abs(a - b) <= Math.Abs(a) * BinaryShare;
    }

    private static bool IsBinary(CompiledFigurePack pack, string result) =>
        pack.Figures.FirstOrDefault(f => string.Equals(f.Name, result, StringComparison.Ordinal)) is { } figure
        && figure.Structure.Components.Any(
            c => c is { Role: ComponentRole.Measure, Kind: ScalarKind.Number, Scale: null });
}
