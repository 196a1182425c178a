using System.Globalization;
using Xunit;

namespace Huoshui.Warehouse.Tests.Sessions;

/// <summary>How a session plans membership in a code list.</summary>
public sealed class LongListTests
{
    [Fact]
    public void A_code_list_inside_a_rule_is_compared_in_place_and_not_joined() =>
        Assert.DoesNotContain("JOIN", Plan(new DuckLimits()), StringComparison.Ordinal);

    [Fact]
    public void A_session_can_be_told_to_join_it_as_the_engine_would_by_itself() =>
        Assert.Contains("JOIN", Plan(new DuckLimits { JoinsLongLists = true }), StringComparison.Ordinal);

    private static string Plan(DuckLimits limits)
    {
        using var session = DuckSession.Open(limits, []);
        var codes = string.Join(", ", Enumerable.Range(0, 200).Select(n => n.ToString("'C'0000", CultureInfo.InvariantCulture)).Select(Sql.Text));
        return string.Concat(session.Query(
            $"EXPLAIN SELECT CASE WHEN code IS NOT NULL THEN code IN ({codes}) ELSE true END FROM (SELECT 'C' || i AS code FROM range(9) r(i))",
            r => r.GetString(1),
            TestContext.Current.CancellationToken));
    }
}
