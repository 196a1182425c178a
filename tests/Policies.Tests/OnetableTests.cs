using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class OnetableTests(Library library) : IClassFixture<Library>
{
    [Fact]
    public void The_packs_of_the_repository_load_without_error() =>
        Assert.DoesNotContain(library.Policies.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);

    [Fact]
    public void Onetable_has_the_90_tables_of_the_standard() => Assert.Equal(90, library.Onetable.Tables.Count);

    [Fact]
    public void Onetable_has_the_2224_fields_of_the_standard() =>
        Assert.Equal(2224, library.Onetable.Tables.Sum(t => t.Fields.Count));

    [Fact]
    public void The_vocabulary_has_the_312_lists_of_the_standard() =>
        Assert.Equal(312, library.Policies.Vocabulary.Lists.Count(l => l.Source == "一表通2.0"));

    [Fact]
    public void The_lists_of_the_standard_have_3111_codes() =>
        Assert.Equal(3111, library.Policies.Vocabulary.Lists.Where(l => l.Source == "一表通2.0").Sum(l => l.Codes.Count));

    [Fact]
    public void Themes_classes_of_data_and_industry_sections_have_an_English_term()
    {
        var vocabulary = library.Policies.Vocabulary;
        var sections = vocabulary.Table("gbt4754_2017")!;
        var words = library.Policies.Returns.SelectMany(r => r.Tables)
            .SelectMany(t => t.Fields.Select(f => f.DataClass).Append(t.Theme))
            .Concat(Enumerable.Range(0, sections.Rows.Count).Select(row => sections.Cell(row, "section_name")));
        Assert.Empty(words.Distinct(StringComparer.Ordinal).Where(word => vocabulary.Term(word).En == word));
        Assert.Equal(new LocalizedText("公司法", "公司法"), vocabulary.Term("公司法"));
    }

    [Fact]
    public void Every_table_has_a_key() => Assert.Empty(library.Onetable.Tables.Where(t => t.Key.Count == 0).Select(t => t.Code));

    [Fact]
    public void At_least_150_rules_are_written() =>
        Assert.InRange(library.Policies.Cases("onetable").Cases.Select(c => c.Rule).Distinct(StringComparer.Ordinal).Count(), 150, int.MaxValue);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void A_kind_that_must_be_written_is_written(int kind) =>
        Assert.Contains(Everything().Rules, r => r.Kind == kind && !r.IsDerived);

    [Fact]
    public void All_rules_of_all_tables_compile() => Assert.Empty(Everything().Module.Diagnostics);

    [Fact]
    public void A_filing_of_F27_and_H01_is_looked_at_by_300_rules_or_more() =>
        Assert.InRange(
            library.Policies.Checks("onetable", new DateOnly(2025, 6, 30), new HashSet<string> { "F27", "H01" }).Rules.Count, 300, 1000);

    [Fact]
    public void Every_coded_field_that_has_a_public_list_is_bound_to_it() =>
        Assert.InRange(
            library.Onetable.Tables.SelectMany(t => t.Fields)
                .Count(f => f.CodeList is not null && f.DataClass is "代码类" or "指示器类" or "指示器"), 585, 628);

    [Fact]
    public void The_authorisation_dates_may_be_zero() =>
        Assert.Equal(["0000-00-00"], library.Onetable.Table("F04")!.Field("F040010")!.NullTexts);

    [Fact]
    public void The_borrowers_identity_is_sensitive_personal_information() =>
        Assert.Equal(FieldSensitivity.SensitivePersonal, library.Onetable.Table("B04")!.Field("B040005")!.Sensitivity);

    private ReturnChecks Everything() =>
        library.Policies.Checks("onetable", new DateOnly(2025, 6, 30), library.Policies.Datasets("onetable"));
}
