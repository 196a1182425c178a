using Xunit;

namespace Huoshui.Diagnostics.Tests;

public sealed class NearNameTests
{
    private static readonly string[] Known = ["amount_yuan", "in_city", "source", "to", "利率", "贷款余额"];

    [Theory]
    [InlineData("amount_yaun", "amount_yuan")]
    [InlineData("Amount Yuan", "amount_yuan")]
    [InlineData("amount", "amount_yuan")]
    [InlineData("sorce", "source")]
    [InlineData("too", "to")]
    [InlineData("city", "in_city")]
    [InlineData("branch", null)]
    [InlineData("", null)]
    [InlineData("金额", null)]
    [InlineData("税率", null)]
    [InlineData("利率表", "利率")]
    [InlineData("贷款余客", "贷款余额")]
    public void The_name_with_the_fewest_changes_is_meant_and_none_that_is_far(string written, string? meant) =>
        Assert.Equal(meant, NearName.Of(written, Known));

    [Theory]
    [InlineData(NearName.MaxLength, true)]
    [InlineData(NearName.MaxLength + 1, false)]
    public void A_name_that_is_looked_at_has_a_longest_length(int length, bool isLookedAt) =>
        Assert.Equal(isLookedAt, NearName.Of(new string('a', length), [new string('a', NearName.MaxLength - 1)]) is not null);

    [Fact]
    public void A_message_asks_for_the_near_one_and_lists_all()
    {
        Assert.Equal("，是不是“to”？可用：to / ; did you mean \"to\"? known: to", NearName.Among("tu", ["to"]).ToString());
        Assert.Equal("，可用：to / ; known: to", NearName.Among("branch", ["to"]).ToString());
    }
}
