using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Systems.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

public sealed class RegisterTests
{
    [Fact]
    public void Every_script_compiles_for_every_date_of_the_city()
    {
        DateOnly[] dates = [new(2020, 6, 30), new(2020, 12, 31), new(2024, 12, 31), new(2025, 6, 30)];
        var problems = dates.SelectMany(d => RepositoryPolicies.Compiler.Plan(d).Diagnostics)
            .Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToLine("en"));
        Assert.Empty(problems);
    }

    [Fact]
    public void The_pack_files_have_no_error() =>
        Assert.Empty(RepositoryPolicies.Compiler.Figures.Diagnostics.Select(d => d.ToLine("en")));

    [Fact]
    public void Every_connected_figure_has_a_compiled_result()
    {
        var missing = RepositoryPolicies.Compiler.Figures.All.Where(f => f.IsConnected
            && RepositoryPolicies.Compiler.Plan(f.AsOf).Pack(f.PackId)?.Figures.Any(r => r.Name == f.Result) != true);
        Assert.Empty(missing.Select(f => f.Id));
    }

    [Fact]
    public void Every_figure_with_a_breakdown_names_stored_cells()
    {
        var wrong = RepositoryPolicies.Compiler.Figures.All.Where(f => f.Cells is { } c
            && RepositoryPolicies.Compiler.Plan(f.AsOf).Pack(f.PackId)?.StoredStructures.GetValueOrDefault(c.Dataset)?
                .Components.Any(m => m.Name == (c.Measure ?? c.Borrowers!.Split('.')[1])) != true);
        Assert.Empty(wrong.Select(f => f.Id));
    }

    [Fact]
    public void Every_count_says_in_English_what_it_counts()
    {
        var vague = RepositoryPolicies.Compiler.Figures.All
            .Where(f => f.NamedUnit.Name.En.EndsWith("items", StringComparison.Ordinal));
        Assert.Empty(vague.Select(f => f.Id));
    }

    [Theory]
    [InlineData("P01", 5570, "5,570 accounts", "5,570户")]
    [InlineData("P01.open", 55_700, "5.57 × 10,000 accounts", "5.57万户")]
    [InlineData("P03", 116, "116 accounts", "116户")]
    [InlineData("I01", 1494, "1,494 entities", "1,494户")]
    [InlineData("I05", 1310, "1,310 borrowers", "1,310户")]
    [InlineData("D05", 1760, "1,760 customers", "1,760户")]
    [InlineData("P08", 1517, "1,517 branches", "1,517个")]
    [InlineData("T01", 45, "45 sub-branches", "45家")]
    [InlineData("I07.falls", 5, "5 years", "5年")]
    public void A_figure_is_counted_in_its_own_word(string id, double value, string english, string chinese)
    {
        var figure = RepositoryPolicies.Compiler.Figures.Find(id)! with { IsConnected = true };
        Assert.Equal(english, FigureText.Of(figure, (decimal)value, MeasureFormat.English));
        Assert.Equal(chinese, FigureText.Of(figure, (decimal)value, MeasureFormat.Chinese));
    }

    [Fact]
    public void A_line_places_its_points_by_their_dates_and_names_their_months()
    {
        FigurePoint[] points = [new(new DateOnly(2020, 6, 30), 1), new(new DateOnly(2021, 12, 31), 2)];
        var chart = FigureCharts.Line(RepositoryPolicies.Compiler.Figures.Find("T05")!, points);
        Assert.Equal(points.Select(p => p.AsOf), chart.Dates);
        Assert.Equal(["2020-06", "2021-12"], chart.Categories);
    }

    [Fact]
    public void Every_figure_that_opens_names_a_row_level_dataset_and_a_table()
    {
        var wrong = RepositoryPolicies.Compiler.Figures.All.Where(f => f.Drill is { } d
            && (RepositoryPolicies.Compiler.Plan(f.AsOf).Pack(f.PackId)?.Rows.FirstOrDefault(r => r.Name == d.Dataset)?
                .Structure.Components.Any(m => m.Name == d.Member) != true
                || RepositoryPolicies.Compiler.Plan(f.AsOf).Pack(f.PackId)!.Tables.Values.SelectMany(t => t)
                    .All(t => t.Code != d.Table)));
        Assert.Empty(wrong.Select(f => f.Id));
    }

    [Fact]
    public void Every_row_of_the_shared_list_is_registered_with_its_unit_date_and_value()
    {
        var path = Path.Combine(RepositoryPolicies.Library.Folder, "..", "..", "shared", "domain", "figures.csv");
        if (!File.Exists(path))
            path = "/work/shared/domain/figures.csv";
        if (!File.Exists(path))
            Assert.Skip("the shared list of figures is not beside the repository");
        using var reader = new CsvHelper.CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        var wrong = new List<string>();
        foreach (var row in reader.GetRecords<dynamic>().Cast<IDictionary<string, object>>())
        {
            var figure = RepositoryPolicies.Compiler.Figures.Find((string)row["id"]);
            if (figure is null || figure.Unit != (string)row["unit"] || figure.Name.Zh != (string)row["name_zh"]
                || figure.Name.En != (string)row["name_en"] || figure.Qualifier != (string)row["qualifier"]
                || figure.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) != (string)row["as_of"]
                || figure.Published != decimal.Parse((string)row["value"], CultureInfo.InvariantCulture))
            {
                wrong.Add((string)row["id"]);
            }
        }

        Assert.Empty(wrong);
    }
}
