using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits.Problems;

/// <summary>难题清单 as <c>policies/inclusive/visitproblems</c> declares it. Thread safe.</summary>
public sealed class ProblemPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack.</summary>
    public const string PackId = "inclusive/visitproblems";

    /// <summary>Whether these policies have it.</summary>
    public bool IsThere => library.Pack(PackId)?.Process is not null;

    /// <summary>States, steps and lists of codes.</summary>
    public ProcessDefinition Process => Pack.Process
        ?? throw new KeyNotFoundException($"{PackId} has no process.yaml; it holds the states and steps");

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => VisitPolicy.DayOf(time.GetUtcNow());

    /// <summary>Longest text, in characters.</summary>
    public int LongestText => (int)Pack.Parameters.Integer("text_characters_max", Today());

    /// <summary>The title of a code; the code itself when the list no longer has it.</summary>
    public LocalizedText Title(string list, string? code) =>
        Process.List(list).Find(code)?.Title ?? new LocalizedText(code ?? "—", code ?? "—");

    /// <summary>The last day and the first amber day of a department that is given a problem on a day.</summary>
    /// <param name="given">The day, which does not count.</param>
    /// <param name="isCity">A department of the city, not of the district.</param>
    public (DateOnly DueOn, DateOnly AmberOn) Deadline(DateOnly given, bool isCity)
    {
        var due = given.AddDays((int)Pack.Parameters.Integer(isCity ? "city_days" : "district_days", given));
        return (due, due.AddDays(-(int)Pack.Parameters.Integer("amber_days", given)));
    }

    private PolicyPack Pack => library.Pack(PackId)
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the list of problems");
}

/// <summary>The steps of its <c>process.yaml</c> that the program knows how to do.</summary>
public static class ProblemSteps
{
    /// <summary>提出.</summary>
    public const string Raise = "raise";

    /// <summary>交区级部门办理.</summary>
    public const string Assign = "assign";

    /// <summary>交市级部门办理.</summary>
    public const string Direct = "direct";

    /// <summary>退回区级.</summary>
    public const string SendBack = "send_back";

    /// <summary>重新办理.</summary>
    public const string Reopen = "reopen";

    /// <summary>Every step, in the order of the file.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Raise, Assign, "escalate", Direct, SendBack, "solve", "solve_city", "close", "close_city", Reopen];
}
