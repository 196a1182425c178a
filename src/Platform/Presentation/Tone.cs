namespace Huoshui.Presentation;

/// <summary>What a state means to the reader; the words stand beside it, never the colour alone.</summary>
public enum Tone
{
    /// <summary>Nothing to say: a draft, a past version.</summary>
    Neutral,

    /// <summary>Under way, or worth knowing.</summary>
    Info,

    /// <summary>Done, accepted, holds.</summary>
    Good,

    /// <summary>Somebody has to look: a warning, a deadline near.</summary>
    Warn,

    /// <summary>Failed, refused, overdue.</summary>
    Bad,
}
