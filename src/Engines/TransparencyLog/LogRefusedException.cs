using Huoshui.Diagnostics;

namespace Huoshui.TransparencyLog;

/// <summary>
/// The log refuses: a folder that cannot be trusted, a key that does not open, an entry that is too long.
/// </summary>
public sealed class LogRefusedException : Exception
{
    /// <summary>Takes the reason.</summary>
    public LogRefusedException(Diagnostic reason)
        : base(reason.ToLine("zh") + " / " + reason.Message.En) => Reason = reason;

    /// <summary>Why, with a code (LOG2xxx).</summary>
    public Diagnostic Reason { get; }
}
