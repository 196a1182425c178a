using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>One run that computes what is stale, in a session of its own, into one segment.</summary>
internal sealed class PartialRun(
    string folder,
    PartialSegments segments,
    DuckLimits limits,
    FigurePlan plan,
    IReadOnlyDictionary<string, RegisterDataset> registers)
{
    public void Compute(IReadOnlyList<WantedPack> stale, BorrowerKey key, CancellationToken cancellationToken)
    {
        var institutions = stale.SelectMany(w => w.Stale).ToHashSet(StringComparer.Ordinal);
        var facts = stale.SelectMany(w => w.Facts).Where(f => institutions.Contains(f.InstitutionId))
            .DistinctBy(f => f.FactFileId).ToList();
        var work = Directory.CreateDirectory(
            Path.Combine(folder, Guid.CreateVersion7() + DurableFile.TemporaryExtension));
        try
        {
            using var session = DuckSession.Open(
                limits with { PreserveOrder = false }, [.. facts.Select(f => f.ParquetPath)], work.FullName);
            FactRelations.DefineKeyedHash(session, key);
            FactRelations.Define(session, Registers(stale));
            var lent = Lent(stale);
            var tables = stale.SelectMany(w => w.Pack.Tables.Values).SelectMany(t => t)
                .DistinctBy(t => t.Code, StringComparer.Ordinal);
            var stored = stale.SelectMany(w => w.Pack.Stored).Select(r => r.Sql).ToList();
            FactRelations.Define(
                session, tables, facts, new NeededColumns([.. lent.Select(l => l.Sql), .. stored]), cancellationToken);
            Lend(session, lent, stored, cancellationToken);
            foreach (var wanted in stale)
                Store(session, wanted, institutions, work.FullName, cancellationToken);
            segments.Add(work, stale.Select(w => w.Stale.Select(i => w.Addresses[i]).ToList()));
        }
        finally
        {
            work.Refresh();
            if (work.Exists && work.Name.EndsWith(DurableFile.TemporaryExtension, StringComparison.Ordinal))
                work.Delete(recursive: true);
        }
    }

    private IEnumerable<RegisterDataset> Registers(IEnumerable<WantedPack> stale) => stale
        .SelectMany(w => w.Pack.Pack.Uses.Select(plan.Pack).OfType<CompiledFigurePack>().Append(w.Pack))
        .SelectMany(p => p.Pack.Registers).Distinct(StringComparer.Ordinal).Select(r => registers[r]);

    private List<VtlResult> Lent(IReadOnlyList<WantedPack> stale)
    {
        var needed = stale.SelectMany(w => w.Pack.Pack.Uses.Append(w.Pack.Pack.Id)).ToHashSet(StringComparer.Ordinal);
        return [.. plan.Packs.Where(p => needed.Contains(p.Pack.Id)).SelectMany(p => p.Lent)];
    }

    // Row-level results are computed once for everybody who needs them, and of their columns only what somebody needs.
    private static void Lend(
        DuckSession session, List<VtlResult> lent, List<string> stored, CancellationToken cancellationToken)
    {
        for (var i = 0; i < lent.Count; i++)
        {
            var needed = new NeededColumns([.. lent.Skip(i + 1).Select(l => l.Sql), .. stored]);
            var columns = lent[i].Structure.Components.Where(c => needed.Has(c.Name)).Select(c => Sql.Name(c.Name));
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {Sql.Name(lent[i].Name)} AS "
                    + $"SELECT {string.Join(", ", columns)} FROM ({lent[i].Sql})",
                cancellationToken);
        }
    }

    private static void Store(
        DuckSession session, WantedPack wanted, HashSet<string> running, string work,
            CancellationToken cancellationToken)
    {
        // Everything in the session belongs to the running institutions; some may be up to date for this pack.
        var only = wanted.Stale.Count == running.Count ? string.Empty
            : $" WHERE institution IN ({string.Join(", ", wanted.Stale.Select(Sql.Text))})";
        foreach (var result in wanted.Pack.Stored)
        {
            var target = Path.Combine(work, PartialSegments.FileName(wanted.Pack.Pack.Id, result.Name));
            session.Execute(
                $"COPY (SELECT * FROM ({result.Sql}){only}) TO {Sql.Text(target)} (FORMAT parquet, COMPRESSION zstd)",
                cancellationToken);
        }
    }
}
