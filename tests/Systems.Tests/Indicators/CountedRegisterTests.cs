using Huoshui.Systems.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Figures that count a register: I08 the scenes, I09 the clusters.</summary>
public sealed class CountedRegisterTests
{
    [Theory]
    [InlineData("I08", 8, 3)]
    [InlineData("I09", 28, 28)]
    public void The_register_has_as_many_rows_as_was_published_and_marks_what_no_public_text_has(string id, int rows, int stated)
    {
        var figure = RepositoryPolicies.Compiler.Figures.Find(id)!;
        var register = RegisterRow.Of(RepositoryPolicies.Library.Vocabulary.Table(figure.Register!)!);
        Assert.Equal((figure.Published, rows, stated), (rows, register.Count, register.Count(r => !r.IsIllustrative)));
        Assert.Equal(rows, register.Select(r => r.NameZh).Distinct().Count());
        Assert.All(register, r => Assert.InRange(int.Parse(r.Since, System.Globalization.CultureInfo.InvariantCulture), 2020, 2026));
    }

    [Fact]
    public void Twenty_clusters_are_strategic_and_eight_of_the_future() => Assert.Equal(
        [("future", 8), ("strategic", 20)],
        RegisterRow.Of(RepositoryPolicies.Library.Vocabulary.Table(RegisterSource.ClusterTable)!)
            .GroupBy(r => r.Kind!).Select(g => (g.Key, g.Count())).Order());
}
