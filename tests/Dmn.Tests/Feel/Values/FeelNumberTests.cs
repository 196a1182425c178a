using System.Numerics;
using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Feel.Values;

public sealed class FeelNumberTests
{
    private static readonly Gen<FeelNumber> Numbers =
        Gen.Select(Gen.Long, Gen.Int[0, 15], Gen.Int[-20, 20]).Select((head, zeros, exponent) =>
            FeelNumber.Rounded(head * BigInteger.Pow(10, zeros), exponent)!.Value);

    private static readonly Gen<decimal> Decimals =
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Int[0, 9]).Select(
            (n, s) => n / (decimal)Math.Pow(10, s));

    [Fact]
    public void Addition_is_commutative_and_subtraction_undoes_it_where_both_are_exact() =>
        Gen.Select(Decimals, Decimals).Sample((a, b) =>
        {
            var (x, y) = (FeelNumber.From(a), FeelNumber.From(b));
            return FeelNumber.Add(x, y) == FeelNumber.Add(y, x)
                && FeelNumber.Subtract(FeelNumber.Add(x, y)!.Value, y) == x
                && FeelNumber.Add(x, y)!.Value == FeelNumber.From(a + b);
        });

    [Fact]
    public void Products_are_those_of_System_Decimal_where_that_is_exact() =>
        Gen.Select(Gen.Long[-10_000_000, 10_000_000], Gen.Long[-10_000_000, 10_000_000]).Sample((a, b) =>
            FeelNumber.Multiply(FeelNumber.From(a / 1000m), FeelNumber.From(b / 1000m)) == FeelNumber.From(
                a / 1000m * (b / 1000m)));

    [Fact]
    public void The_order_is_that_of_exact_fractions() =>
        Gen.Select(Numbers, Numbers).Sample(
            (a, b) => Math.Sign(a.CompareTo(b)) == Exact(a, 60).CompareTo(Exact(b, 60)));

    [Fact]
    public void Sums_of_any_size_are_rounded_once_half_to_even() =>
        Gen.Select(Numbers, Numbers).Sample((a, b) =>
            Reference(Exact(a, 60) + Exact(b, 60), 60) == FeelNumber.Add(a, b)!.Value);

    [Fact]
    public void A_quotient_times_its_divisor_is_the_dividend_to_33_digits() =>
        Gen.Select(Numbers, Numbers.Where(n => n.Sign != 0)).Sample((a, b) =>
        {
            var back = FeelNumber.Multiply(FeelNumber.Divide(a, b)!.Value, b)!.Value;
            return IsClose(back, a, 33);
        });

    [Fact]
    public void Text_and_number_are_one_another() =>
        Numbers.Sample(n => FeelNumber.Parse(n.ToString()) == n);

    [Fact]
    public void Equal_numbers_of_different_scale_have_one_hash()
    {
        Assert.Equal(FeelRun.Number("1.50").GetHashCode(), FeelRun.Number("1.5").GetHashCode());
        Assert.Equal(FeelRun.Number("1.50"), FeelRun.Number("1.5"));
        Assert.Equal("1.50", FeelRun.Number("1.50").ToString());
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345", "12345678901234567890123456789012340")] // 5 after an even digit
    [InlineData("12345678901234567890123456789012355", "12345678901234567890123456789012360")]
    [InlineData("1234567890123456789012345678901234500000000000000000000000000000000001",
        "1234567890123456789012345678901235000000000000000000000000000000000000")]
    public void A_literal_of_more_than_34_digits_is_rounded_half_to_even(string text, string expected) =>
        Assert.Equal(FeelRun.Number(expected), FeelRun.Number(text));

    [Theory]
    [InlineData("2", "1.414213562373095048801688724209698")]
    [InlineData("16", "4")]
    [InlineData("0.0001", "0.01")]
    [InlineData("10", "3.162277660168379331998893544432719")]
    public void Square_roots_have_34_digits(string number, string root) =>
        Assert.Equal(FeelRun.Number(root), FeelRun.Number(number).SquareRoot());

    // Digits from OEIS: A001113 (e), A002392 (ln 10), A002162 (ln 2), A092553 (1/e), A092426 (e^4).
    [Fact]
    public void Exponentials_and_logarithms_have_34_digits()
    {
        Assert.Equal(FeelRun.Number("2.718281828459045235360287471352662"), FeelRun.Number("1").Exponential());
        Assert.Equal(FeelRun.Number("0.3678794411714423215955237701614609"), FeelRun.Number("-1").Exponential());
        Assert.Equal(FeelRun.Number("54.59815003314423907811026120286088"), FeelRun.Number("4").Exponential());
        Assert.Equal(FeelRun.Number("2.302585092994045684017991454684364"), FeelRun.Number("10").Logarithm());
        Assert.Equal(FeelRun.Number("0.6931471805599453094172321214581766"), FeelRun.Number("2").Logarithm());
        Assert.Null(FeelRun.Number("0").Logarithm());
        Assert.Equal(FeelRun.Number("1"), FeelRun.Number("0").Exponential());
        Assert.Equal(FeelRun.Number("0"), FeelRun.Number("1").Logarithm());
    }

    [Fact]
    public void Exponential_and_logarithm_undo_each_other_to_30_digits() =>
        Gen.Long[1, 1_000_000_000].Sample(n =>
        {
            var x = FeelNumber.From(n / 1000m);
            return IsClose(x.Logarithm()!.Value.Exponential()!.Value, x, 30);
        });

    [Theory]
    [InlineData("2", "10", "1024")]
    [InlineData("2", "-2", "0.25")]
    [InlineData("10", "-5", "0.00001")]
    [InlineData("-2", "3", "-8")]
    [InlineData("2", "0.5", "1.414213562373095048801688724209698")]
    [InlineData("0", "0", "1")]
    [InlineData("1.0000001", "1000000", "1.105170912549793416638382709346716")]
    public void Powers_of_whole_and_broken_exponents(string number, string exponent, string expected) =>
        Assert.True(IsClose(FeelRun.Number(expected),
            FeelRun.Number(number).Power(FeelRun.Number(exponent))!.Value, 30));

    [Fact]
    public void What_leaves_the_range_is_null()
    {
        var huge = FeelRun.Number("10").Power(FeelRun.Number("6144"))!.Value;
        Assert.Null(FeelNumber.Multiply(huge, FeelRun.Number("10")));
        Assert.Null(FeelNumber.Add(FeelNumber.Multiply(huge, FeelRun.Number("9"))!.Value, huge));
        Assert.Null(FeelRun.Number("10").Power(FeelRun.Number("-6177")));
        Assert.NotNull(FeelRun.Number("10").Power(FeelRun.Number("-6176")));
        Assert.Null(FeelRun.Number("-1").SquareRoot());
        Assert.Null(FeelRun.Number("-8").Power(FeelRun.Number("0.5")));
        Assert.Null(FeelRun.Number("99999").Exponential());
        Assert.Null(FeelRun.Number("3").Power(FeelRun.Number("999999999")));
    }

    [Theory]
    [InlineData("12", "5", "2")]
    [InlineData("-12", "5", "3")]
    [InlineData("12", "-5", "-3")]
    [InlineData("-12", "-5", "-2")]
    [InlineData("10.1", "4.5", "1.1")]
    [InlineData("-10.1", "4.5", "3.4")]
    [InlineData("10.1", "-4.5", "-3.4")]
    [InlineData("-10.1", "-4.5", "-1.1")]
    public void Modulo_takes_the_sign_of_the_divisor(string dividend, string divisor, string rest) =>
        Assert.Equal(FeelRun.Number(rest), FeelNumber.Modulo(FeelRun.Number(dividend), FeelRun.Number(divisor)));

    private static BigInteger Exact(FeelNumber number, int digits) =>
        number.SignedCoefficient * BigInteger.Pow(10, number.Exponent + digits);

    // Rounded through a decimal string, independently of the engine's way.
    private static FeelNumber Reference(BigInteger value, int digits)
    {
        var size = BigInteger.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var drop = Math.Max(0, size - 34);
        var unit = BigInteger.Pow(10, drop);
        var (quotient, rest) = BigInteger.DivRem(BigInteger.Abs(value), unit);
        var twice = rest * 2;
        if (twice > unit || (twice == unit && !quotient.IsEven))
            quotient++;
        return FeelNumber.Rounded(quotient * value.Sign, drop - digits)!.Value;
    }

    private static bool IsClose(FeelNumber a, FeelNumber b, int digits)
    {
        if (b.Sign == 0)
            return a.Sign == 0;
        var difference = FeelNumber.Divide(FeelNumber.Subtract(a, b)!.Value, b)!.Value.Absolute();
        return difference < FeelRun.Number("0." + new string('0', digits - 1) + "1");
    }
}
