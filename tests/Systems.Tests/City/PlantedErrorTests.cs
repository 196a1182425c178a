using System.Text.Json;
using Huoshui.Policies;
using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>The errors listed in truth.json.</summary>
[Collection(CityCollection.Name)]
public sealed class PlantedErrorTests(GeneratedCity city)
{
    private IEnumerable<JsonElement> Errors => city.Truth.RootElement.GetProperty("errors").EnumerateArray();

    [Fact]
    public void There_are_at_least_forty_kinds() =>
        Assert.True(Errors.Select(e => Text(e, "kind")).Distinct(StringComparer.Ordinal).Count() >= 40);

    [Fact]
    public void They_lie_at_several_institutions_and_dates()
    {
        Assert.True(Errors.Select(e => Text(e, "institution")).Distinct(StringComparer.Ordinal).Count() >= 8);
        Assert.True(Errors.Select(e => Text(e, "date")).Distinct(StringComparer.Ordinal).Count() >= 3);
    }

    [Fact]
    public void Each_stands_on_a_line_of_its_dirty_file() =>
        Assert.All(Errors, error => Assert.InRange(error.GetProperty("line").GetInt32(), 2,
            File.ReadLines(PathOf(error, "dirty")).Count()));

    [Fact]
    public void Every_dirty_filing_has_all_the_tables_of_the_clean_one() =>
        Assert.All(Errors.Select(e => (Dirty: Path.GetDirectoryName(PathOf(e, "dirty"))!, Clean: Path.GetDirectoryName(
            PathOf(e, "filings"))!)).Distinct(), pair =>
            Assert.Equal(Names(pair.Clean), Names(pair.Dirty)));

    [Fact]
    public void Every_rule_of_an_error_exists()
    {
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        Assert.All(Errors.GroupBy(e => (Return: Text(e, "return"), Date: Text(e, "date"))), group =>
        {
            var tables = library.Return(group.Key.Return)!.Tables.Select(t => t.Code).SelectMany(t =>
                new[] { t, t + "_prev" });
            var rules = library.Checks(group.Key.Return, DateOnly.Parse(group.Key.Date,
                System.Globalization.CultureInfo.InvariantCulture), tables.ToHashSet(StringComparer.Ordinal))
                .Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            Assert.Empty(group.Select(e => Text(e, "rule")).Where(rule => !rules.Contains(rule)));
        });
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(f =>
        Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string Text(JsonElement error, string name) => error.GetProperty(name).GetString()!;

    private string PathOf(JsonElement error, string kind) => Path.Combine(
        city.Folder, kind, Text(error, "return"), Text(error, "date"), Text(error, "institution"), Text(error, "table")
            + ".csv");
}
