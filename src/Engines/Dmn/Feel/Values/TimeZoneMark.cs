using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>What a time says about its place: an offset from UTC, or a zone of the IANA database.</summary>
internal sealed record TimeZoneMark
{
    // The rules of the last years repeat every 400 years; NodaTime knows years up to 9999.
    private const int FirstRuledYear = 1;
    private const int LastRuledYear = 9998;

    private readonly DateTimeZone? _zone;

    private TimeZoneMark(int? offset, string? id, DateTimeZone? zone)
    {
        Offset = offset;
        Id = id;
        _zone = zone;
    }

    /// <summary>Seconds east of UTC; null for a zone.</summary>
    public int? Offset { get; }

    /// <summary>The zone as it was written; null for an offset.</summary>
    public string? Id { get; }

    public static TimeZoneMark Utc { get; } = OfOffset(0);

    public static TimeZoneMark OfOffset(int seconds) => new(seconds, null, null);

    /// <summary>Null for a zone that the IANA database does not have.</summary>
    public static TimeZoneMark? OfZone(string id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone ? new TimeZoneMark(null, id, zone) : null;

    public bool Equals(TimeZoneMark? other) => other is not null && Offset == other.Offset && Id == other.Id;

    public override int GetHashCode() => HashCode.Combine(Offset, Id);

    /// <summary>
    /// Without a date a zone has no certain offset; its standard offset under the latest rules is taken, so that a
    /// result does not depend on the day on which it is computed.
    /// </summary>
    public int OffsetWithoutDate() =>
        Offset ?? _zone!.GetZoneInterval(Instant.FromUtc(LastRuledYear, 1, 1, 0, 0)).StandardOffset.Seconds;

    /// <summary>The offset at a local time; in a gap that of before, in an overlap the earlier one.</summary>
    public int OffsetAt(DateTimeValue at)
    {
        if (Offset is { } fixedOffset)
            return fixedOffset;
        var date = at.Date;
        var year = Ruled(date.Year);
        var local = new LocalDateTime(year, date.Month, date.Day, at.Time.Hour, at.Time.Minute);
        return _zone!.ResolveLocal(local, Resolvers.CreateMappingResolver(
            Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted)).Offset.Seconds;
    }

    /// <summary>The offset at an instant, in nanoseconds since the epoch.</summary>
    public int OffsetAtInstant(Int128 nanos)
    {
        if (Offset is { } fixedOffset)
            return fixedOffset;
        var (seconds, _) = Calendar.FloorDivide(nanos, TimeValue.NanosPerSecond);
        var (day, second) = Calendar.FloorDivide(seconds, 86_400);
        if (Calendar.DateOf(day) is not { } date)
            return OffsetWithoutDate();
        var ruled = Calendar.DayNumber(Ruled(date.Year), date.Month, date.Day);
        return _zone!.GetUtcOffset(Instant.FromUnixTimeSeconds((ruled * 86_400) + (long)second)).Seconds;
    }

    public override string ToString()
    {
        if (Offset is not { } seconds)
            return "@" + Id;
        if (seconds == 0)
            return "Z";
        var (sign, size) = (seconds < 0 ? '-' : '+', Math.Abs(seconds));
        var text = string.Create(CultureInfo.InvariantCulture, $"{sign}{size / 3600:00}:{size / 60 % 60:00}");
        return size % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{size % 60:00}");
    }

    private static int Ruled(int year) => year switch
    {
        < FirstRuledYear => FirstRuledYear + 399 + ((year - 399 - FirstRuledYear) % 400),
        > LastRuledYear => LastRuledYear - 399 + ((year - LastRuledYear + 399) % 400),
        _ => year,
    };
}
