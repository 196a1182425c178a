namespace Huoshui.Policies.Figures;

/// <summary>What a printed unit holds: 万亿元 is 10^12 元, 万户 is 10^4 户, 倍 and % are themselves.</summary>
public static class FigureUnit
{
    private static readonly (string Prefix, decimal Factor)[] Prefixes =
        [("万亿", 1_000_000_000_000m), ("亿", 100_000_000m), ("万", 10_000m)];

    /// <summary>Base units in one unit; at least 1.</summary>
    public static decimal FactorOf(string unit)
    {
        foreach (var (prefix, factor) in Prefixes)
        {
            if (unit.StartsWith(prefix, StringComparison.Ordinal) && unit.Length > prefix.Length)
                return factor;
        }

        return 1m;
    }

    /// <summary>The unit without its prefix: 元, 户, 家 …</summary>
    public static string BaseOf(string unit)
    {
        foreach (var (prefix, _) in Prefixes)
        {
            if (unit.StartsWith(prefix, StringComparison.Ordinal) && unit.Length > prefix.Length)
                return unit[prefix.Length..];
        }

        return unit;
    }
}
