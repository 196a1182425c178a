namespace Huoshui.Systems.City;

/// <summary>A date for which 一表通 is filed, with the market of that day.</summary>
/// <param name="Index">From 1, in the order of time.</param>
/// <param name="Date">The 数据日期.</param>
/// <param name="Depth">How much is filed.</param>
/// <param name="Rates">RMB for 100 units of USD, HKD, EUR, JPY.</param>
/// <param name="Lpr1">One-year LPR in percent points.</param>
/// <param name="Lpr5">Five-year LPR in percent points.</param>
internal sealed record CityDate(int Index, DateOnly Date, FilingDepth Depth, decimal[] Rates, decimal Lpr1,
    decimal Lpr5)
{
    /// <summary>As an SQL literal.</summary>
    public string Sql => CitySession.Invariant($"DATE '{Date:yyyy-MM-dd}'");

    /// <summary>As a folder's name.</summary>
    public string Text => CitySession.Invariant($"{Date:yyyy-MM-dd}");
}

/// <summary>How much of 一表通 a date's filing holds.</summary>
internal enum FilingDepth
{
    /// <summary>B01 B04 F27 H01 H13 K02.</summary>
    Base,

    /// <summary>F08 and J03 too.</summary>
    Pledges,

    /// <summary>And B05 with the loans to households.</summary>
    Households,

    /// <summary>And A01 D01 D02 F02.</summary>
    Full,
}

/// <summary>The dates of the generated city.</summary>
internal static class CityCalendar
{
    /// <summary>Currencies in the order of <see cref="CityDate.Rates"/>.</summary>
    public static readonly string[] Currencies = ["USD", "HKD", "EUR", "JPY"];

    /// <summary>The dates of 一表通, in the order of time.</summary>
    public static IReadOnlyList<CityDate> Dates { get; } =
    [
        Of(1, 2020, 6, 30, FilingDepth.Base, [707.95m, 91.344m, 796.10m, 6.5808m], 3.85m, 4.65m),
        Of(2, 2020, 12, 31, FilingDepth.Base, [652.49m, 84.164m, 802.50m, 6.3236m], 3.85m, 4.65m),
        Of(3, 2021, 12, 31, FilingDepth.Base, [637.57m, 81.760m, 721.97m, 5.5415m], 3.80m, 4.65m),
        Of(4, 2022, 12, 31, FilingDepth.Base, [696.46m, 89.327m, 742.29m, 5.2358m], 3.65m, 4.30m),
        Of(5, 2023, 12, 31, FilingDepth.Base, [708.27m, 90.622m, 785.92m, 5.0213m], 3.45m, 4.20m),
        Of(6, 2024, 6, 30, FilingDepth.Pledges, [712.68m, 91.268m, 766.17m, 4.4738m], 3.45m, 3.95m),
        Of(7, 2024, 12, 31, FilingDepth.Pledges, [718.84m, 92.604m, 752.57m, 4.6233m], 3.10m, 3.60m),
        Of(8, 2025, 5, 31, FilingDepth.Households, [718.48m, 91.646m, 814.71m, 4.9895m], 3.00m, 3.50m),
        Of(9, 2025, 6, 30, FilingDepth.Full, [715.86m, 91.195m, 840.24m, 4.9594m], 3.00m, 3.50m),
    ];

    /// <summary>The date of the published figures.</summary>
    public static CityDate Last => Dates[^1];

    private static CityDate Of(int i, int year, int month, int day, FilingDepth depth, decimal[] rates, decimal l1,
        decimal l5) =>
        new(i, new DateOnly(year, month, day), depth, rates, l1, l5);
}
