using Huoshui.Policies.Scenarios;
using Xunit;

namespace Huoshui.Policies.Tests;

/// <summary>scenario.yaml: what a pack says of a document that crosses the border is checked when it is loaded.</summary>
public sealed class ScenarioTests
{
    private const string Pack = "crossborder/creditreport";

    private static readonly string Good = File.ReadAllText(Path.Combine(PolicyFolder.Find(), Pack, "scenario.yaml"));

    [Fact]
    public void A_scenario_tells_form_fields_purposes_times_and_consent()
    {
        using var folder = new ScenarioFolder();
        var scenario = folder.Load(Good).Pack(Pack)!.Scenario!;
        Assert.Equal((1, "southbound", "json", "sd-jwt"), (scenario.Code, scenario.Direction, scenario.Form, scenario.FieldsBy));
        Assert.False(scenario.IsHolderRequired);
        Assert.Equal("/summary/balance_yuan", scenario.Fields.Single(f => f.Type == BorderFieldType.Money && f.Id == "balance_yuan").Pointer);
        Assert.Contains(scenario.Purposes, p => p is { Id: "loan", Title.ZhHant: "貸款申請" });
        Assert.All(BorderText.Languages, l => Assert.Contains("{purposes}", scenario.Consent.In(l), StringComparison.Ordinal));
        Assert.Null(scenario.Consent.In("fr"));
    }

    [Theory]
    [InlineData("code: 1", "code: 0", "PAK1013")]
    [InlineData("code: 1", "code: 65536", "PAK1013")]
    [InlineData("code: 1", "code: one", "PAK1013")]
    [InlineData("direction: southbound", "direction: eastbound", "PAK1013")]
    [InlineData("form: json", "form: pdf", "PAK1013")]
    [InlineData("media_types: [application/json]", "media_types: [text/csv]", "PAK1013")]
    [InlineData("media_types: [application/json]", "media_types: []", "PAK1003")]
    [InlineData("fields_by: sd-jwt", "fields_by: bbs", "PAK1013")]
    [InlineData("holder: optional", "holder: maybe", "PAK1013")]
    [InlineData("validity_days: validity_days", "validity_days: days", "PAK1009")]
    [InlineData("  loan: {", "  Loan: {", "PAK1013")]
    [InlineData("type: money, pointer: /summary/balance_yuan", "type: money", "PAK1003")]
    [InlineData("pointer: /summary/rating", "pointer: summary.rating", "PAK1013")]
    [InlineData("type: integer", "type: number", "PAK1013")]
    [InlineData("zh_hant: \"貸款申請\", ", "", "PAK1003")]
    [InlineData("zh_hant: \"貸款申請\"", "zh_hant: \" \"", "PAK1003")]
    [InlineData("只用于：{purposes}", "只用于申请", "PAK1013")]
    [InlineData("consent:", "consents:", "PAK1002")]
    public void A_wrong_scenario_refuses_its_pack(string before, string after, string code)
    {
        Assert.Contains(before, Good, StringComparison.Ordinal);
        using var folder = new ScenarioFolder();
        var library = folder.Load(Good.Replace(before, after, StringComparison.Ordinal));
        Assert.Contains(
            library.Diagnostics, d => d.Code == code && d.Source?.Name.EndsWith("scenario.yaml", StringComparison.Ordinal) == true);
        Assert.Null(library.Pack(Pack));
    }

    [Fact]
    public void A_scenario_without_fields_or_purposes_is_refused()
    {
        using var folder = new ScenarioFolder();
        var (purposes, fields, consent) = (Good.IndexOf("purposes:", StringComparison.Ordinal),
            Good.IndexOf("fields:", StringComparison.Ordinal), Good.IndexOf("consent:", StringComparison.Ordinal));
        var library = folder.Load(Good[..purposes] + "purposes: {}\nfields: {}\n" + Good[consent..]);
        Assert.Equal(2, library.Diagnostics.Count(d => d.Code == "PAK1003"));
        Assert.True(purposes < fields);
    }

    [Fact]
    public void Two_scenarios_cannot_have_one_code()
    {
        using var folder = new ScenarioFolder();
        folder.Copy(Pack, "crossborder/other", "id: crossborder/creditreport", "id: crossborder/other");
        var library = folder.Load(Good);
        Assert.Contains(library.Diagnostics, d => d.Code == "PAK1008");
        Assert.Single(library.Packs, p => p.Scenario is not null);
    }

    [Fact]
    public void The_eight_scenarios_of_the_library_are_read_and_each_form_is_used()
    {
        var scenarios = PolicyLibrary.Load(PolicyFolder.Find(), ModelLoading.WhenAsked).Packs
            .Where(p => p.Scenario is not null).Select(p => p.Scenario!).ToList();
        Assert.Equal(Enumerable.Range(1, 8), scenarios.Select(s => s.Code).Order());
        Assert.Equal(["bytes", "csv", "json", "xml"], scenarios.Select(s => s.Form).Distinct().Order());
        Assert.Equal(["northbound", "southbound"], scenarios.Select(s => s.Direction).Distinct().Order());
    }

    private sealed class ScenarioFolder : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-scenario-");

        public ScenarioFolder()
        {
            File.WriteAllText(Path.Combine(_root.FullName, "systems.yaml"), "{}\n");
            Copy(Pack, Pack, "", "");
        }

        public void Copy(string pack, string to, string before, string after)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, to)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyFolder.Find(), pack)))
            {
                var text = File.ReadAllText(file);
                File.WriteAllText(
                    Path.Combine(folder, Path.GetFileName(file)),
                    before.Length == 0 ? text : text.Replace(before, after, StringComparison.Ordinal));
            }
        }

        public PolicyLibrary Load(string scenario)
        {
            File.WriteAllText(Path.Combine(_root.FullName, Pack, "scenario.yaml"), scenario);
            return PolicyLibrary.Load(_root.FullName);
        }

        public void Dispose() => _root.Delete(recursive: true);
    }
}
