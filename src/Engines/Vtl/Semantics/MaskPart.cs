namespace Huoshui.Vtl.Semantics;

/// <summary>What stands at one place of a mask of dates.</summary>
/// <param name="Unit">The letter of a number (Y M D …); b is the name of a month, a that of a day, n is AM or PM; a
/// blank is text that stands for itself.</param>
/// <param name="Text">As the mask has it.</param>
/// <param name="Least">Digits that a number has at least.</param>
/// <param name="Most">Digits or characters that it has at most; 0 for a whole name.</param>
internal sealed record MaskPart(char Unit, string Text, int Least = 0, int Most = 0)
{
    public bool IsLiteral => Unit == ' ';

    /// <summary>The unit of time, whether a number or a name.</summary>
    public char Time => Unit == 'b' ? 'M' : Unit;
}
