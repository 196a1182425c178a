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
    public void Every_table_has_a_key() => Assert.Empty(library.Onetable.Tables.Where(t => t.Key.Count == 0).Select(t => t.Code));
}
