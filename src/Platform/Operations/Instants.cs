using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Huoshui.Operations;

/// <summary>Instants as the store keeps them: whole microseconds since 1970-01-01T00:00:00Z, on both
/// providers.</summary>
public static class Instants
{
    /// <summary>The stored number; what is finer than a microsecond is cut off.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of a stored number, with offset zero.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>This moment, to the microsecond, so that what is written equals what is read back.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return FromMicroseconds(ToMicroseconds(time.GetUtcNow()));
    }
}

internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => Instants.ToMicroseconds(instant),
    microseconds => Instants.FromMicroseconds(microseconds));
