using System.Globalization;
using Huoshui.Operations;
using NpgsqlTypes;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>Which counter.</summary>
internal readonly record struct CountKey(
    string Kind, string District = "", string Street = "", string Bank = "", string Code = "");

/// <summary>Differences of counters, written at once. Not thread safe.</summary>
internal sealed class CountChange
{
    private const string OnConflict =
        """
        ON CONFLICT ("Kind", "District", "Street", "Bank", "Code")
        DO UPDATE SET "Value" = "VisitCounts"."Value" + excluded."Value"
        """;

    private static readonly RowColumn[] Columns =
    [
        new("Kind", NpgsqlDbType.Text), new("District", NpgsqlDbType.Text), new("Street", NpgsqlDbType.Text),
        new("Bank", NpgsqlDbType.Text), new("Code", NpgsqlDbType.Text), new("Value", NpgsqlDbType.Bigint),
    ];

    private readonly Dictionary<CountKey, long> _differences = [];

    public void Add(CountKey key, long by) =>
        _differences[key] = _differences.GetValueOrDefault(key) + by;

    /// <summary>The day of an instant in Shanghai, as days since 1970-01-01.</summary>
    public static string DayOf(DateTimeOffset at) =>
        (VisitPolicy.DayOf(at).DayNumber - Epoch).ToString(CultureInfo.InvariantCulture);

    /// <summary>The day of a counter of days.</summary>
    public static DateOnly DayOf(string code) =>
        DateOnly.FromDayNumber(int.Parse(code, CultureInfo.InvariantCulture) + Epoch);

    /// <summary>A rate as the bank wrote it, in 0.0001 %; 0 for none.</summary>
    public static long RateOf(string? percent) =>
        percent is null ? 0 : (long)decimal.Round(decimal.Parse(percent, CultureInfo.InvariantCulture) * RateParts);

    /// <summary>Parts of a percent point in which rates are counted.</summary>
    public const int RateParts = 10_000;

    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Adds or takes away what a drawdown counts in a district.</summary>
    public void Add(Drawdown drawdown, string district, int sign)
    {
        if (!drawdown.IsCounted)
            return;
        Add(new CountKey(CountKinds.BankDrawn, district, Bank: drawdown.BankId), sign * drawdown.AmountFen);
        Add(new CountKey(CountKinds.DrawnDay, district,
            Code: drawdown.DrawnOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            sign * drawdown.AmountFen);
    }

    /// <summary>Adds or takes away what a standing counts.</summary>
    public void Add(EntityStanding standing, int sign)
    {
        var (district, street) = (standing.DistrictCode, standing.StreetCode);
        void Count(string kind, string code, long by) =>
            Add(new CountKey(kind, district, street, Code: code), sign * by);
        Count(CountKinds.Entities, string.Empty, 1);
        Count(CountKinds.Entities, CountKinds.Families, standing.EntityId == standing.RootId ? 1 : 0);
        foreach (var stage in Enum.GetValues<FunnelStage>())
            Count(CountKinds.Stage, stage.ToString(), (standing.Stages & EntityStanding.BitOf(stage)) == 0 ? 0 : 1);
        Count(CountKinds.Fen, CountKinds.Need, standing.NeedFen);
        Count(CountKinds.Fen, CountKinds.Granted, standing.GrantedFen);
        Count(CountKinds.Fen, CountKinds.Drawn, standing.DrawnFen);
        Count(CountKinds.Fen, CountKinds.Apart, standing.ApartFen);
        if (standing.Next is { } next)
            Count(CountKinds.Next, next, 1);
        Count(CountKinds.Disputed, string.Empty, standing.IsDisputed ? 1 : 0);
    }

    /// <summary>Writes the differences, in one order whoever writes; nothing is left to write.</summary>
    public async Task WriteAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var changed = _differences.Where(d => d.Value != 0)
            .OrderBy(d => d.Key.Kind, StringComparer.Ordinal).ThenBy(d => d.Key.District, StringComparer.Ordinal)
            .ThenBy(d => d.Key.Street, StringComparer.Ordinal).ThenBy(d => d.Key.Bank, StringComparer.Ordinal)
            .ThenBy(d => d.Key.Code, StringComparer.Ordinal).ToList();
        _differences.Clear();
        await RowWriter.WriteAsync(
            context, "VisitCounts", Columns, [.. changed.Select(Row)], OnConflict, cancellationToken);
    }

    private static object?[] Row(KeyValuePair<CountKey, long> one) =>
        [one.Key.Kind, one.Key.District, one.Key.Street, one.Key.Bank, one.Key.Code, one.Value];
}
