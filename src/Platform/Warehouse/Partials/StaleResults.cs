using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>What a run has to compute, compiled for the database that does it.</summary>
internal sealed class StaleResults
{
    private readonly FigurePlan _plan;
    private readonly IReadOnlyDictionary<string, RegisterDataset> _registers;

    /// <summary>Takes a plan and what is stale of it.</summary>
    /// <param name="plan">Compiled for the database of the run.</param>
    /// <param name="registers">Rows of the registers, by name.</param>
    /// <param name="packs">Packs with stale institutions.</param>
    public StaleResults(
        FigurePlan plan, IReadOnlyDictionary<string, RegisterDataset> registers, IReadOnlyList<WantedPack> packs)
    {
        (_plan, _registers) = (plan, registers);
        Packs = packs;
        var compiled = packs.Select(w => plan.Pack(w.Pack.Pack.Id)!).ToList();
        Stored = compiled.ToDictionary(p => p.Pack.Id, p => p.Stored, StringComparer.Ordinal);
        var used = compiled.SelectMany(p => p.Pack.Uses.Append(p.Pack.Id)).ToHashSet(StringComparer.Ordinal);
        var lenders = plan.Packs.Where(p => used.Contains(p.Pack.Id)).ToList();
        Lent = Needed([.. lenders.SelectMany(p => p.Lent)], [.. compiled.SelectMany(p => p.Stored)]);
        Columns = new NeededColumns([.. Lent, .. compiled.SelectMany(p => p.Stored)]);
        var read = lenders.SelectMany(p => p.Pack.Registers).Distinct(StringComparer.Ordinal);
        Registers = [.. read.Select(r => registers[r])];
        var tables = compiled.SelectMany(p => p.Tables.Values).SelectMany(t => t);
        Tables = [.. tables.DistinctBy(t => t.Code, StringComparer.Ordinal)];
        var institutions = packs.SelectMany(w => w.Stale).ToHashSet(StringComparer.Ordinal);
        var facts = packs.SelectMany(w => w.Facts).Where(f => institutions.Contains(f.InstitutionId));
        Facts = [.. facts.DistinctBy(f => f.FactFileId)];
    }

    /// <summary>The packs, each with its stale institutions.</summary>
    public IReadOnlyList<WantedPack> Packs { get; }

    /// <summary>Results to keep, by pack.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<VtlResult>> Stored { get; }

    /// <summary>Row-level results that they read, each after those that it reads, with the columns that somebody
    /// needs.</summary>
    public IReadOnlyList<VtlResult> Lent { get; }

    /// <summary>What is read of each relation.</summary>
    public NeededColumns Columns { get; }

    /// <summary>Registers that are read.</summary>
    public IReadOnlyList<RegisterDataset> Registers { get; }

    /// <summary>Filed tables that are read.</summary>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <summary>The accepted tables of the stale institutions.</summary>
    public IReadOnlyList<AcceptedTable> Facts { get; }

    /// <summary>The same for some institutions only.</summary>
    public StaleResults Only(IReadOnlySet<string> institutions) =>
        new(_plan, _registers, [.. Packs.Select(w => w.Only(institutions)).Where(w => w.Stale.Count > 0)]);

    /// <summary>Computes into a new segment, which is there whole or not at all.</summary>
    /// <param name="segments">Where it goes.</param>
    /// <param name="compute">Writes the files of the segment into a folder.</param>
    public void Keep(PartialSegments segments, Action<string> compute)
    {
        var work = Directory.CreateDirectory(
            Path.Combine(segments.Folder, Guid.CreateVersion7() + DurableFile.TemporaryExtension));
        try
        {
            compute(work.FullName);
            segments.Add(work, Packs.Select(w => w.Stale.Select(i => w.Addresses[i]).ToList()));
        }
        finally
        {
            work.Refresh();
            if (work.Exists && work.Name.EndsWith(DurableFile.TemporaryExtension, StringComparison.Ordinal))
                work.Delete(recursive: true);
        }
    }

    // Row-level results are computed once for everybody who needs them, and of their columns only what somebody needs:
    // the last ones first, since what they do not read need not be in those that they read.
    private static List<VtlResult> Needed(List<VtlResult> lent, List<VtlResult> stored)
    {
        var readers = new List<VtlResult>(stored);
        var needed = new List<VtlResult>();
        foreach (var result in lent.AsEnumerable().Reverse())
        {
            var columns = readers.Where(r => r.Columns.ContainsKey(result.Name)).SelectMany(r => r.Columns[result.Name])
                .ToHashSet(StringComparer.Ordinal);
            if (columns.Count == 0)
                continue;
            needed.Insert(0, result.Only(columns));
            readers.Add(needed[0]);
        }

        return needed;
    }
}
