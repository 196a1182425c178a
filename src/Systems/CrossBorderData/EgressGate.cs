using System.Globalization;
using System.Text.Json;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>
/// 出境闸 The closed schema of what may reach a log: 160 bytes of fixed fields from registered keys. Everything else is
/// refused, and the refusal is logged with time, code and length, never with what was sent. Thread safe.
/// </summary>
/// <param name="keys">Registered Ed25519 keys of providers, their root keys too; asked for at each submission.</param>
/// <param name="scenarios">Codes of scenarios, and how many days they are valid at most.</param>
/// <param name="refusalFile">Where refusals are logged, one JSON object a line; null: nowhere.</param>
/// <param name="clock">The operator's clock.</param>
public sealed class EgressGate(
    Func<IReadOnlyList<VerifierKey>> keys, IReadOnlyDictionary<int, long> scenarios, string? refusalFile,
    TimeProvider clock)
{
    /// <summary>Most days that a status list or a key manifest may be valid.</summary>
    public const int LongestPublicDays = 366;

    /// <summary>Largest file of refusals, in bytes; then it becomes <c>.1</c>, and the one before goes.</summary>
    public const long LargestRefusalFileBytes = 16L * 1024 * 1024;

    /// <summary>The keys of some providers' profiles, past ones and root keys too.</summary>
    public static IReadOnlyList<VerifierKey> KeysOf(IEnumerable<ProviderProfile> profiles) =>
    [
        .. profiles.SelectMany(p => p.Roots.Concat(p.Keys.Select(k => k.Key)))
            .Select(k => VerifierKey.TryParse(k)!).Where(k => k.Kind == SignatureKind.Ed25519),
    ];

    private const int HoursOfDay = 24;
    private readonly Lock _writing = new();

    /// <summary>The entry of a submission, or why it is refused.</summary>
    public (LogEntry? Entry, Refusal? Refusal) Read(ReadOnlySpan<byte> submission)
    {
        var (entry, refusal) = Judge(submission);
        if (refusal is not null)
            Log(refusal, submission.Length);
        return (refusal is null ? entry : null, refusal);
    }

    private (LogEntry? Entry, Refusal? Refusal) Judge(ReadOnlySpan<byte> submission)
    {
        if (submission.Length != LogSubmission.Length
            || LogEntry.TryRead(submission[..LogEntry.Length]) is not { } entry)
        {
            return (null, BorderRefusals.BadEntry);
        }

        var known = keys().Where(k => k.Id == entry.KeyId).ToList();
        if (known.Count == 0)
            return (null, BorderRefusals.UnknownKey);
        var message = LogSubmission.Message(submission[..LogEntry.Length]);
        var signature = submission[LogEntry.Length..].ToArray();
        if (!known.Exists(k => k.Verify(message, signature)))
            return (null, BorderRefusals.BadEntrySignature);
        return (entry, Fields(entry));
    }

    private Refusal? Fields(LogEntry entry)
    {
        var isStatement = entry.Kind == EntryKind.Statement;
        long days = LongestPublicDays;
        if (isStatement ? !scenarios.TryGetValue(entry.Scenario, out days) : entry.Scenario != 0)
            return BorderRefusals.UnknownCode;
        if (isStatement ? entry.StatusIndex >= StatusList.Size : entry.StatusIndex != 0)
            return BorderRefusals.WrongIndex;
        var hour = LogEntry.HourOf(clock.GetUtcNow());
        var isThisHour = entry.IssuedHour + 1 >= hour && entry.IssuedHour <= hour + 1;
        var isInTime = entry.ExpiryHour > entry.IssuedHour
            && entry.ExpiryHour <= entry.IssuedHour + (days * HoursOfDay) + 1;
        return isThisHour && isInTime ? null : BorderRefusals.WrongHour;
    }

    private void Log(Refusal refusal, int length)
    {
        if (refusalFile is null)
            return;
        var line = JsonSerializer.Serialize(new
        {
            at = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            code = refusal.Code,
            bytes = length,
        });
        lock (_writing)
        {
            if (new FileInfo(refusalFile) is { Exists: true, Length: > LargestRefusalFileBytes })
                File.Move(refusalFile, refusalFile + ".1", overwrite: true);
            File.AppendAllText(refusalFile, line + "\n");
        }
    }
}
