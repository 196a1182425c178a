using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Huoshui.Cli.Tests;

/// <summary>A planted error, or a finding: what must be equal of the two.</summary>
/// <param name="Return">The return.</param>
/// <param name="Date">数据日期.</param>
/// <param name="Institution">The filer.</param>
/// <param name="Table">The table.</param>
/// <param name="Place">Physical line and field; for a row that is gone its business key.</param>
/// <param name="Rule">The rule that finds it.</param>
internal sealed record PlantedError(
    string Return, string Date, string Institution, string Table, string Place, string Rule)
{
    /// <summary>An entry of truth.json.</summary>
    public static PlantedError Of(JsonElement entry)
    {
        string Text(string name) => entry.GetProperty(name).GetString()!;
        var place = entry.TryGetProperty("line", out var line)
            ? At(line.GetInt64().ToString(CultureInfo.InvariantCulture), Text("field"))
            : Text("key");
        return new PlantedError(
            Text("return"), Text("date"), Text("institution"), Text("table"), place, Text("rule"));
    }

    /// <summary>The place of a finding about a line; of a finding about no line its key.</summary>
    public static string PlaceOf(string? line, string? field, string? key) =>
        string.IsNullOrEmpty(line) ? key ?? string.Empty : At(line, field);

    /// <summary>What fails in a file that --findings wrote.</summary>
    public static IReadOnlySet<PlantedError> OfFindingsFile(string path, string returnId)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var found = new HashSet<PlantedError>();
        while (csv.Read())
        {
            if (csv["outcome"] != "fails")
                continue;
            found.Add(new PlantedError(
                returnId, csv["date"]!, csv["institution"]!, csv["table"]!,
                PlaceOf(csv["line"], csv["field"], csv["key"]), csv["rule"]!));
        }

        return found;
    }

    private static string At(string line, string? field) => $"{line} {field}";
}
