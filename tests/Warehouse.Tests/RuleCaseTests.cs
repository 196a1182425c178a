using Huoshui.Policies;
using Huoshui.Warehouse.Cases;
using Xunit;

namespace Huoshui.Warehouse.Tests;

public sealed class RuleCaseTests
{
    private static readonly PolicyLibrary Library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);

    public static TheoryData<string> Returns => new(Library.Returns.Select(r => r.Id));

    [Theory]
    [MemberData(nameof(Returns))]
    public void Every_case_of_a_return_turns_out_as_expected(string returnId) =>
        Assert.Equal([], new RuleCaseRunner(Library).Run(returnId, TestContext.Current.CancellationToken).Select(d => d.ToLine("en")));
}
