using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>One run that computes what is stale, batch after batch of institutions, into one segment.</summary>
internal sealed class PartialRun(
    string folder,
    PartialSegments segments,
    RunLimits limits,
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
            var number = 0;
            foreach (var batch in Batches(facts))
            {
                var target = new BatchTarget(work.FullName, number++, batch);
                Compute(stale, key, target, cancellationToken);
            }

            segments.Add(work, stale.Select(w => w.Stale.Select(i => w.Addresses[i]).ToList()));
        }
        finally
        {
            work.Refresh();
            if (work.Exists && work.Name.EndsWith(DurableFile.TemporaryExtension, StringComparison.Ordinal))
                work.Delete(recursive: true);
        }
    }

    private IEnumerable<List<AcceptedTable>> Batches(IEnumerable<AcceptedTable> facts)
    {
        var batch = new List<AcceptedTable>();
        foreach (var ofOne in facts.GroupBy(f => f.InstitutionId, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (batch.Count > 0 && batch.Sum(f => f.Rows) + ofOne.Sum(f => f.Rows) > limits.RowsAtOnce)
            {
                yield return batch;
                batch = [];
            }

            batch.AddRange(ofOne);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private void Compute(
        IReadOnlyList<WantedPack> stale, BorrowerKey key, BatchTarget batch, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(
            limits.Session with { PreserveOrder = false }, [.. batch.Facts.Select(f => f.ParquetPath)], batch.Folder);
        FactRelations.DefineKeyedHash(session, key);
        FactRelations.Define(session, Registers(stale));
        var lent = Lent(stale);
        var tables = stale.SelectMany(w => w.Pack.Tables.Values).SelectMany(t => t)
            .DistinctBy(t => t.Code, StringComparer.Ordinal);
        var stored = stale.SelectMany(w => w.Pack.Stored).Select(r => r.Sql).ToList();
        FactRelations.Define(
            session, tables, batch.Facts, new NeededColumns([.. lent.Select(l => l.Sql), .. stored]), cancellationToken);
        Lend(session, lent, stored, cancellationToken);
        foreach (var wanted in stale)
            Store(session, wanted, batch, cancellationToken);
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
        DuckSession session, WantedPack wanted, BatchTarget batch, CancellationToken cancellationToken)
    {
        // Everything in the session belongs to the institutions of the batch; some may be up to date for this pack.
        var own = batch.Institutions.Where(wanted.Stale.Contains).ToList();
        if (own.Count == 0)
            return;
        var only = own.Count == batch.Institutions.Count ? string.Empty
            : $" WHERE institution IN ({string.Join(", ", own.Select(Sql.Text))})";
        foreach (var result in wanted.Pack.Stored)
        {
            var file = PartialSegments.FileName(wanted.Pack.Pack.Id, result.Name, batch.Number);
            session.Execute(
                $"COPY (SELECT * FROM ({result.Sql}){only}) TO {Sql.Text(Path.Combine(batch.Folder, file))} "
                    + "(FORMAT parquet, COMPRESSION zstd)",
                cancellationToken);
        }
    }

    private sealed record BatchTarget(string Folder, int Number, IReadOnlyList<AcceptedTable> Facts)
    {
        public IReadOnlyList<string> Institutions { get; } =
            [.. Facts.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>What one run may use, and how many filed rows it reads at once.</summary>
internal sealed record RunLimits(DuckLimits Session, long RowsAtOnce);
