using Huoshui.Policies.Reference;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class ReferencePagesTests(Library library) : IClassFixture<Library>
{
    [Fact]
    public void The_reference_pages_of_the_repository_are_fresh()
    {
        var folder = Path.Combine(library.Policies.Folder, "..", "docs", "reference");
        var stale = ReferencePages.Of(library.Policies)
            .Where(p => !File.Exists(Path.Combine(folder, p.Path)) || File.ReadAllText(Path.Combine(folder, p.Path)) != p.Content)
            .Select(p => p.Path);
        Assert.Empty(stale); // else: huoshui pack docs --out docs/reference
    }

    [Fact]
    public void Every_table_of_the_standard_has_a_page() =>
        Assert.Equal(91, ReferencePages.Of(library.Policies).Count(p => p.Path.StartsWith("returns/onetable/", StringComparison.Ordinal)));
}
