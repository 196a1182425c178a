using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Warehouse;

/// <summary>A table of an accepted version.</summary>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="VersionId">The version.</param>
/// <param name="VersionNumber">From 1.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="FactFileId">Its rows.</param>
/// <param name="ParquetPath">Absolute path of the Parquet.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record AcceptedTable(
    string InstitutionId, Guid VersionId, int VersionNumber, string Table, Guid FactFileId, string ParquetPath,
        long Rows);

/// <summary>A table of an accepted version, with rows or without.</summary>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="State">已传, 零报送 or 不适用.</param>
public sealed record DeclaredTable(string InstitutionId, string Table, TableState State);

/// <summary>事实目录: which files hold the accepted facts of a date, as known at an instant. Thread safe.</summary>
/// <param name="contexts">The operations store.</param>
/// <param name="options">Where the data folder is.</param>
public sealed class FactCatalog(IDbContextFactory<OperationsContext> contexts, OperationsOptions options)
{
    /// <summary>The uploaded tables of the versions that stood accepted, by institution and table.</summary>
    /// <param name="returnId">For example <c>onetable</c>.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="knownAt">数据版本时点: what had been accepted by then; null is now.</param>
    /// <param name="tables">Codes of the tables wanted; null for all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<AcceptedTable>> AcceptedAsync(
        string returnId,
        DateOnly asOf,
        DateTimeOffset? knownAt,
        IReadOnlyCollection<string>? tables,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var standing = Standing(context, knownAt).Where(v => v.ReturnId == returnId && v.AsOf == asOf);
        var rows =
            from version in standing
            from table in version.Tables
            join file in context.Set<FactFile>() on table.FactFileId equals file.Id
            where table.State == TableState.Uploaded
            orderby version.InstitutionId, table.Table
            select new
            {
                version.InstitutionId,
                version.Id,
                version.Number,
                table.Table,
                FileId =
                file.Id,
                file.Path,
                file.Rows
            };
        var found = await rows.AsNoTracking().ToListAsync(cancellationToken);
        var folder = Path.GetFullPath(options.DataFolder);
        return
        [
            .. found.Where(r => tables is null || tables.Contains(r.Table)).Select(r => new AcceptedTable(
                r.InstitutionId, r.Id, r.Number, r.Table, r.FileId, Path.Combine(folder, r.Path), r.Rows)),
        ];
    }

    /// <summary>Every table of the standing accepted versions with its state: who filed rows, who declared
    /// none.</summary>
    public async Task<IReadOnlyList<DeclaredTable>> DeclaredAsync(
        string returnId, DateOnly asOf, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Standing(context, knownAt).Where(v => v.ReturnId == returnId && v.AsOf == asOf)
            .SelectMany(v => v.Tables, (v, t) => new DeclaredTable(v.InstitutionId, t.Table, t.State))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Institutions with an accepted version of a return and date, with tables uploaded or declared
    /// empty.</summary>
    public async Task<IReadOnlyList<string>> FilersAsync(
        string returnId, DateOnly asOf, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Standing(context, knownAt).Where(v => v.ReturnId == returnId && v.AsOf == asOf)
            .Select(v => v.InstitutionId).Distinct().OrderBy(i => i).ToListAsync(cancellationToken);
    }

    /// <summary>The dates for which a return has accepted versions, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(
        string returnId, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Standing(context, knownAt).Where(v => v.ReturnId == returnId)
            .Select(v => v.AsOf).Distinct().OrderBy(d => d).ToListAsync(cancellationToken);
    }

    private static IQueryable<FilingVersion> Standing(OperationsContext context, DateTimeOffset? knownAt)
    {
        var versions = context.Set<FilingVersion>();
        return knownAt is { } at
            ? versions.Where(v => v.AcceptedAt != null && v.AcceptedAt <= at
                && (v.SupersededAt == null || v.SupersededAt > at))
            : versions.Where(v => v.AcceptedAt != null && v.SupersededAt == null);
    }
}
