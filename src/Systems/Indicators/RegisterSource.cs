using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Vtl;

namespace Huoshui.Systems.Indicators;

/// <summary>The register datasets that figure scripts read: industry classes, enterprise sizes, institutions of a
/// date.</summary>
public static class RegisterSource
{
    /// <summary>The register of 八大场景, also a table of the vocabulary.</summary>
    public const string SceneTable = "inclusive_scenes";

    /// <summary>The register of 20+8 产业集群, also a table of the vocabulary.</summary>
    public const string ClusterTable = "shenzhen_clusters_20_8";

    private const string Institutions = "institutions";
    private const string Scenes = "scenes";
    private const string Clusters = "clusters";

    private static readonly string[] Classifications = ["HTP", "HTS", "SE", "PA", "DE", "EC"];

    private static readonly string[] BankKinds =
        ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18"];

    private static readonly DataStructure InstitutionStructure = new(
        Institutions,
        [
            Identifier("institution"), Text("kind"), Text("capital"), Text("district"),
            Whole("is_bank"), Whole("is_local"), Whole("is_active"),
        ]);

    /// <summary>Structures and rows that do not depend on a date; the institutions are empty.</summary>
    public static Dictionary<string, RegisterDataset> Static(Vocabulary vocabulary) => new(StringComparer.Ordinal)
    {
        ["industry_map"] = IndustryMap(vocabulary),
        ["enterprise_size"] = EnterpriseSize(vocabulary),
        [Institutions] = new RegisterDataset(InstitutionStructure, []),
        [Scenes] = Counted(vocabulary.Table(SceneTable), Scenes, ("scene", "code"), ("since", "since")),
        [Clusters] = Counted(
            vocabulary.Table(ClusterTable), Clusters, ("cluster", "name_zh"), ("since", "edition"), "kind"),
    };

    /// <summary>The same with the institutions as they were on a day.</summary>
    public static Dictionary<string, RegisterDataset> At(
        IReadOnlyDictionary<string, RegisterDataset> fixedRegisters, IEnumerable<Institution> institutions,
            DateOnly asOf) =>
        new(fixedRegisters, StringComparer.Ordinal)
        {
            [Institutions] = new RegisterDataset(InstitutionStructure, [.. institutions.Select(i => Row(i, asOf))]),
        };

    private static IReadOnlyList<string?> Row(Institution i, DateOnly asOf) =>
    [
        i.Id, i.Kind, i.Capital, i.District, Flag(BankKinds.Contains(i.Kind, StringComparer.Ordinal)),
        Flag(i.IsLocalLegalPerson), Flag(i.IsActive(asOf)),
    ];

    // One row for each entry of a register: its key, the year since which it stands there, and more texts.
    private static RegisterDataset Counted(
        ReferenceTable? table, string name, (string Name, string Column) key, (string Name, string Column) since,
        params IReadOnlyList<string> more)
    {
        var structure = new DataStructure(name, [Identifier(key.Name), .. more.Select(Text), Whole(since.Name)]);
        IReadOnlyList<string?> Row(ReferenceTable of, int row) =>
            [of.Cell(row, key.Column), .. more.Select(m => of.Cell(row, m)), of.Cell(row, since.Column)];
        return new RegisterDataset(
            structure, table is null ? [] : [.. Enumerable.Range(0, table.Rows.Count).Select(row => Row(table, row))]);
    }

    // A class belongs wholly to a classification when any of its rows there is not starred.
    private static RegisterDataset IndustryMap(Vocabulary vocabulary)
    {
        var structure = new DataStructure("industry_map", [Identifier("class"), .. Classifications.Select(Text)]);
        if (vocabulary.Table("industry_classifications") is not { } table)
            return new RegisterDataset(structure, []);
        var marks = new SortedDictionary<string, string?[]>(StringComparer.Ordinal);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var column = Array.IndexOf(Classifications, table.Cell(row, "classification"));
            if (column < 0)
                continue;
            var key = table.Cell(row, "gbt4754_class");
            if (!marks.TryGetValue(key, out var cells))
                marks[key] = cells = new string?[Classifications.Length];
            var starred = string.Equals(table.Cell(row, "part_only"), "true", StringComparison.OrdinalIgnoreCase);
            if (!starred)
                cells[column] = "whole";
            else
                cells[column] ??= "part";
        }

        return new RegisterDataset(structure, [.. marks.Select(m => (IReadOnlyList<string?>)[m.Key, .. m.Value])]);
    }

    private static RegisterDataset EnterpriseSize(Vocabulary vocabulary)
    {
        (string Metric, string Column)[] metrics = [("从业人员", "employees"), ("营业收入", "revenue"), ("资产总额", "assets")];
        (string Bound, string Column)[] bounds =
            [("large_min", "large"), ("medium_min", "medium"), ("small_min", "small")];
        var columns = metrics.SelectMany(m => bounds.Select(b => $"{m.Column}_{b.Column}")).ToList();
        var structure = new DataStructure(
            "enterprise_size",
            [Identifier("bounds_key"),
                .. columns.Select(c => new Component(c, ComponentRole.Measure, ScalarKind.Number, 2))]);
        if (vocabulary.Table("enterprise_size_2017") is not { } table)
            return new RegisterDataset(structure, []);
        var rows = new SortedDictionary<string, string?[]>(StringComparer.Ordinal);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var key = table.Cell(row, "key");
            if (!rows.TryGetValue(key, out var cells))
                rows[key] = cells = new string?[columns.Count];
            var metric = Array.FindIndex(metrics, m =>
                string.Equals(m.Metric, table.Cell(row, "metric"), StringComparison.Ordinal));
            for (var b = 0; b < bounds.Length && metric >= 0; b++)
                cells[(metric * bounds.Length) + b] = table.Cell(row, bounds[b].Bound);
        }

        return new RegisterDataset(structure, [.. rows.Select(r => (IReadOnlyList<string?>)[r.Key, .. r.Value])]);
    }

    private static string Flag(bool value) => Convert.ToInt32(value).ToString(CultureInfo.InvariantCulture);

    private static Component Identifier(string name) =>
        new(name, ComponentRole.Identifier, ScalarKind.String, IsNullable: false);

    private static Component Text(string name) => new(name, ComponentRole.Measure, ScalarKind.String);

    private static Component Whole(string name) => new(name, ComponentRole.Measure, ScalarKind.Integer);
}
