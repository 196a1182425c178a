using Huoshui.Diagnostics;
using Huoshui.Policies.Compilation;
using Xunit;

namespace Huoshui.Policies.Tests;

/// <summary>Computed names are as confidential as the fields that they are made of.</summary>
public sealed class NameOriginsTests(Library library) : IClassFixture<Library>
{
    private const string Script = """
        before := T1_prev[keep ID, NAME, AMOUNT][rename NAME to before_name, AMOUNT to before_amount];
        longer := before[calc told := "x" || before_name, doubled := 2];
        counted := T1[aggr row_count := count() group by filing];
        circle := T1[calc a := b, b := a];
        """;

    [Theory]
    [InlineData("before_name", FieldSensitivity.Personal)]
    [InlineData("before_amount", FieldSensitivity.General)]
    [InlineData("told", FieldSensitivity.Personal)]
    public void A_name_has_the_strictest_class_of_its_origins(string name, FieldSensitivity expected) =>
        Assert.Equal(expected, Classes()[name]);

    [Theory]
    [InlineData("row_count")]
    [InlineData("a")]
    [InlineData("NAME")]
    public void A_name_that_is_made_of_no_field_has_no_class(string name) =>
        Assert.DoesNotContain(name, Classes().Keys);

    [Fact]
    public void In_one_table_the_customer_of_the_period_before_is_as_confidential_as_the_customer()
    {
        var checks = library.Policies.Checks(
            "onetable", new DateOnly(2025, 6, 30), new HashSet<string>(StringComparer.Ordinal) { "F27", "F27_prev" });

        Assert.Equal(FieldSensitivity.Sensitive, checks.NameClasses["before_customer"]);
        Assert.Equal(FieldSensitivity.General, checks.NameClasses["before_currency"]);
    }

    private static IReadOnlyDictionary<string, FieldSensitivity> Classes()
    {
        FieldDefinition Field(string code, FieldSensitivity sensitivity) => new(
            code, new LocalizedText(code, code), "anc", ColumnKind.Text, 0, null, sensitivity, false, "", []);
        var table = new TableDefinition(
            "T1", "T1", "", new LocalizedText("表", "table"),
            [Field("ID", FieldSensitivity.General), Field("NAME", FieldSensitivity.Personal), Field("AMOUNT", FieldSensitivity.General)],
            ["ID"], null);
        var definition = new ReturnDefinition("t", new LocalizedText("报表", "return"), null!, [table]);
        return new NameOrigins([new SourceText("t.vtl", Script)]).Classes(definition);
    }
}
