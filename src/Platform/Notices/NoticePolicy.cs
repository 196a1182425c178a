using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Notices;
using Huoshui.Registry;

namespace Huoshui.Notices;

/// <summary>Kinds of notices of every pack, and times and limits of <c>policies/supervision/notices</c>. Thread
/// safe.</summary>
public sealed class NoticePolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of times and limits.</summary>
    public const string PackId = "supervision/notices";

    private const int LongestSearchDays = 60;
    /// <summary>Whether these policies tell anybody anything.</summary>
    public bool IsThere => library.Pack(PackId) is not null;

    /// <summary>Every kind, pack by pack.</summary>
    public IReadOnlyList<NoticeKind> Kinds => [.. library.Packs.SelectMany(p => p.Notices)];

    /// <summary>The kind of a code; null if no pack has it.</summary>
    public NoticeKind? Kind(string code) =>
        library.Packs.SelectMany(p => p.Notices).FirstOrDefault(k => k.Code == code);

    /// <summary>Kinds that may concern a viewer.</summary>
    public IReadOnlyList<NoticeKind> For(Viewer viewer) => [.. Kinds.Where(k => k.For.Any(viewer.Is))];

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => ShanghaiTime.DayOf(time.GetUtcNow());

    /// <summary>A whole number of the pack, as of today.</summary>
    public int Whole(string name) => (int)Pack.Parameters.Integer(name, Today());

    /// <summary>The next time of a digest after an instant.</summary>
    public DateTimeOffset NextDigest(DateTimeOffset after)
    {
        var day = ShanghaiTime.DayOf(after);
        for (var i = 0; i < LongestSearchDays; i++, day = day.AddDays(1))
        {
            if (!IsDigestDay(day))
                continue;
            foreach (var clock in Times(day))
            {
                var at = ShanghaiTime.InstantOf(day.ToDateTime(clock)).ToUniversalTime();
                if (at > after)
                    return at;
            }
        }

        throw new InvalidOperationException($"{PackId} has no digest in {LongestSearchDays} days.");
    }

    /// <summary>From when on notices are kept.</summary>
    public DateTimeOffset KeptFrom() => time.Now().AddDays(-Whole("keep_days"));

    private PolicyPack Pack => library.Pack(PackId)
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the times of digests");

    private IEnumerable<TimeOnly> Times(DateOnly day) => Pack.Parameters.Text("digest_times", day)
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(t => TimeOnly.ParseExact(t, "HH:mm", CultureInfo.InvariantCulture)).Order();

    // Holidays of years beyond the calendar are not published: there Monday to Friday are worked.
    private bool IsDigestDay(DateOnly day)
    {
        var name = Pack.Parameters.Text("digest_calendar", day);
        if (name == "every_day")
            return true;
        var calendar = library.Vocabulary.Calendar(name)?.Days;
        return calendar is not null && day >= calendar.From && day <= calendar.To
            ? calendar.IsWorkingDay(day) : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
    }
}
