namespace Huoshui.Systems.OnlineLoans;

/// <summary>The bank whose deployment or tenant this is, and where its sources answer; the rest stands in
/// <c>policies/inclusive/onlineloanprocess</c>.</summary>
public sealed record LoanOptions
{
    /// <summary>机构ID of the bank that lends; null when this deployment lends nothing (the supervisor's own).</summary>
    public string? LenderId { get; init; }

    /// <summary>Where the sources answer, for example <c>http://127.0.0.1:5090/</c>: each at <c>v1/NAME/facts</c>;
    /// null when none is connected.</summary>
    public Uri? Sources { get; init; }

    /// <summary>The seed of the sample sources (样例数据源), so that the form can offer sample applicants; null when the
    /// sources are real.</summary>
    public int? SampleSeed { get; init; }

    /// <summary>Applications worked on at once in one process.</summary>
    public int Lanes { get; init; } = 128;

    /// <summary>How long a claimed application is its worker's; longer than a round of the slowest source.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idle worker looks for work that it was not told of.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long news are gathered before the store is asked what is due.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest answer of a source, in bytes.</summary>
    public int AnswerBytesMax { get; init; } = 64 * 1024;

    /// <summary>Whether applications can be taken.</summary>
    public bool IsOpen => LenderId is not null && Sources is not null;
}
