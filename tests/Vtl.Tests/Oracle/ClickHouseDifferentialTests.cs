using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on the oracle and on ClickHouse: the same rows, or both stop.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseDifferentialTests
{
    // A statement takes some ten times as long as on DuckDB.
    private static readonly long Count = Math.Min(DifferentialTests.Count, 300);

    public static TheoryData<string> Families => DifferentialTests.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void The_oracle_and_ClickHouse_agree(string family)
    {
        using var database = ClickHouseDatabase.OrSkip();
        DifferentialTests.Agree(family, database, Count);
    }
}
