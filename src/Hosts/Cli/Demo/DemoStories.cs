namespace Huoshui.Cli.Demo;

/// <summary>One act of a story: what, and how many days after the story began.</summary>
internal sealed record DemoAct(string What, int Day, string? Detail = null);

/// <summary>What became of a declared need.</summary>
/// <param name="DaysAgo">When it began: the visit.</param>
/// <param name="Wish">The bank wished for; null for none.</param>
/// <param name="IsOwn">Declared by the demo account of the public.</param>
/// <param name="Acts">After visit and declaration.</param>
internal sealed record DemoStory(int DaysAgo, string? Wish, bool IsOwn, IReadOnlyList<DemoAct> Acts);

/// <summary>Cases at every stage, most of them at the bank whose people have accounts.</summary>
internal static class DemoStories
{
    private static readonly DemoAct Recommend = new("recommend", 2);
    private static readonly DemoAct Assign = new("assign", 3);
    private static readonly DemoAct Accept = new("accept", 5);

    private static readonly DemoAct[] Accepted = [Recommend, Assign, Accept];

    /// <summary>The stories.</summary>
    /// <param name="own">The bank whose people have accounts.</param>
    /// <param name="other">Another bank; null where there is none.</param>
    public static IEnumerable<DemoStory> All(string own, string? other) =>
    [
        new(38, own, IsOwn: true, Accepted), // overdue: assigned 35 days ago
        new(25, own, IsOwn: false, Accepted), // amber
        new(34, other, IsOwn: false, [Recommend, Assign]), // red at another bank, not even accepted
        new(6, own, IsOwn: false, [Recommend, Assign]),
        new(5, own, IsOwn: true, [Recommend, Assign]),
        new(13, own, IsOwn: false, Accepted),
        new(11, own, IsOwn: false, Accepted),
        new(16, other, IsOwn: false, Accepted),
        new(1, null, IsOwn: false, []), // to be checked
        new(2, own, IsOwn: false, []),
        new(9, null, IsOwn: false, [new("return", 2, "T6"), new("object", 4)]),
        new(4, other, IsOwn: false, [Recommend]), // to be assigned
        new(7, null, IsOwn: true, [new("return", 3, "T2")]),
        new(30, own, IsOwn: false, [.. Accepted, new("refuse", 12, "R5"), new("reassign", 14), new("accept", 16)]),
        new(22, own, IsOwn: false, [.. Accepted, new("refuse", 10, "R6")]), // another bank or cultivation
        new(45, other, IsOwn: false, [.. Accepted, new("refuse", 15, "R4"), new("cultivate", 17)]),
        new(20, own, IsOwn: false, [Recommend, Assign, new("withdraw", 4)]),
        new(33, own, IsOwn: false, [.. Accepted, new("grant", 15, "60")]), // in part
        new(28, own, IsOwn: true, [.. Accepted, new("grant", 14, "100")]),
        new(40, own, IsOwn: false, [.. Accepted, new("grant", 16, "100"), new("draw", 20, "new")]),
        new(50, own, IsOwn: false, [.. Accepted, new("grant", 12, "80"), new("draw", 15, "new")]),
        new(48, own, IsOwn: false, [.. Accepted, new("grant", 18, "100"), new("draw", 22, "refinance")]),
    ];
}
