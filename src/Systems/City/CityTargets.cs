using System.Globalization;

namespace Huoshui.Systems.City;

/// <summary>
/// The published figures of 2025-06-30 at a scale, in the units of the books: 分 and whole counts. Counts are rounded
/// half-up;
/// "over" is met by a value inside (value, 1.05 × value].
/// </summary>
internal sealed class CityTargets
{
    private const decimal FenOf亿 = 10_000_000_000m;
    private const decimal FenOf万亿 = 100_000_000_000_000m;
    private readonly decimal _scale;

    public CityTargets(decimal scale) => _scale = scale;

    public long TechLoans => Fen(2.0437m * FenOf万亿);
    public long MergerLoans => Fen(109.48m * FenOf亿);
    public long PledgeLoans => Fen(245.98m * FenOf亿);
    public long GreenLoans => Fen(1.31m * FenOf万亿);
    public long GreenLoans2020 => Whole(GreenLoans / 5m);
    public long InclusiveLoans => Fen(1.96m * FenOf万亿);

    /// <summary>I03 of 2020-06-30, so that five years of 26.29 % lead to I03.</summary>
    public long InclusiveLoans2020 => Whole(InclusiveLoans / FifthPower(1.2629m));
    public int InclusiveBorrowers => Count(1_310_500m);
    public int InclusiveBorrowers2020 => Divisor(InclusiveBorrowers, 2.51m);

    public long TechCover => Fen(3.12m * FenOf万亿);
    public int PensionAccounts => Count(5_570_000m);
    public long PensionContributions => Fen(71.06m * FenOf亿);
    public int CommercialAccounts => Count(116_200m);
    public long CommercialSales => Fen(183.44m * FenOf亿);
    public long ElderCareLoans => Fen(1900m * 1_000_000m);
    public int SeniorCards => Count(1_340_000m);
    public int VisitedEntities => Count(1_494_300m);
    public long CoordinationLoans => Fen(6674.91m * FenOf亿);
    public int OnlineCustomers => Math.Max(20, Count(1_762_000m));
    public int CrossBorderPolicies => Count(186_100m);
    public int CrossBorderVehicles => Count(82_700m);

    public static long Spending2024 => Whole(67.99m * FenOf亿);
    public static long Spending2019 => Whole(67.99m * FenOf亿 / FifthPower(1.1131m));

    /// <summary>A number of rows that a segment of a nominal size has at this scale.</summary>
    public int Rows(int atScaleOne, int atLeast) => Math.Max(atLeast, Count(atScaleOne));

    /// <summary>Average rate of the new inclusive loans of a year, percent points: five falls, 2.79 in all.</summary>
    public static decimal InclusiveRate(int year) => year switch
    {
        <= 2020 => 6.08m,
        2021 => 5.59m,
        2022 => 4.97m,
        2023 => 4.41m,
        2024 => 3.79m,
        _ => 3.29m,
    };

    public override string ToString() => _scale.ToString(CultureInfo.InvariantCulture);

    private static decimal FifthPower(decimal x) => x * x * x * x * x;

    private static long Whole(decimal value) => (long)Math.Round(value, 0, MidpointRounding.AwayFromZero);

    // The whole number by which the count is divided so that the quotient prints as the published multiple.
    private static int Divisor(int count, decimal multiple)
    {
        var guess = (int)Whole(count / multiple);
        return Enumerable.Range(0, 4).SelectMany(i => new[] { guess - i, guess + i }).Where(d => d > 0)
            .First(d => Math.Round(count / (decimal)d, 2, MidpointRounding.AwayFromZero) == multiple);
    }

    private long Fen(decimal atScaleOne) => Whole(atScaleOne * _scale);

    private int Count(decimal atScaleOne) => (int)Whole(atScaleOne * _scale);
}
