using Huoshui.Operations;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Names of the files behind staged tables: the filing's own for those that stand in it, and for those that
/// another has replaced what the check of their version noted. Thread safe.</summary>
public sealed class FiledNames(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>The names (<see cref="FindFiledNames"/>).</summary>
    public async Task<IReadOnlyDictionary<(Guid FactFileId, int FileNo), string>> OfAsync(
        IReadOnlyCollection<Guid> factFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factFiles);
        var known = new Dictionary<(Guid, int), string>();
        if (factFiles.Count == 0)
            return known;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var standing = await context.Set<FilingTable>().AsNoTracking()
            .Where(t => t.FactFileId != null && factFiles.Contains(t.FactFileId.Value))
            .Select(t => new { Id = t.FactFileId!.Value, t.FileName }).ToListAsync(cancellationToken);
        foreach (var table in standing)
            Note(known, table.Id, table.FileName);
        var replaced = factFiles.Except(standing.Select(t => t.Id)).ToList();
        foreach (var (id, names) in await ReplacedAsync(context, replaced, cancellationToken))
            Note(known, id, names);
        return known;
    }

    private static void Note(Dictionary<(Guid, int), string> known, Guid id, string? names)
    {
        foreach (var (no, name) in FileNames.Numbered(names))
            known.TryAdd((id, no), name);
    }

    // The last check before a version was certified is the one that it was certified by.
    private static async Task<IReadOnlyList<(Guid Id, string? Names)>> ReplacedAsync(
        OperationsContext context, IReadOnlyList<Guid> factFiles, CancellationToken cancellationToken)
    {
        if (factFiles.Count == 0)
            return [];
        var found = await (
            from version in context.Set<FilingVersion>().AsNoTracking()
            from table in version.Tables
            where table.FactFileId != null && factFiles.Contains(table.FactFileId.Value)
            join filing in context.Set<Filing>() on new { version.ReturnId, version.InstitutionId, version.AsOf }
                equals new { filing.ReturnId, filing.InstitutionId, filing.AsOf }
            select new
            {
                Id = table.FactFileId!.Value,
                table.Table,
                Names = context.Set<FilingCheck>().Where(c => c.FilingId == filing.Id && c.At <= version.CertifiedAt)
                    .OrderByDescending(c => c.At).Select(c => c.FileNames).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return [.. found.Select(f => (f.Id, OfTable(f.Names, f.Table)))];
    }

    // F27=1=a.csv|2=b.csv, a table a line.
    private static string? OfTable(string? names, string table) => names?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(table + "=", StringComparison.Ordinal))?[(table.Length + 1)..];
}
