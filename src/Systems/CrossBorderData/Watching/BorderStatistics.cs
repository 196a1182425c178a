using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>A cell of a count.</summary>
/// <param name="Key">What is counted.</param>
/// <param name="Count">How many; null where it is hidden because too few stand behind it.</param>
public sealed record CountCell(string Key, long? Count);

/// <summary>
/// 运营统计 What an operator may count: packages by scenario, day, hour of the day and issuer, with small cells hidden;
/// lists
/// and manifests, and what was refused, as they are, since no subject stands behind them. Immutable.
/// </summary>
public sealed record BorderStatistics
{
    /// <summary>Nothing was counted.</summary>
    public static BorderStatistics Nothing { get; } = Of([], [], [], 0);

    /// <summary>How many days back were counted, one of <see cref="NodeBook.Windows"/>; 0 for nothing.</summary>
    public int Days { get; init; }

    /// <summary>Packages issued; null where they are too few to be told.</summary>
    public required long? Packages { get; init; }

    /// <summary>Status lists and key manifests.</summary>
    public required long Publications { get; init; }

    /// <summary>Entries that are none of ours: there should be none.</summary>
    public required long Strange { get; init; }

    /// <summary>Packages by code of the scenario.</summary>
    public required IReadOnlyList<CountCell> ByScenario { get; init; }

    /// <summary>Packages by day, <c>yyyy-MM-dd</c>.</summary>
    public required IReadOnlyList<CountCell> ByDay { get; init; }

    /// <summary>Packages by hour of the day, 0 to 23.</summary>
    public required IReadOnlyList<CountCell> ByHour { get; init; }

    /// <summary>Packages by issuer: its name, or the ID of a key that nobody of the file has.</summary>
    public required IReadOnlyList<CountCell> ByIssuer { get; init; }

    /// <summary>Refused submissions by code.</summary>
    public required IReadOnlyList<CountCell> Refused { get; init; }

    /// <summary>Fewest packages of a cell that is shown.</summary>
    public required long Least { get; init; }

    /// <summary>Adds up and hides.</summary>
    internal static BorderStatistics Of(
        IReadOnlyList<EntryCount> counts, IReadOnlyList<RefusalCount> refusals,
        IReadOnlyList<ProviderProfile> providers, long least)
    {
        var packages = counts.Where(c => c.Kind == 1).ToList();
        var total = packages.Sum(c => c.Count);
        var names = providers.SelectMany(p => p.Keys.Select(k => (Id: VerifierKey.TryParse(k.Key)!.Id, p.Name)))
            .DistinctBy(k => k.Id).ToDictionary(k => (long)k.Id, k => k.Name);
        return new BorderStatistics
        {
            Packages = total > 0 && total < least ? null : total,
            Publications = counts.Where(c => c.Kind is 2 or 3).Sum(c => c.Count),
            Strange = counts.Where(c => c.Kind == 0).Sum(c => c.Count),
            ByScenario = Cells(packages, c => c.Scenario.ToString("00000", Invariant), least),
            ByDay = Cells(packages, c => NodeBook.DayOf(c.Hour).ToString("yyyy-MM-dd", Invariant), least),
            ByHour = Cells(packages, c => NodeBook.HourOfDay(c.Hour).ToString("00", Invariant), least),
            ByIssuer = Cells(
                packages, c => names.GetValueOrDefault(c.KeyId) ?? c.KeyId.ToString("x8", Invariant), least),
            Refused = Cells(refusals, r => r.Code, r => r.Count),
            Least = least,
        };
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static List<CountCell> Cells<T>(IEnumerable<T> rows, Func<T, string> key, Func<T, long> count) =>
    [
        .. rows.GroupBy(key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new CountCell(g.Key, g.Sum(count))),
    ];

    private static List<CountCell> Cells(IReadOnlyList<EntryCount> rows, Func<EntryCount, string> key, long least) =>
        Hide(Cells(rows, key, r => r.Count), least);

    // One hidden cell, or some that are too few together, would follow from the total: the next smallest goes too.
    internal static List<CountCell> Hide(List<CountCell> cells, long least)
    {
        var hidden = cells.Where(c => c.Count < least).ToList();
        var others = cells.Except(hidden).OrderBy(c => c.Count).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        foreach (var next in others)
        {
            if (hidden.Count == 0 || (hidden.Count > 1 && hidden.Sum(c => c.Count) >= least))
                break;
            hidden.Add(next);
        }

        return cells.ConvertAll(c => hidden.Contains(c) ? c with { Count = null } : c);
    }
}
