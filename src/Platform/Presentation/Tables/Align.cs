namespace Huoshui.Presentation.Tables;

/// <summary>How the cells of a column stand.</summary>
public enum Align
{
    /// <summary>Words, codes, dates: at the left.</summary>
    Start,

    /// <summary>Numbers: at the right, figures of one width, never wrapped.</summary>
    End,

    /// <summary>Marks and states.</summary>
    Center,
}
