using Xunit;

namespace Huoshui.Vtl.Tests.Fixtures;

[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseFixtureTests
{
    [Theory]
    [MemberData(nameof(FixtureTests.Cases), MemberType = typeof(FixtureTests))]
    public void A_fixture_gives_what_it_says_on_ClickHouse_too(string file, string title)
    {
        using var database = ClickHouseDatabase.OrSkip();
        FixtureTests.Check(file, title, database);
    }
}
