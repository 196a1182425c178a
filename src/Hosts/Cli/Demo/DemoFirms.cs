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

/// <summary>Firms of the latest filings of the city, read up to a limit from each bank.</summary>
internal static class DemoFirms
{
    private const int MostOfABank = 400;
    private const string Return = "onetable";

    /// <summary>Firms with right codes, each once.</summary>
    public static IReadOnlyList<DemoFirm> Read(CityFolder city)
    {
        var latest = city.Sets().Where(set => set.ReturnId == Return).MaxBy(set => set.AsOf);
        return
        [
            .. (latest?.Clean() ?? []).SelectMany(filer => Rows(filer, "B01", "B010003", "B010004"))
                .Where(row => CheckDigits.IsUsci(Encoding.ASCII.GetBytes(row[1])))
                .Select(row => new DemoFirm(row[1], row[0])).DistinctBy(firm => firm.Usci),
        ];
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
