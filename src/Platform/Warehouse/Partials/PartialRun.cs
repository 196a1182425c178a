using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>One run of the embedded engine that computes what is stale, batch after batch of institutions, into one
/// segment.</summary>
internal sealed class PartialRun(PartialSegments segments, RunLimits limits, StaleResults stale, BorrowerKey key)
{
    // A session costs about as much as so many rows.
    private const long RowsWorthASession = 100_000;

    public void Compute(CancellationToken cancellationToken) =>
        stale.Keep(segments, work => ComputeAll(Batches(stale.Facts), work, cancellationToken));

    // Batches side by side on one thread each need less than one after the other on all: a hash table is filled
    // without others, and what one thread does anyway (planning, writing) is done beside other batches.
    private void ComputeAll(List<List<AcceptedTable>> batches, string folder, CancellationToken cancellationToken)
    {
        var side = Math.Clamp(batches.Count, 1, limits.Session.Threads);
        var each = limits.Session with
        {
            PreserveOrder = false,
            Threads = limits.Session.Threads / side,
            MemoryMebibytes = limits.Session.MemoryMebibytes / side,
        };
        SideBySide.Each(
            [.. batches.Index()], side,
            (batch, stop) => Compute(new BatchTarget(folder, batch.Index, batch.Item, each), stop),
            cancellationToken);
    }

    private List<List<AcceptedTable>> Batches(IReadOnlyList<AcceptedTable> facts) => InstitutionBatches.Of(
        facts,
        Math.Min(
            limits.RowsAtOnce / limits.Session.Threads,
            Math.Max(RowsWorthASession, facts.Sum(f => f.Rows) / limits.Session.Threads)));

    private void Compute(BatchTarget batch, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(batch.Limits, [.. batch.Facts.Select(f => f.ParquetPath)], batch.Folder);
        FactRelations.DefineKeyedHash(session, key);
        FactRelations.Define(session, stale.Registers);
        FactRelations.Define(session, stale.Tables, batch.Facts, stale.Columns, cancellationToken);
        foreach (var result in stale.Lent)
            Lend(session, result, cancellationToken);
        foreach (var wanted in stale.Packs)
            Store(session, wanted, batch, cancellationToken);
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

    private void Store(
        DuckSession session, WantedPack wanted, BatchTarget batch, CancellationToken cancellationToken)
    {
        // Everything in the session belongs to the institutions of the batch; some may be up to date for this pack.
        var own = batch.Institutions.Where(wanted.Stale.Contains).ToList();
        if (own.Count == 0)
            return;
        var only = own.Count == batch.Institutions.Count ? string.Empty
            : $" WHERE institution IN ({string.Join(", ", own.Select(Sql.Text))})";
        foreach (var result in stale.Stored[wanted.Pack.Pack.Id])
        {
            var file = PartialSegments.FileName(wanted.Pack.Pack.Id, result.Name, batch.Number);
            session.Execute(
                $"COPY (SELECT * FROM ({result.Sql}){only}) TO {Sql.Text(Path.Combine(batch.Folder, file))} "
                    + "(FORMAT parquet, COMPRESSION lz4_raw)",
                cancellationToken);
        }
    }

    private sealed record BatchTarget(
        string Folder, int Number, IReadOnlyList<AcceptedTable> Facts, DuckLimits Limits)
    {
        public IReadOnlyList<string> Institutions { get; } =
            [.. Facts.Select(f => f.InstitutionId).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>What one run may use, and how many filed rows it reads at once.</summary>
internal sealed record RunLimits(DuckLimits Session, long RowsAtOnce);
