namespace Huoshui.Presentation.Flows;

/// <summary>What kind of box it is; told by its head and by words.</summary>
public enum FlowKind
{
    /// <summary>Where it begins.</summary>
    Source,

    /// <summary>On the way.</summary>
    Step,

    /// <summary>Where it ends.</summary>
    Goal,
}

/// <summary>A box of a flow with its lines.</summary>
/// <param name="Name">Its name; unique in the flow.</param>
/// <param name="Note">A few words under the name; null for none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Lines">Names of its lines, each once.</param>
public sealed record FlowBox(string Name, string? Note, FlowKind Kind, IReadOnlyList<string> Lines);

/// <summary>From a line of a box to a line of another; a null line is the box itself.</summary>
/// <param name="FromBox">Name of the box that it leaves.</param>
/// <param name="FromLine">Line of that box.</param>
/// <param name="ToBox">Name of the box that it reaches.</param>
/// <param name="ToLine">Line of that box.</param>
/// <param name="IsWeak">True for what decides and gives no value: drawn dashed.</param>
public sealed record FlowLink(string FromBox, string? FromLine, string ToBox, string? ToLine, bool IsWeak);

/// <summary>A flow from left to right. Links lead from boxes to later ones: there is no circle.</summary>
/// <param name="Boxes">The boxes.</param>
/// <param name="Links">The links.</param>
public sealed record FlowModel(IReadOnlyList<FlowBox> Boxes, IReadOnlyList<FlowLink> Links)
{
    /// <summary>Most boxes of a picture that one can read.</summary>
    public const int MostBoxes = 60;

    /// <summary>Most lines of all boxes of a picture.</summary>
    public const int MostLines = 600;

    /// <summary>True where it is too large to be drawn: only the table is shown.</summary>
    public bool IsTooLarge => Boxes.Count > MostBoxes || Boxes.Sum(b => b.Lines.Count) > MostLines;
}
