using Huoshui.Measures;
using Huoshui.Systems.Indicators;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

public sealed class CellSuppressionTests
{
    private static readonly CellSuppression Limits = new(3, 10);

    [Fact]
    public void A_cell_of_exactly_the_limits_is_shown() =>
        Assert.False(Limits.Apply([new("a", 5, 3, 10), new("b", 6, 4, 20)])[0].IsSuppressed);

    [Fact]
    public void A_cell_of_two_institutions_is_hidden() =>
        Assert.True(Limits.Apply([new("a", 5, 2, 100), new("b", 6, 4, 20), new("c", 7, 4, 20)])[0].IsSuppressed);

    [Fact]
    public void A_cell_of_nine_borrowers_is_hidden() =>
        Assert.True(Limits.Apply([new("a", 5, 5, 9), new("b", 6, 4, 20), new("c", 7, 4, 20)])[0].IsSuppressed);

    [Fact]
    public void A_single_hidden_cell_takes_the_smallest_other_with_it() =>
        Assert.Equal(["a", "b"], Limits.Apply([new("a", 5, 2, 100), new("b", 6, 4, 20), new("c", 7, 4, 20)])
            .Where(c => c.IsSuppressed).Select(c => c.Key));

    [Fact]
    public void Two_hidden_cells_that_are_small_together_take_a_third()
    {
        var cells = Limits.Apply([new("a", 5, 4, 3), new("b", 6, 4, 4), new("c", 7, 4, 20), new("d", 8, 4, 20)]);
        Assert.Equal(["a", "b", "c"], cells.Where(c => c.IsSuppressed).Select(c => c.Key));
    }

    [Fact]
    public void A_hidden_cell_tells_nothing() =>
        Assert.Equal((null, 0L, null), Limits.Apply([new("a", 5, 2, 1)])
            .Select(c => (c.BaseValue, c.Institutions, c.Borrowers)).Single());
}

public sealed class FigureTextTests
{
    [Theory]
    [InlineData("T05", "2043700000000", "突破2")]
    [InlineData("T05", "2043700000", "突破20.43")]
    [InlineData("P05", "21", "21")]
    [InlineData("I05", "1310500", "131.05")]
    [InlineData("I05", "1311", "1,311")]
    [InlineData("O05", "33.3", "约33.3")]
    [InlineData("P06", "19000", "1.90")]
    [InlineData("P06", "19000000", "1,900")]
    public void A_figure_prints_its_qualifier_and_a_unit_that_fits(string id, string baseValue, string expected) =>
        Assert.Equal(expected, FigureText.Parts(
            FiguresFixture.Figure(id), decimal.Parse(baseValue, System.Globalization.CultureInfo.InvariantCulture),
                MeasureFormat.Chinese).Number);

