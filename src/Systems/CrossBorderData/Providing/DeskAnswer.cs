using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>Turns a node that cannot be reached, and a token that does not serve, into a refusal.</summary>
public static class DeskAnswer
{
    /// <summary>Issues; XBD2036 where the log is away, LOG2019 to LOG2025 where the token does not serve.</summary>
    public static async Task<IssueAnswer> OfAsync(Func<Task<IssueAnswer>> issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        try
        {
            return await issue();
        }
        catch (Exception error) when (Of(error) is not null)
        {
            return new IssueAnswer(null, Of(error));
        }
    }

    /// <summary>Does something; refusals as of issuing.</summary>
    public static async Task<Refusal?> OfAsync(Func<Task<Refusal?>> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            return await act();
        }
        catch (Exception error) when (Of(error) is not null)
        {
            return Of(error);
        }
    }

    /// <summary>What a failure says: the log is away (it refuses to be reached, or does not answer in time), or the
    /// token or the log refuses with a code of its own; null for any other.</summary>
    public static Refusal? Of(Exception error) => error switch
    {
        LogRefusedException { Reason: { } reason } => new Refusal(reason.Code, reason.Message.Zh, reason.Message.En),
        HttpRequestException or TaskCanceledException { InnerException: TimeoutException } => BorderRefusals.LogAway,
        _ => null,
    };
}
