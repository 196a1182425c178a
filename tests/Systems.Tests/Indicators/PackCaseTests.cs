using Huoshui.Warehouse.Partials;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Every case of every figure pack, each a test of its own.</summary>
public sealed class PackCaseTests
{
    private static readonly FigureCases Cases = new(RepositoryPolicies.Compiler, RepositoryPolicies.Library.Folder);

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var pack in Cases.PackIds)
        {
            foreach (var name in Cases.Names(pack))
                data.Add(pack, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_case_of_a_pack_holds(string pack, string name) =>
        Assert.Null(Assert.Single(Cases.Run(pack, name)).Problem);

    [Fact]
    public void Every_computed_pack_has_cases()
    {
        var without = RepositoryPolicies.Compiler.Figures.Packs.Where(p => p.IsComputed).Select(p => p.Id)
            .Except(Cases.PackIds);
        Assert.Empty(without);
    }
}
