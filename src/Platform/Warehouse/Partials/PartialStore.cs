using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>
/// Partial results by institution (分机构中间结果). What is there is reused; what is stale is computed for all stale
/// institutions
/// in one query a result and stored split by institution. Safe to run in several processes: a result is there whole or
/// not at all.
/// </summary>
/// <param name="folder">The folder of partial results; made if missing.</param>
/// <param name="limits">What one run may use.</param>
public sealed class PartialStore(string folder, DuckLimits limits)
{
    /// <summary>The folder of partial results.</summary>
    public string Folder => folder;

    /// <summary>Brings the partial results of a plan up to date.</summary>
    /// <param name="plan">Compiled for the date of the facts.</param>
    /// <param name="facts">Accepted tables of that date, by return.</param>
    /// <param name="registers">Rows of the registers that scripts read, by name.</param>
    /// <param name="only">The packs that are wanted, with those that they use; null for all.</param>
    /// <param name="cancellationToken">Leaves only whole results behind.</param>
    public PartialSet Ensure(
        FigurePlan plan,
        IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        IReadOnlySet<string>? only = null,
        CancellationToken cancellationToken = default)
    {
        var key = BorrowerKey.In(folder);
        var asked = plan.Packs.Where(p => only is null || only.Contains(p.Pack.Id))
            .SelectMany(p => p.Pack.Uses.Append(p.Pack.Id))
            .ToHashSet(StringComparer.Ordinal);
        var wanted = plan.Packs.Where(p => asked.Contains(p.Pack.Id)).Select(p => Want(p, facts, key)).ToList();
        var stale = wanted.Where(w => w.Stale.Count > 0).ToList();
        if (stale.Count > 0)
            new PartialRun(this, limits, plan, registers, key).Compute(stale, cancellationToken);
        var sets = wanted.ToDictionary(w => w.Pack.Pack.Id, w => w.Addresses, StringComparer.Ordinal);
        return new PartialSet(folder, plan, sets, stale.Sum(w => w.Stale.Count));
    }

    /// <summary>The folder of an address.</summary>
    internal string PathOf(string address) => Path.Combine(folder, address[..2], address);

    private WantedPack Want(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyList<AcceptedTable>> facts, BorrowerKey key)
    {
        var tables = new List<AcceptedTable>();
        foreach (var (returnId, definitions) in pack.Tables)
        {
            var codes = definitions.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
            tables.AddRange(facts.GetValueOrDefault(returnId, []).Where(f => codes.Contains(f.Table)));
        }

        var addresses = tables.GroupBy(t => t.InstitutionId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => PartialAddress.Of(pack, g, key.Id), StringComparer.Ordinal);
        var stale = pack.Stored.Count == 0
            ? []
            : addresses.Where(a => !Directory.Exists(PathOf(a.Value))).Select(a => a.Key)
                .ToHashSet(StringComparer.Ordinal);
        return new WantedPack(pack, tables, addresses, stale);
    }
}

/// <summary>A pack, the facts it reads and who is stale.</summary>
internal sealed record WantedPack(
    CompiledFigurePack Pack,
    IReadOnlyList<AcceptedTable> Facts,
    IReadOnlyDictionary<string, string> Addresses,
    IReadOnlySet<string> Stale);

/// <summary>The partial results of one date, all up to date.</summary>
/// <param name="Folder">The folder of partial results.</param>
/// <param name="Plan">What they were computed with.</param>
/// <param name="Addresses">Address by institution, by pack.</param>
/// <param name="Computed">How many (pack, institution) were stale and had to be computed.</param>
public sealed record PartialSet(
    string Folder,
    FigurePlan Plan,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Addresses,
    int Computed)
{
    /// <summary>Files of a stored result of a pack over all institutions; none where nobody has rows.</summary>
    public IReadOnlyList<string> Files(string packId, string result)
    {
        var files = new List<string>();
        foreach (var address in Addresses[packId].Values.Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(Folder, address[..2], address, result);
            if (Directory.Exists(path))
                files.AddRange(Directory.GetFiles(path, "*.parquet"));
        }

        return files;
    }

    /// <summary>The pack that stores a result, seen from another: itself or one it uses.</summary>
    public CompiledFigurePack? Storing(CompiledFigurePack pack, string result)
    {
        if (pack.Stored.Any(s => string.Equals(s.Name, result, StringComparison.Ordinal)))
            return pack;
        return pack.Pack.Uses.Select(u => Plan.Pack(u)).OfType<CompiledFigurePack>()
            .Select(p => Storing(p, result)).FirstOrDefault(p => p is not null);
    }
}
