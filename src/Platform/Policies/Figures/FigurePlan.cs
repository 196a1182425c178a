using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Policies.Figures;

/// <summary>The scripts of every computed pack, compiled for one date. Immutable, thread safe.</summary>
/// <param name="AsOf">The date whose parameters are bound.</param>
/// <param name="Packs">Each after the packs that it uses; a pack that does not compile is left out whole.</param>
/// <param name="Diagnostics">What is wrong with the scripts, with place.</param>
public sealed record FigurePlan(
    DateOnly AsOf, IReadOnlyList<CompiledFigurePack> Packs, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>A compiled pack; null if it has no scripts or does not compile.</summary>
    public CompiledFigurePack? Pack(string id) =>
        Packs.FirstOrDefault(p => string.Equals(p.Pack.Id, id, StringComparison.Ordinal));
}

/// <summary>A pack's scripts, compiled.</summary>
public sealed record CompiledFigurePack
{
    /// <summary>What the pack declares.</summary>
    public required FigurePack Pack { get; init; }

    /// <summary>rows.vtl: row-level results that are computed once a run and lent to others. Empty for most
    /// packs.</summary>
    public required IReadOnlyList<VtlResult> Lent { get; init; }

    /// <summary>partials.vtl: results stored by institution.</summary>
    public required IReadOnlyList<VtlResult> Stored { get; init; }

    /// <summary>rows.vtl and partials.vtl: every row-level result, for opening a figure.</summary>
    public required IReadOnlyList<VtlResult> Rows { get; init; }

    /// <summary>indicators.vtl: one row each.</summary>
    public required IReadOnlyList<VtlResult> Figures { get; init; }

    /// <summary>indicators.vtl: results on the way to the figures, which are not kept; for the lineage of
    /// figures.</summary>
    public IReadOnlyList<VtlResult> Steps { get; init; } = [];

    /// <summary>Tables read, with those of the packs used, by return.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<TableDefinition>> Tables { get; init; }

    /// <summary>SHA-256 of scripts, bound parameters, registers and used packs up to partials; hex.</summary>
    public required string PartialsHash { get; init; }

    /// <summary>The same with indicators.vtl; hex.</summary>
    public required string FiguresHash { get; init; }

    /// <summary>Structures of the stored results of this pack and those it uses, by name.</summary>
    public required IReadOnlyDictionary<string, DataStructure> StoredStructures { get; init; }
}
