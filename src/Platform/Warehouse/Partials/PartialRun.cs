using System.Runtime.ExceptionServices;
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
    // A session costs about as much as so many rows.
    private const long RowsWorthASession = 100_000;

    public void Compute(IReadOnlyList<WantedPack> stale, BorrowerKey key, CancellationToken cancellationToken)
    {
        var institutions = stale.SelectMany(w => w.Stale).ToHashSet(StringComparer.Ordinal);
        var facts = stale.SelectMany(w => w.Facts).Where(f => institutions.Contains(f.InstitutionId))
            .DistinctBy(f => f.FactFileId).ToList();
        var work = Directory.CreateDirectory(
            Path.Combine(folder, Guid.CreateVersion7() + DurableFile.TemporaryExtension));
        try
        {
            ComputeAll(stale, Batches(facts), work.FullName, key, cancellationToken);
            segments.Add(work, stale.Select(w => w.Stale.Select(i => w.Addresses[i]).ToList()));
        }
        finally
        {
            work.Refresh();
            if (work.Exists && work.Name.EndsWith(DurableFile.TemporaryExtension, StringComparison.Ordinal))
                work.Delete(recursive: true);
        }
    }

    // Batches side by side on one thread each need less than one after the other on all: a hash table is filled
    // without others, and what one thread does anyway (planning, writing) is done beside other batches.
    private void ComputeAll(
        IReadOnlyList<WantedPack> stale, List<List<AcceptedTable>> batches, string folder, BorrowerKey key,
        CancellationToken cancellationToken)
    {
        var side = Math.Clamp(batches.Count, 1, limits.Session.Threads);
        var each = limits.Session with
        {
            PreserveOrder = false,
            Threads = limits.Session.Threads / side,
            MemoryMebibytes = limits.Session.MemoryMebibytes / side,
        };
        var stored = stale.SelectMany(w => w.Pack.Stored).ToList();
        var needed = new NeededResults(Needed(Lent(stale), stored), stored);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = side, CancellationToken = others.Token };
        try
        {
            Parallel.ForEach(batches.Index(), options, batch =>
            {
                try
                {
                    var target = new BatchTarget(folder, batch.Index, batch.Item, each);
                    Compute(stale, needed, key, target, others.Token);
                }
                catch
                {
                    others.Cancel(); // the run is lost: nobody else need go on
                    throw;
                }
            });
        }
        catch (AggregateException several)
        {
            var first = several.InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException);
            ExceptionDispatchInfo.Throw(first ?? several.InnerExceptions[0]);
        }
    }

    // The largest first, so that none is left alone at the end.
    private List<List<AcceptedTable>> Batches(IReadOnlyList<AcceptedTable> facts)
    {
        var most = Math.Min(
            limits.RowsAtOnce / limits.Session.Threads,
            Math.Max(RowsWorthASession, facts.Sum(f => f.Rows) / limits.Session.Threads));
        var batches = new List<List<AcceptedTable>>();
        var rows = 0L;
        foreach (var ofOne in facts.GroupBy(f => f.InstitutionId, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(f => f.Rows)).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            var own = ofOne.Sum(f => f.Rows);
            if (batches.Count == 0 || rows + own > most)
            {
                batches.Add([]);
                rows = 0;
            }

            batches[^1].AddRange(ofOne);
            rows += own;
        }

        return batches;
    }

    private void Compute(
        IReadOnlyList<WantedPack> stale,
        NeededResults needed,
        BorrowerKey key,
        BatchTarget batch,
        CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(batch.Limits, [.. batch.Facts.Select(f => f.ParquetPath)], batch.Folder);
        FactRelations.DefineKeyedHash(session, key);
        FactRelations.Define(session, Registers(stale));
        var tables = stale.SelectMany(w => w.Pack.Tables.Values).SelectMany(t => t)
            .DistinctBy(t => t.Code, StringComparer.Ordinal);
        FactRelations.Define(
            session, tables, batch.Facts, new NeededColumns([.. needed.Lent, .. needed.Stored]), cancellationToken);
        needed.Lent.ForEach(result => Lend(session, result, cancellationToken));
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

    // The direct form of lookups first; it is right unless a key is repeated, which the number of rows tells.
    private static void Lend(DuckSession session, VtlResult result, CancellationToken cancellationToken)
    {
        var name = Sql.Name(result.Name);
        if (result.Direct is { } direct)
        {
            session.Execute($"CREATE TEMP TABLE {name} AS {direct.Sql}", cancellationToken);
            var counted = $"SELECT (SELECT count(*) FROM {name}) = (SELECT count(*) FROM {Sql.Name(direct.Operand)})";
            if (session.Scalar<bool>(counted, cancellationToken))
                return;
        }

        session.Execute($"CREATE OR REPLACE TEMP TABLE {name} AS {result.Sql}", cancellationToken);
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
                    + "(FORMAT parquet, COMPRESSION lz4_raw)",
                cancellationToken);
        }
    }

    private sealed record NeededResults(List<VtlResult> Lent, List<VtlResult> Stored);

    private sealed record BatchTarget(
        string Folder, int Number, IReadOnlyList<AcceptedTable> Facts, DuckLimits Limits)
    {
        public IReadOnlyList<string> Institutions { get; } =
            [.. Facts.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>What one run may use, and how many filed rows it reads at once.</summary>
internal sealed record RunLimits(DuckLimits Session, long RowsAtOnce);
