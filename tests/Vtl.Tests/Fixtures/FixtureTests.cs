using System.Globalization;
using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests.Fixtures;

public sealed class FixtureTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(FixtureFile.Folder, "*.vtl.md").Order(StringComparer.Ordinal))
        {
            foreach (var test in FixtureFile.Read(file))
                data.Add(Path.GetFileName(file), test.Title);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fixture_gives_what_it_says(string file, string title)
    {
        var test = FixtureFile.Read(Path.Combine(FixtureFile.Folder, file)).Single(c => c.Title == title);
        var inputs = new VtlInputs { Datasets = [.. test.Inputs.Select(i => i.Structure)] };
        var module = Scripts.Compile(test.Script, inputs);
        if (test.Diagnostics.Count > 0)
        {
            Assert.Equal(test.Diagnostics, module.Diagnostics.Select(d => $"{d.Code} {d.Position?.Line}:{d.Position?.Column}"));
            return;
        }

        Assert.True(module.Succeeded, string.Join('\n', module.Diagnostics.Select(d => CaretRenderer.Render(d, "en"))));
        using var database = new Database([.. test.Inputs.SelectMany(Statements)]);
        foreach (var expected in test.Results)
        {
            var result = module.Results.Single(r => r.Name == expected.Structure.Name);
            Assert.Equal(expected.Structure.Components.Select(Describe), result.Structure.Components.Select(Describe));
            Assert.Equal(
                expected.Rows.Select(r => string.Join(" | ", r)).Order(StringComparer.Ordinal),
                database.Rows(result.Sql).Order(StringComparer.Ordinal));
        }
    }

    private static string Describe(Component c) => $"{c.Name} {c.Role} {c.Kind} {c.Scale}";

    private static IEnumerable<string> Statements(FixtureTable table)
    {
        var columns = table.Structure.Components.Select(c => $"\"{c.Name}\" {SqlType(c)}");
        yield return $"CREATE TABLE \"{table.Structure.Name}\" ({string.Join(", ", columns)})";
        foreach (var row in table.Rows)
            yield return $"INSERT INTO \"{table.Structure.Name}\" VALUES ({string.Join(", ", row.Select(v => v == "NULL" ? "NULL" : $"'{v}'"))})";
    }

    private static string SqlType(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number when component.Scale is { } scale => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(18,{scale})"),
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };
}