    [Theory]
    [InlineData("T05", "2043700000", "20.43")]
    [InlineData("I03", "2043700000", "20.44")]
    public void A_part_and_a_point_are_rounded_as_the_figure_is(string id, string baseValue, string expected)
    {
        var figure = FiguresFixture.Figure(id);
        var amount = decimal.Parse(baseValue, System.Globalization.CultureInfo.InvariantCulture);
        var unit = FigureText.Fitting(figure, amount);

        Assert.Equal(expected, FigureText.Cell(figure, amount, unit, MeasureFormat.Chinese));
        Assert.EndsWith(expected, FigureText.Parts(figure, amount, MeasureFormat.Chinese).Number, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T05", "2043700000000", "以万亿元计保留 0 位小数，只舍不入")]
    [InlineData("T05", "2043700000", "以万亿元计保留 0 位小数，只舍不入；此处以亿元显示，保留 2 位小数")]
    [InlineData("T01", "45", "以家计保留 0 位小数，四舍五入")]
    public void What_is_said_of_the_rounding_is_what_is_shown(string id, string baseValue, string expected) =>
        Assert.Equal(expected, FigureText.RoundingRule(
            FiguresFixture.Figure(id), decimal.Parse(baseValue, System.Globalization.CultureInfo.InvariantCulture)).Zh);

    [Fact]
    public void A_column_of_figures_has_the_unit_of_the_largest()
    {
        var (large, small) = (Shown("T05", 2_043_700_000), Shown("I03", 14_800_000));
        Assert.Equal("亿元", FigureText.OneUnit([large, small])!.Symbol);
        Assert.Null(FigureText.OneUnit([large, Shown("I05", 1311)]));
        Assert.Null(FigureText.OneUnit([]));

        static FigureValue Shown(string id, decimal amount) => new(
            FiguresFixture.Figure(id), new DateOnly(2025, 6, 30), default, amount, FigureCoverage.None);
    }

    [Fact]
    public void A_filed_line_is_named_by_its_file_and_by_the_number_where_the_name_is_lost()
    {
        var line = new FiledLine("F27", 10, 166, 1, Guid.Empty);
        Assert.Equal("F27 第1版 文件10 第166行", FigureText.Place(line).Zh);
        Assert.Equal("F27 version 1, F27.csv, line 166", FigureText.Place(line with { FileName = "F27.csv" }).En);
    }

    [Fact]
    public void Coverage_says_which_of_the_two_is_missing_institutions_or_rows()
    {
        var full = new FigureCoverage(63, 63, [], []);
        Assert.Null(FigureText.Gaps(full));
        Assert.Equal("机构已报齐，2 笔未计入", FigureText.Gaps(full with { LeftOut = [new("no_rate", 2, 100)] })!.Zh);
        Assert.Equal("不完整：缺报 1 家", FigureText.Gaps(new FigureCoverage(63, 62, ["B1"], []))!.Zh);
    }

    [Fact]
    public void A_figure_that_is_not_connected_says_so() =>
        Assert.Equal("尚未接入", FigureText.Parts(FiguresFixture.Figure("G01"), 178, MeasureFormat.Chinese).Number);

    [Fact]
    public void A_figure_that_was_not_filed_shows_a_dash() =>
        Assert.Equal("—", FigureText.Parts(FiguresFixture.Figure("T05"), null, MeasureFormat.Chinese).Number);
}

public sealed class MovementTests
{
    [Theory]
    [InlineData(MovementBase.PreviousMonth, "2025-05-31")]
    [InlineData(MovementBase.YearStart, "2024-12-31")]
    [InlineData(MovementBase.YearBefore, "2024-06-30")]
    public void Movements_look_back_from_the_middle_of_the_year(MovementBase kind, string expected) =>
        Assert.Equal(expected, FigureMovements.BaseDate(new DateOnly(2025, 6, 30), kind)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void The_end_of_February_in_a_leap_year_looks_back_to_the_28th() =>
        Assert.Equal(
            new DateOnly(2023, 2, 28), FigureMovements.BaseDate(new DateOnly(2024, 2, 29), MovementBase.YearBefore));

    [Fact]
    public void The_end_of_February_looks_back_to_the_leap_day() =>
        Assert.Equal(
            new DateOnly(2024, 2, 29), FigureMovements.BaseDate(new DateOnly(2025, 2, 28), MovementBase.YearBefore));

    [Fact]
    public void A_movement_is_marked_by_the_thinner_of_its_two_dates()
    {
        var full = new FigureCoverage(63, 63, [], [new("no_rate", 2, 100)]);
        var one = new FigureCoverage(2, 1, ["B1"], []);

        Assert.Null(FigureMovements.Thinner(full, full));
        Assert.Same(one, FigureMovements.Thinner(full, one));
        Assert.Same(one, FigureMovements.Thinner(one, full));
        var thinner = new FigureCoverage(63, 1, ["B2"], []);
        Assert.Same(thinner, FigureMovements.Thinner(one, thinner));
    }

    [Fact]
    public void A_ratio_has_an_amount_and_no_percentage()
    {
        var movement = FigureMovements.Between(FiguresFixture.Figure("I06"), MovementBase.YearStart, default, 2, 3);
        Assert.Equal((1m, null), (movement.Amount!.Value, movement.Percent));
    }

    [Fact]
    public void A_stock_has_both()
    {
        var movement = FigureMovements.Between(FiguresFixture.Figure("T05"), MovementBase.YearStart, default, 200, 250);
        Assert.Equal((50m, 25m), (movement.Amount!.Value, movement.Percent!.Value));
    }
}
