using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits;

/// <summary>The process of visits as <c>policies/inclusive/visits</c> declares it, by day. Thread safe.</summary>
public sealed class VisitPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of the process.</summary>
    public const string PackId = "inclusive/visits";

    /// <summary>Whether these policies have the process; a deployment without it has nothing waiting.</summary>
    public bool IsThere => library.Pack(PackId)?.Process is not null;

    /// <summary>States, steps and lists of codes.</summary>
    public ProcessDefinition Process => Pack.Process
        ?? throw new KeyNotFoundException($"{PackId} has no process.yaml; it holds the states and steps");

    /// <summary>The first day of the mechanism.</summary>
    public DateOnly Begun => Pack.EffectiveFrom;

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant in Shanghai.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) =>
        ShanghaiTime.DayOf(instant);

    /// <summary>An instant as a clock in Shanghai shows it.</summary>
    public static DateTime LocalOf(DateTimeOffset instant) => ShanghaiTime.LocalOf(instant);

    /// <summary>The instant that a clock in Shanghai showed.</summary>
    public static DateTimeOffset InstantOf(DateTime local) => ShanghaiTime.InstantOf(local);

    /// <summary>The title of a code of a list, as people know it; the code itself when the list no longer has
    /// it.</summary>
    public LocalizedText Title(string list, string? code) =>
        Process.List(list).Find(code)?.Title ?? new LocalizedText(code ?? "—", code ?? "—");

    /// <summary>A whole number of the process.</summary>
    public int Whole(string name, DateOnly asOf) => (int)Pack.Parameters.Integer(name, asOf);

    /// <summary>A number of the process.</summary>
    public decimal Number(string name, DateOnly asOf) => Pack.Parameters.Number(name, asOf);

    /// <summary>A text of the process.</summary>
    public string Text(string name, DateOnly asOf) => Pack.Parameters.Text(name, asOf);

    /// <summary>A list that a text of the process holds, between commas.</summary>
    public IReadOnlyList<string> Words(string name, DateOnly asOf) => Pack.Parameters.Text(name, asOf)
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>授权书: a text of consent in both languages, with its version (the first day of the value).</summary>
    /// <param name="kind">One of <see cref="ConsentKinds"/>.</param>
    public (string Zh, string En, DateOnly Version) Consent(string kind)
    {
        var today = Today();
        var zh = Pack.Parameters.Text($"consent_{kind}_zh", today);
        var version = Pack.Parameters.Find($"consent_{kind}_zh")!.ValueAt(today)!.From;
        return (zh, Pack.Parameters.Text($"consent_{kind}_en", today), version);
    }

    /// <summary>The deadline of a bank to which a case is assigned on a day: by the rule of that day, kept with the
    /// case.</summary>
    public AnswerDeadline Deadline(DateOnly assigned)
    {
        var due = assigned.AddMonths(Whole("answer_months", assigned));
        if (Pack.Parameters.Text("answer_roll", assigned) == "next_working_day")
            due = OnOrAfter(due);
        return new AnswerDeadline(
            due, assigned.AddDays(Whole("amber_days", assigned)), assigned.AddDays(Whole("red_days", assigned)));
    }

    // Holidays of years beyond the calendar are not published: there Monday to Friday are worked.
    private DateOnly OnOrAfter(DateOnly day)
    {
        var calendar = library.Vocabulary.Calendar("mainland")?.Days;
        bool IsWorked(DateOnly d) => calendar is not null && d >= calendar.From && d <= calendar.To
            ? calendar.IsWorkingDay(d) : d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        while (!IsWorked(day))
            day = day.AddDays(1);
        return day;
    }

    private PolicyPack Pack => library.Pack(PackId)
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the process of visits");
}

/// <summary>When a bank's answer is due.</summary>
/// <param name="DueOn">The last day, inclusive, in Shanghai.</param>
/// <param name="AmberOn">The first day on which an unanswered case is amber.</param>
/// <param name="RedOn">The first day on which it is red.</param>
public sealed record AnswerDeadline(DateOnly DueOn, DateOnly AmberOn, DateOnly RedOn);

/// <summary>授权的种类: each is given and revoked by itself.</summary>
public static class ConsentKinds
{
    /// <summary>区工作专班: without it nothing can be declared.</summary>
    public const string District = "district";

    /// <summary>银行: without it no bank is assigned.</summary>
    public const string Bank = "bank";

    /// <summary>照片.</summary>
    public const string Photos = "photos";

    /// <summary>Every kind, in the order of the screens.</summary>
    public static IReadOnlyList<string> All { get; } = [District, Bank, Photos];
}

/// <summary>The steps of <c>process.yaml</c> that the program knows how to do.</summary>
public static class CaseSteps
{
    /// <summary>申报.</summary>
    public const string Declare = "declare";

    /// <summary>补正后重新申报.</summary>
    public const string Resubmit = "resubmit";

    /// <summary>对退回提出异议.</summary>
    public const string Object = "object";

    /// <summary>退回.</summary>
    public const string Return = "return";

    /// <summary>列入推荐清单.</summary>
    public const string Recommend = "recommend";

    /// <summary>分派银行.</summary>
    public const string Assign = "assign";

    /// <summary>撤回银行授权，退出银行.</summary>
    public const string Recall = "recall";

    /// <summary>银行受理.</summary>
    public const string Accept = "accept";

    /// <summary>授信.</summary>
    public const string Grant = "grant";

    /// <summary>部分授信.</summary>
    public const string GrantPartly = "grant_partly";

    /// <summary>不予授信.</summary>
    public const string Refuse = "refuse";

    /// <summary>改派其他银行.</summary>
    public const string Reassign = "reassign";

    /// <summary>逾期未答复，改派其他银行.</summary>
    public const string PassOn = "pass_on";

    /// <summary>对不予授信提出异议.</summary>
    public const string Dispute = "dispute";

    /// <summary>答复异议，维持.</summary>
    public const string Uphold = "uphold";

    /// <summary>放款后评价.</summary>
    public const string Feedback = "feedback";

    /// <summary>转入培育.</summary>
    public const string Cultivate = "cultivate";

    /// <summary>放款.</summary>
    public const string Draw = "draw";

    /// <summary>更正借据.</summary>
    public const string Correct = "correct_draw";

    /// <summary>撤回申报.</summary>
    public const string Withdraw = "withdraw";

    /// <summary>Every step.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Declare, Resubmit, Object, Return, Recommend, Assign, Recall, Accept, Grant, GrantPartly, Refuse, Reassign,
        PassOn, Cultivate, Dispute, Uphold, Draw, Feedback, Correct, Withdraw,
    ];
}
