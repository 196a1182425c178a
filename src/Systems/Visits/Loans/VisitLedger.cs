using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Loans;

/// <summary>An entity that counts as visited: a row of the table VE.</summary>
/// <param name="Code">统一社会信用代码, or the keyed hash of a person.</param>
/// <param name="IsIndividual">Whether it is a person.</param>
/// <param name="FirstOn">The day of its first counted visit, in Shanghai.</param>
/// <param name="StreetCode">街道.</param>
public sealed record LedgerEntity(string Code, bool IsIndividual, DateOnly FirstOn, string StreetCode);

/// <summary>台账: the two tables of the return <c>coordination</c> of one district and date, made from the visits, cases
/// and the comparison with filed loans. Thread safe.</summary>
public sealed class VisitLedger(IDbContextFactory<OperationsContext> contexts, LoanComparison comparison)
{
    /// <summary>The tables, in their order.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["VE", "RF"];

    /// <summary>Whether a viewer takes the ledger of a district: its team, and the regulator.</summary>
    public static bool Sees(Viewer viewer, string district)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator || (viewer.Is(Roles.DistrictTeam) && viewer.AreaCode == district);
    }

    /// <summary>Districts that have something in the ledger up to a date, sorted.</summary>
    public async Task<IReadOnlyList<string>> DistrictsAsync(DateOnly asOf, CancellationToken cancellationToken)
    {
        var end = VisitPolicy.InstantOf(asOf.AddDays(1).ToDateTime(TimeOnly.MinValue));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var visited = await context.Set<VisitedEntity>()
            .Where(e => context.Set<Visit>().Any(v => v.EntityId == e.Id && v.IsCounted && v.At < end))
            .Select(e => e.DistrictCode).Distinct().ToListAsync(cancellationToken);
        var lent = await context.Set<FinancingCase>()
            .Where(c => context.Set<Drawdown>().Any(d => d.CaseId == c.Id && d.DrawnOn <= asOf))
            .Select(c => c.DistrictCode).Distinct().ToListAsync(cancellationToken);
        return [.. visited.Union(lent, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes a table as CSV in UTF-8 with a byte order mark, row by row.</summary>
    /// <param name="table">VE or RF.</param>
    /// <param name="district">管理区.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="to">Stays open.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public async Task WriteAsync(
        string table, string district, DateOnly asOf, Stream to, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), -1,
            leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        await (table switch
        {
            "VE" => WriteEntitiesAsync(csv, district, asOf, cancellationToken),
            "RF" => WriteLoansAsync(csv, district, asOf, cancellationToken),
            _ => throw new ArgumentException($"There is no table {table}; there are VE and RF.", nameof(table)),
        });
    }

    /// <summary>Writes a table as <see cref="WriteAsync"/> into a file that is gone when it is closed: what is read
    /// from it is whole.</summary>
    /// <returns>At its beginning.</returns>
    public async Task<Stream> WholeAsync(
        string table, string district, DateOnly asOf, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        try
        {
            await WriteAsync(table, district, asOf, file, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every entity of a district that was visited up to a date, merged ones once, sorted by code.</summary>
    public async IAsyncEnumerable<LedgerEntity> EntitiesAsync(
        string district, DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = VisitPolicy.InstantOf(asOf.AddDays(1).ToDateTime(TimeOnly.MinValue));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var first =
            from visit in context.Set<Visit>()
            where visit.IsCounted && visit.At < end
            join entity in context.Set<VisitedEntity>() on visit.EntityId equals entity.Id
            group visit by entity.RootId into g
            select new { RootId = g.Key, At = g.Min(v => v.At) };
        var rows =
            from root in context.Set<VisitedEntity>().AsNoTracking()
            join visited in first on root.Id equals visited.RootId
            where root.DistrictCode == district
            orderby root.Usci == null, root.Usci, root.PersonKey
            select new { root.Usci, root.PersonKey, root.StreetCode, visited.At };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return new LedgerEntity(
                row.Usci ?? row.PersonKey!, row.Usci is null, VisitPolicy.DayOf(row.At), row.StreetCode);
        }
    }

    private async Task WriteEntitiesAsync(CsvWriter csv, string district, DateOnly asOf,
        CancellationToken cancellationToken)
    {
        await HeaderAsync(csv, "VE", 5);
        await foreach (var one in EntitiesAsync(district, asOf, cancellationToken))
        {
            await LineAsync(
                csv, one.Code, one.IsIndividual ? "2" : "1", Day(one.FirstOn), one.StreetCode, Day(asOf));
        }
    }

    private async Task WriteLoansAsync(CsvWriter csv, string district, DateOnly asOf,
        CancellationToken cancellationToken)
    {
        await HeaderAsync(csv, "RF", 13);
        foreach (var one in await comparison.CompareAsync(asOf, district, cancellationToken))
        {
            var found = one.Verdict is LoanVerdict.Awaiting or LoanVerdict.NotFiled ? null : one.Filed;
            await LineAsync(
                csv, one.Told.BankId, one.Told.IouId, one.CreditId, one.CaseNumber, Day(one.RecommendedOn),
                Day(one.Told.DrawnOn), Yuan(one.Told.AmountFen), one.Told.Kind,
                ((int)one.Verdict).ToString(CultureInfo.InvariantCulture), Day(found?.AsOf), Day(found?.DrawnOn),
                found?.Fen is { } fen ? Yuan(fen) : null, Day(asOf));
        }
    }

    private static Task HeaderAsync(CsvWriter csv, string table, int fields) =>
        LineAsync(csv, [.. Enumerable.Range(1, fields).Select(n => $"{table}{n:D2}")]);

    private static async Task LineAsync(CsvWriter csv, params IEnumerable<string?> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        await csv.NextRecordAsync();
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
