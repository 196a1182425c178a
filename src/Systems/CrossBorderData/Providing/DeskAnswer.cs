using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>Turns a node that cannot be reached into a refusal, for pages.</summary>
public static class DeskAnswer
{
    /// <summary>Issues; XBD2036 where the log is away.</summary>
    public static async Task<IssueAnswer> OfAsync(Func<Task<IssueAnswer>> issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        try
        {
            return await issue();
        }
        catch (Exception error) when (IsAway(error))
        {
            return new IssueAnswer(null, BorderRefusals.LogAway);
        }
    }

    /// <summary>Does something; XBD2036 where the log is away.</summary>
    public static async Task<Refusal?> OfAsync(Func<Task<Refusal?>> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            return await act();
        }
        catch (Exception error) when (IsAway(error))
        {
            return BorderRefusals.LogAway;
        }
    }

    /// <summary>Whether a failure says that the log is away: it refuses to be reached, or does not answer in
    /// time.</summary>
    public static bool IsAway(Exception error) => error is HttpRequestException or LogRefusedException
        or TaskCanceledException { InnerException: TimeoutException };
}
