using System.Globalization;
using System.Text.Json;

namespace Huoshui.Cli.Demo;

/// <summary>What the generator wrote, read back: filings by return, date and institution.</summary>
/// <param name="Folder">The output of <c>huoshui city generate</c>.</param>
internal sealed record CityFolder(string Folder)
{
    public string Institutions => Path.Combine(Folder, "institutions.csv");

    public string Truth => Path.Combine(Folder, "truth.json");

    /// <summary>One set of filings for each return and date, the earlier dates first: rules look back.</summary>
    public IReadOnlyList<FilingSet> Sets() =>
        [.. from returnFolder in Directory.EnumerateDirectories(Path.Combine(Folder, "filings"))
            from dateFolder in Directory.EnumerateDirectories(returnFolder)
            let set = new FilingSet(
                Path.GetFileName(returnFolder),
                DateOnly.ParseExact(Path.GetFileName(dateFolder), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                dateFolder,
                Path.Combine(Folder, "dirty", Path.GetFileName(returnFolder), Path.GetFileName(dateFolder)))
            orderby set.AsOf, set.ReturnId
            select set];

    /// <summary>The exact value of every figure, by id; empty where there is no truth.json.</summary>
    public static IReadOnlyDictionary<string, decimal> ReadTruth(string path)
    {
        if (!File.Exists(path))
            return new Dictionary<string, decimal>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("figures").EnumerateObject()
            .ToDictionary(figure => figure.Name, figure => figure.Value.GetDecimal(), StringComparer.Ordinal);
    }
}

/// <summary>The filings of one return and date.</summary>
internal sealed record FilingSet(string ReturnId, DateOnly AsOf, string CleanFolder, string DirtyFolder)
{
    /// <summary>Files by institution.</summary>
    public IReadOnlyList<InstitutionFiles> Clean() => Read(CleanFolder);

    /// <summary>Files with planted errors, of the institutions that have any.</summary>
    public IReadOnlyList<InstitutionFiles> Dirty() => Read(DirtyFolder);

    private static IReadOnlyList<InstitutionFiles> Read(string folder) =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(path =>
                new InstitutionFiles(Path.GetFileName(path), [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)]))];
}

/// <summary>One institution's files; a file is named after its table.</summary>
internal sealed record InstitutionFiles(string InstitutionId, IReadOnlyList<string> Files)
{
    public IEnumerable<string> Tables => Files.Select(Path.GetFileNameWithoutExtension).OfType<string>();
}
