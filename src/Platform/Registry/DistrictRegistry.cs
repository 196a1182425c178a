using System.Globalization;
using System.Text;
using CsvHelper;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Registry;

/// <summary>区划: management districts by day, and streets. Thread-safe.</summary>
public sealed class DistrictRegistry(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>Replaces both tables by the files of policies/vocabulary, all or nothing.</summary>
    /// <param name="districts"><c>shenzhen_management_districts.csv</c>: code, name_zh, name_en, kind, from,
    /// to.</param>
    /// <param name="streets"><c>shenzhen_streets.csv</c>: code, name, district_code, management_district,
    /// special_area.</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <exception cref="InvalidDataException">A street lies in a district that is not listed.</exception>
    public async Task ImportAsync(Stream districts, Stream streets, string actor, CancellationToken cancellationToken)
    {
        var newDistricts = ReadDistricts(districts);
        var newStreets = ReadStreets(streets, newDistricts);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Set<District>().ExecuteDeleteAsync(cancellationToken);
        await context.Set<Street>().ExecuteDeleteAsync(cancellationToken);
        context.AddRange(newDistricts);
        context.AddRange(newStreets);
        context.Audit(actor, "district.import", "districts", new { districts = newDistricts.Count, streets = newStreets.Count });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The districts of a day: administrative and functional ones together cover the city once; overlays lie
    /// across them.</summary>
    public async Task<IReadOnlyList<District>> ListAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<District>().AsNoTracking().Where(d => d.From <= day && (d.To == null || day <= d.To))
            .OrderBy(d => d.Code).ToListAsync(cancellationToken);
    }

    /// <summary>Every street, by code.</summary>
    public async Task<IReadOnlyList<Street>> StreetsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Street>().AsNoTracking().OrderBy(s => s.Code).ToListAsync(cancellationToken);
    }

    private static List<District> ReadDistricts(Stream file) =>
    [
        .. Rows(file).Select(row => new District
        {
            Code = row["code"],
            NameZh = row["name_zh"],
            NameEn = row["name_en"],
            Kind = Enum.Parse<DistrictKind>(row["kind"]),
            From = Day(row["from"]),
            To = row["to"].Length == 0 ? null : Day(row["to"]),
        }),
    ];

    private static List<Street> ReadStreets(Stream file, IReadOnlyList<District> districts)
    {
        var codes = districts.ToDictionary(d => d.NameZh, d => d.Code, StringComparer.Ordinal);
        return
        [
            .. Rows(file).Select(row => new Street
            {
                Code = row["code"],
                NameZh = row["name"],
                AdministrativeCode = row["district_code"],
                DistrictCode = codes.TryGetValue(row["management_district"], out var code)
                    ? code
                    : throw new InvalidDataException($"Street {row["code"]} lies in {row["management_district"]}, which is no district."),
                IsSpecialArea = bool.Parse(row["special_area"]),
            }),
        ];
    }

    private static List<Dictionary<string, string>> Rows(Stream file)
    {
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        var rows = new List<Dictionary<string, string>>();
        if (!csv.Read() || !csv.ReadHeader())
            return rows;
        while (csv.Read())
            rows.Add(csv.HeaderRecord!.ToDictionary(c => c, c => csv.GetField(c) ?? string.Empty, StringComparer.Ordinal));
        return rows;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
