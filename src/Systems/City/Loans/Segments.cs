namespace Huoshui.Systems.City.Loans;

/// <summary>The make-up of the city's loans at a scale.</summary>
internal static class Segments
{
    private static readonly int[] Short = [12, 12, 12, 24, 24, 36];
    private static readonly int[] Middle = [12, 24, 36, 36];
    private static readonly double[] Grown = [0.30, 0.36, 0.48, 0.61, 0.75, 0.82, 0.91, 0.985, 1];
    private static readonly double[] GreenGrown = [0.20, 0.23, 0.36, 0.51, 0.69, 0.80, 0.90, 0.98, 1];
    private static readonly double[] Late = [0, 0, 0, 0, 0, 0, 0, 0.992, 1];

    public static IReadOnlyList<Segment> For(CityTargets targets) =>
    [
        new(SegmentId.Inclusive, targets.InclusiveBorrowers, InclusiveHistory(targets), Short, 1, 0.25, 1_000_000, 0.8,
            5_500_000, LenderWeight.Inclusive, 0.004),
        Corporate(SegmentId.Merger, targets.Rows(182, 3), Grown, 60_000_000, 0.8),
        Corporate(SegmentId.Pledge, targets.Rows(4_200, 8), Grown, 4_000_000, 0.7),
        Corporate(SegmentId.Green, targets.Rows(26_200, 12), GreenGrown, 38_000_000, 0.7),
        Corporate(SegmentId.Tech, targets.Rows(46_000, 16), Grown, 33_000_000, 0.7),
        Corporate(SegmentId.Other, targets.Rows(40_000, 15), Grown, 40_000_000, 0.8),
        new(SegmentId.Household, targets.Rows(400_000, 20), Late, [60, 120, 240, 360], 1, 0, 900_000, 0.8, 9_000_000,
            LenderWeight.Retail, 0),
        Small(SegmentId.OverLimit, targets.Rows(12_000, 5), 7_000_000) with { CapYuan = 9_500_000 },
        Small(SegmentId.NoCredit, targets.Rows(3_000, 3), 1_200_000),
        Small(SegmentId.Gone, targets.Rows(9_000, 4), 700_000) with { Terms = [60] },
        Small(SegmentId.OtherInclusive, targets.Rows(20_000, 4), 800_000),
        Corporate(SegmentId.OtherMerger, targets.Rows(150, 2), Grown, 80_000_000, 0.8),
        Corporate(SegmentId.TechOmitted, targets.Rows(300, 3), Grown, 12_000_000, 0.7),
        Corporate(SegmentId.TechExcess, targets.Rows(200, 2), Grown, 10_000_000, 0.7),
        Corporate(SegmentId.TechSuspected, targets.Rows(260, 2), Grown, 9_000_000, 0.7),
        Small(SegmentId.InclusiveOmitted, targets.Rows(600, 2), 1_500_000),
    ];

    private static Segment Corporate(SegmentId id, int slots, double[] history, double median, double sigma) =>
        new(id, slots, history, Middle, 3, 0, median, sigma, median * 20, LenderWeight.Corporate, 0.05);

    private static Segment Small(SegmentId id, int slots, double median) =>
        new(id, slots, Grown, Short, 1, 0.25, median, 0.5, median * 3, LenderWeight.Inclusive, 0);

    // The two published counts are exact (see CityTargets); the years between grow evenly.
    private static double[] InclusiveHistory(CityTargets targets)
    {
        var base2020 = targets.InclusiveBorrowers2020 / (double)targets.InclusiveBorrowers;
        return [base2020 * 0.885, base2020, 0.52, 0.65, 0.79, 0.86, 0.93, 0.988, 1];
    }
}
