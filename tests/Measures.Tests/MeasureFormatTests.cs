using Xunit;

namespace Huoshui.Measures.Tests;

public sealed class MeasureFormatTests
{
    private static readonly MeasureFormat Zh = MeasureFormat.Chinese;
    private static readonly MeasureFormat En = MeasureFormat.English;

    [Fact]
    public void Money_is_shown_in_hundred_millions_by_default() =>
        Assert.Equal("245.98亿元", Zh.Money(Money.FromYuan(24_598_000_000m)));

    [Fact]
    public void Money_from_a_trillion_on_is_shown_in_trillions() =>
        Assert.Equal("1.00万亿元", Zh.Money(Money.FromYuan(1_000_000_000_000m)));

    [Fact]
    public void Money_just_below_a_trillion_stays_in_hundred_millions() =>
        Assert.Equal("10,000.00亿元", Zh.Money(Money.FromYuan(999_999_999_999.99m)));

    [Fact]
    public void A_page_may_choose_the_unit() =>
        Assert.Equal("1,900.00万元", Zh.Money(Money.FromYuan(19_000_000m), Unit.TenThousandYuan));

    [Fact]
    public void Negatives_carry_a_true_minus() =>
        Assert.Equal("−1.50亿元", Zh.Money(Money.FromYuan(-150_000_000m)));

    [Fact]
    public void What_rounds_to_zero_has_no_sign() =>
        Assert.Equal("0.00亿元", Zh.Money(Money.FromYuan(-1m)));

    [Theory]
    [InlineData("%", 33.3333, "33.33%")]
    [InlineData("百分点", 2.79, "2.79百分点")]
    [InlineData("倍", 2.51, "2.51倍")]
    [InlineData("户", 1310500, "1,310,500户")]
    [InlineData("万户", 131.05, "131.05万户")]
    [InlineData("家", 178, "178家")]
    [InlineData("万张", 134, "134.00万张")]
    public void Every_unit_of_the_figures_has_its_decimals(string unit, double value, string expected) =>
        Assert.Equal(expected, Zh.Number((decimal)value, unit));

    [Fact]
    public void A_cell_leaves_the_unit_to_the_header() =>
        Assert.Equal("131.05", Zh.Number(131.05m, "万户", NumberStyle.Cell));

    [Fact]
    public void Running_text_leaves_out_zeros() =>
        Assert.Equal("134万张", Zh.Number(134m, "万张", NumberStyle.Text));

    [Fact]
    public void Over_money_is_said_with_tupo_and_rounded_down() =>
        Assert.Equal("突破2万亿元", Zh.Number(2.09m, "万亿元", new NumberStyle(0, Qualifier: Qualifier.Over)));

    [Fact]
    public void Over_a_count_is_said_with_chao() =>
        Assert.Equal("超20家", Zh.Number(20m, "家", new NumberStyle(Qualifier: Qualifier.Over)));

    [Fact]
    public void About_is_said_before_the_number() =>
        Assert.Equal("约33.3%", Zh.Number(33.34m, "%", new NumberStyle(1, Qualifier: Qualifier.About)));

    [Fact]
    public void Every_absence_looks_different_from_zero_and_from_the_others()
    {
        string[] shown =
        [
            Zh.Number(0m, "亿元"), .. Enum.GetValues<Absence>().Select(a => Zh.Number(null, "亿元", absence: a)),
        ];
        Assert.Equal(["0.00亿元", "—", "N/A", "尚未接入", "已抑制"], shown);
    }

    [Fact]
    public void A_rise_may_carry_its_sign() =>
        Assert.Equal("+1.20%", Zh.Number(1.2m, "%", new NumberStyle(ExplicitSign: true)));

    [Fact]
    public void English_never_puts_a_number_directly_before_a_number() =>
        Assert.Equal("131.05 × 10,000 borrowers", En.Number(131.05m, "万户"));

    [Fact]
    public void English_speaks_of_trillions() =>
        Assert.Equal("over 2 trillion yuan", En.Number(2.05m, "万亿元", new NumberStyle(0, Qualifier: Qualifier.Over)));

    [Theory]
    [InlineData("over", Qualifier.Over)]
    [InlineData("about a third", Qualifier.About)]
    [InlineData("two batches", Qualifier.Exact)]
    [InlineData(null, Qualifier.Exact)]
    public void Qualifiers_of_the_register_are_understood(string? text, Qualifier expected) =>
        Assert.Equal(expected, Qualifiers.Parse(text));

    [Fact]
    public void A_month_end_is_a_stock()
    {
        Assert.Equal("2025年6月末", Zh.AsOf(new DateOnly(2025, 6, 30)));
        Assert.Equal("end of June 2025", En.AsOf(new DateOnly(2025, 6, 30)));
    }

    [Fact]
    public void A_day_within_a_month_is_written_out() =>
        Assert.Equal("2025-06-29", Zh.AsOf(new DateOnly(2025, 6, 29)));

    [Theory]
    [InlineData("2025-01-01", "2025-06-30", "2025年1–6月", "January–June 2025")]
    [InlineData("2025-04-01", "2025-06-30", "2025年二季度", "Q2 2025")]
    [InlineData("2024-01-01", "2024-12-31", "2024年", "2024")]
    [InlineData("2024-02-01", "2024-02-29", "2024年2月", "February 2024")]
    [InlineData("2024-02-01", "2024-02-28", "2024-02-01–2024-02-28", "2024-02-01–2024-02-28")]
    public void Periods_have_their_names(string first, string last, string zh, string en)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var period = new ReportingPeriod(DateOnly.Parse(first, culture), DateOnly.Parse(last, culture));
        Assert.Equal((zh, en), (Zh.Period(period), En.Period(period)));
    }

    [Fact]
    public void Moments_are_shown_in_the_zone_of_the_side()
    {
        var moment = new DateTimeOffset(2025, 6, 30, 16, 5, 0, TimeSpan.Zero);
        Assert.Equal("2025-07-01 00:05", Zh.Instant(moment));
        Assert.Equal("2025-07-01 00:05 HKT", En.HongKong.Instant(moment));
    }

    [Fact]
    public void The_language_of_the_page_decides() =>
        Assert.Same(MeasureFormat.English, MeasureFormat.For("en-HK"));

    [Fact]
    public void Units_convert_within_their_dimension() =>
        Assert.Equal(19.6m, new Quantity(0.00196m, Unit.TrillionYuan).In(Unit.HundredMillionYuan).Value);

    [Fact]
    public void Borrowers_do_not_convert_to_cards() =>
        Assert.Throws<ArgumentException>(() => new Quantity(1, Unit.Household).In(Unit.Parse("万张")));

    [Theory]
    [InlineData("zh", "19.60亿元")]
    [InlineData("en", "19.60 × 100 million yuan")]
    public void A_number_never_runs_into_the_number_of_its_unit(string language, string expected) =>
        Assert.Equal(expected, MeasureFormat.For(language).Join("19.60", Unit.Parse("亿元")));
}
