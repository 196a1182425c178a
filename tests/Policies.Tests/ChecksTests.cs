using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class ChecksTests : IDisposable
{
    private static readonly DateOnly AsOf = new(2025, 6, 30);
    private readonly TinyPolicies _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_rule_whose_table_is_missing_is_left_out_and_says_which()
    {
        var left = Assert.Single(_tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL" }).LeftOut);
        Assert.Equal(("TL_0501", "TB"), (left.Rule.Id, string.Join(',', left.MissingTables)));
    }

    [Fact]
    public void With_every_table_no_rule_is_left_out() =>
        Assert.Empty(_tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL", "TB" }).LeftOut);

    [Fact]
    public void What_is_left_out_keeps_its_neighbours_working()
    {
        var checks = _tiny.Load().Checks("tiny", AsOf, new HashSet<string> { "TL" });
        Assert.True(checks.Module.Succeeded);
        Assert.NotNull(checks.Rule("TL_0901"));
    }

    [Fact]
    public void The_same_date_and_tables_are_compiled_once()
    {
        var library = _tiny.Load();
        Assert.Same(
            library.Checks("tiny", AsOf, new HashSet<string> { "TL", "TB" }),
            library.Checks("tiny", AsOf, new HashSet<string> { "TB", "TL" }));
    }

    [Fact]
    public void Another_date_gives_another_hash()
    {
        var library = _tiny.Load();
        var tables = new HashSet<string> { "TL" };
        Assert.NotEqual(library.Checks("tiny", AsOf, tables).Hash, library.Checks("tiny", AsOf.AddDays(1), tables).Hash);
    }

    [Fact]
    public void Severity_follows_the_date()
    {
        var library = _tiny.Load();
        var tables = new HashSet<string> { "TL" };
        Assert.Equal(
            (RuleSeverity.Warning, RuleSeverity.Fatal),
            (library.Checks("tiny", AsOf, tables).Rule("TL_0901")!.Severity,
                library.Checks("tiny", new DateOnly(2026, 1, 1), tables).Rule("TL_0901")!.Severity));
    }

    [Theory]
    [InlineData(2024, 12, 31, null)]
    [InlineData(2025, 1, 1, 3L)]
    [InlineData(2025, 12, 31, 3L)]
    [InlineData(2026, 1, 1, 5L)]
    public void A_parameter_has_the_value_of_its_day(int year, int month, int day, long? value) =>
        Assert.Equal(value, _tiny.Load().Pack("returns/tiny")!.Parameters.Find("grace_days")!.ValueAt(new DateOnly(year, month, day))?.Value);

    [Fact]
    public void An_unknown_return_is_a_callers_mistake() =>
        Assert.Throws<KeyNotFoundException>(() => _tiny.Load().Checks("nothing", AsOf, new HashSet<string>()));
}
