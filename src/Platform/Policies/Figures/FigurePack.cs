namespace Huoshui.Policies.Figures;

/// <summary>The part of a pack that computes figures: what it reads, which other packs' rows it builds on, and what it
/// registers.</summary>
public sealed record FigurePack
{
    /// <summary>The pack's identifier: "tech/loans".</summary>
    public required string Id { get; init; }

    /// <summary>Tables of returns that partials.vtl reads, by return: onetable → F27, H01 …</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Inputs { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Register datasets that the scripts read (institutions, industry_map, enterprise_size).</summary>
    public IReadOnlyList<string> Registers { get; init; } = [];

    /// <summary>Packs whose shared results partials.vtl, or whose stored results indicators.vtl, reads.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

    /// <summary>Results that are computed once a run and lent to the packs that use this one; they are not
    /// stored.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>Stored results whose columns institution, reason, rows, yuan say what was left out.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Figures and shadow figures, in the order of the file.</summary>
    public IReadOnlyList<FigureDefinition> Figures { get; init; } = [];

    /// <summary>Whether there is anything to compute.</summary>
    public bool IsComputed => Inputs.Count > 0 || Uses.Count > 0 || Registers.Count > 0;
}
