using System.Globalization;
using CsvHelper;

namespace Huoshui.Systems.City;

/// <summary>What the generator reads of the public code lists: industries by how they count for 科技贷款, streets, green
/// types.</summary>
internal sealed class CityVocabulary
{
    private const int CareWeight = 8;

    private static readonly string[] TechLists = ["HTP", "HTS", "SE", "PA"];

    private CityVocabulary(IReadOnlyList<ClassRow> classes, IReadOnlyList<string> all)
    {
        Classes = classes;
        var tech = classes.Where(c => TechLists.Contains(c.List)).ToList();
        TechClasses = Codes(tech.Where(c => !c.PartOnly).Select(c => c.Code));
        PartlyTechClasses = Codes(tech.Select(c => c.Code).Except(TechClasses, StringComparer.Ordinal));
        var plain = Codes(all.Except(tech.Select(c => c.Code), StringComparer.Ordinal));
        // Elder care is a small trade: repeated, so that a city of any size has some.
        var care = Enumerable.Repeat(plain.Intersect(classes.Where(c => c.List == "EC" && !c.PartOnly).Select(c =>
            c.Code)), CareWeight);
        FirmClasses = [.. Codes(plain.Where(c => "CEFGHLNO".Contains(c[0], StringComparison.Ordinal))),
            .. care.SelectMany(c => c).Order(StringComparer.Ordinal)];
        PersonClasses = Codes(plain.Where(c => "FGHLOR".Contains(c[0], StringComparison.Ordinal)));
    }

    /// <summary>Every entry of the industry classifications of the five articles.</summary>
    public IReadOnlyList<ClassRow> Classes { get; }

    /// <summary>GB/T 4754 classes that belong wholly to one of the four technology lists.</summary>
    public IReadOnlyList<string> TechClasses { get; }

    /// <summary>Classes of which only a part belongs, and to no list wholly.</summary>
    public IReadOnlyList<string> PartlyTechClasses { get; }

    /// <summary>Classes of enterprises that belong to none of the four.</summary>
    public IReadOnlyList<string> FirmClasses { get; }

    /// <summary>The same for owners and individual businesses.</summary>
    public IReadOnlyList<string> PersonClasses { get; }

    public required IReadOnlyList<StreetRow> Streets { get; init; }

    /// <summary>Management districts that have a team of their own.</summary>
    public required IReadOnlyList<TeamRow> Teams { get; init; }

    public required IReadOnlyList<string> GreenTypes { get; init; }

    /// <summary>Reads what the generator needs of the vocabulary.</summary>
    /// <param name="folder">The policies folder.</param>
    public static CityVocabulary Load(string folder)
    {
        string Path(string name) => System.IO.Path.Combine(folder, "vocabulary", name);
        var districts = Rows(Path("shenzhen_districts.csv")).ToDictionary(r => r["code"], r => r["name"],
            StringComparer.Ordinal);
        var management = Rows(Path("shenzhen_management_districts.csv"));
        var codes = management.ToDictionary(r => r["name_zh"], r => r["code"], StringComparer.Ordinal);
        return new CityVocabulary(
            [.. Rows(Path("industry_classifications.csv"))
                .Select(r => new ClassRow(r["classification"], r["level1_code"], r["gbt4754_class"],
                    r["part_only"] == "true"))],
            [.. Rows(Path("gbt4754_2017.csv")).Select(r => r["class"])])
        {
            Streets = [.. Rows(Path("shenzhen_streets.csv")).Where(r => districts.ContainsKey(r["district_code"]))
                .Select(r => new StreetRow(r["district_code"], districts[r["district_code"]], r["name"], r["code"],
                    codes[r["management_district"]]))],
            Teams = [.. management.Where(r => r["kind"] != "Overlay")
                .Select(r => new TeamRow(r["code"], r["name_zh"], r["name_en"]))],
            GreenTypes = [.. Rows(Path("green_financing_types.csv")).Select(r => r["code"])],
        };
    }

    private static List<string> Codes(IEnumerable<string> codes) =>
        [.. codes.Where(c => c.Length == 5).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    internal static List<Dictionary<string, string>> Rows(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        var rows = new List<Dictionary<string, string>>();
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            rows.Add(csv.HeaderRecord!.ToDictionary(h => h, h => csv.GetField(h) ?? string.Empty,
                StringComparer.Ordinal));
        }

        return rows;
    }
}

/// <summary>An entry of an industry classification.</summary>
/// <param name="List">HTP, HTS, SE, PA, DE or EC.</param>
/// <param name="Group">Its first level, <c>SE01</c>.</param>
/// <param name="Code">Class of GB/T 4754.</param>
/// <param name="PartOnly">Only part of the class belongs.</param>
internal sealed record ClassRow(string List, string Group, string Code, bool PartOnly);

/// <summary>A street with its district of GB/T 2260 and its management district.</summary>
/// <param name="District">Code of GB/T 2260.</param>
/// <param name="DistrictName">Its name.</param>
/// <param name="Name">Name of the street.</param>
/// <param name="Code">Code of the street.</param>
/// <param name="Management">Code of the management district.</param>
internal sealed record StreetRow(string District, string DistrictName, string Name, string Code, string Management);

/// <summary>融资协调工作专班 of a management district.</summary>
internal sealed record TeamRow(string Code, string NameZh, string NameEn)
{
    /// <summary>机构ID under which it files.</summary>
    public string Institution => "XT" + Code;
}
