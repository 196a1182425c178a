using Huoshui.Policies.Figures;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Partials;

/// <summary>One run that computes what is stale, in a session of its own.</summary>
internal sealed class PartialRun(
    PartialStore store,
    DuckLimits limits,
    FigurePlan plan,
    IReadOnlyDictionary<string, RegisterDataset> registers,
    BorrowerKey key)
{
    public void Compute(IReadOnlyList<WantedPack> stale, CancellationToken cancellationToken)
    {
        var institutions = stale.SelectMany(w => w.Stale).ToHashSet(StringComparer.Ordinal);
        var facts = stale.SelectMany(w => w.Facts).Where(f => institutions.Contains(f.InstitutionId))
            .DistinctBy(f => f.FactFileId).ToList();
        var work = Directory.CreateDirectory(
            Path.Combine(store.Folder, Path.GetRandomFileName() + DurableFile.TemporaryExtension));
        try
        {
            using var session = DuckSession.Open(limits, [.. facts.Select(f => f.ParquetPath)], work.FullName);
            FactRelations.DefineKeyedHash(session, key);
            FactRelations.Define(session, registers.Values);
            var tables = stale.SelectMany(w => w.Pack.Tables.Values).SelectMany(t => t)
                .DistinctBy(t => t.Code, StringComparer.Ordinal);
            FactRelations.Define(session, tables, facts);
            Lend(session, stale, cancellationToken);
            foreach (var wanted in stale)
                Store(session, wanted, institutions, work.FullName, cancellationToken);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    // Row-level results are computed once for everybody who needs them.
    private void Lend(DuckSession session, IReadOnlyList<WantedPack> stale, CancellationToken cancellationToken)
    {
        var needed = stale.SelectMany(w => w.Pack.Pack.Uses.Append(w.Pack.Pack.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var lender in plan.Packs.Where(p => needed.Contains(p.Pack.Id)))
        {
            foreach (var lent in lender.Lent)
                session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(lent.Name)} AS {lent.Sql}", cancellationToken);
        }
    }

    private void Store(
        DuckSession session, WantedPack wanted, HashSet<string> running, string work,
            CancellationToken cancellationToken)
    {
        var folder = Path.Combine(work, wanted.Pack.Pack.Id.Replace('/', '-'));
        Directory.CreateDirectory(folder);
        foreach (var result in wanted.Pack.Stored)
            Split(session, result, wanted.Stale, running.Count, Path.Combine(folder, result.Name), cancellationToken);
        foreach (var institution in wanted.Stale)
            Place(wanted, institution, folder);
    }

    private static void Split(
        DuckSession session, VtlResult result, IReadOnlySet<string> stale, int running, string target,
            CancellationToken cancellationToken)
    {
        // Everything in the session belongs to the running institutions; some of them may be up to date for this pack.
        var only = stale.Count == running ? string.Empty
            : $" WHERE institution IN ({string.Join(", ", stale.Select(Sql.Text))})";
        var order = string.Join(", ", result.Structure.Components.Where(c => c.Role == ComponentRole.Identifier)
            .Select(c => Sql.Name(c.Name)));
        session.Execute(
            $"""
            COPY (SELECT * FROM ({result.Sql}){only} ORDER BY {order})
            TO {Sql.Text(target)} (
                FORMAT parquet, COMPRESSION zstd, PARTITION_BY (institution), WRITE_PARTITION_COLUMNS true)
            """,
            cancellationToken);
    }

    private void Place(WantedPack wanted, string institution, string folder)
    {
        var target = store.PathOf(wanted.Addresses[institution]);
        var whole = Path.Combine(folder, "whole-" + Uri.EscapeDataString(institution));
        Directory.CreateDirectory(whole);
        foreach (var result in wanted.Pack.Stored)
        {
            var part = Path.Combine(folder, result.Name, "institution=" + Uri.EscapeDataString(institution));
            if (Directory.Exists(part))
                Directory.Move(part, Path.Combine(whole, result.Name));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            Directory.Move(whole, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another process computed the same result; same address, same content.
        }
    }
}
