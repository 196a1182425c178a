using System.Globalization;
using System.Text;
using CsvHelper;
using Huoshui.Policies;

namespace Huoshui.Cli.Demo;

/// <summary>A firm of the city, as a bank filed it.</summary>
/// <param name="Usci">统一社会信用代码.</param>
/// <param name="Name">Its name.</param>
internal sealed record DemoFirm(string Usci, string Name)
{
    /// <summary>The administrative district in its code.</summary>
    public string District => Usci[2..8];
}

/// <summary>A loan of a firm, as a bank filed it.</summary>
internal sealed record DemoLoan(DemoFirm Firm, string BankId, string IouId, decimal AmountYuan, DateOnly DrawnOn);

/// <summary>Firms and their loans of the latest filings of the city, read up to a limit from each bank.</summary>
internal static class DemoFirms
{
    private const int MostOfABank = 400;
    private const string Return = "onetable";
    private const string NewLoan = "01";

    /// <summary>Firms with right codes, each once, and the loans newly granted to them on or after a day.</summary>
    public static (IReadOnlyList<DemoFirm> Firms, IReadOnlyList<DemoLoan> Loans) Read(CityFolder city, DateOnly since)
    {
        var latest = city.Sets().Where(set => set.ReturnId == Return).MaxBy(set => set.AsOf);
        var firms = new Dictionary<string, DemoFirm>(StringComparer.Ordinal);
        var loans = new List<DemoLoan>();
        foreach (var filer in latest?.Clean() ?? [])
        {
            var own = new Dictionary<string, DemoFirm>(StringComparer.Ordinal);
            foreach (var row in Rows(filer, "B01", "B010001", "B010003", "B010004"))
            {
                if (!CheckDigits.IsUsci(Encoding.ASCII.GetBytes(row[2])))
                    continue;
                firms.TryAdd(row[2], new DemoFirm(row[2], row[1]));
                own[row[0]] = firms[row[2]];
            }

            loans.AddRange(
                from row in Rows(filer, "F27", "F270001", "F270002", "F270004", "F270009", "F270016", "F270010")
                where row[5] == NewLoan && own.ContainsKey(row[1])
                let day = DateOnly.ParseExact(row[4], "yyyy-MM-dd", CultureInfo.InvariantCulture)
                where day >= since
                let yuan = decimal.Parse(row[3], CultureInfo.InvariantCulture)
                select new DemoLoan(own[row[1]], row[2], row[0], yuan, day));
        }

        return ([.. firms.Values], loans);
    }

    private static IEnumerable<string[]> Rows(InstitutionFiles filer, string table, params string[] columns)
    {
        var path = filer.Files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == table);
        if (path is null)
            yield break;
        using var reader = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        reader.Read();
        reader.ReadHeader();
        for (var left = MostOfABank; left > 0 && reader.Read(); left--)
            yield return [.. columns.Select(column => reader.GetField(column) ?? string.Empty)];
    }
}
